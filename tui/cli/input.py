"""The files that a command reads, where `--files` allows it."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from metrics.errors import ChurnError
from tui.places import within


def input_files(paths: Iterable[str], args: argparse.Namespace) -> list[Path]:
    """The files that paths, folders and patterns mean, symbolic links followed.

    Raises ChurnError where there is no such file, or one lies outside of `--files`.
    """
    from metrics.reading.source import expand

    return [within(file, args.files) for path in paths for file in expand(within(Path(path), args.files))]


def databases(names: Iterable[str], args: argparse.Namespace) -> list[Path]:
    """The databases that `--query` asks: SQLite files, and addresses of PostgreSQL servers.

    Raises ChurnError where a file lies outside of `--files`, which keeps servers out altogether.
    """
    from metrics.reading.opening import is_server

    found = [Path(name) for name in names]
    for path in found:
        if not is_server(path):
            within(path, args.files)
        elif args.files is not None:
            raise ChurnError("outside_files", file=path.parts[0], folder=args.files)
    return found
