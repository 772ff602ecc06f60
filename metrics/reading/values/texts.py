"""Texts and ids as they are kept: trimmed, with what stands for "no value" taken as missing."""

from collections.abc import Callable

import polars as pl

# Plain, unusual and invisible blanks.
_BLANKS = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u202f\u205f\u2060\u3000\ufeff" + "".join(
    chr(code) for code in range(0x2000, 0x200C)
)
# Texts that sort before the one begin with a blank; those behind the other, with a sign of several bytes.
_FIRST_VISIBLE, _LAST_ASCII = "!", "\x7f"
# Cells at the top of a column that may settle a question about all of it.
_GLANCE = 100


def _spelled(*words: str) -> tuple[str, ...]:
    """The words in small and capital letters, and with a capital: cheaper to look up than to fold a column."""
    return tuple(dict.fromkeys(form for word in words for form in (word, word.lower(), word.upper(), word.title())))


_DASHES = ("", "-", "--", "–", "—")
# A whole cell that says "no value". Part of a longer text they mean nothing.
_MISSING = (
    *_DASHES,
    *_spelled("na", "n/a", "N/a", "n.a.", "#n/a", "#na", "<na>", "NaN"),
    *_spelled("null", "(null)", "none", "(none)", "nil", "nan", "(blank)"),
)
# In what people wrote and in names, words can be words: Mr Null, the region NA. Only what no name is, is missing.
_MISSING_TEXT = (
    *_DASHES,
    *_spelled("n/a", "#n/a", "null", "<na>", "(null)", "(blank)", "(none)"),
    *("NA", "NaN", "nan", "None"),
)
_MISSING_NAME = (*_DASHES, "n/a", "N/A", "#N/A", "null", "NULL")

# Fields in which "NA" and "None" are more likely a word than a gap.
_WORDY = frozenset({"name", "region", "owner", "comment", "subject", "detail"})


def trimmed(cell: pl.Expr) -> pl.Expr:
    """The text without blanks around it, of whatever kind."""
    return cell.str.strip_chars(_BLANKS)


def value_or_null(cell: pl.Expr) -> pl.Expr:
    """The trimmed cell of a date, number, id or code; null where it says that there is none."""
    text = trimmed(cell)
    return pl.when(~text.is_in(_MISSING)).then(text)


def values(column: pl.Series) -> pl.Series:
    """As `value_or_null`, of a whole column: cheap where every cell is the same, or none has blanks around it."""
    if column.len() > 1 and column[0] is not None and (column == column[0]).all(ignore_nulls=False):
        return values(column.head(1)).new_from_index(0, column.len())
    texts = _stripped(column) if _has_edges(column) else column
    missing = texts.is_in(_MISSING)
    return texts.set(missing.fill_null(value=False), None) if missing.any() else texts


def _stripped(column: pl.Series) -> pl.Series:
    return column.to_frame("cell").select(trimmed(pl.col("cell"))).to_series()


def _has_edges(column: pl.Series) -> bool:
    """Whether a text may begin or end with a blank: with a sign up to the space, or of more than one byte."""
    return any(
        ((signs < _FIRST_VISIBLE) & (signs != "")).any() or (signs > _LAST_ASCII).any()
        for signs in (column, column.str.tail(1))
    )


def text_or_null(cell: pl.Expr, field: str) -> pl.Expr:
    """The trimmed cell of a text field; null where it says that there is none, never inside a longer text."""
    text = trimmed(cell)
    return pl.when(~text.is_in(_MISSING_NAME if field in _WORDY else _MISSING_TEXT)).then(text)


def by_distinct(column: pl.Series, parse: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """`parse` of every distinct text of a column, laid out row by row (the columns that `parse` gives).

    A column of a million cells rarely has more than some thousand texts, so each is judged once; where most texts
    are their own, all cells are parsed as they stand (`parse` gets nulls then).
    """
    texts = column.rename("text")
    distinct = texts.unique().drop_nulls()
    if 2 * distinct.len() > texts.len():
        return parse(texts)
    if distinct.len() == 1 and not texts.null_count():
        return repeated(parse(distinct), texts.len())
    parsed = parse(distinct).with_columns(distinct)
    return texts.to_frame().join(parsed, on="text", how="left", maintain_order="left").drop("text")


def repeated(row: pl.DataFrame, count: int) -> pl.DataFrame:
    """The frame's only row that many times."""
    return pl.DataFrame([column.new_from_index(0, count) for column in row])


def with_exceptions(found: pl.DataFrame, odd: pl.Series, parse: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """The frame, its `odd` rows replaced by those that `parse` gives: as many, in their order."""
    if not odd.any():
        return found
    parsed, places = parse(), (odd.cum_sum().cast(pl.Int64) - 1).clip(0)
    return found.with_columns(
        pl.when(odd).then(parsed[name].gather(places)).otherwise(pl.col(name)).alias(name) for name in found.columns
    )


def decimal_ids(column: pl.Series) -> bool:
    """Whether every numeric id of the column ends in `.0`, as spreadsheets and floating columns write them."""
    if any(text and text.isascii() and text.isdigit() for text in column.head(_GLANCE)):
        return False
    texts = values(column)
    numeric = texts.filter(texts.str.contains(r"^\d+(?:\.\d+)?$"))
    return numeric.len() > 0 and bool(numeric.str.contains(r"^\d+\.0+$").all())


def ids(column: pl.Series, *, cut: bool | None = None) -> pl.Series:
    """Ids as text with their leading zeros; `.0` is cut where every numeric id of the column has it (`cut`: where
    that is known already)."""
    texts = values(column)
    if not (decimal_ids(column) if cut is None else cut):
        return texts
    cell = pl.col("cell")
    whole = pl.when(cell.str.contains(r"^\d+\.0+$")).then(cell.str.replace(r"\.0+$", "")).otherwise(cell)
    return texts.to_frame("cell").select(whole).to_series()
