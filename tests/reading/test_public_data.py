"""Files laid out as well-known public data sets are: read with the fewest questions, every column where it belongs."""

import pytest

from metrics.errors import ChurnError, Unsettled
from tests.reading.conftest import Read

TELCO = (
    "customerID,gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,Contract,"
    "PaperlessBilling,PaymentMethod,MonthlyCharges,TotalCharges,Churn\n"
    "7590-VHVEG,Female,0,Yes,No,1,No,No phone service,DSL,Month-to-month,Yes,Electronic check,29.85,29.85,No\n"
    "3668-QPYBK,Male,0,No,No,2,Yes,No,DSL,Month-to-month,Yes,Mailed check,53.85,108.15,Yes\n"
    "4472-LVYGI,Female,0,Yes,Yes,0,No,No phone service,DSL,Two year,Yes,Bank transfer (automatic),52.55, ,No\n"
)
TELCO_AGAIN = (
    "CustomerID,Count,Country,State,City,Zip Code,Lat Long,Latitude,Longitude,Gender,Senior Citizen,Tenure Months,"
    "Contract,Monthly Charges,Total Charges,Churn Label,Churn Value,Churn Score,CLTV,Churn Reason\n"
    '3668-QPYBK,1,United States,California,Los Angeles,90003,"33.964131, -118.272783",33.964131,-118.272783,Male,No,2,'
    "Month-to-month,53.85,108.15,Yes,1,86,3239,Competitor made better offer\n"
    '9237-HQITU,1,United States,California,Los Angeles,90005,"34.059281, -118.30742",34.059281,-118.30742,Female,No,8,'
    "Month-to-month,70.7,151.65,No,0,67,2701,\n"
)
RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" + "".join(
    f'{order},{code},"WHITE HANGING HEART, T-LIGHT",{units},12/{day}/2010 8:26,2.55,17850.0,United Kingdom\n'
    for order, code, units, day in (("536365", "85123A", 6, 1), ("C536379", "D", -1, 13), ("536365", "71053", 6, 1))
)
CHURN_BOOK = (
    "account_id,product,start_date,end_date,mrr,quantity,units,bill_period_months,discount\n"
    "1,standard,2020-01-01,2020-02-01,9.99,,,1,0\n1,standard,2020-02-01,2020-03-01,9.99,,,1,0\n"
)
PLAYBOOK = (
    "subscription_id,customer_id,start_date,end_date,monthly_amount\n1,1,2019-01-01,2019-06-01,50\n2,2,2019-02-01,,75\n"
)
RAVEN = (
    "subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,upgrade_flag,"
    "downgrade_flag,churn_flag,billing_frequency,auto_renew_flag\n"
    "S-8cec59,A-3c1a3f,2023-12-23,2024-04-12,Enterprise,14,2786,33432,False,False,False,True,monthly,True\n"
    "S-0f6f44,A-9b9fe9,2024-06-11,,Pro,17,833,9996,False,False,False,False,annual,True\n"
)
ZENDESK = (
    "Id,Requester,Requester id,Requester email,Organization,Subject,Status,Priority,Ticket type,Created at,Solved at,"
    "Satisfaction Score\n"
    '11,Jo,7,jo@acme.com,Acme,"It broke\nagain, ""badly""",Closed,High,Problem,2024-05-01 10:00,2024-05-02 11:00,Good\n'
    "12,Jo,7,jo@acme.com,Acme,Fine,Open,Low,Question,2024-05-03 10:00,,Offered\n"
)
NPS = "Respondent,Customer,Score,Date,Comment\n1,Acme,9,1/28/24,fine\n2,Beta,3,2/3/24,slow\n"


@pytest.mark.parametrize(
    ("text", "table", "shape", "fields"),
    [
        (RETAIL, "orders", "rows", {"order_id", "account_id", "ordered_on", "units", "product"}),
        (CHURN_BOOK, "subscriptions", "spells", {"account_id", "plan", "start_on", "end_on", "mrr"}),
        (PLAYBOOK, "subscriptions", "spells", {"subscription_id", "account_id", "start_on", "end_on", "mrr"}),
        (RAVEN, "subscriptions", "spells", {"subscription_id", "account_id", "start_on", "end_on", "mrr", "plan"}),
        (ZENDESK, "tickets", "rows", {"ticket_id", "account_id", "opened_on", "closed_on", "kind", "subject"}),
        (NPS, "surveys", "rows", {"account_id", "score", "answered_on", "comment"}),
    ],
)
def test_is_read_without_a_question(text: str, table: str, shape: str, fields: set[str], read: Read) -> None:
    (batch,) = read(text)
    assert (batch.table, batch.shape, batch.rejects.height) == (table, shape, 0)
    assert fields <= set(batch.mapping.values())
    assert batch.records == batch.rows.height


def test_values_are_what_they_say(read: Read) -> None:
    (orders,), (tickets,), (answers,) = read(RETAIL), read(ZENDESK), read(NPS)
    assert [str(day) for day in orders.rows["ordered_on"]] == ["2010-12-01", "2010-12-13", "2010-12-01"]
    assert set(orders.rows["account_id"]) == {"17850"}
    assert orders.rows["units"].to_list() == [6, -1, 6]
    assert tickets.rows["subject"][0] == 'It broke\nagain, "badly"'
    assert tickets.rows["source_line"].to_list() == [2, 4]
    assert [str(day) for day in answers.rows["answered_on"]] == ["2024-01-28", "2024-02-03"]


@pytest.mark.parametrize("text", [TELCO, TELCO_AGAIN], ids=["first release", "second release"])
def test_customers_of_whom_only_the_tenure_is_known_need_the_day_of_the_list(text: str, read: Read) -> None:
    with pytest.raises(Unsettled) as raised:
        read(text)
    assert raised.value.option == "--as-of"
    spells, accounts = read(text, as_of="2026-01-31")
    assert (spells.table, spells.shape, accounts.table) == ("subscriptions", "customers", "accounts")
    lost = spells.rows.filter(account_id="3668-QPYBK").row(0, named=True)
    assert (str(lost["start_on"]), str(lost["end_on"]), lost["mrr"]) == ("2025-11-30", "2026-01-31", 5385)
    assert spells.rows.filter(account_id="3668-QPYBK").height == 1


PIVOT = (
    "Sum of MRR,Column Labels,,,\nRow Labels,{months},Grand Total\n"
    "A1,49,49,,98\nA2,,59,59,118\nGrand Total,49,108,59,216\n"
)


@pytest.mark.parametrize(
    "months", ["2025-01,2025-02,2025-03", "Jan 2025,Feb 2025,Mar 2025", "janv. 25,févr. 25,mars 25"]
)
def test_a_pivot_table_is_a_snapshot_a_month(months: str, read: Read) -> None:
    text = PIVOT.format(months=months)
    with pytest.raises(ChurnError) as raised:
        read(text)
    assert (raised.value.code, raised.value.params["field"]) == ("column_missing", "account_id")
    (batch,) = read(text, mapping=(("Row Labels", "account_id"),))
    assert (batch.shape, batch.records) == ("snapshots", 2)
    rows = batch.rows.filter(batch.rows["mrr"].is_not_null())
    assert [(str(a), str(m), n) for a, m, n in rows.select("account_id", "month", "mrr").rows()] == [
        ("A1", "2025-01-01", 4900), ("A1", "2025-02-01", 4900), ("A2", "2025-02-01", 5900), ("A2", "2025-03-01", 5900),
    ]  # fmt: skip


def test_tickets_are_opened_before_they_are_closed(read: Read) -> None:
    (batch,) = read("Ticket ID,Account,Opened,Closed,Subject\n1,A,2025-03-01,,x\n2,B,2025-03-02,2025-04-01,y\n")
    assert {"Opened": "opened_on", "Closed": "closed_on"}.items() <= batch.mapping.items()


def test_a_date_of_an_unknown_name_is_not_taken_where_another_date_stands_unused(read: Read) -> None:
    text = "Ticket ID,Account,Begun,Sent at,Subject\n1,A,2025-03-01,2025-03-02,x\n2,B,2025-03-02,2025-04-01,y\n"
    with pytest.raises(ChurnError) as raised:
        read(text, table="tickets")
    assert raised.value.params["field"] == "opened_on"
    (batch,) = read(text.replace("Sent at", "Size").replace(",2025-03-02,x", ",1,x").replace(",2025-04-01,y", ",2,y"))
    assert batch.mapping["Begun"] == "opened_on"


def test_a_total_of_every_column_is_no_customer(read: Read) -> None:
    text = "account_id,2025-01,2025-02\nA,49.00,\nB,1.50,59\nTotal,{total},59\n"
    (batch,) = read(text.format(total="50.50"))
    assert batch.records == 2
    (other,) = read(text.format(total="51.50"))
    assert (other.records, other.rows["account_id"][-1]) == (3, "Total")


@pytest.mark.parametrize(("state", "asked"), [("canceled", False), ("active", True)])
def test_a_cancellation_of_what_still_runs_may_be_a_request(state: str, asked: bool, read: Read) -> None:
    text = (
        "id,customer,plan,created,canceled_at,status,mrr\n"
        f"S1,C1,pro,2024-01-13,2025-02-14,{state},49\nS2,C2,pro,2024-01-14,,active,49\n"
    )
    if asked:
        with pytest.raises(Unsettled) as raised:
            read(text)
        assert raised.value.code == "which_end"
    else:
        (batch,) = read(text)
        assert batch.mapping["canceled_at"] == "end_on"
