"""Files that the program writes for people: whole or not at all, and only where they may be."""

import os
from pathlib import Path
from tempfile import mkstemp

from metrics.errors import ChurnError
from tui.places import within


def save_text(path: Path, text: str, *, files: str | None = None, read_only: bool = False) -> Path:
    """Write a file; where it stands then. `files` is the only folder that may be written to.

    Raises ChurnError where that is not allowed, or there is no such folder.
    """
    if read_only:
        raise ChurnError("read_only_file", file=str(path))
    path = within(path.expanduser(), files)
    from metrics.book.disk import disk_errors

    if path.is_dir():
        raise ChurnError("is_a_folder", file=str(path))
    if not path.parent.is_dir():
        raise ChurnError("not_a_folder", file=str(path.parent))
    with disk_errors(path):
        if path.exists() and not path.is_file():  # a device or a pipe is written to, not replaced
            path.write_text(text, encoding="utf-8", errors="replace", newline="")
        else:
            _replace(path, text)
    return path


def _replace(path: Path, text: str) -> None:
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
