"""Imports on their way into the book: judged, written to disk, and visible all at once or not at all."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from metrics.book import imports, settings
from metrics.book.currencies import check_switch
from metrics.book.current import Basis
from metrics.book.imports import ImportRecord
from metrics.book.judgement import ImportEntry, Verdict, judge, layer_of, named_currency
from metrics.book.layers import Choice, Layer
from metrics.book.parquet import Parquet
from metrics.book.settled import settled
from metrics.book.store import Store
from metrics.reading.batch import Batch

# Told how many batches of how many are on disk; stops the import by raising, and nothing is stored.
Progress = Callable[[int, int], None]

_TRIES = 4  # judgements made beside other writers, before one is made while they wait


def unwatched(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class _State:
    """The book as a judgement found it."""

    known: tuple[ImportRecord, ...]
    setting: str | None
    first_id: int

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> "_State":
        setting = settings.value_of(settings.listed(connection), "currency")
        return cls(tuple(imports.listed(connection)), setting, imports.next_id(connection))


@dataclass(frozen=True, slots=True)
class _Stored:
    """The files of one batch."""

    rows: str | None
    rejects: str | None


class Intake:
    """Takes batches into one book, for one user."""

    def __init__(self, store: Store, files: Parquet, user: str) -> None:
        self._store = store
        self._files = files
        self._user = user

    def preview(self, batches: Sequence[Batch], choice: Choice, currency: str | None) -> list[ImportEntry]:
        """As Book.preview."""
        currency = _settled(currency)
        _state, verdicts = self._judged(batches, choice, currency)
        return [verdict.entry(None) for verdict in verdicts]

    def as_if(self, batches: Sequence[Batch], choice: Choice, currency: str | None) -> tuple[Basis, list[Layer]]:
        """What the tables would follow from after a commit: what is stored, and the layers that are not."""
        currency = _settled(currency)
        state, verdicts = self._judged(batches, choice, currency)
        layers = [
            layer_of(verdict.batch, state.first_id + index, choice, state.first_id)
            for index, verdict in enumerate(verdicts)
            if verdict.stored
        ]
        basis = Basis.of(state.known, _currency(state, batches, currency))
        return basis, layers

    def commit(
        self, batches: Sequence[Batch], choice: Choice, currency: str | None, progress: Progress = unwatched
    ) -> list[ImportEntry]:
        """As Book.commit."""
        currency = _settled(currency)
        files: dict[int, _Stored] = {}
        for _ in range(_TRIES):
            state, verdicts = self._judged(batches, choice, currency)
            if not any(verdict.stored for verdict in verdicts) and currency in (None, state.setting):
                return [verdict.entry(None) for verdict in verdicts]
            self._write(verdicts, files, progress)
            with self._store.write() as connection:
                if _State.of(connection) == state:
                    return self._insert(connection, state, verdicts, files, choice, currency)
        with self._store.write() as connection:
            state = _State.of(connection)
            verdicts = self._judge(state, batches, choice, currency)
            self._write(verdicts, files, progress)
            return self._insert(connection, state, verdicts, files, choice, currency)

    def _state(self) -> _State:
        return self._store.read(_State.of)

    def _judged(self, batches: Sequence[Batch], choice: Choice, currency: str | None) -> tuple[_State, list[Verdict]]:
        return settled(self._state, lambda state: (state, self._judge(state, batches, choice, currency)))

    def _judge(self, state: _State, batches: Sequence[Batch], choice: Choice, currency: str | None) -> list[Verdict]:
        known = [record for record in state.known if record.stands]
        book_currency = _currency(state, batches, currency)
        if currency not in (None, Basis.of(state.known, state.setting).currency):
            stored = [layer for record in known if (layer := record.layer(self._files.get))]
            rates = [layer_of(batch, state.first_id, choice, 0) for batch in batches if batch.table == "rates"]
            check_switch([*stored, *rates], currency)
        return judge(batches, choice, known, self._files.get, book_currency, state.first_id)

    def _write(self, verdicts: Sequence[Verdict], files: dict[int, _Stored], progress: Progress) -> None:
        """Bring the rows to disk before the log names them; those that are there already stay."""
        for index, verdict in enumerate(verdicts):
            progress(index, len(verdicts))
            if not verdict.stored or index in files:
                continue
            self._store.prepare()
            rows, rejects = verdict.batch.held, verdict.batch.rejects
            access = self._store.access
            files[index] = _Stored(
                self._files.put(rows, access) if rows.height else None,
                self._files.put(rejects, access) if rejects.height else None,
            )
        progress(len(verdicts), len(verdicts))

    def _insert(
        self,
        connection: sqlite3.Connection,
        state: _State,
        verdicts: Sequence[Verdict],
        files: dict[int, _Stored],
        choice: Choice,
        currency: str | None,
    ) -> list[ImportEntry]:
        """Name everything in the log, inside the transaction that makes it visible."""
        run, at = uuid4().hex, self._store.now()
        if currency not in (None, state.setting):
            settings.insert(connection, at, self._user, "currency", currency or "")
        book_currency = _currency(state, [verdict.batch for verdict in verdicts], currency)
        entries = []
        for index, verdict in enumerate(verdicts):
            if not verdict.stored:
                entries.append(verdict.entry(None))
                continue
            stored = files[index]
            for name, frame in ((stored.rows, verdict.batch.held), (stored.rejects, verdict.batch.rejects)):
                if name is not None and not self._files.has(name):
                    # Swept as abandoned by another import: it took us longer than that.
                    self._files.put(frame, self._store.access)
            record = self._record(verdict, stored, choice, state.first_id, run, at)
            if record.table == "rates" and record.money_in is None:  # units of the currency that came with them
                record = replace(record, money_in=book_currency)
            entries.append(verdict.entry(imports.insert(connection, record)))
        self._files.sweep(imports.files(connection))
        return entries

    def _record(
        self, verdict: Verdict, stored: _Stored, choice: Choice, first_id: int, run: str, at: str
    ) -> ImportRecord:
        batch = verdict.batch
        return ImportRecord(
            id=0,
            run=run,
            made_at=at,
            user=self._user,
            file=batch.file,
            sha256=batch.sha256,
            table=batch.table,
            shape=batch.shape,
            mapping=dict.fromkeys(batch.headers, "") | dict(batch.mapping),
            options=batch.options,
            fields=batch.fields,
            choice=choice,
            replaces_before=first_id if choice.replace else 0,
            currency=named_currency(batch),
            money_in=batch.currency,
            rows_file=stored.rows,
            rejects_file=stored.rejects,
            digest=verdict.digest,
            rows=batch.records,
            accepted=verdict.accepted,
            unchanged=verdict.unchanged,
            quarantined=batch.rejects.height,
            reasons=verdict.reasons,
            notices=tuple((notice.code, notice.params) for notice in batch.notices),
        )


def _settled(currency: str | None) -> str | None:
    """The currency that an option names. Raises WrongUsage where it is none."""
    return settings.parsed("currency", currency) if currency else None


def _currency(state: _State, batches: Sequence[Batch], currency: str | None) -> str | None:
    """The book's currency once these batches are in it."""
    known = Basis.of(state.known, currency or state.setting).currency
    named = (name for batch in batches if (name := named_currency(batch)))
    return known or next(named, None)
