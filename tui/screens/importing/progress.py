"""How far reading has come: a bar with rows, rate and time left."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.formats import count
from tui.widgets.paint import Line, width_of
from tui.words import _

if TYPE_CHECKING:
    from metrics.reading.terms import Progress

_PAUSE = 0.25  # seconds between two drawings: each is sent over the wire
_BAR = 20  # cells of the bar at most
_SETTLED = 0.02  # share from which the time left is told


class Stopped(Exception):
    """The user stopped what was running."""


class Watcher:
    """Adds up the progress of several files, and tells it now and then; raises Stopped once it is to stop."""

    def __init__(
        self, paths: Sequence[Path], is_stopped: Callable[[], bool], tell: Callable[[int, float], None]
    ) -> None:
        self._sizes = {str(path): _size(path) for path in paths}
        self._done: dict[str, tuple[int, float]] = {}
        self._is_stopped = is_stopped
        self._tell = tell
        self._told = 0.0

    def __call__(self, progress: "Progress") -> None:
        """Take note of a file's progress."""
        if self._is_stopped():
            raise Stopped
        self._done[progress.file] = (progress.records, progress.share)
        if time.monotonic() - self._told >= _PAUSE:
            self._told = time.monotonic()
            self._tell(*self.total())

    def total(self) -> tuple[int, float]:
        """Records of all files so far, and the share of all bytes."""
        whole = sum(self._sizes.values()) or 1
        bytes_done = sum(self._size_of(file) * share for file, (_records, share) in self._done.items())
        return sum(records for records, _share in self._done.values()), min(1.0, bytes_done / whole)

    def _size_of(self, file: str) -> int:
        """The bytes of a file, by the name of any of its tables."""
        return self._sizes.get(file) or self._sizes.get(file.partition("#")[0], 0)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the reading says what is wrong with it
        return 0


class Meter:
    """The line that tells how far it is."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def line(self, doing: str, records: int, share: float, width: int, *, full: str, empty: str) -> Line:
        """What is being done, a bar, rows, rows a second, time left."""
        spent = max(1e-3, time.monotonic() - self._started)
        line: list[tuple[str, str]] = [(f" {doing} ", "accent")]
        if records or share:
            cells = round(share * _BAR)
            said = [_("{n} rows").format(n=count(records)), _("{n} a second").format(n=count(int(records / spent)))]
            if _SETTLED < share < 1:
                said.append(_("{time} left").format(time=_duration(spent * (1 - share) / share)))
            line += [(full * cells, "accent"), (empty * (_BAR - cells), "rule"), ("  " + " · ".join(said), "")]
        stop = "  " + _("Esc stops it")
        return [*line, (stop, "muted")] if width_of(line) + len(stop) <= width else line


def _duration(seconds: float) -> str:
    """Seconds as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
