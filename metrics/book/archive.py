"""A whole book as one file, and back: a tar with a manifest, the database and the files of all imports.

Everything in it is checked against the manifest's SHA-256 before a book stands again.
"""

import hashlib
import io
import json
import re
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from metrics.book import imports
from metrics.book.book import IMPORTS, Book
from metrics.book.disk import TEMPORARY, Access, disk_errors, flush, make_folder, publish, sha256_of
from metrics.book.schema import VERSION, version_of
from metrics.book.settled import settled
from metrics.book.store import FILE
from metrics.errors import ChurnError

MANIFEST = "manifest.json"
FORMAT = 1
_NAME = re.compile(rf"{re.escape(FILE)}|{IMPORTS}/[0-9a-f]{{64}}\.parquet")
_LARGEST_MANIFEST = 64 << 20
_CHUNK = 1 << 20
# Bytes of SQLite's header that say how the file is written to; 1: without a log beside it.
_WRITE_VERSION = slice(18, 20)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the book in the archive."""

    name: str
    size: int
    sha256: str


def back_up(book: Book, target: Path) -> list[Member]:
    """Write the book, as it is at this moment, to a new file that only its owner can read; what is in it.

    Others may write meanwhile. The file appears whole or not at all. Raises ChurnError where there is no book yet,
    a file of it is not sound, or the target is there already.
    """
    if not book.store.exists():
        raise ChurnError("no_book", file=str(book.folder))
    if target.exists():
        raise ChurnError("backup_exists", file=str(target))
    return settled(
        lambda: book.store.read(lambda connection: (connection.serialize(), imports.files(connection))),
        lambda found: _written(book, target, *found),
    )


def _written(book: Book, target: Path, image: bytes, names: set[str]) -> list[Member]:
    """Write the archive of that image of the database and the files that it names."""
    database = image[: _WRITE_VERSION.start] + b"\x01\x01" + image[_WRITE_VERSION.stop :]
    members = [Member(FILE, len(database), hashlib.sha256(database).hexdigest())]
    for name in sorted(names):
        state = book.files.check(name)
        if state != "sound":
            raise ChurnError(f"import_file_{state}", file=str(book.files.folder / name))
        path = book.files.folder / name
        members.append(Member(f"{IMPORTS}/{name}", path.stat().st_size, path.stem))
    said = _manifest(members, book.store.now())

    def write(path: Path) -> None:
        with tarfile.open(path, "w:", format=tarfile.PAX_FORMAT) as archive:
            _add(archive, MANIFEST, io.BytesIO(said), len(said))
            _add(archive, FILE, io.BytesIO(database), len(database))
            for member in members[1:]:
                with (book.folder / member.name).open("rb") as stream:
                    _add(archive, member.name, stream, member.size)

    publish(target.parent, Access(), write, target.name)
    return members


def restore(archive: Path, folder: Path) -> list[Member]:
    """Make the book of an archive stand in a folder that holds none; what was in it.

    The book is there when everything has been checked, and not before. Raises ChurnError where the folder holds
    something, or the archive is none of ours, damaged, or of a newer program.
    """
    _check_empty(folder)
    with _damaged(archive), tarfile.open(archive, "r:") as tar:
        members = _members(tar, archive)
        access = Access.asked(folder)
        make_folder(folder, access)
        make_folder(folder / IMPORTS, access)
        wanted = {member.name: member for member in members}
        database = folder / f"{TEMPORARY}{FILE}"
        for entry in islice(tar, 1, None):
            known = wanted.pop(entry.name, None)
            if known is None or not entry.isreg() or entry.issparse() or entry.size != known.size:
                raise ChurnError("backup_damaged", file=str(archive), detail=entry.name)
            stream = tar.extractfile(entry)
            if stream is None:
                raise ChurnError("backup_damaged", file=str(archive), detail=entry.name)
            path = database if known.name == FILE else folder / known.name
            publish(path.parent, access, lambda to, stream=stream: _copy(stream, to), path.name)  # type: ignore[misc]
            if sha256_of(path) != known.sha256:
                raise ChurnError("backup_damaged", file=str(archive), detail=entry.name)
        if wanted:
            raise ChurnError("backup_damaged", file=str(archive), detail=min(wanted))
    try:
        _check_database(database, folder, archive)
        with disk_errors(folder):
            database.replace(folder / FILE)
            flush(folder)
    finally:
        database.unlink(missing_ok=True)
    return members


def _manifest(members: list[Member], moment: str) -> bytes:
    listed = [{"name": member.name, "size": member.size, "sha256": member.sha256} for member in members]
    return json.dumps({"format": FORMAT, "schema": VERSION, "made_at": moment, "files": listed}, indent=1).encode()


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, stream)


def _check_empty(folder: Path) -> None:
    """Raises ChurnError where the folder holds anything but what an interrupted `restore` left."""
    with disk_errors(folder):
        if not folder.exists():
            return
        if not folder.is_dir():
            raise ChurnError("not_a_folder", file=str(folder))
        held = [path.name for path in folder.iterdir() if path.name != IMPORTS and not path.name.startswith(TEMPORARY)]
    if held:
        raise ChurnError("restore_not_empty", file=str(folder))


@contextmanager
def _damaged(archive: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise ChurnError("file_missing", file=str(archive)) from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise ChurnError("backup_damaged", file=str(archive), detail=str(error) or type(error).__name__) from error
    except OSError as error:
        raise ChurnError("disk_error", file=str(archive), detail=error.strerror or str(error)) from error


def _members(tar: tarfile.TarFile, archive: Path) -> list[Member]:
    """What the manifest names, which must come first; nothing outside of the book, nothing twice."""
    first = tar.next()
    stream = tar.extractfile(first) if first and first.name == MANIFEST and first.isreg() else None
    if stream is None or first is None or first.size > _LARGEST_MANIFEST:
        raise ChurnError("not_a_backup", file=str(archive))
    said: Mapping[str, Any] = json.loads(stream.read())
    if said["format"] != FORMAT or said["schema"] > VERSION:
        raise ChurnError("backup_newer", file=str(archive), version=said["schema"], known=VERSION)
    members = [Member(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in said["files"]]
    names = [member.name for member in members]
    if FILE not in names or len(set(names)) < len(names) or not all(_NAME.fullmatch(name) for name in names):
        raise ChurnError("backup_damaged", file=str(archive), detail=MANIFEST)
    return members


def _copy(stream: IO[bytes], path: Path) -> None:
    with path.open("wb") as target:
        while chunk := stream.read(_CHUNK):
            target.write(chunk)


def _check_database(database: Path, folder: Path, archive: Path) -> None:
    try:
        connection = sqlite3.connect(f"{database.resolve().as_uri()}?immutable=1", uri=True)
        try:
            version_of(connection, archive)
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            missing = [name for name in imports.files(connection) if not (folder / IMPORTS / name).is_file()]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ChurnError("backup_damaged", file=str(archive), detail=FILE) from error
    if not sound or missing:
        raise ChurnError("backup_damaged", file=str(archive), detail=missing[0] if missing else FILE)
