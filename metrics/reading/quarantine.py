"""Which rows are not taken, and why: the first thing found wrong with each, kept with its text as it stood."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from metrics.errors import Parameter
from metrics.reading.grid import Grid
from metrics.reading.terms import REJECTS

FAULT = "_fault"
LINE = "source_line"
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
        positions = [at - first for at in found[AT]]
        texts = part.texts(positions) if positions else []
        header = json.dumps(part.header, ensure_ascii=False)
        rows = []
        for line, at, number, text in zip(found[LINE], positions, found[FAULT], texts, strict=True):
            kind = self.kinds[number]
            cells = json.dumps(_cells(part, at), ensure_ascii=False)
            rows.append((line, text, kind.column, kind.code, self._params(kind, part, at), header, cells))
        return pl.DataFrame(rows, schema=REJECTS, orient="row")

    @staticmethod
    def _params(kind: Fault, part: Grid, at: int) -> str:
        value = part.cells[f"c{kind.index}"][at] if kind.index is not None and kind.index < part.width else None
        params = dict(kind.params) if value is None else {"value": value.strip()[:_SHOWN], **dict(kind.params)}
        return json.dumps({"column": kind.column, **params}, ensure_ascii=False)


def _cells(part: Grid, at: int) -> list[str]:
    """The cells of a record, as many as it has: one that is too short or too long stays so."""
    row = part.cells.row(at)
    ends = max((place for place, cell in enumerate(row, start=1) if cell is not None), default=0)
    width = len(part.header) if part.ragged[at] == 0 else ends
    return [cell or "" for cell in row[:width]]
