"""Links in random books: exactly the figures change that a plain reading of the joined rows says, and taking the link
back brings each of them back."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from metrics.book import Book
from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.links import joined
from metrics.question import Question
from tests.book.batches import batch
from tests.metrics.books import random_rows
from tests.metrics.test_against_oracle import expected

_GAP = 45  # days after an end within which a start goes on where it stopped
AS_OF = date(2026, 4, 30)
Rows = dict[str, list[dict[str, Any]]]
Key = tuple[str, str | None, str]


def ends_of(rows: Rows, account: str) -> list[date]:
    """The first days without service of an account, walked day by day."""
    spells = [row for row in rows["subscriptions"] if row["account_id"] == account and row["mrr"] != 0]
    ends = {row["end_on"] for row in spells if row["end_on"]}
    return [day for day in sorted(ends) if not any(_is_on(row, day) for row in spells)]


def _is_on(row: Mapping[str, Any], day: date) -> bool:
    return bool(row["start_on"] <= day and (row["end_on"] is None or day < row["end_on"]))


def starts_of(rows: Rows, account: str) -> list[date]:
    """The days on which spells of an account start."""
    return [row["start_on"] for row in rows["subscriptions"] if row["account_id"] == account and row["mrr"] != 0]


def with_links(rows: Rows, links: list[tuple[str, str]]) -> Rows:
    """The rows of a book that never told the linked accounts apart."""
    whole = {name: [dict(row) for row in some] for name, some in rows.items()}
    for first, later in links:
        start = min(starts_of(rows, later), default=None)
        near = [end for end in ends_of(rows, first) if start and end >= start - timedelta(days=_GAP)]
        end = min(near, key=lambda day: (abs((day - start).days), day), default=None)  # type: ignore[operator]
        for row in whole["subscriptions"]:
            if end and start and row["account_id"] == first and row["end_on"] == end and row["mrr"] != 0:
                row["end_on"] = max(end, start)
        known = {row["account_id"] for row in whole["accounts"]}
        whole["accounts"] = [row for row in whole["accounts"] if row["account_id"] != later or first not in known]
        for some in whole.values():
            for row in some:
                if row.get("account_id") == later:
                    row["account_id"] = first
    return whole


def random_links(rows: Rows, dice: Random) -> list[tuple[str, str]]:
    """Pairs of accounts, no account in two of them; where there are such, the later one starts around an end."""
    accounts = sorted({row["account_id"] for row in rows["subscriptions"]})
    dice.shuffle(accounts)
    pairs = list(zip(accounts[::2], accounts[1::2], strict=False))
    for first, later in pairs[:3]:
        ends = ends_of(rows, first)
        if ends:
            _move(rows, later, dice.choice(ends) + timedelta(days=dice.choice([-20, 0, 1, 45, 45, 46, 46])))
    return pairs[:4]


def _move(rows: Rows, account: str, start: date) -> None:
    """Let an account start on a day, all its spells as long as they were."""
    by = start - min(starts_of(rows, account), default=start)
    for row in rows["subscriptions"]:
        if row["account_id"] == account:
            days = {name: row[name] + by for name in ("start_on", "end_on") if row[name]}
            row.update(days, cancelled_on=None, paid_until=None, renews_on=None)


def figures(book: Book) -> dict[Key, Any]:
    """Every figure of the book as it stands."""
    found = report(build_ledger(joined(book.tables(), book.links.all())), Question(AS_OF)).index()
    return {key: (figure.value, figure.numerator, figure.denominator) for key, figure in found.items()}


def read_plainly(rows: Rows) -> dict[Key, Any]:
    """Every figure of the rows, by the plain Python that knows nothing of links."""
    return {
        key: (exact, above, below) for key, (exact, above, below, *_rest) in
        expected(rows, AS_OF, "month", None, "ended").items()  # type: ignore[no-untyped-call]
    }  # fmt: skip


def changed(before: Mapping[Key, Any], after: Mapping[Key, Any]) -> set[Key]:
    """The figures that are other ones."""
    nothing = (None, 0, 0)
    return {key for key in {*before, *after} if before.get(key, nothing) != after.get(key, nothing)}


@pytest.mark.parametrize("seed", range(8))
def test_links_change_what_they_should_and_undo_brings_it_back(tmp_path: Path, seed: int) -> None:
    rows = random_rows(seed)
    links = random_links(rows, Random(seed))
    plain_before, plain_after = read_plainly(rows), read_plainly(with_links(rows, links))
    with Book.open(tmp_path / "book") as book:
        book.commit([batch(name, some, file=name, currency="EUR") for name, some in rows.items() if some])
        before = figures(book)
        book.links.add_all(links)
        after = figures(book)
        assert changed(before, after) == changed(plain_before, plain_after) != set()
        for key in changed(before, after):
            value, above, below = plain_after[key]
            assert after[key][1:] == (above, below), key
            assert after[key][0] == (None if value is None else pytest.approx(float(value), abs=0.5)), key
        book.links.remove_all(links)
        assert figures(book) == before
