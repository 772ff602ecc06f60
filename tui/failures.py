"""Errors that are nobody's sentence yet: of the disk, and of the program itself."""

import errno
import traceback
from datetime import UTC, datetime
from pathlib import Path

from metrics.errors import ChurnError
from tui.places import log_file

_DISK_CODES = {
    errno.ENOENT: "file_missing",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EISDIR: "is_a_folder",
    errno.ENOTDIR: "not_a_folder",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "disk_read_only",
}


def as_churn_error(error: BaseException) -> ChurnError:
    """Any error as one that has a sentence; an unexpected one is written to the log first."""
    if isinstance(error, ChurnError):
        return error
    if isinstance(error, OSError) and error.errno is not None:
        code = _DISK_CODES.get(error.errno, "disk_error")
        return ChurnError(code, file=str(error.filename or ""), detail=error.strerror)
    return ChurnError("unexpected", kind=type(error).__name__, log=str(record(error) or "–"))


def record(error: BaseException) -> Path | None:
    """Append where an unexpected error happened to the log; None where it cannot be written.

    Only places in the code and the kind of error: messages and locals could hold customers' data.
    """
    places = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    entry = f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__name__}\n{places}\n"
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as log:
            log.write(entry)
    except OSError:
        return None
    return path
