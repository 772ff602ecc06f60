"""Where an answer goes: standard output, or the file that `--output` names."""

import argparse
import os
import shutil
import sys
from pathlib import Path
from tempfile import mkstemp

from metrics.errors import ChurnError
from tui.cli.streams import put
from tui.places import within

WITHOUT_TERMINAL = 100  # columns of a table that goes into a pipe or a file


def deliver(text: str, args: argparse.Namespace) -> None:
    """Write the answer where the options say."""
    if getattr(args, "output", None):
        write_file(Path(args.output), text, args)
    else:
        put(text)


def write_file(path: Path, text: str, args: argparse.Namespace) -> None:
    """Write a file whole or not at all, where `--files` and `--read-only` allow it."""
    if args.read_only:
        raise ChurnError("read_only_file", file=str(path))
    path = within(path.expanduser(), args.files)
    if path.is_dir():
        raise ChurnError("is_a_folder", file=str(path))
    if not path.parent.is_dir():
        raise ChurnError("not_a_folder", file=str(path.parent))
    if path.exists() and not path.is_file():  # a device or a pipe is written to, not replaced
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
        return
    _replace(path, text)


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


def columns() -> int:
    """How wide a table of periods may be."""
    return shutil.get_terminal_size((WITHOUT_TERMINAL, 24)).columns


def terminal_columns() -> int | None:
    """How wide a listing may be: as the terminal; None where it goes elsewhere, so that nothing is cut for a screen."""
    return columns() if sys.stdout.isatty() else None
