"""The book of business on disk: imports, what people wrote, settings; the only room that touches the store."""

from metrics.book.book import Book
from metrics.book.layers import Choice
from metrics.book.tags import LossRef

__all__ = ["Book", "Choice", "LossRef"]
