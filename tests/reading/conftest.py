"""Reading small files written on the spot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metrics.reading.batch import Batch, BookContext, read_batches
from metrics.reading.grid import Hints

Read = Callable[..., list[Batch]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a text as a file: `read(text, name=..., context=..., **hints)` gives its batches."""

    def reading(text: str, name: str = "file.csv", context: BookContext | None = None, **hints: Any) -> list[Batch]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return read_batches([path], Hints(**hints), context or BookContext())

    return reading
