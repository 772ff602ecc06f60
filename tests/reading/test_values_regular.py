"""Columns of one common form are read at once, and mean what each of their cells means by itself."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.reading.values import dates as dates_module
from metrics.reading.values import numbers as numbers_module
from metrics.reading.values.dates import DateStyle, dates, order_evidence
from metrics.reading.values.dissected import at_midnight, dissect
from metrics.reading.values.numbers import amounts
from metrics.reading.values.regular_amounts import regular_amounts
from metrics.reading.values.regular_dates import Order, as_the_first

_DAYS = ["2026-01-31", "2026-02-30", "0999-01-01", "31/12/2025", "12/31/2025", "03.04.2026", "2026/1/5", "5 May 2026"]
_CLOCKS = ["", " 00:30:00", "T23:59:59Z", "T01:02:03.456Z", " 12:05", " 12:05 PM", "T25:00:00", "T00:30:00+02:00", "?"]
_STAMPS = st.builds(lambda day, clock: day + clock, st.sampled_from(_DAYS), st.sampled_from(_CLOCKS))
_CELLS = st.one_of(st.sampled_from(["", "n/a", "-", " 2026-01-31 ", None]), _STAMPS)
_BARE = ["1767222000", "1767221999", "100000000"]
_SIGNS = ["", "€", "€ ", "$", "EUR ", "CHF"]
_DIGITS = ["5", "1234.5", "1234,50", "1,234.50", "1.234,50", "1 234", "0.123456789", "0.1234567891", "1e3", "5.", ".5"]
_AMOUNTS = st.one_of(
    st.sampled_from(["", "n/a", "12 34", "12345678901234567", None, "+5", "(5)", "5-"]),
    st.builds(
        lambda left, minus, digits, right: left + minus + digits + right,
        st.sampled_from(_SIGNS), st.sampled_from(["", "-"]), st.sampled_from(_DIGITS),
        st.sampled_from(["", " €", " EUR"]),
    ),
)  # fmt: skip


def told(found: pl.DataFrame) -> list[tuple[object, ...]]:
    return found.with_columns(pl.col("bad").fill_null(value=False)).rows()


@settings(deadline=None, max_examples=60)
@given(st.lists(_CELLS, min_size=1, max_size=12), st.sampled_from(["dmy", "mdy", "ymd"]), st.booleans())
def test_dates_of_a_column_are_those_of_its_cells(cells: list[str | None], order: Order, utc: bool) -> None:
    style = DateStyle(order, utc=utc)
    # Behind a cell of no form, none is read at once.
    alone = [dates(pl.Series(["?", cell], dtype=pl.String), style, "Europe/Paris").slice(1) for cell in cells]
    assert told(dates(pl.Series(cells, dtype=pl.String), style, "Europe/Paris")) == told(pl.concat(alone))


@settings(deadline=None, max_examples=60)
@given(st.lists(_AMOUNTS, min_size=1, max_size=12), st.sampled_from([".", ","]))
def test_amounts_of_a_column_are_those_of_its_cells(cells: list[str | None], mark: str) -> None:
    # Among cells that are no amounts, none is read at once.
    alone = [amounts(pl.Series(["?", "??", "???", cell], dtype=pl.String), mark).slice(3) for cell in cells]
    assert told(amounts(pl.Series(cells, dtype=pl.String), mark)) == told(pl.concat(alone))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-01-31", "ymd"), ("31/01/2026", "dmy"), ("01/31/2026", "mdy"), ("2026-01-31 12:30:00", "ymd"),
        ("2026-01-31T12:30:00.123Z", "ymd"), ("2026-01-31T12:30:00+02:00", "ymd"), ("31.01.2026 12:30", "dmy"),
    ],
)  # fmt: skip
def test_common_dates_need_no_dissection(text: str, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> pl.DataFrame:
        raise AssertionError(text)

    monkeypatch.setattr(dates_module, "dissect", fail)
    found = dates(pl.Series([text, "", text]), DateStyle(order), "UTC")["date"]
    assert [str(day) for day in found] == ["2026-01-31", "None", "2026-01-31"]


@pytest.mark.parametrize(
    ("form", "order"),
    [
        ("1/31/2026 {}:{:02}:00 PM", "mdy"), ("01/31/2026 {:02}:{:02} p.m.", "mdy"), ("31/1/26 {}:{:02}", "dmy"),
        ("Jan 31, 2026 {}:{:02} pm", "mdy"), ("31 janv. 2026, {}:{:02}", "dmy"), ("2026-01-31 {:02}:{:02} AM", "ymd"),
    ],
)  # fmt: skip
def test_of_many_moments_only_the_days_are_dissected(form: str, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def seen_dissected(texts: pl.Series) -> pl.DataFrame:
        seen.extend(texts)
        return dissect(texts)

    monkeypatch.setattr(dates_module, "dissect", seen_dissected)
    column = pl.Series([form.format(hour, minute) for hour in (1, 5, 12) for minute in range(20)])
    assert {str(day) for day in dates(column, DateStyle(order), "UTC")["date"]} == {"2026-01-31"}
    assert len(seen) == 1
    found = order_evidence(column)
    assert found.dmy + found.mdy + found.others == column.len()


@pytest.mark.parametrize("clock", ["13:00 PM", "0:30 am", "24:00", "9:60", "9:5", "9:05 XYZ", "9:05 -03:00"])
def test_a_clock_that_is_none_or_names_a_zone_is_not_cut_off(clock: str) -> None:
    cells = pl.Series([f"1/31/2026 {clock}"] * 2)
    assert at_midnight(cells).to_list() == cells.to_list()


def test_bare_numbers_need_no_dissection(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [dates(pl.Series(["?", cell]), DateStyle(digits="seconds"), "Europe/Paris")["date"][1] for cell in _BARE]
    monkeypatch.setattr(dates_module, "dissect", lambda _: pytest.fail("dissected"))
    found = dates(pl.Series([*_BARE, "", None]), DateStyle(digits="seconds"), "Europe/Paris")
    assert found["date"].to_list() == [*alone, None, None]
    assert [str(day) for day in alone] == ["2026-01-01", "2025-12-31", "1973-03-03"]


def test_forms_that_are_not_common_are_left_to_the_dissection() -> None:
    assert as_the_first(pl.Series(["5 May 2026"]), "dmy", "UTC", utc=False) is None
    assert as_the_first(pl.Series(["03/04/2026"]), "ymd", "UTC", utc=False) is None


@pytest.mark.parametrize(
    ("text", "mark"), [("-1234.50", "."), ("1,234.50", "."), ("1.234,50", ","), ("€ 1234.50", "."), ("12,5 EUR", ",")]
)
def test_common_amounts_need_no_dissection(text: str, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> pl.DataFrame:
        raise AssertionError(text)

    monkeypatch.setattr(numbers_module, "_written", fail)
    assert amounts(pl.Series([text, "", text]), mark)["bad"].to_list() == [False, False, False]


def test_one_odd_amount_does_not_slow_the_others() -> None:
    column = pl.Series(["5.00"] * 30 + ["refunded"])
    assert regular_amounts(column, ".")["scaled"].null_count() == 1
