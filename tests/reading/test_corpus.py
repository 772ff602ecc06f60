"""Clean tables spoiled in dozens of ways are read back cell by cell, without hints."""

import importlib.util
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from metrics.errors import ChurnError
from metrics.reading.opening import open_grids

_spec = importlib.util.spec_from_file_location("reading_corpus", Path(__file__).with_name("corpus.py"))
assert _spec is not None and _spec.loader is not None
corpus = importlib.util.module_from_spec(_spec)
sys.modules["reading_corpus"] = corpus
_spec.loader.exec_module(corpus)


def read_rows(file: Path) -> list[list[str]]:
    rows: list[list[str]] = []
    for grid in open_grids(file):
        rows += [list(row) for row in grid.header_cells]
        rows += [[cell for cell in row if cell is not None] for row in grid.cells.iter_rows()]
    return rows


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[float]]:
    """The score of every file, by its fault."""
    folder = tmp_path_factory.mktemp("corpus")
    found: dict[str, list[float]] = defaultdict(list)
    for place, spoiled in enumerate(corpus.polluted()):
        file = folder / f"{place}.csv"
        file.write_bytes(spoiled.data)
        try:
            found[spoiled.fault].append(corpus.score(spoiled.rows, read_rows(file)))
        except ChurnError:
            found[spoiled.fault].append(0.0)
    return found


def test_every_file_counts_the_same(scores: dict[str, list[float]]) -> None:
    every = [score for found in scores.values() for score in found]
    assert len(every) > 1500
    assert sum(every) / len(every) > 9.98


def test_every_fault_is_read_well(scores: dict[str, list[float]]) -> None:
    means = {fault: sum(found) / len(found) for fault, found in scores.items()}
    assert len(means) > 40
    assert {fault: mean for fault, mean in means.items() if mean < 9.9} == {}


def test_a_fault_of_the_whole_file_leaves_no_trace(scores: dict[str, list[float]]) -> None:
    of_lines = ("extra quote", "line with")
    worst = {fault: min(found) for fault, found in scores.items() if not fault.startswith(of_lines)}
    assert {fault: score for fault, score in worst.items() if score < 9.999} == {}
