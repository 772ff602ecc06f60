"""What `churn-tui reasons` does to the book's own list of reasons: add, rename, set, retire, list."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from metrics.errors import WrongUsage
from tui.cli import opening
from tui.cli.options import add_everywhere, add_format, pair
from tui.cli.output import deliver, terminal_columns
from tui.cli.parser import Parser, Subparsers
from tui.cli.streams import talk
from tui.reason_words import reason_title, titles_before
from tui.words import LANGUAGES, _

if TYPE_CHECKING:
    from metrics.book.reasons import Reasons
    from tui.reports.listing import Row

_AVOIDABLE: Mapping[str, bool | None] = {"yes": True, "no": False, "unclear": None}


def add_actions(parser: Parser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"), parser_class=Parser)
    add = _action(actions, "add", _("a further reason, or a part of one"), _add)
    rename = _action(actions, "rename", _("word a reason anew, from now on; old answers keep the old wording"), _rename)
    for worded in (add, rename):
        worded.add_argument("title", metavar=_("TITLE"), help=_("how it is worded"))
        worded.add_argument(
            "--in",
            dest="translations",
            type=pair("bad_translation"),
            action="append",
            default=[],
            metavar=_("LANGUAGE=TITLE"),
            help=_("how it is worded in another language (repeatable)"),
        )
    change = _action(actions, "set", _("the group of a reason, and whether it is avoidable as a rule"), _set)
    for grouped in (add, change):
        grouped.add_argument("--group", metavar=_("NAME"), help=_("the reason or group that it is a part of"))
        grouped.add_argument(
            "--avoidable", choices=list(_AVOIDABLE), help=_("whether such a loss is avoidable as a rule")
        )
    _action(actions, "retire", _("offer a reason no more"), _retire)
    listed = actions.add_parser("list", help=_("the reasons as they stand, with all their wordings"))
    add_everywhere(listed)
    add_format(listed)
    listed.set_defaults(run=_list, parser=listed)


def _action(
    actions: Subparsers, name: str, summary: str, act: "Callable[[Reasons, argparse.Namespace], None]"
) -> Parser:
    parser = actions.add_parser(name, help=summary, description=summary)
    parser.add_argument("code", metavar=_("CODE"), help=_("its code, the same in every language"))
    add_everywhere(parser)

    def change(args: argparse.Namespace) -> int:
        act(opening.open_book(args).reasons, args)
        talk(_("Done: {code}.").format(code=args.code))
        return 0

    parser.set_defaults(run=change, parser=parser)
    return parser


def _add(reasons: "Reasons", args: argparse.Namespace) -> None:
    avoidable = _AVOIDABLE[args.avoidable] if args.avoidable else None
    reasons.add(args.code, args.title, avoidable, group=args.group, translations=_translations(args))


def _rename(reasons: "Reasons", args: argparse.Namespace) -> None:
    reasons.rename(args.code, args.title, _translations(args))


def _set(reasons: "Reasons", args: argparse.Namespace) -> None:
    changes: dict[str, object] = {}
    if args.group is not None:
        changes["group"] = args.group or None
    if args.avoidable is not None:
        changes["avoidable"] = _AVOIDABLE[args.avoidable]
    if not changes:
        raise WrongUsage("nothing_to_set")
    reasons.regroup(args.code, **changes)


def _retire(reasons: "Reasons", args: argparse.Namespace) -> None:
    reasons.retire(args.code)


def _translations(args: argparse.Namespace) -> dict[str, str]:
    for language, title in args.translations:
        if language not in LANGUAGES or not title.strip():
            raise WrongUsage("bad_translation", value=f"{language}={title}")
    return dict(args.translations)


def _list(args: argparse.Namespace) -> int:
    from tui.reports import render
    from tui.reports.listing import Field, Listing

    fields = (
        Field("code", _("code")),
        Field("title", _("title")),
        Field("group", _("group")),
        Field("avoidable", _("avoidable")),
        Field("retired", _("retired")),
        Field("titles", _("worded before"), "list"),
    )
    known = opening.open_book(args).reasons.all()
    words = {True: "yes", False: "no", None: None}
    rows: list[Row] = [
        {
            "code": code,
            "title": reason_title(code, known),
            "group": reason.group,
            "avoidable": words[reason.avoidable],
            "retired": "yes" if reason.retired else None,
            "titles": titles_before(code, known),
        }
        for code, reason in known.items()
    ]
    deliver(render.listing(Listing(fields, rows), args.format, _("Reasons"), terminal_columns()), args)
    return 0
