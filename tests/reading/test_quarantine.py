"""What is refused, why, and that no row is ever lost."""
# ruff: noqa: E501 - an example a line reads best

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.reading.batch import Batch, BookContext, read_batches
from metrics.reading.forms import FORMS, Form
from metrics.reading.grid import Hints
from metrics.reading.terms import SNAPSHOT
from metrics.tables import RATES, TABLES

Read = Callable[..., list[Batch]]
SPELLS = "subscription_id,account_id,plan,start_on,end_on,mrr,currency\n"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("s,,p,2026-01-01,,5.50,EUR", "account_id", "value_missing"),
        ("s,NA,p,2026-01-01,,5.50,EUR", "account_id", "value_missing"),
        ("s,a,p,,,5.50,EUR", "start_on", "value_missing"),
        ("s,a,p,2026-02-30,,5.50,EUR", "start_on", "unreadable_date"),
        ("s,a,p,1899-12-31,,5.50,EUR", "start_on", "date_out_of_range"),
        ("s,a,p,2026-01-01,2200-01-01,5.50,EUR", "end_on", "date_out_of_range"),
        ("s,a,p,2026-01-01,,x,EUR", "mrr", "unreadable_amount"),
        ("s,a,p,2026-01-01,,1e3,EUR", "mrr", "unreadable_amount"),
        ("s,a,p,2026-01-01,,100000000000,EUR", "mrr", "amount_too_large"),
        ("s,a,p,2026-01-01,,999999999999999999999999,EUR", "mrr", "amount_too_large"),
        ("s,a,p,2026-01-01,,99999999999.999,EUR", "mrr", "amount_too_large"),
        ("s,a,p,2026-01-01,,-0.01,EUR", "mrr", "negative_mrr"),
        ("s,a,p,2026-01-01,,-0.001,EUR", "mrr", "negative_mrr"),
        ("s,a,p,2026-01-01,2026-01-01,5.50,EUR", "end_on", "end_not_after_start"),
        ("s,a,p,2026-01-01,2025-12-31,5.50,EUR", "end_on", "end_not_after_start"),
        ("s,a,p,2026-01-01,,5.50,USD", "currency", "no_rate"),
        ("s,a,p,2026-01-01,,5.50,twelve", "currency", "unknown_currency"),
        ("s,a,p,2026-01-01,,$ 5.50,EUR", "mrr", "two_currencies"),
        ("s,a,p,2026-01-01,,€ 5.50,EUR", None, None),
        ("s,a,p,2026-01-01,,£ 5.50,EUR", "mrr", "two_currencies"),
        ("s,a,p,2026-01-01,,5.50,EUR,more", None, "row_too_long"),
        ("s,a,p,2026-01-01", None, "row_too_short"),
        ("s,a,p,2199-12-31,,99999999999.99,EUR", None, None),
    ],
)
def test_spells(row: str, column: str | None, code: str | None, read: Read) -> None:
    good = "".join(f"g{n},b,p,2026-01-01,2026-02-01,1.50,EUR\n" for n in range(8))
    batch = read(SPELLS + good + row + "\n")[0]
    if code is None:
        assert (batch.accepted, batch.rejects.height) == (9, 0)
        return
    assert batch.accepted == 8
    reject = batch.rejects.row(0, named=True)
    assert (reject["line"], reject["text"], reject["column"], reject["code"]) == (10, row, column, code)
    assert json.loads(reject["params"])["column"] == column


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("response_id,account_id,answered_on,score\n1,a,2026-01-01,11\n2,a,2026-01-01,9\n", "score", "score_out_of_range"),
        ("response_id,account_id,answered_on,score\n1,a,2026-01-01,-1\n2,a,2026-01-01,9\n", "score", "score_out_of_range"),
        ("response_id,account_id,answered_on,score\n1,a,2026-01-01,8.5\n2,a,2026-01-01,9.0\n", "score", "unreadable_score"),
        ("response_id,account_id,answered_on,score\n1,a,2026-01-01,\n2,a,2026-01-01,9\n", "score", "value_missing"),
        ("ticket_id,account_id,opened_on,closed_on\n1,a,2026-01-02,2026-01-01\n2,a,2026-01-02,2026-01-02\n", "closed_on", "closed_before_opened"),
        ("email_id,account_id,sent_on,opened_on\n1,a,2026-01-02,2026-01-01\n2,a,2026-01-02,2026-01-02\n", "opened_on", "opened_before_sent"),
        ("day,currency,rate\n2026-01-01,USD,0\n2026-01-01,GBP,1.15\n", "rate", "rate_not_positive"),
        ("order_id,line,account_id,ordered_on,units\n1,1,a,2026-01-01,two\n1,2,a,2026-01-01,2\n", "units", "unreadable_number"),
        ("invoice_id,account_id,issued_on,paid_on,amount\n1,a,2026-01-09,,x\n2,a,2026-01-09,2026-01-02,-5.50\n", "amount", "unreadable_amount"),
    ],
)  # fmt: skip
def test_other_tables(text: str, column: str, code: str, read: Read) -> None:
    batch = read(text)[0]
    assert batch.rejects.select("line", "column", "code").rows() == [(2, column, code)]
    assert batch.accepted == 1


def test_the_same_key_with_other_values_refuses_all_of_them(read: Read) -> None:
    rows = "1,a,2026-01-01,5.50\n1,a,2026-01-01,5.50\n2,a,2026-01-01,5.50\n2,a,2026-01-01,6.50\n2,a,2026-01-01,5.50\n"
    batch = read("invoice_id,account_id,issued_on,amount\n" + rows)[0]
    assert (batch.accepted, batch.unchanged, batch.rejects["line"].to_list()) == (1, 1, [4, 5, 6])
    assert set(batch.rejects["code"]) == {"key_contradicts"}


def test_attributes_tell_accounts_apart(read: Read) -> None:
    text = "account_id,name,tier\n1,A,x\n1,A,x\n2,B,x\n2,B,y\n3,C,x\n"
    batch = read(text, table="accounts")[0]
    assert (batch.rows["account_id"].to_list(), batch.unchanged, batch.rejects.height) == (["1", "3"], 1, 2)


def test_rates_serve_the_rows_from_their_day_on(read: Read) -> None:
    rates = pl.DataFrame({"day": [date(2026, 1, 10)], "currency": ["USD"], "rate": ["0.9"]}).with_columns(
        pl.col("rate").cast(RATES.schema["rate"])
    )
    text = SPELLS + "s,a,p,2026-01-09,,5.50,USD\nt,a,p,2026-01-10,,5.50,USD\n"
    batch = read(text, context=BookContext(currency="EUR", rates=rates))[0]
    assert batch.rejects.select("line", "code").rows() == [(2, "no_rate")]
    assert batch.rows["subscription_id"].to_list() == ["t"]


def test_rates_of_the_same_command_serve_the_other_files(tmp_path: Path) -> None:
    spells, rates = tmp_path / "subscriptions.csv", tmp_path / "rates.csv"
    spells.write_text(SPELLS + "r,a,p,2026-01-09,,5.50,EUR\ns,a,p,2026-01-09,,5.50,USD\n")
    rates.write_text("day,currency,rate\n2026-01-01,USD,0.95\n")
    found = read_batches([spells, rates], Hints(), BookContext())
    assert [(batch.table, batch.accepted, batch.currency) for batch in found] == [
        ("subscriptions", 2, "EUR"), ("rates", 1, "EUR"),
    ]  # fmt: skip


def test_minor_units_are_those_of_the_rows_currency(read: Read) -> None:
    rows = "a,a,p,2026-01-01,,1.5,EUR\nb,a,p,2026-01-01,,1500,JPY\nc,a,p,2026-01-01,,1.5,KWD\nd,a,p,2026-01-01,,1.5,\n"
    schema = {"day": pl.Date, "currency": pl.String, "rate": RATES.schema["rate"]}
    known = pl.DataFrame([(date(2020, 1, 1), "JPY", "0.01"), (date(2020, 1, 1), "KWD", "3")],
                         schema={**schema, "rate": pl.String}, orient="row").cast(schema)  # fmt: skip
    batch = read(SPELLS + rows, context=BookContext(currency="EUR", rates=known))[0]
    assert batch.rows["mrr"].to_list() == [150, 1500, 1500, 150]


def test_remarks_that_refuse_nothing(read: Read) -> None:
    text = (
        "invoice_id,account_id,issued_on,paid_on,amount,amount_paid,memo\n"
        "1,a,2026-01-01,,5.505,5.50,x\n2,a,2026-02-01,2026-02-02,5.50,,y\n2,a,2026-02-01,2026-02-02,5.50,,y\n"
    )
    batch = read(text)[0]
    told = {notice.code: dict(notice.params) for notice in batch.notices}
    assert told["rounded_decimals"] == {"count": 1}
    assert told["paid_without_date"] == {"count": 1}
    assert told["duplicates"] == {"count": 1}
    assert told["ignored_columns"]["columns"] == "memo"
    assert told["span"] == {"first": "2026-01-01", "last": "2026-02-01"}
    assert batch.rows["amount"].to_list() == [551, 550]


def test_accounts_that_the_book_does_not_know_are_counted(read: Read) -> None:
    known = BookContext(accounts=pl.Series(["a", "b"]))
    text = "ticket_id,account_id,opened_on\n1,a,2026-01-01\n2,x,2026-01-01\n3,x,2026-01-01\n"
    told = {notice.code: dict(notice.params) for notice in read(text, context=known)[0].notices}
    assert told["accounts_unmatched"] == {"count": 1, "total": 2}
    strange = {notice.code for notice in read(text.replace(",a,", ",y,"), context=known)[0].notices}
    assert "no_account_matched" in strange


def test_a_snapshot_of_the_running_month_is_named(read: Read) -> None:
    text = "account_id,month,mrr\na,2026-01,5.50\na,2026-02,5.50\n"
    codes = [{n.code for n in read(text, context=BookContext(today=date(2026, m, 9)))[0].notices} for m in (2, 3)]
    assert ["open_last_month" in found for found in codes] == [True, False]


def test_kinds_that_figures_know_get_their_word(read: Read) -> None:
    head = "ticket_id,account_id,opened_on,kind\n"
    rows = "1,a,2026-01-01,Réclamation\n2,a,2026-01-01,KLACHT\n3,a,2026-01-01,Ticket\n4,a,2026-01-01,Question\n5,a,2026-01-01,\n"
    assert read(head + rows)[0].rows["kind"].to_list() == ["complaint", "complaint", "ticket", "Question", None]
    signals = read("account_id,seen_on,kind\na,2026-01-01,Champion left\nb,2026-01-01,Moved office\n")[0]
    assert signals.rows["kind"].to_list() == ["champion_left", "Moved office"]
    complaints = read("Complaint ID,Company,Date received\n1,Acme,2026-01-01\n")[0]
    assert (complaints.table, complaints.rows["kind"].to_list()) == ("tickets", ["complaint"])


_CELLS = {
    "date": ["2026-01-01", "2026-02-28", "2026-02-30", "31/12/2025", "", "1850-01-01", "x", "2024-02-29T23:59:59Z"],
    "money": ["5.50", "-5.50", "1,234.56", "", "NA", "1e3", "100000000000", "0", "€ 3.25", "5.005"],
    "number": ["3", "-1", "2.5", "", "lots"],
    "score": ["0", "10", "11", "", "7.0", "bad"],
    "rate": ["0.95", "0", "", "x"],
    "id": ["a", "b", "007", "", "NA", "a|b"],
    "month": ["2026-01", "Feb 2026", "", "x"],
    "flag": ["yes", "no", "", "perhaps"],
    "text": ["word", "", "NA", 'quo"te', "two\nlines", "comma, inside"],
}


_WORDS = {
    "currency": ["EUR", "", "USD", "odd one"],
    "interval": ["month", "", "P1Y", "3 mois", "odd"],
    "status": ["active", "trialing", "incomplete", ""],
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), form=st.sampled_from(FORMS))
def test_no_record_is_ever_lost(data: st.DataObject, form: Form, tmp_path: Path) -> None:
    cells = [st.sampled_from(_WORDS.get(field.name) or _CELLS[field.kind]) for field in form.fields]
    rows = data.draw(st.lists(st.tuples(*cells), min_size=1, max_size=12))
    path = tmp_path / "dirty.csv"
    names = {field.name: pl.String for field in form.fields}
    pl.DataFrame(rows, schema=names, orient="row").write_csv(path, quote_style="always")
    hints = Hints(
        table=form.table, shape=None if form.shape == "rows" else form.shape, date_order="dmy", decimal=".",
        minor_units="no", score_max="10", as_of="2026-03-31",
    )  # fmt: skip
    (batch,) = read_batches([path], hints, BookContext(currency="EUR"))
    assert (batch.table, batch.shape) == (form.table, form.shape)
    assert batch.records == len(rows) == batch.rows.height + batch.rejects.height + batch.unchanged
    lines = [*batch.rows["source_line"], *batch.rejects["line"]]
    assert len(set(lines)) == len(lines)
    assert batch.rejects["text"].null_count() == 0
    if form.shape == "snapshots":
        assert batch.rows.schema == SNAPSHOT
    else:
        _sound(batch)


def _sound(batch: Batch) -> None:
    """Every rule of the table holds on what was taken."""
    table = TABLES[batch.table]
    assert dict(batch.rows.drop("source_line").schema) == table.schema
    assert not batch.rows.select(table.required).null_count().sum_horizontal().sum()
    key = batch.rows.select(table.key)
    assert key.is_unique().all()
    for rule in table.rules:
        assert not batch.rows.select(rule.bad().fill_null(False).any()).item()


def test_the_cells_of_a_set_aside_record_come_back_as_they_stood(tmp_path: Path) -> None:
    odd = ['say "so"', "back\\slash", "tab\there", "two\nlines", "é €", "", "plain, really"]
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in odd]
    rows = [f"i{n},a,2026-02-30,1,{cell}" for n, cell in enumerate(quoted)]
    path = tmp_path / "invoices.csv"
    path.write_text(
        "\n".join(["invoice_id,account_id,issued_on,amount,note", *rows, "short,a"]) + "\n", encoding="utf-8"
    )
    (batch,) = read_batches([path], Hints(), BookContext())
    expected = [[f"i{n}", "a", "2026-02-30", "1", cell] for n, cell in enumerate(odd)] + [["short", "a"]]
    assert [json.loads(cells) for cells in batch.rejects["cells"]] == expected
    assert list(batch.rejects["cells"]) == [json.dumps(cells, ensure_ascii=False) for cells in expected]
