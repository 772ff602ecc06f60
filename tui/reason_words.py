"""The book's reasons as a person reads them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tui.formats import clean
from tui.words import _, language

if TYPE_CHECKING:
    from metrics.book.reasons import BookReason

_SPARE = "bdfghilopqrvwyz"  # keys for reasons that people added


def keys_of(offered: "Iterable[BookReason]") -> dict[str, str]:
    """The key of each reason in the tag panel: its own; added ones get the letters that are free."""
    spare = iter(_SPARE)
    return {reason.code: reason.key or next(spare, "") for reason in offered}


def reason_title(code: str | None, reasons: "Mapping[str, BookReason]") -> str:
    """A reason's title as it stands: the book's own wording, a built-in one in the user's language."""
    if not code:
        return ""
    reason = reasons.get(code)
    if reason is None:
        return clean(code)
    return _own(reason, reason.title) if reason.renamed else _(reason.title)


def answer_title(code: str | None, title: str | None, reasons: "Mapping[str, BookReason]") -> str:
    """A reason under the wording with which it was given: the book's own `title`, or the built-in one's."""
    reason = reasons.get(code or "")
    if reason is None:  # of another book's list, as tags that were imported have it
        return clean(title or code or "")
    if title is not None:
        return _own(reason, title)
    return _(reason.titles[0]) if reason.key else reason_title(code, reasons)


def titles_before(code: str, reasons: "Mapping[str, BookReason]") -> list[str]:
    """How a reason was worded before it was worded anew, the oldest first."""
    reason = reasons[code]
    built_in = reason.titles[0] if reason.key else None
    return [answer_title(code, None if title == built_in else title, reasons) for title in reason.titles[:-1]]


def _own(reason: "BookReason", title: str) -> str:
    return clean(reason.translations.get(title, {}).get(language(), title))
