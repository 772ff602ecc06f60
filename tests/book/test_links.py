"""Links between accounts: confirmed, taken back, and part of the book's version."""

from pathlib import Path

import pytest

from metrics.book import Book
from metrics.errors import ChurnError, WrongUsage


def test_links_stand_until_they_are_taken_back(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book") as book:
        seen = {book.version()}
        book.links.add("a", "b")
        book.links.add("b", "c")
        assert book.links.all() == [("a", "b"), ("b", "c")]
        seen.add(book.version())
        book.links.remove("a", "b")
        assert book.links.all() == [("b", "c")]
        seen.add(book.version())
        book.links.add("a", "b")
        assert book.links.all() == [("b", "c"), ("a", "b")]
        assert len(seen) == 3
        assert [(event.kind, event.user) for event in book.links.history()] == [
            (kind, book.user) for kind in ("link", "link", "unlink", "link")
        ]


def test_what_links_refuse(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book") as book:
        with pytest.raises(WrongUsage, match="link_to_itself"):
            book.links.add("a", "a")
        with pytest.raises(ChurnError, match="not_linked"):
            book.links.remove("a", "b")
        book.links.add("a", "b")
        with pytest.raises(ChurnError, match="linked_already"):
            book.links.add("a", "b")
        with pytest.raises(ChurnError, match="not_linked"):
            book.links.remove("b", "a")
