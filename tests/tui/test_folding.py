"""Texts are ordered as people look them up, however many there are."""

import polars as pl
import pytest

from tui import folding

WORDS = ["Zoo", "\u00c9cole", "ecluse", "Eclair", "", "a\u0301b", "AC", "[/x] Ltd", None, "\u00f8re", "zoo"]


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("plain", [True, False])
def test_neither_accents_nor_case_change_the_order(few: int, plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "_FEW", few)
    words = pl.Series("name", [word for word in WORDS if not plain or word is None or word.isascii()])
    found = pl.DataFrame({"word": words, "key": folding.sort_key(words)}).sort("key", nulls_last=True)["word"]
    known = [folding.folded(word) for word in words if word is not None]
    assert [word and folding.folded(word) for word in found] == [*sorted(known), None]
