"""Which rows are not taken, and why: the first thing found wrong with each, kept with its text as it stood."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from metrics.errors import Parameter
from metrics.reading.grid import Grid
from metrics.reading.terms import REJECTS

FAULT = "_fault"
LINE = "source_line"
_json = json.JSONEncoder(ensure_ascii=False).encode
# Characters of a cell that a reason repeats; the whole row stands beside it.
_SHOWN = 200
# A record's position in its grid: two records of a file can stand on one line.
AT = "_at"
# How many of a record's amounts were rounded.
ROUNDED = "_rounded"


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: its code, the file's column (None: the whole row), where that column's cells are."""

    code: str
    column: str | None
    index: int | None
    params: tuple[tuple[str, Parameter], ...] = ()


@dataclass
class Faults:
    """The faults of one grid. A frame's `_fault` column (Int32) holds a row's position in `kinds`, null = sound."""

    labels: Mapping[str, str]
    columns: Mapping[str, int]
    kinds: list[Fault] = field(default_factory=list)

    def mark(
        self, frame: pl.DataFrame, bad: pl.Expr, code: str, about: str | None, **params: Parameter
    ) -> pl.DataFrame:
        """The frame with the still sound rows marked where `bad` is true (null counts as fine).

        `about` is the field that is at fault, None for the whole row.
        """
        mask = frame.select((bad.fill_null(False) & pl.col(FAULT).is_null()).alias("bad"))["bad"]
        if not mask.any():
            return frame
        named = () if about is None else (("field", about),)
        kind = Fault(
            code,
            None if about is None else self.labels.get(about, about),
            None if about is None else self.columns.get(about),
            (*named, *params.items()),
        )
        if kind not in self.kinds:
            self.kinds.append(kind)
        number = pl.lit(self.kinds.index(kind), pl.Int32)
        return frame.with_columns(pl.when(mask).then(number).otherwise(pl.col(FAULT)).alias(FAULT))

    def rejects(self, faulty: pl.DataFrame, part: Grid, first: int) -> pl.DataFrame:
        """The rows of REJECTS for the faulty rows of a frame that lie in this part, in the part's order.

        `first` is the position of the part's first record in the grid.
        """
        found = faulty.filter(pl.col(AT).is_between(first, first + part.cells.height - 1)).sort(AT)
        if found.is_empty():
            return pl.DataFrame(schema=REJECTS)
        places = found[AT] - first
        records = part.cells[places].rows()
        kinds = [self.kinds[number] for number in found[FAULT]]
        return pl.DataFrame(
            {
                "line": found[LINE],
                "text": part.texts(places.to_list()),
                "column": [kind.column for kind in kinds],
                "code": [kind.code for kind in kinds],
                "params": [_params(kind, record) for kind, record in zip(kinds, records, strict=True)],
                "header": [_json(part.header)] * len(records),
                "cells": [
                    _json(_cells(record, len(part.header) if ragged == 0 else None))
                    for record, ragged in zip(records, part.ragged[places], strict=True)
                ],
            },
            schema=REJECTS,
        )


def _params(kind: Fault, record: Sequence[str | None]) -> str:
    value = record[kind.index] if kind.index is not None and kind.index < len(record) else None
    params = dict(kind.params) if value is None else {"value": value.strip()[:_SHOWN], **dict(kind.params)}
    return _json({"column": kind.column, **params})


def _cells(record: Sequence[str | None], width: int | None) -> list[str]:
    """The cells of a record that fits the `width`, or (None) as many as it has: too short or too long stays so."""
    if width is None:
        width = max((place for place, cell in enumerate(record, start=1) if cell is not None), default=0)
    return [cell or "" for cell in record[:width]]
