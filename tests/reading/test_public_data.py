"""Files laid out as well-known public data sets are: read with the fewest questions, every column where it belongs."""

import pytest

from metrics.errors import Unsettled
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
