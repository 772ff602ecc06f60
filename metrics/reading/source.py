"""Files on disk: which ones a path means, their bytes, their hash, and what is refused before reading."""

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path
from posixpath import normpath

from metrics.errors import ChurnError
from metrics.reading.digest import Digest

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
# A packed file may not grow into more than this, nor by more than this factor once it is large.
MOST_UNPACKED = 4 << 30
MOST_RATIO = 300
LARGE = 64 << 20
MOST_MEMBERS = 10_000
CHUNK = 1 << 20
# Files of these folders and names belong to the system, not to the user's data.
HIDDEN = ("__MACOSX/", ".", "~$", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of data: the name to show, where it lies, and the digest of the file on disk.

    `data` holds the bytes where they were unpacked; else they are at `path`. `ending` is in lower case.
    """

    name: str
    path: Path
    digest: Digest
    size: int
    data: bytes | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file on disk, in hexadecimal; of a large file it may have to be waited for."""
        return self.digest.value()

    @property
    def ending(self) -> str:
        """What follows the last dot of the name, without `.gz`."""
        name = self.name.rsplit("#", 1)[-1].lower().removesuffix(".gz")
        return name.rsplit(".", 1)[-1] if "." in name else ""

    def read(self) -> bytes:
        """All its bytes."""
        return self.path.read_bytes() if self.data is None else self.data

    def head(self, count: int) -> bytes:
        """Its first bytes."""
        if self.data is not None:
            return self.data[:count]
        with self.path.open("rb") as file:
            return file.read(count)


def expand(path: Path) -> list[Path]:
    """The files that a path means: itself, a folder's files, or a glob's, in the order of their names.

    Raises `file_missing`, `folder_empty`.
    """
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file.name))
        if not found:
            raise ChurnError("folder_empty", file=str(path))
        return found
    if not path.exists() and has_magic(str(path)):
        anchor = Path(path.anchor) if path.anchor else Path()
        found = sorted(file for file in anchor.glob(str(path.relative_to(path.anchor))) if file.is_file())
        if found:
            return found
    if not path.exists():
        raise ChurnError("file_missing", file=str(path))
    return [path]


def open_sources(path: Path) -> list[Source]:
    """The data files in one file: itself, what gzip packed, or a zip's members.

    Raises `not_a_file` (pipes, devices), `file_empty`, `file_damaged`, `file_too_large` (packed files).
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ChurnError("not_a_file", file=str(path))
    if status.st_size == 0:
        raise ChurnError("file_empty", file=str(path))
    digest = Digest.of(path, at_once=status.st_size < LARGE)
    plain = Source(str(path), path, digest, status.st_size)
    start = plain.head(4)
    if start.startswith(GZIP):
        data = _gunzip(path)
        if not data:
            raise ChurnError("file_empty", file=str(path))
        return [Source(plain.name, path, digest, len(data), data)]
    if start.startswith(ZIP) and not _is_workbook(path):
        return list(_members(plain))
    return [plain]


def _gunzip(path: Path) -> bytes:
    packed = path.stat().st_size
    parts, size = [], 0
    try:
        with gzip.open(path) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                _check_size(size, packed, str(path))
                parts.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise ChurnError("file_damaged", file=str(path)) from error
    return b"".join(parts)


def _check_size(size: int, packed: int, name: str) -> None:
    if size > MOST_UNPACKED or (size > LARGE and size > MOST_RATIO * packed):
        raise ChurnError("file_too_large", file=name)


def _is_workbook(path: Path) -> bool:
    """Whether a zip is an Excel or OpenDocument workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:MOST_MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names or ("content.xml" in names and "mimetype" in names)


def _members(archive_file: Source) -> Iterator[Source]:
    found = False
    try:
        with zipfile.ZipFile(archive_file.path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
            if len(infos) > MOST_MEMBERS:
                raise ChurnError("file_too_large", file=archive_file.name)
            for info in sorted(infos, key=lambda info: info.filename):
                data = _unzip(archive, info, archive_file.name)
                if data:
                    found = True
                    name = f"{archive_file.name}#{info.filename}"
                    yield Source(name, archive_file.path, archive_file.digest, len(data), data)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError, ValueError) as error:
        raise ChurnError("file_damaged", file=archive_file.name) from error
    if not found:
        raise ChurnError("file_empty", file=archive_file.name)


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    parts, size = [], 0
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            size += len(chunk)
            _check_size(size, max(info.compress_size, 1), name)
            parts.append(chunk)
    return b"".join(parts)


def _hidden(name: str) -> bool:
    path = normpath(f"/{name}")  # some programs pack ./accounts.csv
    return any(f"/{mark}" in path for mark in HIDDEN)
