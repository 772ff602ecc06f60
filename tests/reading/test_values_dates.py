"""Dates in every common order and language; what is ambiguous is seen as such."""

from datetime import date

import polars as pl
import pytest

from metrics.reading.values.dates import DateStyle, OrderEvidence, dates, months, order_evidence
from metrics.reading.values.months import month_of

LAST_OF_JANUARY = [
    "2026-01-31", "2026/01/31", "2026.1.31", "20260131", "20260131.0", "2026-01-31 00:00:00", "2026-01-31T10:00:00.123",
    "31/01/2026", "31-1-2026", "31.01.2026", "31.01.26", "31 01 2026", "31/01/2026 14:30", "31/01/2026 14h30",
    "31 janv. 2026", "31 janvier 2026", "31 JANVIER 2026", "31-Jan-26", "31 Jan '26", "Jan 31, 2026",
    "January 31st, 2026", "January 31 2026", "31st of January 2026", "2026 Jan 31", "31 januari 2026",
    "zaterdag 31 januari 2026", "samedi 31 janvier 2026", "Sat, 31 Jan 2026 10:00:00 GMT", "Sat 31 Jan 2026",
    "31 janvier 2026 à 9:05", "January 31, 2026 at 2:05 PM", "20260131T101112", "20260131101112",
]  # fmt: skip
NO_DATES = [
    "2026-02-30", "31/02/2026", "32/01/2026", "2026-13-01", "0000-00-00", "2026-01", "hello", "1 2 3", "31 de janeiro",
    "2026-01-31 25:00", "2026-01-31 10:61", "2026-01-31 10:00 XYZ", "13:05", "31//01/2026", "31/01/026", "45000",
    "1700000000", "31 foo 2026", "2026-01-31 trailing", "Jan 2026", "٢026-01-31", "31/٠1/2026", "2026-01-31 1٠:00",
]  # fmt: skip


def read(text: str, style: DateStyle | None = None, zone: str = "UTC") -> date | None:
    return dates(pl.Series([text]), style or DateStyle("dmy"), zone)["date"].item()


@pytest.mark.parametrize("text", LAST_OF_JANUARY)
def test_day_first_and_named_dates(text: str) -> None:
    assert read(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_refused(text: str) -> None:
    found = dates(pl.Series([text, "2026-01-01"]), DateStyle("dmy"), "UTC")
    assert found["bad"].to_list() == [True, False]
    assert found["date"].to_list() == [None, date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/31/2026", date(2026, 1, 31)),
        ("3/4/26", date(2026, 3, 4)),
        ("12/13/2010 8:26", date(2010, 12, 13)),
        ("1/31/2026 12:05 AM", date(2026, 1, 31)),
        ("31/1/2026", None),
    ],
)
def test_month_first(text: str, expected: date | None) -> None:
    assert read(text, DateStyle("mdy")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1er février 2026", date(2026, 2, 1)), ("2 augustus 2025", date(2025, 8, 2)), ("5 mei '26", date(2026, 5, 5)),
     ("12 déc. 2025", date(2025, 12, 12)), ("3 mrt 2024", date(2024, 3, 3)), ("15 août 99", date(1999, 8, 15)),
     ("31/12/69", date(2069, 12, 31)), ("31/12/70", date(1970, 12, 31))],
)  # fmt: skip
def test_names_and_short_years(text: str, expected: date) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-01-31T23:30:00Z", "Europe/Brussels", date(2026, 2, 1)),
        ("2026-01-31T23:30:00Z", "America/New_York", date(2026, 1, 31)),
        ("2026-02-01T03:30:00+00:00", "America/New_York", date(2026, 1, 31)),
        ("2026-01-31 23:30:00 -0500", "UTC", date(2026, 2, 1)),
        ("2026-01-31 23:30 CET", "UTC", date(2026, 1, 31)),
        ("2026-01-31 23:30:00", "Europe/Brussels", date(2026, 1, 31)),
        ("2026-01-31T23:59:59.999+05:30[Asia/Kolkata]", "UTC", date(2026, 1, 31)),
        ("2026-01-01T00:30:00+02:00", "UTC", date(2025, 12, 31)),
    ],
)
def test_moments_are_cut_in_the_books_time_zone(text: str, zone: str, expected: date) -> None:
    assert read(text, zone=zone) == expected


def test_a_header_of_utc_makes_naive_moments_utc() -> None:
    style = DateStyle("dmy", utc=True)
    assert read("2026-01-31 23:30:00", style, "Europe/Brussels") == date(2026, 2, 1)
    assert read("2026-01-31", style, "Europe/Brussels") == date(2026, 1, 31)


def test_bare_numbers_by_kind() -> None:
    assert read("45000", DateStyle(digits="serial")) == date(2023, 3, 15)
    assert read("45000.75", DateStyle(digits="serial")) == date(2023, 3, 15)
    assert read("1700000000", DateStyle(digits="seconds")) == date(2023, 11, 14)
    assert read("1700000000000", DateStyle(digits="milliseconds")) == date(2023, 11, 14)
    assert read("1700000000", DateStyle(digits="seconds"), "Pacific/Auckland") == date(2023, 11, 15)


@pytest.mark.parametrize(
    ("texts", "order", "kind"),
    [
        (["03/04/2026", "13/04/2026"], "dmy", None),
        (["03/04/2026", "04/13/2026"], "mdy", None),
        (["03/04/2026", "05/06/2026"], None, None),
        (["13/04/2026", "04/13/2026"], None, None),
        (["26-01-31", "26-02-14", "25-12-01"], None, None),
        (["26-01-31", "99-02-14"], "ymd", None),
        (["31/01/26", "14/02/26"], "dmy", None),
        (["45000", "45001.5"], None, "serial"),
        (["1700000000", "1700000001"], None, "seconds"),
        (["1700000000000"], None, "milliseconds"),
        (["2026-01-01", "45000"], None, None),
    ],
)
def test_the_column_decides(texts: list[str], order: str | None, kind: str | None) -> None:
    found = order_evidence(pl.Series(texts))
    assert (found.order(), found.kind()) == (order, kind)


def test_a_rare_slip_does_not_undo_the_order() -> None:
    assert OrderEvidence(dmy=200, mdy=1).order() == "dmy"
    assert OrderEvidence(dmy=20, mdy=1).order() is None


def test_equal_readings_leave_nothing_open() -> None:
    assert order_evidence(pl.Series(["05/05/2026"])).either == 0


@pytest.mark.parametrize(
    "label",
    ["2026-01", "01/2026", "Jan 2026", "janv. 26", "January 2026", "januari 2026", "2026/01", "202601", "MRR 2026-01",
     "MRR_2026_01", "Jan-26", "2026-01-01", "2026-01-01 00:00:00", "2026 Jan"],
)  # fmt: skip
def test_labels_of_months(label: str) -> None:
    assert month_of(label) == date(2026, 1, 1)


@pytest.mark.parametrize("label", ["", "name", "2026", "13/2026", "Janet 2026", "plan 12", "2026-01-15", "q1 2026"])
def test_no_labels_of_months(label: str) -> None:
    assert month_of(label) is None


def test_a_date_stands_for_its_month() -> None:
    found = months(pl.Series(["2026-01", "15/02/2026", "x", ""]), DateStyle("dmy"), "UTC")
    assert found["date"].to_list() == [date(2026, 1, 1), date(2026, 2, 1), None, None]
    assert found["bad"].to_list() == [False, False, True, False]
