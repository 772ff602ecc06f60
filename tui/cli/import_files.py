"""`churn-tui import`: files become rows of the book, or lines in quarantine."""

import argparse
from typing import TYPE_CHECKING

from tui.cli.options import command, day
from tui.cli.parser import Subparsers
from tui.cli.reading_options import add_dialect, add_meaning
from tui.words import _

if TYPE_CHECKING:
    from metrics.importing import ImportEntry

QUARANTINED = 3  # the exit code of a run that set rows aside


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "import", run)
    parser.add_argument("paths", nargs="+", metavar=_("FILE"), help=_("files, folders and patterns"))
    add_meaning(parser)
    parser.add_argument("--rates", metavar=_("FILE"), help=_("exchange rates to read with them"))
    parser.add_argument(
        "--correct", action="store_true", help=_("a known spell with another MRR was wrong: replace it")
    )
    parser.add_argument(
        "--change-on",
        type=day("--change-on"),
        metavar="D",
        help=_("a known spell with another MRR changed on this day"),
    )
    parser.add_argument("--replace", action="store_true", help=_("the file is the whole truth of its table"))
    parser.add_argument("--dry-run", action="store_true", help=_("check only, store nothing"))
    parser.add_argument("--rejects", metavar=_("FILE"), help=_("write the lines that were set aside to this file"))
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    add_dialect(parser)


def run(args: argparse.Namespace) -> int:
    """Read and store, or only check; answers 3 where rows were set aside."""
    raise NotImplementedError


def as_json(entry: "ImportEntry") -> dict[str, object]:
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
