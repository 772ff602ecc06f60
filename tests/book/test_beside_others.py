"""What one process reads and keeps while another forgets an account: never a file that is gone, never a trace."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from metrics.book import Book, current
from metrics.book.archive import back_up
from metrics.book.doctor import examine
from metrics.book.merge import Folded
from metrics.book.parquet import Parquet
from metrics.errors import ChurnError
from metrics.ledger import Ledger, build_ledger
from tests.book.batches import batch, subscription

DAY = date(2024, 1, 1)
ROWS = [subscription(name, DAY, 100, currency="EUR") for name in ("s0", "s1")]
ACCOUNTS = [{"account_id": f"a-s{n}", "name": f"Company {n}"} for n in range(2)]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book of two accounts, in which a row was set aside."""
    book = Book.open(tmp_path / "book")
    book.commit([batch("subscriptions", ROWS, rejects=1), batch("accounts", ACCOUNTS)])
    return book


def forget(book: Book) -> None:
    """What another process does."""
    with Book.open(book.folder) as other:
        other.forgetting.forget("a-s0")


def once(act: Callable[[], None]) -> Callable[[], None]:
    """An act that is done the first time."""
    left = [act]
    return lambda: left.pop()() if left else None


READING: dict[str, Callable[[Book], object]] = {
    "tables": lambda book: book.tables()["subscriptions"].height == 1,
    "anew": lambda book: book.computed_anew()["subscriptions"].height == 1,
    "history": lambda book: book.account_history()["account_id"].to_list() == ["a-s1"],
    "source": lambda book: book.source_rows(1, 2).is_empty(),
    "preview": lambda book: book.preview([batch("subscriptions", ROWS)])[0].accepted == 1,
    "as if": lambda book: book.preview_tables([batch("subscriptions", ROWS)])["subscriptions"].height == 2,
    "import": lambda book: book.commit([batch("subscriptions", ROWS)])[0].accepted == 1,
    "backup": lambda book: back_up(book, book.folder.parent / "backup"),
    "forget": lambda book: book.forgetting.forget("a-s1").rows == 2,
}


@pytest.mark.parametrize("is_found_first", [False, True], ids=["gone", "found"])
@pytest.mark.parametrize("read", READING.values(), ids=READING)
def test_a_file_that_another_takes_away_is_not_missed(
    book: Book, monkeypatch: pytest.MonkeyPatch, read: Callable[[Book], object], is_found_first: bool
) -> None:
    """Between the log and the files that it names, or between finding a file sound and reading it, the other process
    names new ones and removes the old."""
    check, other = Parquet.check, once(lambda: forget(book))

    def checked(files: Parquet, name: str) -> str:
        found = check(files, name) if is_found_first else None
        if files is book.files:
            other()
        return found or check(files, name)

    monkeypatch.setattr(Parquet, "check", checked)
    assert read(book)
    assert [finding.code for finding in examine(book) if not finding.sound] == []


def test_a_file_that_is_gone_for_good_is_said(book: Book) -> None:
    for path in book.files.folder.iterdir():
        path.unlink()
    for read in (book.tables, lambda: book.rejects(1), lambda: back_up(book, book.folder.parent / "backup")):
        with pytest.raises(ChurnError, match="import_file_missing"):
            read()


def traces(book: Book) -> list[str]:
    """The files of the cache in which the account is."""
    frames = {path.name: pl.read_parquet(path) for path in (book.folder / "cache").glob("*.parquet")}
    return [name for name, frame in frames.items() if "account_id" in frame and "a-s0" in frame["account_id"]]


def test_tables_folded_before_a_forgetting_are_not_kept(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    fold, other = current.fold, once(lambda: forget(book))

    def folded(*arguments: Any) -> Folded:
        found = fold(*arguments)
        if arguments[0] == "subscriptions":
            other()
        return found

    monkeypatch.setattr(current, "fold", folded)
    book.tables()
    assert traces(book) == []
    assert book.tables()["subscriptions"]["account_id"].to_list() == ["a-s1"]


def test_what_was_prepared_before_a_forgetting_is_not_kept(book: Book) -> None:
    tables = book.tables()

    def make() -> pl.DataFrame:
        forget(book)
        return tables["accounts"]

    assert book.prepared.frame("some", (), make).height == 2
    assert book.prepared.frame("some", (), lambda: pl.DataFrame({"n": [1]})).columns == ["n"]
    assert traces(book) == []


@pytest.mark.parametrize("rows", [False, True])
def test_what_is_prepared_of_an_older_state_is_not_kept_as_the_newer(book: Book, rows: bool) -> None:
    """A screen that has not yet seen what another imported must not keep its answer for everybody."""
    version, old = book.version(), book.tables()["accounts"]
    book.commit([batch("accounts", [{"account_id": "a-s0", "name": "Renamed"}])])

    def ask(make: Callable[[], pl.DataFrame], since: str) -> list[str]:
        prepared = book.prepared
        found = prepared.rows("a-s0", "some", (), make, since) if rows else prepared.frame("some", (), make, since)
        return found.filter(account_id="a-s0")["name"].to_list()

    assert ask(lambda: old, version) == ["Company 0"]
    assert ask(lambda: book.tables()["accounts"], book.version()) == ["Renamed"]
    assert ask(lambda: old, book.version()) == ["Renamed"]


def test_a_shelf_filled_before_a_forgetting_is_not_kept(book: Book) -> None:
    ledger, other = build_ledger(book.tables()), once(lambda: forget(book))

    def make() -> Ledger:
        other()
        return ledger

    assert book.prepared.shelf("ended", make).of("a-s0") is None
    assert traces(book) == []


def test_a_shelf_that_others_clear_is_done_without(book: Book) -> None:
    shelf = book.prepared.shelf("ended", lambda: build_ledger(book.tables()))
    assert shelf.of("a-s1") is not None
    (scan,) = {id(found): found for found in [shelf._found()]}.values()
    assert scan is not None
    shelf._filled = lambda: scan  # type: ignore[method-assign]
    Book.open(book.folder)._cache.clear()
    assert shelf.of("a-s1") is None


def test_what_a_killed_import_left_goes_with_the_account(book: Book) -> None:
    rows = batch("subscriptions", [subscription("s0", DAY, 777)]).rows
    left = book.files.folder / book.files.put(rows, book.store.access)
    assert book.forgetting.forget("a-s0").traces == ()
    assert not left.exists()


def test_an_import_whose_files_a_forgetting_removes_is_whole(book: Book) -> None:
    """They are on disk and not named yet when the other process takes away all that is not named."""
    other = once(lambda: forget(book))

    def stored(done: int, total: int) -> None:
        if done == total:
            other()

    book.commit([batch("subscriptions", [subscription("s2", DAY, 100)])], progress=stored)
    assert set(book.tables()["subscriptions"]["account_id"]) == {"a-s1", "a-s2"}
    assert [finding.code for finding in examine(book) if not finding.sound] == []


def test_two_forget_at_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has written its files anew, with the other's rows in them, when the other is done."""
    put, other = Parquet.put, once(lambda: forget(book))

    def was_put(files: Parquet, frame: Any, access: Any) -> str:
        name = put(files, frame, access)
        if files is book.files:
            other()
        return name

    monkeypatch.setattr(Parquet, "put", was_put)
    assert book.forgetting.forget("a-s1").traces == ()
    named = {name for record in book.imports() for name in (record.rows_file, record.rejects_file)}
    assert {path.name for path in book.files.folder.iterdir()} <= named
    assert book.tables()["accounts"].is_empty()
    assert [finding.code for finding in examine(book) if not finding.sound] == []
