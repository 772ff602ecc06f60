"""Texts and ids as they are kept: trimmed, with what stands for "no value" taken as missing."""

from collections.abc import Callable

import polars as pl

# Invisible or unusual blanks that trimming has to know beside the plain ones.
_BLANKS = r"[\s\u{00A0}\u{2000}-\u{200B}\u{202F}\u{205F}\u{2060}\u{3000}\u{FEFF}]"

# A whole cell that says "no value" (lower case). Part of a longer text they mean nothing.
_MISSING = (
    *("", "-", "--", "–", "—", "na", "n/a", "n.a.", "#n/a", "#na", "<na>"),
    *("null", "(null)", "none", "(none)", "nil", "nan", "(blank)"),
)

# In what people wrote and in names, words can be words: Mr Null, the region NA. Only what no name is, is missing.
_MISSING_TEXT = ("", "n/a", "#n/a", "-", "--", "–", "—", "null", "<na>", "(null)", "(blank)", "(none)")
_MISSING_AS_WRITTEN = ("NA", "NaN", "nan", "None")

# Fields in which "NA" and "None" are more likely a word than a gap.
_WORDY = frozenset({"name", "region", "owner", "comment", "subject", "detail"})


def trimmed(cell: pl.Expr) -> pl.Expr:
    """The text without blanks around it, of whatever kind."""
    return cell.str.replace_all(f"^{_BLANKS}+|{_BLANKS}+$", "")


def value_or_null(cell: pl.Expr) -> pl.Expr:
    """The trimmed cell of a date, number, id or code; null where it says that there is none."""
    text = trimmed(cell)
    return pl.when(~text.str.to_lowercase().is_in(_MISSING)).then(text)


def text_or_null(cell: pl.Expr, field: str) -> pl.Expr:
    """The trimmed cell of a text field; null where it says that there is none, never inside a longer text."""
    text = trimmed(cell)
    missing = text.str.to_lowercase().is_in(_MISSING_TEXT)
    if field in _WORDY:
        missing = text.is_in(["", "n/a", "N/A", "#N/A", "-", "--", "–", "—", "null", "NULL"])
    else:
        missing = missing | text.is_in(_MISSING_AS_WRITTEN)
    return pl.when(~missing).then(text)


def by_distinct(column: pl.Series, parse: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """`parse` of every distinct text of a column, laid out row by row (the columns that `parse` gives).

    A column of a million cells rarely has more than some thousand texts, so each is judged once; where most texts
    are their own, all cells are parsed as they stand (`parse` gets nulls then).
    """
    texts = column.rename("text")
    distinct = texts.unique().drop_nulls()
    if 2 * distinct.len() > texts.len():
        return parse(texts)
    parsed = parse(distinct).with_columns(distinct)
    return texts.to_frame().join(parsed, on="text", how="left", maintain_order="left").drop("text")


def decimal_ids(column: pl.Series) -> bool:
    """Whether every numeric id of the column ends in `.0`, as spreadsheets and floating columns write them."""
    values = column.to_frame("cell").select(value_or_null(pl.col("cell"))).to_series()
    numeric = values.filter(values.str.contains(r"^\d+(?:\.\d+)?$"))
    return numeric.len() > 0 and bool(numeric.str.contains(r"^\d+\.0+$").all())


def ids(column: pl.Series, *, cut: bool | None = None) -> pl.Series:
    """Ids as text with their leading zeros; `.0` is cut where every numeric id of the column has it (`cut`: where
    that is known already)."""
    values = column.to_frame("cell").select(value_or_null(pl.col("cell"))).to_series()
    if not (decimal_ids(column) if cut is None else cut):
        return values
    cell = pl.col("cell")
    whole = pl.when(cell.str.contains(r"^\d+\.0+$")).then(cell.str.replace(r"\.0+$", "")).otherwise(cell)
    return values.to_frame("cell").select(whole).to_series()
