"""The book of business: one folder with everything that was imported, written and set."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl

from metrics.book import changes, imports, links
from metrics.book.cache import Cache
from metrics.book.changes import Change
from metrics.book.current import Basis, Current
from metrics.book.decisions import Decisions
from metrics.book.drafts import DRAFT, Drafts
from metrics.book.events import EventLog
from metrics.book.forgetting import FORGOTTEN, Forgetting
from metrics.book.imports import ImportRecord
from metrics.book.intake import Intake, Progress, unwatched
from metrics.book.journal import Journal
from metrics.book.judgement import ImportEntry
from metrics.book.layers import Choice
from metrics.book.lessons import Lessons
from metrics.book.links import Links
from metrics.book.merge import account_history
from metrics.book.parquet import Parquet
from metrics.book.prepared import Prepared
from metrics.book.reasons import Reasons
from metrics.book.settings import Settings, value_of
from metrics.book.settings import listed as listed_settings
from metrics.book.settled import settled
from metrics.book.store import Clock, Store, utc_now
from metrics.book.tags import Tags
from metrics.book.user import system_user
from metrics.book.views import Views
from metrics.book.visits import VISIT, Visits
from metrics.errors import ChurnError
from metrics.reading.batch import Batch
from metrics.reading.terms import REJECTS
from metrics.tables import Tables

IMPORTS, CACHE = "imports", "cache"


class Book:
    """One workspace. Nothing is made on disk before something is stored; a book that is not there yet is empty.

    Everything that stores is on disk when it returns, in the name of `user`, and raises ChurnError where the book
    is locked, damaged or closed to us. Safe to use from several threads.
    """

    def __init__(
        self, folder: Path, *, read_only: bool = False, user: str | None = None, clock: Clock = utc_now
    ) -> None:
        self.folder = folder
        self.read_only = read_only
        self.user = user or system_user()
        self.store = Store(folder, read_only=read_only, clock=clock)
        self.files = Parquet(folder / IMPORTS)
        self.log = EventLog(self.store, self.user)
        self.settings = Settings(self.store, self.user, self.files.get)
        self.reasons = Reasons(self.store, self.log)
        self.decisions = Decisions(self.store, self.log)
        self.links = Links(self.store, self.log)
        self.journal = Journal(self.store, self.log)
        self.drafts = Drafts(self.log)
        self.lessons = Lessons(self.store, self.log, self.user)
        self.visits = Visits(self.log, self.user, read_only=read_only)
        self.views = Views(self.log)
        self.tags = Tags(self.store, self.log, self.reasons.check)
        self._cache = Cache(folder / CACHE, lambda: self.store.access, read_only=read_only)
        self._current = Current(self._cache, self.files.get, self._files_named)
        kept = Cache(folder / CACHE, lambda: self.store.access, read_only=True)
        self._earlier = Current(kept, self.files.get, self._files_named)
        self.prepared = Prepared(self._cache, self._basis, self.version, self.links.all)
        self._intake = Intake(self.store, self.files, self.user)
        self.forgetting = Forgetting(self.store, self.files, self.log, self._cache.clear)

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False, create: bool = True) -> "Book":
        """The book of a folder. Raises ChurnError where it cannot be opened, or is not there and `create` is False."""
        book = cls(folder, read_only=read_only)
        if not book.store.exists() and not create:
            raise ChurnError("no_book", file=str(folder))
        book.imports()
        if not read_only and book.store.is_writable() and book.forgetting.is_unfinished():
            book.forgetting.sweep()
        return book

    def close(self) -> None:
        """Let go of the book's files."""
        self.store.close()

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- imports -----------------------------------------------------------------------------------------

    def imports(self, include_undone: bool = False) -> list[ImportRecord]:
        """The imports by id; those that were taken back only where asked for."""
        known = self.store.read(imports.listed)
        return [record for record in known if include_undone or record.stands]

    def preview(
        self, batches: Sequence[Batch], choice: Choice | None = None, currency: str | None = None
    ) -> list[ImportEntry]:
        """What would come of the batches, storing nothing; raises as `commit`."""
        return self._intake.preview(batches, choice or Choice(), currency)

    def commit(
        self,
        batches: Sequence[Batch],
        choice: Choice | None = None,
        currency: str | None = None,
        progress: Progress = unwatched,
    ) -> list[ImportEntry]:
        """Store the batches, all of them or none; an entry each, in their order. `currency` becomes the book's.
        `progress` is told how many of how many are on disk, and stops it by raising: then none is stored.

        Raises Unsettled where a known spell comes with another MRR and `choice` does not say how that is meant.
        """
        return self._intake.commit(batches, choice or Choice(), currency, progress)

    def preview_tables(
        self, batches: Sequence[Batch], choice: Choice | None = None, currency: str | None = None
    ) -> Tables:
        """The tables as they would be after `commit`: what figures already shown would become."""
        given = choice or Choice()
        return settled(self._basis, lambda _basis: self._current.tables(*self._intake.as_if(batches, given, currency)))

    def undo_import(self, import_id: int) -> None:
        """Take an import back: the book is as if it had never been.

        Raises ChurnError where there is none, or it was taken back before.
        """
        self._set_state(import_id, "undone")

    def redo_import(self, import_id: int) -> None:
        """Bring back an import that was taken back. Raises ChurnError where there is none such."""
        self._set_state(import_id, "restored")

    def _set_state(self, import_id: int, state: str) -> None:
        with self.store.write() as connection:
            imports.set_state(connection, import_id, state, self.store.now(), self.user)

    def rejects(self, import_id: int) -> pl.DataFrame:
        """The quarantined rows of an import, columns of REJECTS. Raises ChurnError where there is no such import."""
        empty = pl.DataFrame(schema=REJECTS)

        def read(record: ImportRecord) -> pl.DataFrame:
            name = record.rejects_file
            return pl.concat([empty, self.files.get(name)], how="diagonal") if name else empty

        return settled(lambda: self._record(import_id), read)

    def _record(self, import_id: int) -> ImportRecord:
        found = [record for record in self.imports(include_undone=True) if record.id == import_id]
        if not found:
            raise ChurnError("unknown_import", id=import_id)
        return found[0]

    def mappings(self) -> dict[tuple[str, ...], dict[str, str]]:
        """The latest mapping of each set of headers that was imported: a header's field, empty where it has none."""
        return {tuple(record.mapping): dict(record.mapping) for record in self.imports()}

    # -- what is computed --------------------------------------------------------------------------------

    def tables(self) -> Tables:
        """The current rows of the eleven tables: the fold over the imports that stand."""
        return settled(self._basis, self._current.tables)

    def computed_anew(self) -> Tables:
        """What `tables` gives, computed from the imports' files without looking at what was kept."""
        blind = Cache(self.folder / CACHE, lambda: self.store.access, blind=True)
        return settled(self._basis, Current(blind, self.files.get, self._files_named).tables)

    def changes(self) -> list[Change]:
        """What may have changed figures that were already shown, the oldest first."""
        return self.store.read(changes.listed)

    def tables_of(self, standing: Collection[int]) -> Tables:
        """The rows as they were when these imports stood, under today's settings, without whom was forgotten since;
        they are not kept."""
        return settled(lambda: self._basis(standing), self._earlier.tables)

    def source_rows(self, import_id: int, line: int) -> pl.DataFrame:
        """What a line of an import's file was taken for: its rows, none where the line was set aside or unchanged.

        Raises ChurnError where there is no such import.
        """

        def read(record: ImportRecord) -> pl.DataFrame:
            name = record.rows_file
            return self.files.get(name).filter(pl.col("source_line") == line) if name else pl.DataFrame()

        return settled(lambda: self._record(import_id), read)

    @property
    def currency(self) -> str | None:
        """The book's currency: the setting, else the first that a file names."""
        return self._basis().currency

    def version(self) -> str:
        """Changes whenever figures may: with imports, links and settings. Cheap enough to ask each second."""
        marks = self.store.read(
            lambda connection: connection.execute(
                "SELECT (SELECT coalesce(max(id), 0) FROM imports), (SELECT coalesce(max(id), 0) FROM import_states),"
                " (SELECT coalesce(max(id), 0) FROM settings),"
                " (SELECT coalesce(max(id), 0) FROM events WHERE kind IN (?, ?, ?))",
                (*links.KINDS, FORGOTTEN),
            ).fetchone()
        )
        return ".".join(map(str, marks))

    def events_version(self) -> int:
        """Grows whenever somebody has written something; looking, and what is still being typed, is nobody's news."""
        return self.log.last(DRAFT, VISIT)

    def account_history(self) -> pl.DataFrame:
        """Every state of every account: columns of accounts, with `known_on`, the day of the import that told it."""
        return settled(self.imports, self._history)

    def _history(self, stand: Sequence[ImportRecord]) -> pl.DataFrame:
        layers = [layer for record in stand if record.table == "accounts" if (layer := record.layer(self.files.get))]
        days = pl.DataFrame(
            {
                "source_import": [record.id for record in stand],
                "known_on": [datetime.fromisoformat(record.made_at).date() for record in stand],
            },
            schema={"source_import": pl.Int64, "known_on": pl.Date},
        )
        return account_history(layers).join(days, on="source_import", how="left", maintain_order="left")

    def broken_cache(self) -> list[str]:
        """The names of the cached tables that are not what was kept; they are made again when they are needed."""
        return self._cache.broken()

    def _files_named(self) -> set[str]:
        return self.store.read(imports.files)

    def _basis(self, standing: Collection[int] | None = None) -> Basis:
        """What the tables follow from: the imports that stand, or those that once stood."""
        known, settings = self.store.read(lambda connection: (imports.listed(connection), listed_settings(connection)))
        if standing is not None:
            known = [replace(record, undone_at=None) for record in known if record.id in standing]
        return Basis.of(known, value_of(settings, "currency"))
