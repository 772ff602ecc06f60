"""`churn-tui import`: files become rows of the book, or lines in quarantine."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli import engine
from tui.cli.imports import reject_fields, reject_rows
from tui.cli.options import command, day
from tui.cli.output import write_file
from tui.cli.parser import Subparsers
from tui.cli.reading_options import add_dialect, add_meaning, hints
from tui.cli.streams import put, talk
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.book import ImportEntry
    from metrics.reading.batch import Batch

QUARANTINED = 3  # the exit code of a run that set rows aside


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "import", run)
    parser.add_argument("paths", nargs="+", metavar=_("FILE"), help=_("files, folders and patterns"))
    add_meaning(parser)
    parser.add_argument("--rates", metavar=_("FILE"), help=_("exchange rates to read with them"))
    restated = parser.add_mutually_exclusive_group()
    restated.add_argument("--correct", action="store_true", help=_("a known spell with another MRR was wrong"))
    restated.add_argument(
        "--change-on", type=day("--change-on"), metavar="D", help=_("a known spell's MRR changed on this day")
    )
    parser.add_argument("--replace", action="store_true", help=_("the file is the whole truth of its table"))
    parser.add_argument("--dry-run", action="store_true", help=_("check only, store nothing"))
    parser.add_argument("--rejects", metavar=_("FILE"), help=_("write the lines that were set aside to this file"))
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    add_dialect(parser)


def as_json(entry: "ImportEntry") -> dict[str, Any]:
    """An entry as `import --json` has it."""
    from tui.sentences import sentence

    return {
        "file": entry.file,
        "table": entry.table,
        "import_id": entry.import_id,
        "rows": entry.rows,
        "accepted": entry.accepted,
        "unchanged": entry.unchanged,
        "quarantined": entry.quarantined,
        "reasons": [
            {
                "code": reason.code,
                "column": reason.column,
                "count": reason.count,
                "sentence": sentence(reason.code, reason.params),
            }
            for reason in entry.reasons
        ],
    }


def summary(entry: "ImportEntry", *, dry: bool) -> list[str]:
    """An entry in sentences: what came in, and why the rest did not."""
    from tui.formats import count
    from tui.sentences import sentence

    pattern = (
        _("{file}: {table}, {rows} rows; {accepted} would be taken, {unchanged} unchanged, {quarantined} set aside.")
        if dry
        else _("{file}: {table}, {rows} rows; {accepted} taken, {unchanged} unchanged, {quarantined} set aside.")
    )
    first = pattern.format(
        file=entry.file,
        table=entry.table,
        rows=count(entry.rows),
        accepted=count(entry.accepted),
        unchanged=count(entry.unchanged),
        quarantined=count(entry.quarantined),
    )
    reasons = [f"  {count(reason.count)} × {sentence(reason.code, reason.params)}" for reason in entry.reasons]
    return [first, *reasons]
