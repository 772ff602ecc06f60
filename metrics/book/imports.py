"""The log of imports: what was stored, by whom, when, how it was read; and which of them stand."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from metrics.book.layers import Choice, Layer
from metrics.errors import ChurnError, Parameter


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Why rows of a file were set aside, and how many; `params` are those of the first."""

    code: str
    column: str | None
    count: int
    params: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import: a file and table. `undone_at` and `undone_by` are None while it stands.

    `currency` is the first that the file names, `money_in` that of amounts without one.
    """

    id: int
    run: str
    made_at: str
    user: str
    file: str
    sha256: str
    table: str
    shape: str
    mapping: Mapping[str, str]
    options: Mapping[str, str]
    fields: tuple[str, ...]
    choice: Choice
    replaces_before: int
    currency: str | None
    money_in: str | None
    rows_file: str | None
    rejects_file: str | None
    digest: str
    rows: int
    accepted: int
    unchanged: int
    quarantined: int
    reasons: tuple[ReasonCount, ...]
    notices: tuple[tuple[str, Mapping[str, Parameter]], ...]
    undone_at: str | None = None
    undone_by: str | None = None

    @property
    def stands(self) -> bool:
        """Whether its rows count."""
        return self.undone_at is None

    def layer(self, read: Callable[[str], pl.DataFrame]) -> Layer | None:
        """What the fold takes of it; None where nothing but rejects came in."""
        name = self.rows_file
        if name is None:
            return None
        return Layer(self.id, self.table, self.shape, self.fields, self.choice, lambda: read(name),
                     self.money_in, self.replaces_before, frozenset(self.mapping.values()))  # fmt: skip


_COLUMNS = (
    "id", "run", "made_at", "user", "file", "sha256", "table_name", "shape", "mapping", "options", "fields",
    "choice", "replaces_before", "named_currency", "money_in", "rows_file", "rejects_file", "digest", "records",
    "accepted", "unchanged", "quarantined", "reasons", "notices",
)  # fmt: skip


def insert(connection: sqlite3.Connection, record: ImportRecord) -> int:
    """Add an import to the log, inside the caller's transaction; the id that it got."""
    values = (
        None, record.run, record.made_at, record.user, record.file, record.sha256, record.table, record.shape,
        json.dumps(dict(record.mapping)), json.dumps(dict(record.options)), json.dumps(record.fields),
        json.dumps(record.choice.to_json()), record.replaces_before, record.currency, record.money_in,
        record.rows_file, record.rejects_file, record.digest, record.rows, record.accepted, record.unchanged,
        record.quarantined,
        json.dumps([[reason.code, reason.column, reason.count, dict(reason.params)] for reason in record.reasons]),
        json.dumps([[code, dict(params)] for code, params in record.notices]),
    )  # fmt: skip
    places = ", ".join("?" * len(_COLUMNS))
    cursor = connection.execute(f"INSERT INTO imports ({', '.join(_COLUMNS)}) VALUES ({places})", values)
    return int(cursor.lastrowid or 0)


def next_id(connection: sqlite3.Connection) -> int:
    """The id that the next import will get: ids are never given twice."""
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'imports'").fetchone()
    return int(found[0]) + 1 if found else 1


def listed(connection: sqlite3.Connection) -> list[ImportRecord]:
    """Every import by id, those taken back too."""
    rows = connection.execute(
        "SELECT imports.*, state.state, state.at AS state_at, state.user AS state_user FROM imports"
        " LEFT JOIN import_states AS state ON state.id ="
        " (SELECT max(id) FROM import_states WHERE import_id = imports.id) ORDER BY imports.id"
    )
    return [_record(row) for row in rows]


def set_state(connection: sqlite3.Connection, import_id: int, state: str, at: str, user: str) -> None:
    """Take an import back ("undone") or bring it back ("restored").

    Raises ChurnError where there is no such import, or it is in that state already.
    """
    found = [record for record in listed(connection) if record.id == import_id]
    if not found:
        raise ChurnError("unknown_import", id=import_id)
    if found[0].stands == (state == "restored"):
        raise ChurnError(f"import_already_{state}", id=import_id)
    connection.execute(
        "INSERT INTO import_states (import_id, state, at, user) VALUES (?, ?, ?, ?)", (import_id, state, at, user)
    )


def _record(row: sqlite3.Row) -> ImportRecord:
    undone = row["state"] == "undone"
    return ImportRecord(
        id=row["id"],
        run=row["run"],
        made_at=row["made_at"],
        user=row["user"],
        file=row["file"],
        sha256=row["sha256"],
        table=row["table_name"],
        shape=row["shape"],
        mapping=json.loads(row["mapping"]),
        options=json.loads(row["options"]),
        fields=tuple(json.loads(row["fields"])),
        choice=Choice.from_json(json.loads(row["choice"])),
        replaces_before=row["replaces_before"],
        currency=row["named_currency"],
        money_in=row["money_in"],
        rows_file=row["rows_file"],
        rejects_file=row["rejects_file"],
        digest=row["digest"],
        rows=row["records"],
        accepted=row["accepted"],
        unchanged=row["unchanged"],
        quarantined=row["quarantined"],
        reasons=tuple(ReasonCount(*reason) for reason in json.loads(row["reasons"])),
        notices=tuple((code, params) for code, params in json.loads(row["notices"])),
        undone_at=row["state_at"] if undone else None,
        undone_by=row["state_user"] if undone else None,
    )


def files(connection: sqlite3.Connection) -> set[str]:
    """The names of all files that the log names, those of undone imports too."""
    found = connection.execute("SELECT rows_file, rejects_file FROM imports")
    return {name for row in found for name in row if name is not None}
