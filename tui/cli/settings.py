"""`churn-tui settings`: the book's settings and the user's own; one of them; setting it."""

import argparse
from typing import TYPE_CHECKING

from tui.cli import engine
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
    book = engine.open_book(args)
    if args.key is None:
        return _list(book, args)
    if args.value is not None:
        book.settings.set(args.key, args.value)
        talk(_("{key} is {value} now.").format(key=args.key, value=_text(book.settings.get(args.key)) or "–"))
        return 0
    put(_text(book.settings.get(args.key)) + "\n")
    return 0


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
    )
    rows = [
        {"key": key, "value": _text(value), "title": _(setting(key).title), "takes": _(setting(key).takes)}
        for key, value in book.settings.all().items()
    ]
    own = config.load(places.settings_file())
    rows += [
        {"key": key, "value": own.value(key), "title": _(each.title), "takes": ", ".join(each.choices)}
        for key, each in config.PREFERENCES.items()
    ]
    deliver(render.listing(Listing(fields, rows), args.format, _("Settings"), terminal_columns()), args)
    return 0


def _text(value: object) -> str:
    """A setting's value as it can be typed again."""
    return "" if value is None else str(value)
