"""Rows that were set aside as CSV that can be mended and imported again: the reasons, then the file's own columns."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from metrics.reading.returned import REASONS
from tui.sentences import sentence

if TYPE_CHECKING:
    import polars as pl

Reject = Mapping[str, Any]


def rows(rejects: "pl.DataFrame", file: str) -> list[dict[str, Any]]:
    """Quarantined rows for people and machines: where, why, what to do, the text as it stood, header and cells."""
    return [
        {
            "file": file,
            "line": row["line"],
            "column": row["column"],
            "code": row["code"],
            "sentence": sentence(row["code"], json.loads(row["params"] or "{}")),
            "text": row["text"],
            "header": json.loads(row["header"] or "[]"),
            "cells": json.loads(row["cells"] or "[]"),
        }
        for row in rejects.iter_rows(named=True)
    ]


def write(listed: Iterable[Reject]) -> str:
    """The rows under their own header, verbatim; a file of other columns is a table of its own below a blank line.

    A row with too few or too many cells keeps them: it can be told from one that is whole.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for place, table in enumerate(_tables(listed)):
        if place:
            buffer.write("\r\n")
        writer.writerows(table)
    if not buffer.tell():
        writer.writerow(REASONS)
    return buffer.getvalue()


def _tables(listed: Iterable[Reject]) -> Iterator[list[list[str]]]:
    for header, found in groupby(listed, key=lambda row: row["header"]):
        lines = [[*("" if row[name] is None else str(row[name]) for name in REASONS), *row["cells"]] for row in found]
        width = max(len(header), max(len(line) for line in lines) - len(REASONS) if not header else 0)
        yield [[*REASONS, *(header or [""] * width)], *lines]
