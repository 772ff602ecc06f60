"""Files of the book on disk: their permissions, writes that are whole or not there, and what the disk refuses."""

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from uuid import uuid4

from metrics.errors import ChurnError

TEMPORARY = ".tmp-"
_CRUMBS = 64 << 10  # bytes with which SQLite cannot even open a book: its shared memory takes 32 kB
_ABANDONED = 3600.0  # seconds after which a file that nothing names was left by a write that never finished
# File systems where several machines may share the file: SQLite's shared-memory WAL index cannot work there.
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "lustre"}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read the book: its owner alone, or the owner's group too."""

    group: bool = False

    @property
    def folder(self) -> int:
        """Mode of folders; a shared one hands its group on to what is made in it."""
        return 0o2770 if self.group else 0o700

    @property
    def file(self) -> int:
        """Mode of files."""
        return 0o660 if self.group else 0o600

    @classmethod
    def of(cls, path: Path) -> "Access":
        """The access that an existing file grants; that of the owner alone where there is none."""
        try:
            return cls(group=bool(path.stat().st_mode & 0o060))
        except FileNotFoundError:
            return cls()

    @classmethod
    def asked(cls, folder: Path) -> "Access":
        """The access that whoever made the folder of a new book asks for: the group's where the group may write and
        the folder hands it on."""
        try:
            return cls(group=folder.stat().st_mode & 0o2070 == 0o2070)
        except FileNotFoundError:
            return cls()

    def is_granted(self, path: Path) -> bool:
        """Whether the group, where the book is shared with it, can use a file or folder of the book."""
        mode = path.lstat().st_mode
        wanted = 0o2050 if stat.S_ISDIR(mode) else 0o040
        return not self.group or mode & wanted == wanted


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a ChurnError that names the path."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, path) from error


def _refusal(error: OSError, path: Path) -> ChurnError:
    name = str(path)
    # Polars raises the right class without a number.
    match errno.ENOENT if isinstance(error, FileNotFoundError) else error.errno:
        case errno.ENOENT:
            return ChurnError("file_missing", file=name)
        case errno.EACCES | errno.EPERM:
            return ChurnError("no_permission", file=name)
        case errno.ENOSPC | errno.EDQUOT:
            return ChurnError("disk_full", file=name)
        case errno.EROFS:
            return ChurnError("disk_read_only", file=name)
        case errno.ENOTDIR | errno.EEXIST:
            return ChurnError("not_a_folder", file=name)
        case _:
            return ChurnError("disk_error", file=name, detail=error.strerror or str(error))


def make_folder(path: Path, access: Access) -> None:
    """Make a folder that only those of `access` can enter; one that is there keeps what is in it.

    Raises ChurnError where the disk refuses.
    """
    with disk_errors(path):
        if not path.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(access.folder)


def close_to_others(path: Path, access: Access) -> None:
    """Take from an existing folder of ours what `access` does not grant."""
    with disk_errors(path):
        if path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o777 & ~access.folder:
            path.chmod(access.folder)


def make_file(path: Path, access: Access) -> None:
    """Make an empty file with the permissions of `access`, whatever the umask; one that is there stays as it is.

    Raises OSError where the disk refuses.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    try:
        os.fchmod(handle, access.file)
    finally:
        os.close(handle)


def publish(
    folder: Path, access: Access, write: Callable[[Path], object], name: str | None = None, *, durable: bool = True
) -> Path:
    """Write a file that appears whole or not at all; where `durable`, it survives a power cut from then on.

    Without a `name` it is named by the SHA-256 of its content, `.parquet`. Raises ChurnError where the disk refuses.
    """
    temporary = folder / f"{TEMPORARY}{uuid4().hex}"
    with disk_errors(folder):
        try:
            make_file(temporary, access)
            write(temporary)
            if durable:
                flush(temporary)
            final = folder / (name or f"{sha256_of(temporary)}.parquet")
            temporary.replace(final)
            if durable:
                flush(folder)
        finally:
            temporary.unlink(missing_ok=True)
    return final


def abandoned(folder: Path) -> list[Path]:
    """The files of a folder that are too old to belong to a write that is still under way."""
    before = time.time() - _ABANDONED
    old = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # a write that was under way has just ended
            if path.stat().st_mtime < before:
                old.append(path)
    return old


def remove_temporary(folder: Path) -> None:
    """Remove what writes have begun in a folder and not ended; one that is still under way begins again, or fails.

    Raises ChurnError where the disk refuses.
    """
    with disk_errors(folder):
        for path in folder.glob(f"{TEMPORARY}*"):
            path.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Make a file's content, or a folder's list of names, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def is_read_only(path: Path) -> bool:
    """Whether the file system takes no writes from anybody."""
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def is_full(path: Path) -> bool:
    """Whether the file system has no room left for us, but for crumbs."""
    room = os.statvfs(path)
    return room.f_bavail * room.f_frsize < _CRUMBS


def is_network(path: Path) -> bool:
    """Whether the folder lies on a file system that other machines may share (Linux; elsewhere: no)."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return file_system(path.resolve(), mounts) in _NETWORK


def file_system(path: Path, mounts: Iterable[str]) -> str:
    """The kind of file system that an absolute path lies on, by lines as of /proc/self/mounts."""
    best = ("", "")
    for line in mounts:
        point, kind = line.split(" ")[1:3]
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)  # blanks stand as \040
        if path.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]
