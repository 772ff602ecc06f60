"""Entries of a timeline and evidence of a signal as sentences of the user's language."""

import json
import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

from tui import formats
from tui.words import _

if TYPE_CHECKING:
    from metrics.signals.base import Unit

_UNTOLD = re.compile(rf"\s*:\s*{formats.NOTHING}$")  # where a sentence would end on words that nobody wrote


def entry(code: str, params: str, currency: str | None, *, verbatim: bool = False) -> str:
    """An entry of a timeline; `params` is its JSON."""
    from metrics.timeline import BY_CODE

    known = BY_CODE[code]
    return told(known.text, known.units, json.loads(params), currency, verbatim=verbatim)


def evidence(code: str, params: str, currency: str | None, *, verbatim: bool = False) -> str:
    """Why a signal stands; `params` is its JSON."""
    from metrics.signals import BY_CODE

    known = BY_CODE[code]
    return told(known.evidence, known.units, json.loads(params), currency, verbatim=verbatim)


def told(
    text: str,
    units: "Mapping[str, Unit]",
    values: Mapping[str, object],
    currency: str | None,
    *,
    verbatim: bool = False,
) -> str:
    """An English sentence of the catalogue with its blanks filled by formatted values.

    Harmless on a terminal, unless its texts are wanted `verbatim`.
    """
    blanks = {name: _shown(values.get(name), unit, currency) for name, unit in units.items()}
    whole = _UNTOLD.sub(".", Formatter().vformat(_(text), (), blanks))
    return whole if verbatim else formats.clean(whole)


def _shown(value: object, unit: "Unit", currency: str | None) -> str:
    if value is None:
        return formats.NOTHING
    match unit:
        case "money":
            return formats.money(int(str(value)), currency)
        case "date":
            return formats.date(date.fromisoformat(str(value)))
        case "text":
            return str(value)
    return formats.score(float(str(value)))
