"""What was computed once: frames on disk, named by what they follow from, to be made again where they are not whole."""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import polars as pl

from metrics.book.disk import TEMPORARY, Access, abandoned, disk_errors, make_folder, publish, sha256_of
from metrics.book.parquet import write_parquet
from metrics.errors import ChurnError

KEPT = 3  # entries of a kind: people take an import back and bring it again
# What we put into the folder, an entry or its note: people may keep files of their own there.
_OURS = re.compile(rf"\w+-[0-9a-f]{{24}}\.(parquet|json)|{re.escape(TEMPORARY)}.*")
BY_ACCOUNT = 2_048  # rows at a time of an entry of which one account's are read


class Cache:
    """A folder of Parquet files, each with a note of its SHA-256 beside it.

    Where `read_only`, nothing is added; a `blind` one finds nothing either.
    """

    def __init__(
        self, folder: Path, access: Callable[[], Access], *, read_only: bool = False, blind: bool = False
    ) -> None:
        self._folder = folder
        self._access = access
        self._read_only = read_only or blind
        self._blind = blind
        self._scans: dict[Path, tuple[tuple[int, int], pl.LazyFrame]] = {}

    def get(self, kind: str, name: str) -> tuple[pl.DataFrame, int] | None:
        """What was kept of a kind under a name, with its count; None where it is not there, or not whole."""
        path = self._folder / f"{kind}-{name}.parquet"
        noted = None if self._blind else _noted(path)
        if noted is None:
            return None
        try:
            return pl.read_parquet(path, memory_map=False), noted
        except (OSError, pl.exceptions.PolarsError):
            return None

    def scan(self, kind: str, name: str) -> pl.LazyFrame | None:
        """What was kept, to read a part of it; None where it is not there, or not whole, which is looked at the first
        time and whenever the file has changed."""
        path = self._folder / f"{kind}-{name}.parquet"
        stamp = None if self._blind else _stamp(path)
        if stamp is None:
            return None
        known = self._scans.get(path)
        if known is None or known[0] != stamp:
            if _noted(path) is None:
                return None
            # One scan reads the file's directory once, however many accounts are looked for.
            self._scans[path] = known = stamp, pl.scan_parquet(path)
        return known[1]

    def put(
        self, kind: str, name: str, frame: pl.DataFrame, count: int = 0, *, group: int | None = None, most: int = KEPT
    ) -> None:
        """Keep a frame and a count, `group` rows to be read at once (all of them, where none is given), beside the
        newest others of its kind, `most` in all.

        A full disk or a folder that is closed to us costs time, never an answer.
        """
        if self._read_only:
            return
        with suppress(ChurnError, OSError):
            access = self._access()
            make_folder(self._folder, access)

            def write(path: Path) -> None:
                write_parquet(frame, path, group=group or max(1, frame.height))
                said = json.dumps({"sha256": sha256_of(path), "unconverted": count})
                note = partial(_write_text, said)  # there before the entry is: nobody finds one without the other
                publish(self._folder, access, note, f"{kind}-{name}.json", durable=False)

            publish(self._folder, access, write, f"{kind}-{name}.parquet", durable=False)
            _forget(self._folder, kind, most)

    def drop(self, kind: str, name: str) -> None:
        """Remove an entry that should not have been kept. Raises ChurnError where the disk refuses."""
        path = self._folder / f"{kind}-{name}.parquet"
        with disk_errors(path):
            for each in (path, path.with_suffix(".json")):
                each.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove every entry. Raises ChurnError where the disk refuses."""
        if not self._folder.is_dir():
            return
        with disk_errors(self._folder):
            for path in self._folder.iterdir():
                if _OURS.fullmatch(path.name):
                    path.unlink(missing_ok=True)

    def broken(self) -> list[str]:
        """The names of the entries that are not whole."""
        if not self._folder.is_dir():
            return []
        entries = (path for path in self._folder.glob("*.parquet") if _OURS.fullmatch(path.name))
        return sorted(path.name for path in entries if _noted(path) is None)


def _stamp(path: Path) -> tuple[int, int] | None:
    """When a file was last written, and its size; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _noted(path: Path) -> int | None:
    """What was noted beside an entry, its count; None where it is not the entry that was noted."""
    try:
        said = json.loads(path.with_suffix(".json").read_bytes())
        return int(said["unconverted"]) if said["sha256"] == sha256_of(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _forget(folder: Path, kind: str, most: int) -> None:
    """Keep the newest entries of a kind; whoever needs another one makes it again."""
    entries = sorted(folder.glob(f"{kind}-*.parquet"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    old = [entry.with_suffix(suffix) for entry in entries[most:] for suffix in (".parquet", ".json")]
    for path in [*old, *(path for path in abandoned(folder) if path.name.startswith(TEMPORARY))]:
        path.unlink(missing_ok=True)


def collected(scans: Sequence[pl.LazyFrame]) -> list[pl.DataFrame] | None:
    """What scans of entries give; None where others have removed one of them since."""
    try:
        return pl.collect_all(scans)
    except (OSError, pl.exceptions.PolarsError):
        return None


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
