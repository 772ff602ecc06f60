"""What a cell looks like, for telling separators, headers and totals: not what it means."""

import re
from functools import lru_cache
from typing import Literal

Look = Literal["empty", "number", "date", "flag", "word", "text", "broken"]

NUMBER = re.compile(
    r"""[(\-+]?\s?(?:[€$£¥]|[A-Z]{3}\s)?\s?[\-+]?(?:\d{1,3}(?:[.,'’   ]\d{3})+|\d+)(?:[.,]\d+)?(?:[eE][+-]?\d+)?
    \s?(?:%|€|\$|£|[A-Z]{3})?[)\-]?""",
    re.VERBOSE,
)
FRACTION = re.compile(r"[-+]?[.,]\d+")
MONTH = (
    r"(?:jan|f[eé]v|feb|m[aä]r|mrt|maart|avr|apr|mai|may|mei|jui|jun|jul|ao[uû]|aug|sep|oct|okt|nov|d[eé]c)[a-zé]*\.?"
)
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:\ ?[ap]\.?m\.?)?"
DAY = rf"""(?:
    \d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}
    | \d{{4}}-\d{{2}}
    | \d{{1,2}}[-\ /.]?{MONTH}[-\ /.,]*(?:\d{{2,4}})?
    | {MONTH}[-\ /.]*(?:\d{{1,2}},?\ )?\d{{2,4}}
)"""
DATE = re.compile(
    rf"(?:{DAY}(?:[T\ ,]+{CLOCK})?|{CLOCK})\s?(?:Z|UTC|[+-]\d{{2}}:?\d{{2}})?", re.VERBOSE | re.IGNORECASE
)
FLAG = re.compile(r"true|false|yes|no|oui|non|ja|nee|[yn]", re.IGNORECASE)
MISSING = frozenset({"", "na", "n/a", "-", "null", "none", "nan", "#n/a"})
WORD = re.compile(r"[\w.@+:/#&=?%-]+")
# Separators that seldom stand inside a cell: a cell that holds one was probably cut wrongly.
FOREIGN = re.compile(r"[;\t|\x1f]|(?<=[\w\"]),(?=[\w\"])")
LONGEST_LOOKED_AT = 80


@lru_cache(maxsize=1 << 16)
def look(cell: str) -> Look:
    """The look of a cell, blanks around it left out."""
    text = cell.strip()
    if text.casefold() in MISSING:
        return "empty"
    return "text" if len(text) > LONGEST_LOOKED_AT else _look_short(text)


def _look_short(text: str) -> Look:
    if NUMBER.fullmatch(text) or FRACTION.fullmatch(text):
        return "number"
    if DATE.fullmatch(text):
        return "date"
    if FLAG.fullmatch(text):
        return "flag"
    if text[0] in "\"'" or text[-1] in "\"'" or not text.strip(",;|") or FOREIGN.search(text):
        return "broken"
    return "word" if WORD.fullmatch(text) else "text"


def typed(cell: str) -> bool:
    """Whether the cell is a number or a date: what a header never is, and a column of facts mostly is."""
    return look(cell) in ("number", "date")
