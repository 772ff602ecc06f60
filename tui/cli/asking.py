"""Questions of an import asked on the terminal; without one they stay errors that name the option."""

import sys
from typing import TYPE_CHECKING

from tui.cli.streams import talk
from tui.words import _

if TYPE_CHECKING:
    from metrics.errors import Unsettled
    from tui.settling import Question


def can_ask() -> bool:
    """Whether a person reads what is said and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def answer_to(doubt: "Unsettled", question: "Question") -> str:
    """The value of the answer that the person chooses by its key, or the day (ISO) that is typed instead.

    Raises the doubt itself where none is given.
    """
    from datetime import date

    from tui.sentences import say
    from tui.typed_days import typed_day

    talk(say(doubt))
    talk(_(question.title))
    for _value, name, key in question.answers:
        talk(f"  {key}  {_(name)}")
    if question.typed:
        talk("  " + _("{label}: type it").format(label=_(question.typed)))
    by_key = {key: value for value, _name, key in question.answers}
    while True:
        sys.stderr.write("> ")
        sys.stderr.flush()
        typed = sys.stdin.readline()
        if not typed.strip():
            raise doubt
        if typed.strip() in by_key:
            return by_key[typed.strip()]
        if question.typed:
            try:
                return str(typed_day(typed, date.today()))
            except ValueError:
                talk(_("“{text}” is no day; type it as 2026-09-30.").format(text=typed.strip()))
                continue
        talk(_("Type one of {keys}, or nothing to stop.").format(keys=", ".join(by_key)))
