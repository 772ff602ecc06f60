"""`churn-tui settings`: the book's settings and the user's own; one of them; setting it."""

import argparse
from datetime import date
from typing import TYPE_CHECKING

from tui.cli import opening
from tui.cli.options import add_format, command
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Subparsers
from tui.cli.streams import put, talk
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = command(subparsers, "settings", run)
    parser.add_argument("key", nargs="?", metavar=_("KEY"), help=_("which setting"))
    parser.add_argument("value", nargs="?", metavar=_("VALUE"), help=_("what it shall be; empty: its default again"))
    add_format(parser, ("table", "csv", "json"))


def run(args: argparse.Namespace) -> int:
    """Show all settings or one, or set one."""
    from tui.config import KEYS, PREFERENCES

    own = args.key is not None and (args.key in PREFERENCES or args.key.startswith(KEYS))
    return _own(args) if own else _of_book(args)


def _of_book(args: argparse.Namespace) -> int:
    book = opening.open_book(args)
    if args.key is None:
        return _list(book, args)
    if args.value is not None:
        book.settings.set(args.key, args.value)
        talk(_("{key} is {value} now.").format(key=args.key, value=_text(book.settings.get(args.key)) or "–"))
        return 0
    value, origin = _in_force(book, args.key)
    put(value + "\n")
    talk(origin)
    return 0


def _in_force(book: "Book", key: str) -> tuple[str, str]:
    """The value that counts, as text, and where it comes from."""
    from metrics.ledger import default_as_of

    text = _text(book.settings.get(key))
    if book.settings.is_set(key):
        return text, _("Set in this book.")
    if key == "currency":
        origin = _("The first that a file names; nothing is set.") if book.currency else _("No file names one yet.")
        return book.currency or "", origin
    if key == "as_of":
        day = default_as_of(book.tables(), date.today())
        if day is None:
            return "", _("The book holds no dated fact yet.")
        return day.isoformat(), _("The day of the book's latest fact; nothing is set.")
    return text, _("The default; nothing is set.")


def _own(args: argparse.Namespace) -> int:
    from tui import config, places

    path = places.settings_file()
    known = config.load(path)
    if args.value is None:
        put(known.value(args.key) + "\n")
        return 0
    known = config.changed(known, args.key, args.value)
    config.save(path, known)
    talk(_("{key} is {value} now.").format(key=args.key, value=known.value(args.key) or "–"))
    return 0


def _list(book: "Book", args: argparse.Namespace) -> int:
    from metrics.book.declared import setting
    from tui import config, places
    from tui.reports import render
    from tui.reports.listing import Field, Listing

    fields = (
        Field("key", _("key")),
        Field("value", _("value")),
        Field("title", _("what it is")),
        Field("takes", _("what it takes")),
        Field("origin", _("where it comes from")),
    )
    rows = [
        {"key": key, "value": value, "title": _(setting(key).title), "takes": _(setting(key).takes), "origin": origin}
        for key in book.settings.all()
        for value, origin in [_in_force(book, key)]
    ]
    own = config.load(places.settings_file())
    rows += [
        {
            "key": key,
            "value": own.value(key),
            "title": _(each.title),
            "takes": ", ".join(each.choices),
            "origin": _("Your own settings."),
        }
        for key, each in config.PREFERENCES.items()
    ]
    deliver(render.listing(Listing(fields, rows), args.format, _("Settings"), terminal_columns()), args)
    return 0


def _text(value: object) -> str:
    """A setting's value as it can be typed again."""
    return "" if value is None else str(value)
