"""Text as a search compares it: without accents, without case."""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@lru_cache(4096)
def folded(text: str) -> str:
    """The text without accents and case."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def folded_column(*columns: str) -> "pl.Expr":
    """The columns of a row as one text to search in, folded alike."""
    import polars as pl

    text = pl.concat_str([pl.col(name).fill_null("") for name in columns], separator="\n")
    return text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
