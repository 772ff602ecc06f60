"""Immutable Parquet files, named by the SHA-256 of their content."""

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

import polars as pl

from metrics.book.disk import (
    TEMPORARY,
    Access,
    abandoned,
    disk_errors,
    flush,
    is_full,
    make_folder,
    publish,
    sha256_of,
)
from metrics.errors import ChurnError
from metrics.reading.spool import Spool

# What we put into the folder: people may keep files of their own there.
_OURS = re.compile(rf"[0-9a-f]{{64}}\.parquet|{re.escape(TEMPORARY)}.*")
_SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")
_BROKEN_OFF = "transport error"  # a list of the file's columns that could not be written to its end
_TRIES = 3  # writes of a file that others sweep away while it is written


def write_parquet(frame: pl.DataFrame | Spool, path: Path, *, group: int | None = None) -> None:
    """Write a frame, or give the rows that wait on disk a second name; `group` is how many rows are read at
    once. Where that is all of them, they come back in one piece: pieces have to be put together, in as much memory
    again, before a column can be added.

    Raises OSError where the disk refuses: Polars tells a full one as an error of its own.
    """
    if isinstance(frame, Spool):
        _link(frame.path, path)
        return
    try:
        frame.write_parquet(path, row_group_size=group)
    except pl.exceptions.ComputeError as error:
        number = _refused(str(error), path.parent)
        if number is None:
            raise
        raise OSError(number, os.strerror(number)) from error


def _refused(said: str, folder: Path) -> int | None:
    """What the disk refused, as the system numbers it; None where it was not the disk."""
    if found := _SYSTEM_ERROR.search(said):
        return int(found[1])
    if _BROKEN_OFF in said:
        return errno.ENOSPC if is_full(folder) else errno.EIO
    return None


def _link(source: Path, path: Path) -> None:
    """Make `path`, which is there, the same file as `source`, which nobody changes; a copy across disks."""
    mode = stat.S_IMODE(path.stat().st_mode)
    path.unlink()
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
    path.chmod(mode)


class Parquet:
    """The folder of the imports' rows and rejects."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, frame: pl.DataFrame | Spool, access: Access) -> str:
        """Store a frame, durable when this returns; its file name. Raises ChurnError where the disk refuses."""
        make_folder(self.folder, access)
        name = f"{frame.sha256}.parquet" if isinstance(frame, Spool) else None
        for _ in range(_TRIES - 1):
            try:
                return publish(self.folder, access, partial(write_parquet, frame), name).name
            except ChurnError as error:
                if error.code != "file_missing":
                    raise
        return publish(self.folder, access, partial(write_parquet, frame), name).name

    def get(self, name: str) -> pl.DataFrame:
        """The frame of that name. Raises ChurnError where the file is gone or not what was stored."""
        state = self.check(name)
        if state != "sound":
            raise ChurnError(f"import_file_{state}", file=str(self.folder / name))
        with disk_errors(self.folder / name):
            return pl.read_parquet(self.folder / name, memory_map=False)

    def check(self, name: str) -> str:
        """ "sound", "missing", or "damaged" where the content is not what the name says."""
        path = self.folder / name
        with disk_errors(path):
            if not path.is_file():
                return "missing"
            return "sound" if sha256_of(path) == path.stem else "damaged"

    def has(self, name: str) -> bool:
        """Whether a file of that name is there."""
        return (self.folder / name).is_file()

    def clear(self, named: set[str]) -> None:
        """Remove every file but those that are named, also what others write or have put here and not named yet: they
        look for it, and put it again, while they hold the book's write lock, as whoever calls this does.

        Raises ChurnError where the disk refuses.
        """
        if not self.folder.is_dir():
            return
        with disk_errors(self.folder):
            for path in _ours(self.folder.iterdir()):
                if path.name not in named:
                    path.unlink(missing_ok=True)
            flush(self.folder)

    def sweep(self, named: set[str]) -> int:
        """Remove what interrupted imports left behind, when it is old enough; how many files went.

        Call it while holding the book's write lock: an import looks for its files under that lock too.
        """
        if not self.folder.is_dir():
            return 0
        old = [path for path in _ours(abandoned(self.folder)) if path.name not in named]
        for path in old:
            with suppress(OSError):  # what cannot be tidied up today harms nobody
                path.unlink()
        return len(old)


def _ours(paths: Iterable[Path]) -> list[Path]:
    """Those that bear names as we give them."""
    return [path for path in paths if _OURS.fullmatch(path.name)]
