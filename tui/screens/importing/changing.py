"""Menus and lines in which a person answers what a file leaves open, or changes what was recognised of it."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812
from pathlib import Path
from typing import TYPE_CHECKING

from tui.host import Host
from tui.recognised import TYPED, Thing, alternatives, title_of
from tui.screens.ask import Ask
from tui.screens.choice import Choice, Option
from tui.settling import Question, Wanted
from tui.typed_days import typed_day
from tui.words import _

if TYPE_CHECKING:
    from metrics.reading.seen import Seen

_TYPE, _RECOGNISE = object(), object()


async def answer(app: Host, question: Question) -> str | None:
    """The answer to a question, a day as ISO text; None where the person leaves it."""
    if question.answers:
        options: list[Option[object]] = [Option(value, _(name), key) for value, name, key in question.answers]
        if question.typed:
            options.append(Option(_TYPE, _(question.typed), "d"))
        chosen = await app.push_screen_wait(Choice(_(question.title), options, typed=False))
        if chosen is None or chosen.value is not _TYPE:
            return None if chosen is None else str(chosen.value)
    return await _day(app, _("The day, such as 2026-09-30"))


async def _day(app: Host, title: str, value: str = "") -> str | None:
    """A typed day as ISO text; asked again where it is none."""
    while (text := await app.push_screen_wait(Ask(title, value))) is not None:
        try:
            day = typed_day(text, Date.today())
        except ValueError:
            title, value = _("“{text}” is no day; type it as 2026-09-30.").format(text=text), text
            continue
        return day.isoformat() if day else None
    return None


async def change(app: Host, wanted: Wanted, thing: Thing, each: "Seen | None", paths: Sequence[Path]) -> Wanted | None:
    """What is wanted once a thing is taken for something else; None where the person leaves it as it is."""
    if thing.about in TYPED:
        return await _typed(app, wanted, thing, paths)
    options: list[Option[object]] = [
        Option(value, _(name), key, _remark(thing, value, each)) for value, name, key in alternatives(thing, each)
    ]
    if thing.about not in ("column", "end_inclusive", "replace"):
        options.append(Option(_RECOGNISE, _("recognise it"), "" if thing.about in ("table", "encoding") else "r"))
    title = thing.title if thing.about == "column" else title_of(thing.about)
    current = next((option.value for option in options if option.name == thing.value), None)
    chosen = await app.push_screen_wait(Choice(title, options, current, typed=thing.about in ("table", "column")))
    if chosen is None:
        return None
    value = None if chosen.value is _RECOGNISE else str(chosen.value)
    return _taken(wanted, thing, each, paths, value)


def _taken(wanted: Wanted, thing: Thing, each: "Seen | None", paths: Sequence[Path], value: str | None) -> Wanted:
    """What is wanted once a thing is that value; None = as it is recognised."""
    match thing.about:
        case "column":
            labels = each.labels if each is not None else ()
            return wanted.mapped(paths, next(label for label in labels if _is(label, thing)), value or "")
        case "replace":
            return wanted.replacing(bool(value))
        case "end_inclusive":
            return wanted.changed(paths, end_inclusive=bool(value))
        case "table":  # the shape and the columns of another table are none of this one
            return wanted.changed(paths, table=value, shape=None, mapping=())
        case _:
            return wanted.changed(paths, **{thing.about: value})


def _is(label: str, thing: Thing) -> bool:
    from tui.formats import clean

    return clean(label) == thing.column


def _remark(thing: Thing, value: str, each: "Seen | None") -> str:
    """The column that is this field now."""
    if thing.about != "column" or each is None or each.recognition is None or not value:
        return ""
    at = each.recognition.columns.get(value)
    field = each.recognition.form.field(value)
    needed = _("needed") if field is not None and field.required else ""
    return f"← {each.labels[at]}" if at is not None else needed


async def _typed(app: Host, wanted: Wanted, thing: Thing, paths: Sequence[Path]) -> Wanted | None:
    title = _(TYPED[thing.about])
    if thing.about == "as_of":
        day = await _day(app, title)
        return wanted.changed(paths, as_of=day) if day else None
    text = await app.push_screen_wait(Ask(title, ""))
    if text is None:
        return None
    if thing.about == "currency":
        return wanted.in_currency(text.upper())
    if not text.isdecimal():
        app.refuse(_("“{text}” is no line's number.").format(text=text))
        return None
    return wanted.changed(paths, header_row=int(text))
