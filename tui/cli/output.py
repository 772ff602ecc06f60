"""Where an answer goes: standard output, or the file that `--output` names."""

import argparse
import shutil
import sys
from pathlib import Path

from tui.cli.streams import put

WITHOUT_TERMINAL = 100  # columns of a table that goes into a pipe or a file


def deliver(text: str, args: argparse.Namespace) -> None:
    """Write the answer where the options say."""
    if getattr(args, "output", None):
        write_file(Path(args.output), text, args)
    else:
        put(text)


def write_file(path: Path, text: str, args: argparse.Namespace) -> None:
    """Write a file whole or not at all, where `--files` and `--read-only` allow it."""
    from tui.saving import save_text

    save_text(path, text, files=args.files, read_only=args.read_only)


def columns() -> int:
    """How wide a table of periods may be."""
    return shutil.get_terminal_size((WITHOUT_TERMINAL, 24)).columns


def terminal_columns() -> int | None:
    """How wide a listing may be: as the terminal; None where it goes elsewhere, so that nothing is cut for a screen."""
    return columns() if sys.stdout.isatty() else None
