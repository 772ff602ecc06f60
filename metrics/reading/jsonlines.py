"""JSON becomes a grid: an object a line, or one array of objects; nested objects become dotted columns."""

import json
from collections.abc import Iterator, Sequence

import polars as pl

from metrics.errors import ChurnError
from metrics.reading.encoding import decode
from metrics.reading.grid import Dialect, Grid, Hints, Reason
from metrics.reading.source import Source
from metrics.reading.text import frame_of

# Deeper objects stay as JSON text in one cell.
DEEPEST = 3
# The member that holds the records where a file is one object, as APIs answer.
LISTS = ("data", "items", "results", "records", "rows")


def read_json(source: Source, hints: Hints) -> list[Grid]:
    """The file's objects, a column for each path that any of them has, in the order of first sight.

    Raises `bad_json`, `file_empty`, and what decoding raises.
    """
    decoded = decode(source.read(), hints.encoding)
    text = decoded.text.removeprefix("\ufeff")
    found = list(_objects(source, text))
    if not found:
        raise ChurnError("file_empty", file=source.name)
    flat = [dict(_flatten(value)) for _, value in found]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    rows = [[row.get(name, "") for name in columns] for row in flat]

    def texts(places: Sequence[int]) -> list[str]:
        return [json.dumps(found[place][1], ensure_ascii=False) for place in places]

    return [
        Grid(
            file=source.name,
            sha256=source.sha256,
            header=tuple(name.strip() for name in columns),
            cells=frame_of(rows, len(columns)),
            lines=pl.Series("line", [line for line, _ in found], dtype=pl.Int64),
            ragged=pl.Series("ragged", [0] * len(found), dtype=pl.Int8),
            dialect=Dialect(
                kind="jsonlines",
                encoding=decoded.encoding,
                separator="",
                quote="",
                escape="",
                header_row=None,
                header_rows=1,
                reasons=(decoded.reason, Reason("columns_named")),
            ),
            texts=texts,
            header_cells=(tuple(columns),),
        )
    ]


def _objects(source: Source, text: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Every object with the line it stands on (in an array: its number)."""
    whole = _whole(text)
    if whole is not None:
        for place, value in enumerate(whole, start=1):
            yield place, _object(source, value, place)
        return
    for line, content in enumerate(text.split("\n"), start=1):
        if content.strip():
            yield line, _object(source, _parse(content), line)


def _whole(text: str) -> list[object] | None:
    """The records of a file that is one JSON value over several lines, else None."""
    value = _parse(text)
    if isinstance(value, list):
        return list(value)
    if isinstance(value, dict):
        held = next((value[name] for name in LISTS if isinstance(value.get(name), list)), [value])
        return list(held)
    return None


def _parse(text: str) -> object:
    """The value with its numbers as they are written; None where it is no JSON."""
    try:
        return json.loads(text, parse_float=_Number, parse_int=_Number)
    except (ValueError, RecursionError):
        return None


class _Number(str):
    """A number's digits as they stand in the file: 12.50 stays 12.50."""

    __slots__ = ()


def _object(source: Source, value: object, line: int) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ChurnError("bad_json", file=source.name, line=line)
    return value


def _flatten(value: dict[str, object], path: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    for name, member in value.items():
        if isinstance(member, dict) and member and depth < DEEPEST:
            yield from _flatten(member, f"{path}{name}.", depth + 1)
        else:
            yield path + name, _cell(member)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
