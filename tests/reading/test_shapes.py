"""The four shapes of subscriptions, and what each cannot take."""
# ruff: noqa: E501 - an example a line reads best

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.errors import Unsettled
from metrics.money import divide_half_away
from metrics.reading.batch import Batch
from metrics.reading.quarantine import AT, FAULT, LINE, ROUNDED, Faults
from metrics.reading.shapes import ShapeOptions, parse_interval, price_to_spells

Read = Callable[..., list[Batch]]

PER_MONTH = {
    "day": Fraction(365, 12), "week": Fraction(52, 12), "month": Fraction(1), "quarter": Fraction(1, 3),
    "year": Fraction(1, 12),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [("month", ("month", 1)), ("Monthly", ("month", 1)), ("mensuel", ("month", 1)), ("3 mois", ("month", 3)),
     ("every 3 months", ("month", 3)), ("3-month", ("month", 3)), ("P1Y", ("year", 1)), ("annuel", ("year", 1)),
     ("kwartaal", ("quarter", 1)), ("semi-annually", ("half", 1)), ("jaarlijks", ("year", 1)), ("par an", ("year", 1)),
     ("12", None), ("", None), ("whenever", None), ("2 weeks", ("week", 2))],
)  # fmt: skip
def test_intervals_in_three_languages(text: str, expected: tuple[str, int] | None) -> None:
    assert parse_interval(text) == expected


@pytest.mark.parametrize(("unit", "factor"), PER_MONTH.items())
def test_a_price_becomes_a_month_of_it(unit: str, factor: Fraction, read: Read) -> None:
    rows = [(amount, quantity, count) for amount in (999, 120000, 1) for quantity in (1, 7) for count in (1, 2, 5)]
    text = "account_id,start_on,amount,quantity,interval,interval_count\n" + "".join(
        f"a{n},2026-01-01,{amount // 100}.{amount % 100:02d},{quantity},{unit},{count}\n"
        for n, (amount, quantity, count) in enumerate(rows)
    )
    batch = read(text)[0]
    assert batch.shape == "price"
    exact = [amount * quantity * factor / count for amount, quantity, count in rows]
    assert batch.rows["mrr"].to_list() == [divide_half_away(x.numerator, x.denominator) for x in exact]


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 10**13), st.integers(0, 10**6), st.sampled_from(sorted(PER_MONTH)), st.integers(1, 48)
        ),
        min_size=1,
        max_size=20,
    )
)
def test_prices_are_exact(rows: list[tuple[int, int, str, int]]) -> None:
    frame = pl.DataFrame(
        {
            "amount": pl.Series([amount * 10**5 for amount, *_ in rows], dtype=pl.Int128),  # 4 decimals
            "quantity": pl.Series([quantity for _, quantity, *_ in rows], dtype=pl.Float64),
            "interval": [unit for *_, unit, _ in rows],
            "interval_count": pl.Series([count for *_, count in rows], dtype=pl.Float64),
            "start_on": [date(2026, 1, 1)] * len(rows),
            LINE: range(len(rows)), AT: range(len(rows)), ROUNDED: [0] * len(rows),
        }
    ).with_columns(pl.lit(None, pl.Int32).alias(FAULT))  # fmt: skip
    options = ShapeOptions(None, None, False, False, "EUR", "x")
    found = price_to_spells(frame, Faults({}, {}), options)
    for (amount, quantity, unit, count), mrr, fault in zip(rows, found["mrr"], found[FAULT], strict=True):
        exact = Fraction(amount, 100) * quantity * PER_MONTH[unit] / count
        expected = divide_half_away(exact.numerator, exact.denominator)
        assert (fault is not None) == (expected >= 10**13)
        assert fault is not None or mrr == expected


def test_trials_start_when_they_end_or_are_left_out_by_name(read: Read) -> None:
    head = "account_id,start_on,end_on,amount,interval,status,trial_end\n"
    batch = read(
        head
        + "a,2026-01-01,,10.00,month,active,2026-01-15\n"
        + "b,2026-01-01,,10.00,month,trialing,2026-12-15\n"
        + "c,2026-01-01,,10.00,month,trialing,\n"
        + "d,2026-01-01,,10.00,month,incomplete_expired,\n"
        + "e,2026-01-01,2026-01-10,10.00,month,canceled,2026-01-15\n"
        + "f,2026-01-01,,10.00,month,past_due,\n"
        + "g,2026-01-01,,10.00,month,paused,2025-12-01\n"
    )[0]
    assert batch.rows.select("account_id", pl.col("start_on").cast(pl.String), "mrr").rows() == [
        ("a", "2026-01-15", 1000), ("b", "2026-12-15", 1000), ("f", "2026-01-01", 1000), ("g", "2026-01-01", 1000),
    ]  # fmt: skip
    assert batch.rejects["code"].to_list() == ["in_trial", "incomplete", "ended_in_trial"]


def test_an_interval_that_says_nothing_is_quarantined_not_taken_for_a_month(read: Read) -> None:
    batch = read(
        "account_id,start_on,amount,interval\na,2026-01-01,5.50,month\nb,2026-01-01,5.50,\nc,2026-01-01,5.50,odd\n"
    )[0]
    assert batch.rejects["code"].to_list() == ["value_missing", "unreadable_interval"]
    assert batch.rows["account_id"].to_list() == ["a"]


def test_yearly_amounts_need_no_interval(read: Read) -> None:
    batch = read("account_id,start_on,ARR\na,2026-01-01,1200.50\n")[0]
    assert (batch.shape, batch.rows["mrr"].to_list()) == ("price", [10004])


def test_inclusive_ends_become_the_first_day_without_service(read: Read) -> None:
    text = "account_id,start_on,end_on,mrr\na,2026-01-01,2026-01-31,5.50\nb,2026-01-01,,5.50\nc,2026-01-01,2026-01-01,5.50\n"
    batch = read(text, end_inclusive=True)[0]
    assert batch.rows["end_on"].to_list() == [date(2026, 2, 1), None, date(2026, 1, 2)]


def test_long_snapshots_keep_their_months(read: Read) -> None:
    batch = read("customer_id,month,mrr\na,2026-01-01,100.00\na,2026-02-01,\nb,2026-01-01,0\nb,2026-01-01,0\n")[0]
    assert (batch.shape, batch.records, batch.accepted, batch.unchanged) == ("snapshots", 4, 3, 1)
    assert batch.rows.select("account_id", "month", "mrr", "source_line").rows() == [
        ("a", date(2026, 1, 1), 10000, 2), ("a", date(2026, 2, 1), None, 3), ("b", date(2026, 1, 1), 0, 4),
    ]  # fmt: skip


def test_a_month_that_is_none_is_set_aside_and_hides_no_snapshot(read: Read) -> None:
    [batch] = read("account_id,month,mrr\nA,2026-01,10\nB,2026-13,5\n", currency="EUR")
    assert batch.shape == "snapshots"
    assert batch.rejects["code"].to_list() == ["unreadable_date"]


def test_snapshots_of_month_starts_need_no_date_order(read: Read) -> None:
    batch = read("customer,month,mrr\na,01/02/2026,5.50\na,01/03/2026,5.50\n")[0]
    assert batch.rows["month"].to_list() == [date(2026, 2, 1), date(2026, 3, 1)]


def test_wide_snapshots_have_a_row_a_month(read: Read) -> None:
    batch = read('Client,Formule,2026-01,févr. 2026,Mar 26\nacme,Pro,"1 000,50",1000,\nbeta,Pro,5,x,5\n')[0]
    assert (batch.shape, batch.records, batch.accepted) == ("snapshots", 2, 1)
    assert batch.rows.select("account_id", "month", "mrr", "plan").rows() == [
        ("acme", date(2026, 1, 1), 100050, "Pro"), ("acme", date(2026, 2, 1), 100000, "Pro"),
        ("acme", date(2026, 3, 1), None, "Pro"),
    ]  # fmt: skip
    assert batch.rejects.select("line", "column", "code").rows() == [(3, "févr. 2026", "unreadable_amount")]


@pytest.mark.parametrize(
    "months", ["01/01/2026;01/02/2026;01/03/2026", "31/01/2026;28/02/2026;31/03/2026", "1/1/2026;2/1/2026;3/1/2026",
               "2026-01-31;2026-02-28;2026-03-31"],
)  # fmt: skip
def test_months_can_be_headed_by_their_first_or_last_days(months: str, read: Read) -> None:
    batch = read(f"Client;{months}\nacme;100,50;;90\nbeta;1,50;2,50;\n")[0]
    assert batch.rows["month"].unique().sort().to_list() == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert batch.rows["mrr"].to_list() == [10050, None, 9000, 150, 250, None]


def test_contradicting_snapshots_are_all_refused(read: Read) -> None:
    batch = read("customer,month,mrr\na,2026-01,5.50\na,2026-01,6.50\nb,2026-01,1.50\n")[0]
    assert batch.rejects["code"].to_list() == ["key_contradicts"] * 2
    assert batch.rows["account_id"].to_list() == ["b"]


TELCO = (
    "customerID,gender,SeniorCitizen,tenure,Contract,PaperlessBilling,MonthlyCharges,TotalCharges,Churn\n"
    "7590,Female,0,1,Month-to-month,Yes,29.85,29.85,No\n"
    "3668,Male,0,2,Month-to-month,Yes,53.85,108.15,Yes\n"
    "1,Male,0,0,One year,Yes,20.00,,No\n"
    "2,Male,0,0,One year,Yes,20.00,,Yes\n"
    "3,Male,0,x,One year,Yes,20.00,,Yes\n"
)


def test_a_customer_list_needs_its_day(read: Read) -> None:
    with pytest.raises(Unsettled) as asked:
        read(TELCO)
    assert asked.value.option == "--as-of"


def test_a_customer_list_becomes_spells_and_accounts(read: Read) -> None:
    spells, accounts = read(TELCO, as_of="2026-03-31")
    assert (spells.table, spells.shape, spells.records, spells.accepted) == ("subscriptions", "customers", 5, 3)
    assert spells.rows.select("account_id", "start_on", "end_on", "mrr", "plan").rows() == [
        ("7590", date(2026, 2, 28), None, 2985, "Month-to-month"),
        ("3668", date(2026, 1, 31), date(2026, 3, 31), 5385, "Month-to-month"),
        ("1", date(2026, 3, 31), None, 2000, "One year"),
    ]  # fmt: skip
    assert spells.rejects["code"].to_list() == ["end_not_after_start", "unreadable_number"]
    assert (accounts.table, accounts.records, accounts.accepted) == ("accounts", 5, 3)
    assert accounts.rows.select("account_id", "gender").rows() == [("7590", "Female"), ("3668", "Male"), ("1", "Male")]


def test_customers_with_dates_need_no_day(read: Read) -> None:
    text = "customer,customer since,churn date,churned\na,2025-01-01,2026-01-01,yes\nb,2025-02-01,,no\n"
    batch = read(text)[0]
    assert batch.shape == "customers"
    assert batch.rows.select("start_on", "end_on", "mrr").rows() == [
        (date(2025, 1, 1), date(2026, 1, 1), None), (date(2025, 2, 1), None, None),
    ]  # fmt: skip
