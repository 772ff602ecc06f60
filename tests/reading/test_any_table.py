"""Whatever a table's headers and cells are: a sentence or a reading that loses no row, never a traceback."""
# ruff: noqa: E501 - an example a line reads best

from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.errors import ChurnError
from metrics.reading.batch import BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.headers import knowledge

_KNOWN = sorted({name for words in knowledge()["words"].values() for names in words.values() for name in names})
_ODD = [
    "",
    "*",
    "^a.*$",
    "_fault",
    "_at",
    "source_line",
    "2026-01",
    "Feb 2026",
    "mars 26",
    "a|b",
    "{x}",
    "é\u202e",
    "(USD)",
]
_CELLS = [
    "", "NA", "a", "b", "0012", "17850.0", "1", "-3", "5.50", "1.234", "1,234", "1 234,56", "(9)", "€ 9", "$ 9", "1e3", "99999999999999",
    "2026-01-01", "2026-02-30", "03/04/2026", "13/04/2026", "31.12.26", "1 janv. 2026", "1700000000", "45000", "2026-01-01T23:30:00Z",
    "2026-01", "yes", "non", "month", "3 mois", "EUR", "usd", "trialing", "11", "10", "x" * 50, "\u202e", "*", "{value}", "12:30",
]  # fmt: skip
_TABLES = [None, "accounts", "subscriptions", "invoices", "orders", "surveys", "rates", "projections"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_table(data: st.DataObject, tmp_path: Path) -> None:
    headers = data.draw(
        st.lists(st.sampled_from(_KNOWN) | st.sampled_from(_ODD) | st.text(max_size=6), min_size=2, max_size=9)
    )
    rows = data.draw(
        st.lists(
            st.lists(st.sampled_from(_CELLS), min_size=len(headers), max_size=len(headers)), min_size=1, max_size=9
        )
    )
    hints = Hints(
        header_row=1,
        separator=",",
        table=data.draw(st.sampled_from(_TABLES)),
        date_order=data.draw(st.sampled_from([None, "dmy", "mdy", "ymd"])),
        decimal=data.draw(st.sampled_from([None, ",", "."])),
        minor_units=data.draw(st.sampled_from([None, "yes", "no"])),
        interval=data.draw(st.sampled_from([None, "month", "day"])),
        as_of=data.draw(st.sampled_from([None, "2026-03-31"])),
        end_inclusive=data.draw(st.booleans()),
        score_max="10",
    )
    path = tmp_path / data.draw(st.sampled_from(["file.csv", "klanten.csv", "churn.csv", "mrr.csv"]))
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (headers, *rows)]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8", newline="")
    try:
        batches = read_batches([path], hints, BookContext(currency=data.draw(st.sampled_from([None, "EUR", "JPY"]))))
    except ChurnError:
        return
    for batch in batches:
        kept = batch.rows["source_line"].n_unique()
        assert kept + batch.rejects.height + batch.unchanged == batch.records
        assert set(batch.rows["source_line"]).isdisjoint(batch.rejects["line"])
        assert batch.rejects.schema == {
            "line": pl.Int64, "text": pl.String, "column": pl.String, "code": pl.String, "params": pl.String,
            "header": pl.String, "cells": pl.String,
        }  # fmt: skip
