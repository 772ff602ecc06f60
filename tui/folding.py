"""Text as a search and an order compare it: without accents, without case."""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_FEW = 10_000  # different texts among which to look each one up is quicker than to compare them all


@lru_cache(4096)
def folded(text: str) -> str:
    """The text without accents and case."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def folded_column(*columns: str) -> "pl.Expr":
    """The columns of a row as one text to search in, folded alike."""
    import polars as pl

    return _plain(pl.concat_str([pl.col(name).fill_null("") for name in columns], separator="\n"))


def sort_key(texts: "pl.Series") -> "pl.Series":
    """What orders texts as people do; of few different ones each is compared once."""
    import polars as pl

    if texts.to_frame().select(pl.first().approx_n_unique()).item() <= _FEW:
        different = texts.drop_nulls().unique().to_frame("text")
        ranked = different.sort(_plain(pl.col("text")), "text")["text"]
        return texts.cast(pl.Enum(ranked)).to_physical()
    if (texts.str.len_bytes() == texts.str.len_chars()).all():
        return texts.str.to_lowercase()
    return texts.to_frame("text").select(_plain(pl.col("text"))).to_series()


def _plain(text: "pl.Expr") -> "pl.Expr":
    return text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
