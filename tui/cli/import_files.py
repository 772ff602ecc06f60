"""`churn-tui import`: files become rows of the book, or lines in quarantine."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metrics.errors import ChurnError, Unsettled
from tui.cli import opening
from tui.cli.asking import answer_to, can_ask
from tui.cli.input import databases, input_files
from tui.cli.options import command, day
from tui.cli.output import write_file
from tui.cli.parser import Subparsers
from tui.cli.progress import ProgressLine
from tui.cli.reading_options import add_dialect, add_meaning, hints
from tui.cli.streams import put, talk
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.book.judgement import ImportEntry
    from metrics.importing import Prepared
    from metrics.reading.batch import Batch

QUARANTINED = 3  # the exit code of a run that set rows aside


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "import", run)
    parser.add_argument("paths", nargs="+", metavar=_("FILE"), help=_("files, folders and patterns"))
    add_meaning(parser)
    parser.add_argument(
        "--rates", metavar=_("FILE"), help=_("exchange rates to read with them; `ecb`: the European Central Bank's")
    )
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


def run(args: argparse.Namespace) -> int:
    """Read and store, or only check; answers 3 where rows were set aside."""
    from metrics.importing import commit
    from tui.preparing import prepare

    if args.read_only and not args.dry_run:
        raise ChurnError("read_only")
    book = opening.open_book(args)
    prepared = _prepared(book, args)
    if args.rejects:  # first: where this fails, nothing has changed
        _write_rejects(Path(args.rejects), prepared.batches, args)
    entries = prepared.entries if args.dry_run else commit(book, prepared)
    _answer(entries, prepared.batches, args)
    if args.dry_run:
        _foretell(book, prepared, args)
    else:
        prepare(book)
    return QUARANTINED if any(entry.quarantined for entry in entries) else 0


def _prepared(book: "Book", args: argparse.Namespace) -> "Prepared":
    """The files read and judged; what they leave open is asked where somebody can answer, each question once."""
    from metrics.book import Choice
    from metrics.importing import prepare
    from tui.settling import question_of, settled

    files = databases(args.paths, args) if args.query else input_files(args.paths, args)
    rates = _rates(args)
    wanted = hints(args)
    choice = Choice(correct=args.correct, change_on=args.change_on, replace=args.replace)
    asked: set[str] = set()
    while True:
        try:
            with ProgressLine() as line:
                return prepare(book, files, wanted, choice, today=date.today(), rates=rates, progress=line)
        except Unsettled as doubt:
            question = question_of(doubt)
            if question is None or repr(doubt) in asked or not can_ask():
                raise
            asked.add(repr(doubt))
            wanted, choice = settled(wanted, choice, question, answer_to(doubt, question))


def _rates(args: argparse.Namespace) -> list[Path]:
    from metrics.reading.reference_rates import SHIPPED, shipped_rates

    if args.rates == SHIPPED:
        return [shipped_rates()]
    return input_files([args.rates], args) if args.rates else []


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


def _answer(entries: "Sequence[ImportEntry]", batches: "Sequence[Batch]", args: argparse.Namespace) -> None:
    from tui.reports import json
    from tui.sentences import sentence

    if args.json:
        put(json.write([as_json(entry) for entry in entries]))
    for entry, batch in zip(entries, batches, strict=True):
        for notice in batch.notices:
            talk(f"{batch.file}: {sentence(notice.code, notice.params)}")
        if not args.json:
            for line in summary(entry, dry=args.dry_run):
                talk(line)


def _foretell(book: "Book", prepared: "Prepared", args: argparse.Namespace) -> None:
    """Say what the files would change in figures already shown."""
    from tui import restating

    if book.imports():
        opened = opening.measure(book, args)
        for line in restating.said(restating.foreseen(opened, prepared), opened.currency):
            talk(line)


def _write_rejects(path: Path, batches: "Sequence[Batch]", args: argparse.Namespace) -> None:
    """Everything that was set aside as CSV that can be mended and imported again."""
    from tui.reports import mending

    rows = [row for batch in batches for row in mending.rows(batch.rejects, batch.file)]
    write_file(path, mending.write(rows), args)
