"""Which table, which shape, which column: recognised with reasons, or asked."""
# ruff: noqa: E501 - an example a line reads best

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from metrics.errors import ChurnError, Unsettled, WrongUsage
from metrics.reading.batch import Batch, BookContext
from metrics.reading.grid import Hints
from metrics.reading.opening import open_grids
from metrics.reading.recognise import recognise
from metrics.tables import TABLES

Read = Callable[..., list[Batch]]

STRIPE = (
    "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start Date (UTC),"
    "Current Period End (UTC),Canceled At (UTC),Ended At (UTC)\n"
    "sub_1,cus_1,a@b.c,pro,2,eur,month,49.00,active,2026-01-01 10:00,2026-01-01 10:00,2026-02-01 10:00,,\n"
    "sub_2,cus_2,d@b.c,pro,1,eur,year,588.00,canceled,2025-01-01 10:00,2025-01-01 10:00,2026-01-01 10:00,"
    "2025-03-05 10:00,2026-01-01 10:00\n"
)
HUBSPOT = (
    "Record ID,Company name,Company Domain Name,Company owner,Industry,Country/Region,Create Date,Lifecycle Stage\n"
    "101,Acme,acme.example,Ann,Retail,France,2024-01-31 10:00,Customer\n"
    "102,NA Partners,na.example,Bob,Media,Belgium,2024-02-01 10:00,Customer\n"
)
ZENDESK = (
    "Summation column,Id,Requester,Requester external id,Subject,Status,Priority,Ticket type,Created at,Solved at,Organization\n"
    '1,7,Ann,a1,"two\nlines",Solved,High,Question,2026-01-31 10:00,2026-02-01 11:00,Acme\n'
    "1,8,Bob,a2,plain,Open,Low,Incident,2026-02-02 10:00,,Beta\n"
)
SAGE = (
    "N° facture;Compte client;Libellé;Date facture;Échéance;Date règlement;Montant TTC;Montant réglé;Devise\n"
    "F1;0012;Abonnement;31/01/2026;02/03/2026;15/02/2026;1 234,56;1 234,56;EUR\n"
    "F2;0013;Abonnement;01/02/2026;03/03/2026;;99,90;;EUR\n"
)


def only(batches: list[Batch]) -> Batch:
    assert len(batches) == 1
    return batches[0]


def test_stripe_subscriptions_keep_the_three_dates_of_a_loss_apart(read: Read) -> None:
    batch = only(read(STRIPE))
    assert (batch.table, batch.shape, batch.options["system"]) == ("subscriptions", "price", "Stripe")
    lost = batch.rows.row(1, named=True)
    assert [str(lost[name]) for name in ("cancelled_on", "end_on", "paid_until")] == [
        "2025-03-05", "2026-01-01", "2026-01-01",
    ]  # fmt: skip
    assert batch.rows["mrr"].to_list() == [9800, 4900]
    assert batch.rows["currency"].to_list() == ["EUR", "EUR"]
    assert batch.currency == "EUR"


def test_a_column_of_our_own_name_is_what_it_says(read: Read) -> None:
    batch = only(read("account_id,start_on,mrr,cancelled_on\nA,2026-01-05,1.50,2026-03-01\n"))
    assert batch.mapping["cancelled_on"] == "cancelled_on"
    assert batch.rows["end_on"].to_list() == [None]


def test_hubspot_companies(read: Read) -> None:
    batch = only(read(HUBSPOT))
    assert (batch.table, batch.shape) == ("accounts", "rows")
    assert batch.rows.select("account_id", "name", "owner", "region", "Lifecycle Stage").rows() == [
        ("101", "Acme", "Ann", "France", "Customer"), ("102", "NA Partners", "Bob", "Belgium", "Customer"),
    ]  # fmt: skip
    assert "Lifecycle Stage" in batch.fields
    assert "billing_id" not in batch.fields


def test_zendesk_tickets(read: Read) -> None:
    batch = only(read(ZENDESK))
    assert batch.table == "tickets"
    assert batch.rows.select("ticket_id", "account_id", "kind", "severity", "subject").rows() == [
        ("7", "a1", "Question", "High", "two\nlines"), ("8", "a2", "Incident", "Low", "plain"),
    ]  # fmt: skip


def test_french_accounting(read: Read) -> None:
    batch = only(read(SAGE))
    assert batch.table == "invoices"
    assert batch.rows.select("invoice_id", "account_id", "amount", "amount_paid").rows() == [
        ("F1", "0012", 123456, 123456), ("F2", "0013", 9990, None),
    ]  # fmt: skip
    assert str(batch.rows["due_on"][0]) == "2026-03-02"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_canonical_headers_are_recognised_without_a_question(name: str, read: Read) -> None:
    cells = {
        "date": "2026-03-04", "money": "1500", "number": "3", "score": "4", "rate": "0.9", "id": "7", "text": "word",
    }  # fmt: skip
    columns = TABLES[name].columns
    row = ["EUR" if column.name == "currency" else cells[column.kind] for column in columns]
    for column in columns:
        if column.name == "end_on":
            row[columns.index(column)] = "2026-05-06"
    batch = only(read(",".join(TABLES[name].names) + "\n" + ",".join(row) + "\n", name="export.csv"))
    assert (batch.table, batch.accepted, batch.rejects.height) == (name, 1, 0)
    assert dict(batch.mapping) == {column: column for column in TABLES[name].names}


@pytest.mark.parametrize(
    ("text", "option", "settled", "field", "expected"),
    [
        ("invoice_id,account_id,issued_on,amount\n1,a,03/04/2026,5.50\n", "--date-order", {"date_order": "dmy"}, "issued_on", "2026-04-03"),
        ("invoice_id,account_id,issued_on,amount\n1,a,03/04/2026,5.50\n", "--date-order", {"date_order": "mdy"}, "issued_on", "2026-03-04"),
        ("Invoice;Customer;Date;Total\n1;a;2026-01-01;1.250\n", "--decimal", {"decimal": ","}, "amount", "125000"),
        ("Invoice;Customer;Date;Total\n1;a;2026-01-01;1.250\n", "--decimal", {"decimal": "."}, "amount", "125"),
        (STRIPE.replace("49.00", "4900").replace("588.00", "58800"), "--minor-units", {"minor_units": "yes"}, "mrr", "9800"),
        (STRIPE.replace("49.00", "4900").replace("588.00", "58800"), "--minor-units", {"minor_units": "no"}, "mrr", "980000"),
        ("customer,start date,price\na,2026-01-01,120.50\n", "--interval", {"interval": "month"}, "mrr", "12050"),
        ("customer,start date,price\na,2026-01-01,120.50\n", "--interval", {"interval": "quarter"}, "mrr", "4017"),
        ("customer,start date,monthly fee,canceled at,paid until\na,2026-01-01,1.50,2026-05-01,2026-06-01\n", "--map", {"mapping": (("canceled at", "end_on"),)}, "end_on", "2026-05-01"),
        ("customer,start date,monthly fee,canceled at,paid until\na,2026-01-01,1.50,2026-05-01,2026-06-01\n", "--map", {"mapping": (("canceled at", "cancelled_on"),)}, "cancelled_on", "2026-05-01"),
    ],
)  # fmt: skip
def test_what_is_ambiguous_is_asked_and_the_option_settles_it(
    text: str, option: str, settled: dict[str, object], field: str, expected: str, read: Read
) -> None:
    with pytest.raises(Unsettled) as asked:
        read(text)
    assert asked.value.option == option
    assert str(only(read(text, **settled)).rows[field][0]) == expected


def test_low_scores_are_asked_about_only_where_there_are_enough(read: Read) -> None:
    low = "account_id,answered_on,score\n" + "".join(f"a{n},2026-01-01,{n % 6}\n" for n in range(8))
    with pytest.raises(Unsettled) as asked:
        read(low)
    assert (asked.value.code, asked.value.option) == ("scores_low", "--score-max")
    assert only(read(low, score_max="10")).accepted == 8
    assert only(read("\n".join(low.splitlines()[:8]))).accepted == 7


def test_a_few_stars_are_asked_about_too(read: Read) -> None:
    stars = "account_id,answered_on,score\na,2026-01-01,1\nb,2026-01-02,5\nc,2026-01-03,3\n"
    with pytest.raises(Unsettled, match="scores_low"):
        read(stars)
    assert only(read(stars.replace(",1\n", ",0\n"))).accepted == 3


def test_whole_numbers_in_our_own_columns_are_units_of_the_currency(read: Read) -> None:
    text = "account_id,start_on,mrr\na,2026-01-01,4900\nb,2026-01-01,9900\nc,2026-01-01,2999\nd,2026-01-01,1.005\n"
    assert only(read(text)).rows["mrr"].to_list() == [490000, 990000, 299900, 101]


def test_cents_that_the_header_names_are_not_asked_about(read: Read) -> None:
    batch = only(read("customer,start date,price in cents,interval\na,2026-01-01,4900,month\n"))
    assert batch.rows["mrr"].to_list() == [4900]


def test_another_date_column_settles_the_order(read: Read) -> None:
    batch = only(read("invoice_id,account_id,issued_on,due_on,amount\n1,a,03/04/2026,13/04/2026,5.50\n"))
    assert str(batch.rows["issued_on"][0]) == "2026-04-03"


def test_options_override_what_is_recognised(read: Read) -> None:
    text = "who,when,how much\na,2026-01-01,5.50\nb,2026-01-02,6.50\n"
    with pytest.raises(ChurnError) as unknown:
        read(text)
    assert unknown.value.code in ("table_unknown", "column_missing")
    mapping = (("who", "account_id"), ("when", "start_on"), ("how much", "mrr"))
    batch = only(read(text, table="subscriptions", mapping=mapping))
    assert batch.rows["mrr"].to_list() == [550, 650]
    assert dict(batch.mapping) == dict(mapping)


def test_a_confirmed_mapping_is_remembered_for_the_same_headers(read: Read) -> None:
    remembered = {("who", "when", "how much"): {"who": "account_id", "when": "start_on", "how much": "mrr"}}
    batch = only(read("who,when,how much\na,2026-01-01,5.50\n", context=BookContext(mappings=remembered)))
    assert (batch.table, batch.rows["mrr"].to_list()) == ("subscriptions", [550])


@pytest.mark.parametrize(
    ("hints", "code"),
    [({"table": "nonsense"}, "bad_choice"), ({"shape": "nonsense"}, "bad_choice"),
     ({"mapping": (("nowhere", "mrr"),)}, "no_such_column"), ({"mapping": (("mrr", "nonsense"),)}, "no_such_field"),
     ({"decimal": ";"}, "bad_choice"), ({"date_order": "ydm"}, "bad_choice"), ({"minor_units": "perhaps"}, "bad_choice"),
     ({"table": "invoices", "shape": "price"}, "shape_of_other_table")],
)  # fmt: skip
def test_options_that_cannot_be_meant(hints: dict[str, object], code: str, read: Read) -> None:
    with pytest.raises(WrongUsage) as wrong:
        read("account_id,start_on,mrr\na,2026-01-01,5.50\n", **hints)
    assert wrong.value.code == code


def test_a_needed_column_that_is_missing_is_named(read: Read) -> None:
    with pytest.raises(ChurnError) as missing:
        read("invoice_id,account_id,amount\n1,a,5.50\n", table="invoices")
    assert (missing.value.code, missing.value.params["field"]) == ("column_missing", "issued_on")


def test_values_find_the_column_that_no_header_names(read: Read) -> None:
    batch = only(read("invoice_id,account_id,zzz,amount\n1,a,2026-01-31,5.50\n2,b,2026-02-28,6.50\n"))
    assert dict(batch.mapping)["zzz"] == "issued_on"


def test_an_empty_column_gives_way_to_one_that_holds_something(read: Read) -> None:
    text = ZENDESK.replace(",a1,", ",,").replace(",a2,", ",,")
    assert only(read(text)).rows["account_id"].to_list() == ["Acme", "Beta"]


def test_of_several_account_ids_the_one_that_the_book_knows_is_taken(read: Read) -> None:
    context = BookContext(accounts=pl.Series(["Acme", "Beta", "Gamma"]))
    assert only(read(ZENDESK, context=context)).rows["account_id"].to_list() == ["Acme", "Beta"]


def test_every_decision_has_its_reason_and_confidence(tmp_path: Path) -> None:
    path = tmp_path / "abonnements.csv"
    path.write_text(STRIPE, encoding="utf-8")
    found = recognise(open_grids(path, Hints())[0], Hints(), BookContext())
    decided = {(decision.about, decision.value): decision for decision in found.decisions}
    assert decided["system", "Stripe"].reason == "system_signs"
    assert decided["table", "subscriptions"].confidence > 0.9
    assert decided["column", "end_on"].column == "Ended At (UTC)"
    assert {"spells", "snapshots", "customers"} <= set(decided["shape", "price"].alternatives)
    assert [found.headers[index].label for index in found.ignored] == ["Customer Email", "Created (UTC)"]
    assert not found.questions


def test_a_cancellation_date_that_nothing_competes_with_is_the_end(read: Read) -> None:
    batch = only(
        read(",customer_id,product,signup_date_time,cancel_date_time\n0,a,p,2025-01-01 10:35:09,2026-05-01 00:00:00\n")
    )
    assert dict(batch.mapping) == {
        "customer_id": "account_id", "product": "plan", "signup_date_time": "start_on", "cancel_date_time": "end_on",
    }  # fmt: skip


def test_a_few_common_names_make_no_system(read: Read) -> None:
    text = "subscription_id,account_id,start_date,end_date,mrr_amount\ns,a,2026-01-01,2026-02-01,100\n"
    assert "system" not in only(read(text)).options


def test_repeated_accounts_are_a_list_of_them_under_our_name_only(read: Read) -> None:
    rows = "1,A\n1,A\n2,B\n"
    assert only(read("account_id,name\n" + rows)).table == "accounts"
    with pytest.raises(Unsettled) as asked:
        read("Customer No,Customer Name\n" + rows)
    assert asked.value.option == "--as"
