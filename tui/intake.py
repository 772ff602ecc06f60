"""Import's lists as frames, and what stands beside them: files of a folder, past imports, what to do next."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.words import N_
from tui.formats import clean, count
from tui.widgets.paint import Line, wrap
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.imports import ImportRecord
    from metrics.importing import Prepared

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


def done_lines(prepared: "Prepared") -> list[Line]:
    """What was stored."""
    lines: list[Line] = [[(" " + _("Stored."), "good"), (" " + _("Enter shows the figures."), "accent")], []]
    for entry in prepared.entries:
        lines += head(entry.file, entry.table)
        lines += [counts(entry.accepted, entry.unchanged, entry.quarantined), []]
    return lines


def head(file: str, table: str) -> list[Line]:
    """A file and the table that it is."""
    return [[(f" {file_name(file)}", "title"), ("  → " + _(TABLE_NAMES.get(table, table)), "accent")]]


def counts(accepted: int, unchanged: int, quarantined: int) -> Line:
    """How many rows came in, and how many did not."""
    rows = ngettext("{n} row", "{n} rows", accepted).format(n=count(accepted))
    return [
        (f" {rows}", "strong"),
        (" · " + _("{n} unchanged").format(n=count(unchanged)) if unchanged else "", "muted"),
        (" · " + _("{n} set aside").format(n=count(quarantined)) if quarantined else "", "warn"),
    ]
