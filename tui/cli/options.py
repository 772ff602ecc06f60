"""The options that several commands share, declared once."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from metrics.errors import WrongUsage
from tui.cli import COMMANDS
from tui.cli.parser import Parser, Subparsers
from tui.reports import FORMATS
from tui.words import LANGUAGES, _

Run = Callable[[argparse.Namespace], int]


def command(subparsers: Subparsers, name: str, run: Run) -> Parser:
    """A parser for a command of COMMANDS, with the options that every command takes, that calls `run`."""
    summary = _(COMMANDS[name].summary)
    parser = subparsers.add_parser(name, help=summary, description=summary)
    add_everywhere(parser)
    parser.set_defaults(run=run, parser=parser)
    return parser


def add_everywhere(parser: Parser) -> None:
    """The options of every command; they may stand before or after the command's name."""
    for option, settings in _everywhere().items():
        parser.add_argument(option, default=argparse.SUPPRESS, **settings)


# What these options are where nobody gives them.
DEFAULTS: dict[str, Any] = {
    "workspace": None,
    "lang": None,
    "debug": False,
    "read_only": False,
    "files": None,
    "as_of": None,
    "loss_date": None,
    "where": [],
}


def _everywhere() -> dict[str, dict[str, Any]]:
    return {
        "--workspace": {"metavar": "DIR", "help": _("folder of the book (default: $CHURN_TUI_WORKSPACE)")},
        "--lang": {"choices": LANGUAGES, "help": _("language of what is shown")},
        "--read-only": {"action": "store_true", "help": _("store nothing")},
        "--files": {"metavar": "DIR", "help": _("read and write files below this folder only")},
        "--debug": {"action": "store_true", "help": _("show the traceback of an error")},
    }


def add_question(parser: Parser) -> None:
    """What everything that computes takes: as-of, the date that counts as the loss, which accounts."""
    missing = argparse.SUPPRESS  # so that what stands before the command's name is not forgotten
    parser.add_argument(
        "--as-of", type=day("--as-of"), default=missing, metavar="D", help=_("the last day that counts")
    )
    parser.add_argument(
        "--loss-date",
        type=one_of("--loss-date", "metrics.question", "LOSS_DATES"),
        default=missing,
        metavar="L",
        help=_("which date of a loss counts: ended, asked, paid"),
    )
    parser.add_argument(
        "--where",
        type=pair("bad_where"),
        action="append",
        default=missing,
        metavar=_("FIELD=VALUE"),
        help=_("only the accounts with this value (repeatable)"),
    )


def add_every(parser: Parser) -> None:
    """`--every`: the length of the periods."""
    parser.add_argument(
        "--every",
        type=one_of("--every", "metrics.periods", "EVERIES"),
        default="month",
        metavar="E",
        help=_("length of the periods: month, quarter, half, year, rolling3, rolling12"),
    )


def add_range(parser: Parser) -> None:
    """`--from` and `--to` (exclusive)."""
    parser.add_argument("--from", dest="start", type=day("--from", bounded=False), metavar="D", help=_("first day"))
    parser.add_argument("--to", dest="stop", type=day("--to", bounded=False), metavar="D", help=_("first day left out"))


def add_format(parser: Parser, formats: Sequence[str] = FORMATS, *, output: bool = True) -> None:
    """`--format` and `--output`."""
    parser.add_argument("--format", choices=formats, default=formats[0], help=_("form of the answer"))
    if output:
        parser.add_argument("--output", metavar=_("FILE"), help=_("write to this file, not to standard output"))


def check_range(start: date | None, stop: date | None) -> None:
    """Raises WrongUsage("to_not_after_from") where the range is empty."""
    if start and stop and stop <= start:
        raise WrongUsage("to_not_after_from", start=start.isoformat(), stop=stop.isoformat())


def day(option: str, *, bounded: bool = True) -> Callable[[str], date]:
    """A reader of the option's ISO date, where `bounded` one that a book may hold; it raises WrongUsage."""

    def read(text: str) -> date:
        from metrics.tables import EARLIEST, LATEST, within_bounds

        try:
            given = date.fromisoformat(text)
        except ValueError as error:
            raise WrongUsage("bad_date", option=option, value=text) from error
        if bounded and not within_bounds(given):
            raise WrongUsage("date_beyond", option=option, value=text, first=EARLIEST, last=LATEST)
        return given

    return read


def one_of(option: str, module: str, name: str) -> Callable[[str], str]:
    """A reader of one of the words that `module` (loaded only now) lists as `name`.

    It raises WrongUsage("bad_choice") for any other.
    """

    def read(text: str) -> str:
        known: Sequence[str] = getattr(import_module(module), name)
        if text not in known:
            raise WrongUsage("bad_choice", option=option, value=text, known=", ".join(known))
        return text

    return read


def pair(code: str) -> Callable[[str], tuple[str, str]]:
    """A reader of NAME=VALUE, cut at the first equals sign; it raises WrongUsage(code)."""

    def read(text: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise WrongUsage(code, value=text)
        return name.strip(), value

    return read
