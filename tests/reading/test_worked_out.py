"""Amounts that no column holds, and files that hold none of the tables."""

import pytest

from metrics.errors import Unsettled
from tests.reading.conftest import Read

JOURNAL = "N° pièce;Date pièce;Compte tiers;Débit;Crédit\n"
RETAIL = "Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID\n"


def sold(*lines: tuple[str, str, str]) -> str:
    """Lines of product, units and price."""
    return RETAIL + "".join(
        f"{n},{product},{units},2009-12-{n + 10},{price},130\n" for n, (product, units, price) in enumerate(lines)
    )


def test_debit_less_credit(read: Read) -> None:
    (batch,) = read(
        JOURNAL + "F1;13/03/2025;C1;120,00;\nF2;14/03/2025;C1;80,00;0,00\nF3;15/03/2025;C2;;36,50\nF4;16/03/2025;C2;;\n"
    )
    assert batch.rows.select("invoice_id", "amount").rows() == [("F1", 12000), ("F2", 8000), ("F3", -3650)]
    assert batch.rejects["code"].to_list() == ["value_missing"]
    assert "debit_less_credit" in [notice.code for notice in batch.notices]


def test_a_credit_beside_another_amount_is_none_of_it(read: Read) -> None:
    (batch,) = read("invoice id,invoice date,customer,amount,credit\nF1,2025-03-13,C1,120.00,7.00\n")
    assert batch.rows["amount"].to_list() == [12000]
    assert "credit" not in batch.mapping.values()


def test_an_account_with_its_payments_is_no_list_of_invoices(read: Read) -> None:
    lines = "".join(f"F{n};1{n}/03/2025;C1;{'120,00;' if n % 2 else ';120,00'}\n" for n in range(8))
    with pytest.raises(Unsettled) as raised:
        read(JOURNAL + lines)
    assert (raised.value.code, raised.value.option) == ("holds_entries", "--as")
    (batch,) = read(JOURNAL + lines, table="invoices")
    assert sum(batch.rows["amount"]) == 0


@pytest.mark.parametrize(
    ("price", "amounts"), [("2.555", [1533, -256]), ("0.001", [1, 0]), ("1000", [600000, -100000])]
)
def test_units_times_their_price(read: Read, price: str, amounts: list[int]) -> None:
    (batch,) = read(sold(("A", "6", price), ("A", "-1", price)).replace("Price", "UnitPrice"))
    assert batch.rows["amount"].to_list() == amounts
    assert "units_times_price" in [notice.code for notice in batch.notices]


def test_a_price_is_the_units_where_it_stays_the_same_for_more_of_them(read: Read) -> None:
    (of_units,) = read(sold(("A", "6", "2.50"), ("A", "2", "2.50"), ("B", "1", "7.00")))
    (of_lines,) = read(sold(("A", "6", "15.00"), ("A", "2", "5.00"), ("B", "1", "7.00")))
    assert of_units.rows["amount"].to_list() == [1500, 500, 700]
    assert of_lines.rows["amount"].to_list() == [None, None, None]


def test_the_amount_of_a_line_goes_before_its_price(read: Read) -> None:
    head = "order id,date,customer,quantity,unit price,line total\n"
    (batch,) = read(head + "1,2025-01-13,C1,2,10.00,18.00\n", name="orders.csv")
    assert batch.rows["amount"].to_list() == [1800]


def test_a_price_beyond_all_bounds_is_refused(read: Read) -> None:
    (batch,) = read(sold(("A", "900000", "900000.00"), ("A", "1", "900000.00")).replace("Price", "UnitPrice"))
    assert batch.rejects["code"].to_list() == ["amount_too_large"]
    assert batch.rows["amount"].to_list() == [90000000]


DEALS = (
    "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Create Date\n1,Big,won,2025-01-13,Jo,12,2025-01-01\n"
)
ENTRIES = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\nVE\tVentes\t1\t20250113\t411000\tClients\tC1\tAcme\tF1\t20250113\tF\t12,00\t0,00\n"
    "VE\tVentes\t1\t20250113\t706000\tVentes\t\t\tF1\t20250113\tF\t0,00\t12,00\n"
)
PAYMENTS = (
    "id,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Fee,Status,Captured,Customer ID,Invoice ID\n"
    "ch_1,2025-01-13 10:00,49.00,0.00,eur,49.00,1.20,Failed,false,cus_1,in_1\n"
)


@pytest.mark.parametrize(
    ("text", "code"), [(DEALS, "holds_deals"), (ENTRIES, "holds_entries"), (PAYMENTS, "holds_payments")]
)
def test_what_holds_none_of_the_tables_is_not_taken_for_one(text: str, code: str, read: Read) -> None:
    with pytest.raises(Unsettled) as raised:
        read(text)
    assert (raised.value.code, raised.value.option) == (code, "--as")


def test_the_user_may_know_better(read: Read) -> None:
    (batch,) = read(DEALS, table="accounts")
    assert batch.table == "accounts"


def test_the_currency_of_a_column_stands_before_it(read: Read) -> None:
    head = "Contract Number,Account ID,Contract Start Date,ARR Currency,ARR\n"
    (batch,) = read(head + '1,A1,2025-01-13,USD,"12,000.00"\n')
    assert batch.rows.select("mrr", "currency").rows() == [(100000, "USD")]


def test_a_known_export_calls_its_accounts_by_their_company(read: Read) -> None:
    head = "Name,Email,Company,Country,External ID,Lead created at\n"
    (batch,) = read(head + "Jo,jo@x.com,Acme,FR,cus_1,2025-01-13 10:00:00\n")
    assert batch.rows.select("account_id", "name").rows() == [("cus_1", "Acme")]


def test_an_answer_is_of_the_day_it_was_given(read: Read) -> None:
    head = "Response ID,Person ID,Survey Type,Score,Created At,Responded At,Customer ID\n"
    (batch,) = read(head + "1,1,nps,9,1700000000,1700200000,C1\n2,2,nps,8,1700000000,1700400000,C2\n")
    assert [str(day) for day in batch.rows["answered_on"]] == ["2023-11-17", "2023-11-19"]
