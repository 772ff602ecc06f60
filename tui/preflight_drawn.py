"""What would come of files, before anything is stored, and what came of past imports: lines to read."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from metrics.words import N_
from tui.formats import clean, count, moment
from tui.intake import counts, head
from tui.sentences import sentence
from tui.widgets.paint import Line, wrap
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.imports import ImportRecord, ReasonCount
    from metrics.importing import Prepared

_EXAMPLES = 2  # lines of a file shown for each reason
_SHOWN_REJECTS = 200  # lines of a past import that are listed
_OPTIONS = {
    "encoding": N_("encoding"),
    "separator": N_("separator"),
    "decimal": N_("decimal mark"),
    "date_order": N_("dates"),
    "minor_units": N_("cents"),
    "interval": N_("price a"),
    "system": N_("export of"),
    "sheet": N_("sheet"),
    "as_of": N_("taken on"),
}


def preflight_lines(prepared: "Prepared", restated: Sequence[str] | None, width: int) -> list[Line]:
    """What would come of each file, why rows would be set aside, and what would change in figures already shown
    (None = still being worked out)."""
    told = [_("What would change in figures already shown is being worked out…")] if restated is None else restated
    pairs = list(zip(prepared.batches, prepared.entries, strict=True))
    lines: list[Line] = []
    if len(pairs) > 1:
        n = len({batch.sha256 for batch, _entry in pairs})
        files = ngettext("{n} file", "{n} files", n).format(n=n)
        kinds = ("accepted", "unchanged", "quarantined")
        sums = [sum(getattr(entry, name) for entry in prepared.entries) for name in kinds]
        lines += [[(f" {files}: ", "title"), *counts(*sums)], *_restated(told, width), []]
    for batch, entry in pairs:
        lines += [*head(batch.file, batch.table), counts(entry.accepted, entry.unchanged, entry.quarantined)]
        if len(pairs) == 1:
            lines += _restated(told, width)
        lines += _reasons(entry.reasons, batch.rejects, width)
        lines += _said([sentence(notice.code, notice.params) for notice in batch.notices], width)
        lines.append([])
    return lines


def _restated(told: Sequence[str], width: int) -> list[Line]:
    """What would change in figures already shown: a sentence, then the figures."""
    style = "warn" if len(told) > 1 else "muted"
    return [
        [("   " if place else " ", ""), (part, style)]
        for place, text in enumerate(told)
        for part in wrap(text, width - 4)
    ]


def record_lines(record: "ImportRecord", rejects: "pl.DataFrame", width: int) -> list[Line]:
    """A past import: who, when, what came of it, how it was read, and the lines that it set aside."""
    made = moment(datetime.fromisoformat(record.made_at))
    lines = head(record.file, record.table)
    who = _("Import {id}, {day}, by {user}").format(id=record.id, day=made, user=clean(record.user))
    lines += [[(" " + part, "muted")] for part in wrap(who, width - 2)]
    if record.undone_at is not None:
        gone = _("Taken back {day}, by {user}; it does not count.").format(
            day=moment(datetime.fromisoformat(record.undone_at)), user=clean(record.undone_by or "")
        )
        lines += [[(" " + part, "warn")] for part in wrap(gone, width - 2)]
    lines.append(counts(record.accepted, record.unchanged, record.quarantined))
    lines += _said([*_taking(record), *_read_as(record.options), *_mapping(record.mapping)], width)
    lines += _said([sentence(code, params) for code, params in record.notices], width)
    for row in rejects.head(_SHOWN_REJECTS).iter_rows(named=True):
        lines += _example(row, width)
        lines += _said([sentence(row["code"], json.loads(row["params"] or "{}"))], width)
    return lines


def _reasons(reasons: "Sequence[ReasonCount]", rejects: "pl.DataFrame", width: int) -> list[Line]:
    """Why rows are set aside, how many, and the first of them as they stand."""
    import polars as pl

    lines: list[Line] = []
    for reason in reasons:
        for at, part in enumerate(wrap(sentence(reason.code, reason.params), width - 9)):
            lines.append([(f" {count(reason.count):>5}× " if at == 0 else " " * 8, "warn"), (part, "")])
        same = rejects.filter(pl.col("code") == reason.code, pl.col("column").eq_missing(pl.lit(reason.column)))
        for row in same.head(_EXAMPLES).iter_rows(named=True):
            lines += _example(row, width)
    return lines


def _example(row: Mapping[str, object], width: int) -> list[Line]:
    line = _("line {n}").format(n=row["line"])
    text = clean(str(row["text"] or "")[: 2 * width])
    return [[("        " + line, "warn"), ("  " + text, "muted")]]


def _said(texts: Sequence[str], width: int) -> list[Line]:
    return [[("   " + part, "muted")] for text in texts for part in wrap(text, width - 4)]


def _taking(record: "ImportRecord") -> list[str]:
    """How keys that came again were meant."""
    choice = record.choice
    said = []
    if choice.correct:
        said.append(_("Another MRR of a known spell was a correction of the past."))
    if choice.change_on:
        said.append(_("Another MRR of a known spell was a change on {day}.").format(day=choice.change_on.isoformat()))
    if choice.replace:
        said.append(_("The file took the place of all that the table held."))
    return said


def _read_as(options: Mapping[str, str]) -> list[str]:
    """Encoding, separator, decimal mark and the like, each once; what differs by column stands with its values."""
    found: dict[str, list[str]] = {}
    for option, value in options.items():
        name = option.partition(":")[0]
        values = found.setdefault(name, [])
        if name in _OPTIONS and value not in values:
            values.append(value)
    said = " · ".join(f"{_(_OPTIONS[name])} {clean(', '.join(values))}" for name, values in found.items() if values)
    return [said] if said else []


def _mapping(mapping: Mapping[str, str]) -> list[str]:
    """Column by column what it was taken for."""
    used = [f"{clean(column)} → {clean(field)}" for column, field in mapping.items() if field]
    unused = [clean(column) for column, field in mapping.items() if not field]
    said = [", ".join(used)] if used else []
    if unused:
        n = len(unused)
        text = ngettext("{n} column without a field: {columns}", "{n} columns without a field: {columns}", n)
        said.append(text.format(n=n, columns=", ".join(unused)))
    return said


def reject_frame(found: "Sequence[tuple[str, pl.DataFrame]]") -> "pl.DataFrame":
    """Lines set aside, of several files: place, file, line, column, text, sentence."""
    import polars as pl

    schema = {"place": pl.Int64, "file": pl.String, "line": pl.Int64, "column": pl.String, "code": pl.String,
              "text": pl.String, "params": pl.String}  # fmt: skip
    frames = [rejects.with_columns(file=pl.lit(file)) for file, rejects in found]
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
    return whole.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64)).select(list(schema))
