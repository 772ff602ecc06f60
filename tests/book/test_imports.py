"""Imports: counts, files that come again, choices, undo, currencies, snapshots."""

import stat
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.book import Book, Choice
from metrics.errors import ChurnError, Unsettled
from metrics.tables import TABLES, Tables
from tests.book.batches import batch, subscription

JAN, FEB, MAR, APR, JUN = (date(2024, month, 1) for month in (1, 2, 3, 4, 6))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path / "book") as opened:
        yield opened


def spells(book: Book) -> list[tuple[Any, ...]]:
    return book.tables()["subscriptions"].select("subscription_id", "start_on", "end_on", "mrr").rows()


def assert_same_tables(one: Tables, other: Tables) -> None:
    for name in TABLES:
        assert_frame_equal(one[name], other[name])
    assert (one.currency, one.version, one.unconverted) == (other.currency, other.version, other.unconverted)


def test_reading_an_empty_book_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "book"
    with Book.open(folder) as book:
        tables = book.tables()
        assert tables.is_empty and tables.currency is None
        assert book.imports() == [] and book.tags.all().is_empty() and book.journal.notes().is_empty()
        assert book.settings.get("loss_date") == "ended"
        assert book.events_version() == 0
        assert [entry.import_id for entry in book.preview([batch("accounts", [{"account_id": "a"}])])] == [None]
    assert not folder.parent.exists()


def test_a_book_that_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(ChurnError, match="no_book"):
        Book.open(tmp_path / "book", create=False)


def test_only_the_owner_can_read_it(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100, currency="EUR")], rejects=1)])
    book.tables()
    paths = [book.folder, *book.folder.rglob("*")]
    assert {path.name for path in paths} >= {"book.sqlite", "book.sqlite-wal", "imports", "cache"}
    for path in paths:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_counts_and_reasons(book: Book) -> None:
    rows = [subscription("s", JAN, 100), subscription("t", JAN, 100)]
    [entry] = book.commit([batch("subscriptions", rows, rejects=3, repeats=2)])
    assert (entry.rows, entry.accepted, entry.unchanged, entry.quarantined) == (7, 2, 2, 3)
    assert [(reason.code, reason.column, reason.count) for reason in entry.reasons] == [("bad_number", "mrr", 3)]
    assert book.rejects(1)["text"].to_list() == ["bad 0", "bad 1", "bad 2"]
    [record] = book.imports()
    assert (record.id, record.rows, record.user, record.file) == (1, 7, book.user, "some.csv")


def test_the_same_file_again_changes_nothing(book: Book) -> None:
    one = batch("subscriptions", [subscription("s", JAN, 100)], rejects=2)
    book.commit([one])
    version, tables = book.version(), book.tables()
    [entry] = book.commit([one])
    assert (entry.import_id, entry.accepted, entry.unchanged, entry.quarantined) == (None, 0, 1, 2)
    assert book.version() == version
    assert_same_tables(book.tables(), tables)


def test_the_same_file_twice_in_one_command(book: Book) -> None:
    one = batch("tickets", [{"ticket_id": "1", "account_id": "a", "opened_on": JAN}])
    assert [entry.import_id for entry in book.commit([one, one])] == [1, None]


def test_a_file_that_was_taken_back_comes_in_again(book: Book) -> None:
    one = batch("subscriptions", [subscription("s", JAN, 100)])
    book.commit([one])
    book.undo_import(1)
    assert book.tables().is_empty
    assert [entry.import_id for entry in book.commit([one])] == [2]


def test_another_file_that_says_nothing_new(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100), subscription("t", JAN, 1)])])
    [entry] = book.commit([batch("subscriptions", [subscription("t", JAN, 1)])])
    assert (entry.import_id, entry.unchanged) == (None, 1)


def test_undo_is_as_if_it_had_never_been(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100, currency="EUR")])])
    before = book.tables()
    book.commit([
        batch("subscriptions", [subscription("s", JAN, 100, end_on=JUN), subscription("t", FEB, 7)]),
        batch("accounts", [{"account_id": "a-s", "name": "Acme", "Colour": "red"}],
              fields=("account_id", "name", "Colour")),
    ])  # fmt: skip
    after = book.tables()
    assert after["accounts"].columns[-3:] == ["Colour", "source_import", "source_line"]
    for import_id in (3, 2):
        book.undo_import(import_id)
    assert_same_tables(book.tables(), before)
    for import_id in (2, 3):
        book.redo_import(import_id)
    assert_same_tables(book.tables(), after)


@pytest.mark.parametrize(("undone", "code"), [([9], "unknown_import"), ([1, 1], "import_already_undone")])
def test_what_cannot_be_undone(book: Book, undone: list[int], code: str) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    with pytest.raises(ChurnError, match=code):
        for import_id in undone:
            book.undo_import(import_id)


def test_another_mrr_is_asked_about(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    again = batch("subscriptions", [subscription("s", JAN, 150), subscription("t", JAN, 1)], file="b.csv")
    with pytest.raises(Unsettled) as refusal:
        book.commit([again])
    assert refusal.value.params["subscription"] == "s" and refusal.value.params["file"] == "b.csv"
    assert spells(book) == [("s", JAN, None, 100)]
    book.commit([again], Choice(correct=True))
    assert spells(book) == [("s", JAN, None, 150), ("t", JAN, None, 1)]


def test_a_change_as_of_a_day(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    book.commit([batch("subscriptions", [subscription("s", JAN, 150)])], Choice(change_on=MAR))
    assert spells(book) == [("s", JAN, MAR, 100), ("s", MAR, None, 150)]
    # Exports of the present state go on carrying the first start: they speak of the last spell.
    [entry] = book.commit([batch("subscriptions", [subscription("s", JAN, 150, renews_on=None, end_on=JUN)])])
    assert entry.accepted == 1
    assert spells(book) == [("s", JAN, MAR, 100), ("s", MAR, JUN, 150)]
    book.commit([batch("subscriptions", [subscription("s", JAN, 175, end_on=JUN)])], Choice(change_on=APR))
    assert spells(book) == [("s", JAN, MAR, 100), ("s", MAR, APR, 150), ("s", APR, JUN, 175)]
    book.undo_import(2)
    assert spells(book)[0] == ("s", JAN, APR, 150)


def test_a_file_with_the_whole_history_after_a_change(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    book.commit([batch("subscriptions", [subscription("s", JAN, 150)])], Choice(change_on=MAR))
    history = [subscription("s", JAN, 100, end_on=MAR), subscription("s", MAR, 150)]
    assert [entry.accepted for entry in book.commit([batch("subscriptions", history)])] == [0]


@pytest.mark.parametrize(("day", "end"), [(JAN, None), (date(2023, 1, 1), None), (APR, MAR)])
def test_a_change_outside_the_spell(book: Book, day: date, end: date | None) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    with pytest.raises(ChurnError, match="change_outside_spell"):
        book.commit([batch("subscriptions", [subscription("s", JAN, 150, end_on=end)])], Choice(change_on=day))


def test_replace_is_the_whole_truth(book: Book) -> None:
    first = [subscription("s", JAN, 100), subscription("t", JAN, 200)]
    book.commit([batch("subscriptions", first)])
    files = [batch("subscriptions", [subscription("t", JAN, 200)]), batch("subscriptions", [subscription("u", JAN, 3)])]
    entries = book.commit(files, Choice(replace=True))
    assert [(entry.accepted, entry.unchanged, entry.import_id is None) for entry in entries] == [
        (0, 1, False), (1, 0, False),
    ]  # fmt: skip
    assert [row[0] for row in spells(book)] == ["t", "u"]
    assert [entry.import_id for entry in book.commit(files, Choice(replace=True))] == [None, None]
    book.undo_import(entries[1].import_id or 0)
    assert [row[0] for row in spells(book)] == ["t"]


def test_replace_again_takes_away_what_came_since(book: Book) -> None:
    one = batch("subscriptions", [subscription("s", JAN, 100)])
    book.commit([one], Choice(replace=True))
    book.commit([batch("subscriptions", [subscription("t", JAN, 100)])])
    [entry] = book.commit([one], Choice(replace=True))
    assert (entry.unchanged, entry.import_id) == (1, 3)
    assert [row[0] for row in spells(book)] == ["s"]


def test_replaced_accounts_lose_what_the_file_does_not_have(book: Book) -> None:
    book.commit([batch("accounts", [{"account_id": "a", "Colour": "red"}], fields=("account_id", "Colour"))])
    [entry] = book.commit([batch("accounts", [{"account_id": "a"}], fields=("account_id",))], Choice(replace=True))
    assert (entry.accepted, entry.import_id) == (1, 2)
    assert "Colour" not in book.tables()["accounts"].columns


def test_a_file_names_a_currency_where_its_rows_do(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 1, currency="EUR")], currency="EUR")])
    book.commit([batch("tickets", [{"ticket_id": "1", "account_id": "a", "opened_on": JAN}], currency="EUR")])
    book.undo_import(1)
    assert book.currency is None


def test_accounts_keep_what_a_file_does_not_have(book: Book) -> None:
    book.commit([batch("accounts", [{"account_id": "a", "name": "Acme", "owner": "Ann"}],
                       fields=("account_id", "name", "owner"))])  # fmt: skip
    book.commit([batch("accounts", [{"account_id": "a", "owner": "Bob"}], fields=("account_id", "owner"))])
    [row] = book.tables()["accounts"].select("name", "owner", "source_import").rows()
    assert row == ("Acme", "Bob", 2)
    history = book.account_history()
    assert history["owner"].to_list() == ["Ann", "Bob"]
    assert history["known_on"].null_count() == 0


def test_snapshots_of_several_files_make_spells(book: Book) -> None:
    def months(*cells: tuple[str, date, int | None]) -> Any:
        rows = [{"account_id": name, "month": month, "mrr": mrr, "source_line": 2} for name, month, mrr in cells]
        return batch("subscriptions", rows, shape="snapshots")

    book.commit([months(("a", JAN, 100), ("a", FEB, 100), ("a", MAR, 120), ("b", JAN, 5), ("b", FEB, 0))])
    assert spells(book) == [("a", JAN, MAR, 100), ("a", MAR, None, 120), ("b", JAN, FEB, 5)]
    [entry] = book.commit([months(("a", APR, 120), ("b", MAR, None), ("b", APR, 5))])
    assert (entry.rows, entry.accepted) == (1, 1)
    assert spells(book) == [("a", JAN, MAR, 100), ("a", MAR, None, 120), ("b", JAN, FEB, 5), ("b", APR, None, 5)]


def test_other_currencies_at_the_rate_of_the_start(book: Book) -> None:
    rates = [
        {"day": day, "currency": name, "rate": Decimal(rate)}
        for day, name, rate in ((JAN, "USD", "0.5"), (MAR, "USD", "2"), (JAN, "JPY", "0.0061"))
    ]
    rows = [
        subscription("e", JAN, 100, currency="EUR"), subscription("f", FEB, -3 + 4, currency="USD"),
        subscription("g", MAR, 333, currency="USD"), subscription("h", JAN, 1000, currency="JPY"),
        subscription("i", date(2023, 12, 31), 5, currency="USD"), subscription("j", JAN, 5, currency="CHF"),
        subscription("k", JAN, None, currency="CHF"),
    ]  # fmt: skip
    book.commit([batch("rates", rates), batch("subscriptions", rows)])
    tables = book.tables()
    assert tables.currency == "EUR" and tables.unconverted == {"subscriptions": 2}
    found = dict(tables["subscriptions"].select("subscription_id", "mrr").iter_rows())
    assert found == {"e": 100, "f": 1, "g": 666, "h": 610, "k": None}
    assert set(tables["subscriptions"]["currency"]) == {"EUR"}


def test_the_currency_given_is_the_books(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 1250)])], currency="chf")
    assert (book.currency, book.tables().currency, book.settings.get("currency")) == ("CHF", "CHF", "CHF")
    with pytest.raises(ChurnError, match="bad_setting"):
        book.commit([], currency="francs")


def test_amounts_without_a_currency_take_the_books_decimals(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 123_450)])])
    book.settings.set("currency", "JPY")
    assert spells(book)[0][3] == 1235
    assert_frame_equal(book.tables()["subscriptions"].select("currency"), pl.DataFrame({"currency": ["JPY"]}))


def test_facts_make_accounts(book: Book) -> None:
    book.commit([batch("surveys", [{"response_id": "1", "account_id": "z", "answered_on": JAN, "score": 9}])])
    assert book.tables()["accounts"]["account_id"].to_list() == ["z"]


def test_what_would_be_is_what_comes(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100, currency="EUR")])])
    more = [batch("subscriptions", [subscription("s", JAN, 120, currency="EUR"), subscription("t", FEB, 5)])]
    seen = book.preview_tables(more, Choice(change_on=MAR))
    assert len(book.imports()) == 1
    book.commit(more, Choice(change_on=MAR))
    for name in TABLES:
        assert_frame_equal(seen[name], book.tables()[name])


def test_a_damaged_cache_is_made_again(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    good = book.tables()
    for path in (book.folder / "cache").iterdir():
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    assert book.broken_cache()
    assert_same_tables(book.tables(), good)
    assert not book.broken_cache()


def test_the_cache_does_not_grow(book: Book) -> None:
    for number in range(6):
        book.commit([batch("subscriptions", [subscription(f"s{number}", JAN, 100)])])
        book.tables()
    kept = sorted(path.name.split("-")[0] + path.suffix for path in (book.folder / "cache").iterdir())
    assert (
        kept
        == ["accounts.json"] * 3 + ["accounts.parquet"] * 3 + ["subscriptions.json"] * 3 + ["subscriptions.parquet"] * 3
    )


def test_damaged_rows_are_never_read(book: Book) -> None:
    book.commit([batch("subscriptions", [subscription("s", JAN, 100)])])
    [path] = (book.folder / "imports").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ChurnError, match="import_file_damaged"):
        book.tables()
    path.unlink()
    with pytest.raises(ChurnError, match="import_file_missing"):
        book.tables()
