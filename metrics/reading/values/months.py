"""The names of months in English, French and Dutch, and month labels such as `2026-01`, `Jan 2026`, `janv. 26`."""

import re
import unicodedata
from datetime import date

_NAMES = (
    "jan january janv janvier januari januar",
    "feb february fev fevr fevrier februari februar",
    "mar march mars mrt maart marz",
    "apr april avr avril",
    "may mai mei",
    "jun june juin juni",
    "jul july juil juillet juli",
    "aug august aou aout augustus",
    "sep sept september septembre",
    "oct october octobre okt oktober",
    "nov november novembre",
    "dec december decembre dez dezember",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mon tue tues wed thu thur thurs fri sat sun "
    "lun mer jeu ven sam dim ma di wo vr za zo"
).split()

# Two-digit years below this are of this century.
CENTURY_TURN = 70

_NOISE = re.compile(r"\b(mrr|arr|revenue|revenu|revenus|montant|amount|omzet|ca|total|in|en|eur|usd|gbp)\b")
_LABELS = (
    (re.compile(r"(\d{4})[-/._ ](\d{1,2})(?:[-/._ ]01(?: 00:00(?::00)?)?)?"), "year", "month"),
    (re.compile(r"(?:m )?(\d{1,2})[-/._ ](\d{4})"), "month", "year"),
    (re.compile(r"(\d{4})(0[1-9]|1[0-2])"), "year", "month"),
    (re.compile(r"([a-z]+)\.?[-/._ ]*'?(\d{4}|\d{2})"), "month", "year"),
    (re.compile(r"(\d{4})[-/._ ]*([a-z]+)\.?"), "year", "month"),
)


def fold(text: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def full_year(year: int) -> int:
    """A year as written, in full: 26 is 2026, 99 is 1999."""
    return year if year > 99 else year + (2000 if year < CENTURY_TURN else 1900)


def month_of(label: str) -> date | None:
    """The first of the month that a label names (`2026-01`, `Jan 2026`, `janv. 26`, `MRR 01/2026`), else None."""
    text = " ".join(_NOISE.sub(" ", fold(label).replace("_", " ")).split()).strip(" -:/")
    for pattern, first, _ in _LABELS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        year, month = (match[1], match[2]) if first == "year" else (match[2], match[1])
        number = int(month) if month.isdigit() else MONTHS.get(month, 0)
        if 1 <= number <= 12 and 1900 <= full_year(int(year)) <= 2199:
            return date(full_year(int(year)), number, 1)
    return None
