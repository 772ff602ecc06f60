"""`churn-tui lessons`: what was learned from losses, dated, beside what came after; `--add` writes one down."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.answer import Answer, give
from tui.cli.options import add_format, add_question, command
from tui.cli.parser import Subparsers
from tui.cli.streams import talk
from tui.words import _

if TYPE_CHECKING:
    from tui.engine import Engine
    from tui.learning import Learned

_COUNTS = ("days", "lost", "lost_with", "stayers", "stayers_with")
_LESSON = ("written_at", "written_by", "signal", "text", "as_of", *_COUNTS)
_SINCE = ("losses_since", "rate_before", "rate_since", "may_be_chance")


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "lessons", run)
    parser.add_argument("--add", metavar=_("TEXT"), help=_("write this down, dated now"))
    parser.add_argument("--signal", metavar="CODE", help=_("the signal that it is about"))
    add_question(parser)
    add_format(parser)


def run(args: argparse.Namespace) -> int:
    """List the lessons, or write one down."""
    from metrics.errors import WrongUsage
    from metrics.signals import BY_CODE
    from tui.learning import learned

    opened = opening.start(args)
    if args.signal is not None and args.signal not in BY_CODE:
        raise WrongUsage("bad_choice", option="--signal", value=args.signal, known=", ".join(BY_CODE))
    if args.add is None:
        return give(answer(learned(opened, lambda _key, compute: compute())), args)
    opened.book.lessons.write(args.add, opened.day, args.signal, _counts(opened, args.signal))
    talk(_("Written down, dated today."))
    return 0


def _counts(opened: "Engine", signal: str | None) -> dict[str, int] | None:
    """What the audit shows of the signal 30 days before losses, to be held against what comes."""
    from metrics.audit import DAYS, audit

    if signal is None:
        return None
    found = audit(opened.ledger, opened.day, thresholds=opened.thresholds()).findings
    mine = (each for each in found if (each.signal, each.days) == (signal, DAYS[0]))
    return next(({name: getattr(each, name) for name in _COUNTS} for each in mine), None)


def answer(found: "tuple[Learned, ...]") -> Answer:
    """The lessons, each beside the losses before and since."""
    from tui.learning import after_words
    from tui.reports.listing import Field, Listing, grid

    rows: list[dict[str, object]] = []
    for each in found:
        since = each.since
        row: dict[str, object] = {name: each.lesson[name] for name in _LESSON}
        row["as_of"] = each.lesson["as_of"].isoformat()
        row["rate_before"] = since.before.rate if since else None
        row["rate_since"] = since.after.rate if since else None
        row["losses_since"] = since.after.losses if since else 0
        row["may_be_chance"] = since.may_be_chance if since else None
        rows.append(row)
    fields = tuple(Field(name, name) for name in (*_LESSON, *_SINCE))
    people = [
        {"on": each.lesson["written_at"][:10], "by": each.lesson["written_by"], "signal": each.lesson["signal"],
         "text": each.lesson["text"], "after": after_words(each)}
        for each in found
    ]  # fmt: skip
    heads = (
        Field("on", _("written")), Field("by", _("by")), Field("signal", _("signal")), Field("text", _("lesson")),
        Field("after", _("what came after")),
    )  # fmt: skip
    nothing = _("No lesson is written down yet; `churn-tui lessons --add TEXT` writes one.")
    return Answer(_("Lessons"), {"rows": rows}, Listing(fields, rows), [grid(Listing(heads, people))], nothing=nothing)
