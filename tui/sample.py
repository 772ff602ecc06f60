"""The sample company: its files imported through the real import into a book."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics.book import Book


def fill(book: "Book") -> None:
    """Import the sample files, and set the book's as-of to their last day, so that they look the same in any year."""
    from fixtures import DEMO_AS_OF, demo_files
    from metrics.importing import commit, prepare
    from metrics.reading.grid import Hints

    commit(book, prepare(book, demo_files(), Hints(), today=DEMO_AS_OF))
    book.settings.set("as_of", DEMO_AS_OF.isoformat())
