"""Codes as sentences of the user's language."""

from collections.abc import Mapping
from string import Formatter
from typing import Final

from metrics.errors import ChurnError
from tui.formats import clean
from tui.sentences.book import BOOK
from tui.sentences.files import FILES
from tui.sentences.quarantine import QUARANTINE
from tui.sentences.usage import USAGE
from tui.words import _

SENTENCES: Final[Mapping[str, str]] = {**USAGE, **FILES, **QUARANTINE, **BOOK}
_SHOWN = 200  # characters of a parameter: a cell of a megabyte is not a sentence


def say(error: ChurnError) -> str:
    """The error as one sentence in the user's language, safe to print on a terminal."""
    return sentence(error.code, error.params)


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code with its blanks filled; a code without one is named as it is."""
    if code not in SENTENCES:
        return _("Refused ({code}).").format(code=clean(code))
    return Formatter().vformat(_(SENTENCES[code]), (), _Blanks(params))


class _Blanks(dict[str, str]):
    """Parameters as harmless short text; one that is missing shows as a dash."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__({name: _short(value) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "–"


def _short(value: object) -> str:
    text = clean("–" if value is None else str(value))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
