"""Derived ids are the same for the same rows, in every import and whatever stands around them."""
# ruff: noqa: E501 - an example a line reads best

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl

from metrics.reading.batch import Batch, BookContext
from metrics.tables import RATES

Read = Callable[..., list[Batch]]
SPELLS = "account_id,plan,start_on,end_on,mrr,currency\n"


def ids(batches: list[Batch]) -> list[str]:
    return batches[0].rows["subscription_id"].to_list()


def test_the_same_file_gives_the_same_ids(read: Read) -> None:
    text = SPELLS + "a,p,2026-01-01,,5.50,EUR\nb,p,2026-01-01,,5.50,EUR\n"
    assert ids(read(text)) == ids(read(text, name="another.csv"))


def test_ids_are_written_down(read: Read) -> None:
    """They are stored in books: a change here would split every subscription of every book."""
    assert ids(read(SPELLS + "a,p,2026-01-01,,5.50,EUR\n")) == ["35a6ff0b8f21913a3391"]


def test_the_books_own_currency_is_no_part_of_the_id(read: Read) -> None:
    unnamed = ids(read("account_id,plan,start_on,mrr\na,p,2026-01-01,5.50\n"))
    named = SPELLS + "a,p,2026-01-01,,5.50,EUR\n"
    assert ids(read(named)) == ids(read(named, context=BookContext(currency="EUR"))) == unnamed
    assert ids(read("account_id,plan,start_on,mrr\na,p,2026-01-01,5.50\n", context=BookContext("EUR"))) == unnamed
    rates = pl.DataFrame({"day": [date(2026, 1, 1)], "currency": ["EUR"], "rate": [Decimal(1)]}, schema=RATES.schema)
    assert ids(read(named, context=BookContext("USD", rates=rates))) != unnamed


def test_a_later_end_or_mrr_keeps_the_id(read: Read) -> None:
    before = ids(read(SPELLS + "a,p,2026-01-01,,5.50,EUR\na,p,2026-01-01,,7.50,EUR\n"))
    after = ids(read(SPELLS + "a,p,2026-01-01,2026-03-01,6.50,EUR\na,p,2026-01-01,,7.50,EUR\n"))
    assert before == after
    assert len(set(before)) == 2


def test_spells_of_one_plan_share_their_id(read: Read) -> None:
    first, second = ids(read(SPELLS + "a,p,2026-01-01,2026-02-01,5.50,EUR\na,p,2026-02-01,,6.50,EUR\n"))
    assert first == second


def test_account_plan_and_currency_tell_apart(read: Read) -> None:
    rows = "a,p,2026-01-01,,5.50,EUR\nb,p,2026-01-01,,5.50,EUR\na,q,2026-01-01,,5.50,EUR\na,p,2026-01-01,,5.50,\na,,2026-01-01,,5.50,EUR\n"
    assert len(set(ids(read(SPELLS + rows)))) == 5


def test_a_quarantined_twin_keeps_its_number(read: Read) -> None:
    spoiled = ids(read(SPELLS + "a,p,2026-01-01,,x,EUR\na,p,2026-01-01,,7.50,EUR\n"))
    mended = ids(read(SPELLS + "a,p,2026-01-01,,5.50,EUR\na,p,2026-01-01,,7.50,EUR\n"))
    assert spoiled == mended[1:]


def test_given_ids_are_kept_beside_derived_ones(read: Read) -> None:
    text = "subscription_id,account_id,plan,start_on,mrr\n007,a,p,2026-01-01,5.50\n,a,p,2026-01-01,5.50\n"
    given, derived = ids(read(text))
    assert given == "007"
    assert derived == ids(read("account_id,plan,start_on,mrr\na,p,2026-01-01,5.50\n"))[0]


def test_identical_lines_stay_as_many_as_they_are(read: Read) -> None:
    line = "o1,a,2026-01-01,widget,1\n"
    batch = read("order_id,account_id,ordered_on,product,units\n" + line * 3)[0]
    assert (batch.accepted, batch.unchanged, batch.rows["line"].n_unique()) == (3, 0, 3)


def test_derived_row_ids_do_not_hang_on_the_order_of_other_rows(read: Read) -> None:
    head, one, two = "account_id,answered_on,score,comment\n", "a,2026-01-01,9,good\n", "b,2026-01-02,3,bad\n"
    there = read(head + one + two)[0].rows["response_id"].to_list()
    back = read(head + two + one)[0].rows["response_id"].to_list()
    assert there == back[::-1]
