"""Reference rates as the European Central Bank lays them out: quotes of one euro become rates of the book."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from metrics.reading.batch import BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.reference_rates import shipped_rates
from tests.reading.conftest import Read

WIDE = "Date,USD,JPY,BGN,GBP,\n2024-01-05,1.25,160,N/A,0.8,\n2024-01-04,1.6,N/A,1.9558,0.5,\n"


def rates(read: Read, currency: str | None) -> dict[tuple[date, str], Decimal]:
    (batch,) = read(WIDE, context=BookContext(currency=currency))
    assert (batch.table, batch.records, batch.rejects.height) == ("rates", 6, 0)
    return {(day, code): rate for day, code, rate in batch.rows.select("day", "currency", "rate").iter_rows()}


@pytest.mark.parametrize("currency", ["EUR", None])
def test_in_a_book_of_euros_a_rate_is_the_inverse_of_a_quote(currency: str | None, read: Read) -> None:
    found = rates(read, currency)
    assert found[date(2024, 1, 5), "USD"] == Decimal("0.8")
    assert found[date(2024, 1, 5), "JPY"] == Decimal("0.00625")
    assert found[date(2024, 1, 4), "BGN"] == Decimal("0.5112997239")
    assert (date(2024, 1, 4), "JPY") not in found


def test_in_another_book_quotes_are_weighed_against_its_own(read: Read) -> None:
    found = rates(read, "USD")
    assert found[date(2024, 1, 5), "EUR"] == Decimal("1.25")
    assert found[date(2024, 1, 4), "GBP"] == Decimal("3.2")
    assert (date(2024, 1, 5), "USD") not in found


def test_a_table_of_rates_stays_what_it_says(read: Read) -> None:
    (batch,) = read("day,currency,rate\n2024-01-05,USD,0.8\n", context=BookContext(currency="EUR"))
    assert batch.rows["rate"].to_list() == [Decimal("0.8")]


def test_rates_that_are_shipped_reach_back_to_the_first(tmp_path: Path) -> None:
    pytest.importorskip("currency_converter")
    spells = tmp_path / "subscriptions.csv"
    spells.write_text("account_id,start_on,mrr,currency\na,1999-01-05,10,EUR\nb,1999-01-05,10,USD\n", encoding="utf-8")
    shipped = shipped_rates()
    first, batch = read_batches([shipped, spells], Hints(), BookContext(), own={shipped: Hints(table="rates")})
    assert (first.table, first.currency, first.rows["day"].min()) == ("rates", "EUR", date(1999, 1, 4))
    assert (batch.table, batch.rejects.height) == ("subscriptions", 0)
