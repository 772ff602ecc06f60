"""The files that a command reads, where `--files` allows it."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from tui.places import within


def input_files(paths: Iterable[str], args: argparse.Namespace) -> list[Path]:
    """The files that paths, folders and patterns mean, symbolic links followed.

    Raises ChurnError where there is no such file, or one lies outside of `--files`.
    """
    from metrics.reading.source import expand

    return [within(file, args.files) for path in paths for file in expand(within(Path(path), args.files))]
