"""Files become rows of the book: read, judged, shown, and then taken whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from metrics.book import Book, Choice
from metrics.book.imports import ImportRecord, ReasonCount
from metrics.book.intake import unwatched
from metrics.book.judgement import ImportEntry
from metrics.reading.batch import UNUSED, Batch, BookContext, read_batches
from metrics.reading.grid import Hints
from metrics.reading.seen import Watch, look_away
from metrics.reading.terms import Progress, say_nothing
from metrics.tables import Tables

__all__ = ["Choice", "ImportEntry", "Prepared", "ReasonCount", "commit", "context_of", "prepare", "would_be"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files that were read but not stored, and what would come of each (`import_id` None)."""

    batches: tuple[Batch, ...]
    choice: Choice
    currency: str | None
    entries: tuple[ImportEntry, ...]


def prepare(
    book: Book,
    paths: Sequence[Path],
    hints: Hints,
    choice: Choice | None = None,
    *,
    today: date,
    rates: Sequence[Path] = (),
    own: Mapping[Path, Hints] | None = None,
    watch: Watch = look_away,
    progress: Callable[[Progress], None] = say_nothing,
) -> Prepared:
    """Read files for a book and judge what they would change; nothing is stored.

    The `rates` files hold exchange rates, in which the others may have their amounts. `own` are the hints of
    single files, `watch` is told what is seen of them, `progress` how far the reading is; either stops it by raising,
    and nothing has happened. Raises ChurnError
    where a file cannot be read, Unsettled where it can be read in two ways, or where `choice` leaves open what a
    known spell with another MRR means.
    """
    choice = choice or Choice()
    context = replace(context_of(book, today, hints.currency), progress=progress)
    told = {**dict.fromkeys(rates, Hints(table="rates")), **(own or {})}
    batches = tuple(read_batches([*rates, *paths], hints, context, own=told, watch=watch))
    entries = book.preview(batches, choice, hints.currency)
    return Prepared(batches, choice, hints.currency, tuple(entries))


def commit(book: Book, prepared: Prepared, progress: Callable[[int, int], None] = unwatched) -> list[ImportEntry]:
    """Store what was prepared, all files or none; what came of each, in order.

    `progress` is told how many tables of how many are on disk, and stops it by raising: then nothing is stored.
    """
    return book.commit(prepared.batches, prepared.choice, prepared.currency, progress)


def would_be(book: Book, prepared: Prepared) -> Tables:
    """The book's tables as they would be after `commit`: what it changes in figures already shown."""
    return book.preview_tables(prepared.batches, prepared.choice, prepared.currency)


def context_of(book: Book, today: date, currency: str | None = None) -> BookContext:
    """What reading needs to know of a book; `currency` is what an option names."""
    tables = book.tables()
    return BookContext(
        currency=currency.upper() if currency else tables.currency,
        time_zone=book.settings.get("time_zone"),
        today=today,
        mappings=book.mappings(),
        settled={tuple(record.mapping): _settled(record) for record in book.imports() if record.mapping},
        rates=tables["rates"],
        accounts=tables["accounts"]["account_id"],
    )


# What a user settles once for all files of the same headers, beside which column is which field.
_LASTING = ("table", "shape", "date_order", "decimal", "minor_units", "interval", "score_max")


def _settled(record: ImportRecord) -> dict[str, Any]:
    """The hints (fields of Hints) that an import leaves for the next file of its headers."""
    found: dict[str, Any] = {name: record.options[name] for name in _LASTING if name in record.options}
    unused = [name.removeprefix(UNUSED) for name in record.options if name.startswith(UNUSED)]
    found["mapping"] = tuple((label, "") for label in unused)
    return found | {"end_inclusive": record.options.get("end_inclusive") == "yes"}
