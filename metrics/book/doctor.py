"""Whether what the book keeps is sound: SQLite, the imports' files, what was prepared, the permissions."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from metrics.book.book import CACHE, Book
from metrics.book.disk import TEMPORARY, is_network
from metrics.book.store import FILE
from metrics.errors import ChurnError, Parameter
from metrics.ledger import build_ledger


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: a code with parameters, and whether all is well with it."""

    code: str
    sound: bool
    params: Mapping[str, Parameter]


def examine(book: Book) -> list[Finding]:
    """Look at everything that the book keeps; nothing is changed. A book that is not there yet is sound."""
    try:
        if not book.store.exists():
            return [Finding("book_not_yet", True, {"file": str(book.folder)})]
        while True:
            version = book.version()
            found = _everything(book)
            if all(finding.sound for finding in found) or book.version() == version:
                return found  # else others have changed meanwhile what was looked at
    except ChurnError as error:
        return [Finding(error.code, False, error.params)]


def _everything(book: Book) -> list[Finding]:
    found = [*_database(book), *_files(book), *_cache(book), *_permissions(book), *_surroundings(book)]
    sound = all(finding.sound for finding in found)
    return [*found, *(_figures(book) if sound else ())]


def _database(book: Book) -> Iterator[Finding]:
    found = book.store.read(lambda connection: [row[0] for row in connection.execute("PRAGMA integrity_check(5)")])
    if found == ["ok"]:
        yield Finding("database_sound", True, {"file": str(book.store.path)})
    else:
        yield Finding("book_damaged", False, {"file": str(book.store.path), "detail": found[0]})


def _files(book: Book) -> Iterator[Finding]:
    """Every import's files against the hash in their name; the files of undone imports may still be wanted."""
    sound = 0
    for record in book.imports(include_undone=True):
        for name in (record.rows_file, record.rejects_file):
            state = book.files.check(name) if name else "none"
            sound += state == "sound"
            if state in ("missing", "damaged"):
                path = str(book.files.folder / str(name))
                yield Finding(f"import_file_{state}", False, {"id": record.id, "source": record.file, "file": path})
    yield Finding("import_files_sound", True, {"n": sound})


def _cache(book: Book) -> Iterator[Finding]:
    """The cache is never the truth: what is not whole in it is made again."""
    broken = book.broken_cache()
    for name in broken:
        yield Finding("cache_damaged", False, {"file": str(book.folder / CACHE / name)})
    if not broken:
        yield Finding("cache_sound", True, {})


def _permissions(book: Book) -> Iterator[Finding]:
    open_to_others = [path for path in _kept(book) if path.lstat().st_mode & 0o007]
    for path in open_to_others[:5]:
        yield Finding("open_to_others", False, {"file": str(path)})
    access = book.store.access
    closed_to_group = [path for path in _kept(book) if not access.is_granted(path)]
    for path in closed_to_group[:5]:
        yield Finding("closed_to_group", False, {"file": str(path)})
    if not open_to_others and not closed_to_group:
        yield Finding("permissions_sound", True, {"group": int(access.group)})
    if not os.access(book.store.path, os.W_OK) or not os.access(book.folder, os.W_OK):
        yield Finding("book_not_writable", False, {"file": str(book.store.path)})


def _surroundings(book: Book) -> Iterator[Finding]:
    """Where the book lies, and what an interruption left to do."""
    if is_network(book.folder):
        yield Finding("on_network", True, {"file": str(book.folder)})
    if book.forgetting.is_unfinished():
        yield Finding("forgetting_unfinished", False, {})
    left = sum(path.name.startswith(TEMPORARY) for path in _kept(book))
    if left:
        yield Finding("left_over", True, {"n": left})


def _figures(book: Book) -> Iterator[Finding]:
    """What was kept of the fold and the ledger against what follows from the imports' files now."""
    kept, made = book.tables(), book.computed_anew()
    for name, frame in made.frames.items():
        if not frame.equals(kept[name]):
            yield Finding("prepared_differs", False, {"table": name, "file": str(book.folder / CACHE)})
            return
    ledger, again = build_ledger(kept), build_ledger(made)
    if not ledger.changes.equals(again.changes):
        yield Finding("prepared_differs", False, {"table": "subscriptions", "file": str(book.folder / CACHE)})
        return
    yield Finding("prepared_agrees", True, {"rows": sum(frame.height for frame in made.frames.values())})


def _kept(book: Book) -> Iterator[Path]:
    yield book.folder
    yield from (path for path in book.folder.iterdir() if path.name.startswith(FILE))
    for folder in (book.files.folder, book.folder / CACHE):
        if folder.is_dir():
            yield folder
            yield from folder.iterdir()
