"""The argument parser: argparse in the user's language, errors of one sentence with a did-you-mean."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from metrics.words import N_
from tui.words import _

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction["Parser"]
else:
    Subparsers = argparse._SubParsersAction


# What argparse itself says, so that the catalogue has it; argparse looks it up under these very words.
ARGPARSE_WORDS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("ignored explicit argument %r"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("invalid %(type)s value: %(value)r"),
)


def guess(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, or None."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.5)), None)


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one sentence and exits with 2."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "allow_abbrev": False, "formatter_class": _Formatter})

    def error(self, message: str) -> NoReturn:
        """Print the sentence and leave with exit code 2."""
        from tui.formats import clean

        hint = _("see {command}").format(command=f"`{self.prog} --help`")
        self.exit(2, f"{clean(message.rstrip('.'))} ({hint}).\n")

    def parse_whole(self, args: Sequence[str], defaults: argparse.Namespace) -> argparse.Namespace:
        """Parse every word, or refuse what is left over with the option that was probably meant."""
        parsed, left = self.parse_known_args(args, defaults)
        if left:
            parser: Parser = getattr(parsed, "parser", self)
            parser.error(parser._unknown(left[0]))
        return parsed

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return _("“{word}” is one word too many").format(word=word)
        meant = guess(word.partition("=")[0], self._option_string_actions)
        return _no_such(_("There is no option “{word}”").format(word=word), meant)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = None if action.choices is None else [str(choice) for choice in action.choices]
        if choices is None or str(value) in choices:
            return
        if isinstance(action, argparse._SubParsersAction):
            message = _("There is no command “{word}”").format(word=value)
            self.error(_no_such(message, guess(str(value), choices)))
        name = "/".join(action.option_strings) or action.dest
        message = _("{option} cannot be “{word}”; it can be {choices}")
        self.error(message.format(option=name, word=value, choices=", ".join(choices)))


class _Formatter(argparse.HelpFormatter):
    """Help with room for the longest option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)


def _no_such(message: str, meant: str | None) -> str:
    return message + (_("; did you mean “{word}”?").format(word=meant) if meant else "")
