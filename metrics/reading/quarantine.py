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
# Signs that JSON writes in another way.
_ESCAPED = r'["\\\x00-\x1f]'
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
        records = part.cells[places]
        kinds = [self.kinds[number] for number in found[FAULT]]
        values = [_value(kind, record) for kind, record in zip(kinds, records.iter_rows(), strict=True)]
        params = {pair: _params(*pair) for pair in set(zip(kinds, values, strict=True))}
        return pl.DataFrame(
            {
                "line": found[LINE],
                "text": part.texts(places.to_list()),
                "column": [kind.column for kind in kinds],
                "code": [kind.code for kind in kinds],
                "params": [params[pair] for pair in zip(kinds, values, strict=True)],
                "header": pl.Series([_json(part.header)]).new_from_index(0, len(kinds)),
                "cells": _cells(records, part.ragged[places], len(part.header)),
            },
            schema=REJECTS,
        )


def _value(kind: Fault, record: Sequence[str | None]) -> str | None:
    value = record[kind.index] if kind.index is not None and kind.index < len(record) else None
    return None if value is None else value.strip()[:_SHOWN]


def _params(kind: Fault, value: str | None) -> str:
    params = dict(kind.params) if value is None else {"value": value, **dict(kind.params)}
    return _json({"column": kind.column, **params})


def _cells(records: pl.DataFrame, ragged: pl.Series, width: int) -> pl.Series:
    """Each record's cells as a JSON list: as many as the header has, or, too short or too long, as many as it has."""
    names = records.columns[:width]
    if not names:
        return pl.Series(["[]"]).new_from_index(0, records.height)
    between = pl.concat_str(pl.col(names).fill_null(""), separator='", "')
    plain = ~pl.any_horizontal(pl.col(names).str.contains(_ESCAPED).fill_null(value=False)) & pl.lit(ragged == 0)
    texts = records.select(pl.when(plain).then(pl.lit('["') + between + pl.lit('"]'))).to_series()
    odd = texts.is_null().arg_true()
    if odd.is_empty():
        return texts
    rows = zip(records[odd].iter_rows(), ragged[odd], strict=True)
    return texts.scatter(odd, [_json(_own(row, width if fits == 0 else None)) for row, fits in rows])


def _own(record: Sequence[str | None], width: int | None) -> list[str]:
    """The cells of a record that fits the `width`, or (None) as many as it has."""
    if width is None:
        width = max((place for place, cell in enumerate(record, start=1) if cell is not None), default=0)
    return [cell or "" for cell in record[:width]]
