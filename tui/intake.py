"""Import's lists as frames and its preview as lines: files of a folder, past imports, what was recognised."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.words import N_
from tui.formats import clean, count, date
from tui.sentences import sentence
from tui.widgets.paint import Line, wrap
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.imports import ImportRecord, ReasonCount
    from metrics.importing import Prepared
    from metrics.reading.batch import Batch

READABLE = (
    ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".ndjson", ".zip", ".gz",
)  # fmt: skip
TABLE_NAMES = {
    "accounts": N_("accounts"),
    "subscriptions": N_("subscriptions"),
    "invoices": N_("invoices"),
    "orders": N_("orders"),
    "surveys": N_("survey answers"),
    "tickets": N_("tickets"),
    "emails": N_("mails"),
    "signals": N_("signals"),
    "outcomes": N_("outcomes"),
    "projections": N_("projections"),
    "rates": N_("exchange rates"),
}
_REASONS = 4  # reasons for quarantine named for each file


def folder_frame(folder: Path) -> "pl.DataFrame":
    """The folders and readable files of a folder: name, size (bytes, null for a folder), path; folders first."""
    import polars as pl

    rows = [("../", None, str(folder.parent))] if folder.parent != folder else []
    folders, files = [], []
    for each in sorted(folder.iterdir(), key=lambda path: path.name.casefold()):
        if each.name.startswith("."):
            continue
        if each.is_dir():
            folders.append((each.name + "/", None, str(each)))
        elif each.suffix.lower() in READABLE and each.is_file():
            files.append((each.name, each.stat().st_size, str(each)))
    schema = {"name": pl.String, "size": pl.Int64, "path": pl.String}
    return pl.DataFrame([*rows, *folders, *files], schema=schema, orient="row")


def history_frame(records: "Iterable[ImportRecord]") -> "pl.DataFrame":
    """Past imports, the newest first."""
    import polars as pl

    rows = [
        (r.id, datetime.fromisoformat(r.made_at).date(), r.user, r.file, r.table, r.accepted, r.quarantined, r.stands)
        for r in records
    ]
    schema = {
        "id": pl.Int64, "made_on": pl.Date, "user": pl.String, "file": pl.String, "table": pl.String,
        "accepted": pl.Int64, "quarantined": pl.Int64, "stands": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").reverse()


def file_name(file: str | None) -> str | None:
    """A file as it is told apart at a glance: without its folders."""
    return None if file is None else clean(Path(file).name)


def size_name(size: int | None) -> str:
    """A file's size, short."""
    if size is None:
        return ""
    for limit, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= limit:
            return f"{size / limit:.1f} {unit}"
    return f"{size} B"


def welcome(width: int) -> list[Line]:
    """What to do with an empty book."""
    said = (
        ("title", _("This book is empty.")),
        ("", ""),
        ("", _("Choose your exports on the left: Space marks several, Enter reads them. Nothing is stored before you "
               "have seen what was recognised.")),
        ("", ""),
        ("", _("Subscriptions come first: they give customers, churn and revenue. Invoices, orders, survey answers, "
               "tickets and mails add to them.")),
        ("", ""),
        ("accent", _("Or press d for the demo: a sample company with four years of raw exports.")),
    )  # fmt: skip
    return [[(" " + part, style)] for style, text in said for part in wrap(text, width - 2) or [""]]


def hint(width: int) -> list[Line]:
    """What to do with a list of files."""
    text = _("Space marks files, Enter reads them. Nothing is stored before you have seen what was recognised.")
    return [[(" " + part, "")] for part in wrap(text, width - 2)]


def preview_lines(prepared: "Prepared", width: int) -> list[Line]:
    """What was recognised of each file, what would come of it, and why rows would be set aside."""
    lines: list[Line] = []
    for batch, entry in zip(prepared.batches, prepared.entries, strict=True):
        lines += _head(batch.file, batch.table, width)
        lines.append(_counts(entry.accepted, entry.unchanged, entry.quarantined))
        lines += _reasons(entry.reasons, width)
        lines += _recognised(batch, width)
        lines += _notices(batch, width)
        lines += _mapping(batch, width)
        lines.append([])
    return lines


def done_lines(prepared: "Prepared", width: int) -> list[Line]:
    """What was stored."""
    lines: list[Line] = [[(" " + _("Stored."), "good")], []]
    for entry in prepared.entries:
        lines += _head(entry.file, entry.table, width)
        lines += [_counts(entry.accepted, entry.unchanged, entry.quarantined), []]
    return lines


def record_lines(record: "ImportRecord", rejects: "pl.DataFrame", width: int) -> list[Line]:
    """A past import: who, when, and the lines that it set aside."""
    lines = _head(record.file, record.table, width)
    made = date(datetime.fromisoformat(record.made_at).date())
    lines.append(
        [(" " + _("Import {id}, {day}, by {user}").format(id=record.id, day=made, user=clean(record.user)), "muted")]
    )
    if not record.stands:
        lines.append([(" " + _("taken back; it does not count"), "warn")])
    lines.append(_counts(record.accepted, record.unchanged, record.quarantined))
    for row in rejects.head(200).iter_rows(named=True):
        said = sentence(row["code"], json.loads(row["params"] or "{}"))
        lines.append(
            [(" " + _("line {n}").format(n=row["line"]), "warn"), ("  " + clean((row["text"] or "")[:200]), "muted")]
        )
        lines += [[("   " + part, "")] for part in wrap(said, width - 4)]
    return lines


def _head(file: str, table: str, width: int) -> list[Line]:
    return [[(f" {file_name(file)}", "title"), ("  → " + _(TABLE_NAMES.get(table, table)), "accent")]]


def _counts(accepted: int, unchanged: int, quarantined: int) -> Line:
    rows = ngettext("{n} row", "{n} rows", accepted).format(n=count(accepted))
    return [
        (f" {rows}", "strong"),
        (" · " + _("{n} unchanged").format(n=count(unchanged)) if unchanged else "", "muted"),
        (" · " + _("{n} set aside").format(n=count(quarantined)) if quarantined else "", "warn"),
    ]


def _reasons(reasons: "Sequence[ReasonCount]", width: int) -> list[Line]:
    lines: list[Line] = []
    for reason in reasons[:_REASONS]:
        parts = wrap(sentence(reason.code, reason.params), width - 9)
        for at, part in enumerate(parts):
            lines.append([(f" {count(reason.count):>5}× " if at == 0 else " " * 8, "warn"), (part, "")])
    return lines


_OPTIONS = {
    "encoding": N_("encoding"),
    "separator": N_("separator"),
    "decimal": N_("decimal mark"),
    "date_order": N_("dates"),
    "minor_units": N_("cents"),
    "interval": N_("price a"),
    "system": N_("export of"),
    "sheet": N_("sheet"),
}


def _recognised(batch: "Batch", width: int) -> list[Line]:
    """Encoding, separator, decimal mark and the like, each once; what differs by column stands with its values."""
    found: dict[str, list[str]] = {}
    for option, value in batch.options.items():
        name = option.partition(":")[0]
        values = found.setdefault(name, [])
        if name in _OPTIONS and value not in values:
            values.append(value)
    said = " · ".join(f"{_(_OPTIONS[name])} {clean(', '.join(values))}" for name, values in found.items() if values)
    return [[("   " + part, "accent")] for part in wrap(said, width - 4)]


def _notices(batch: "Batch", width: int) -> list[Line]:
    said = [sentence(notice.code, notice.params) for notice in batch.notices]
    return [[("   " + part, "muted")] for text in said for part in wrap(text, width - 4)]


def _mapping(batch: "Batch", width: int) -> list[Line]:
    """Column by column what it was taken for."""
    if not batch.mapping:
        return []
    pairs = ", ".join(f"{clean(column)} → {clean(field)}" for column, field in batch.mapping.items())
    return [[("   " + part, "muted")] for part in wrap(pairs, width - 4)]
