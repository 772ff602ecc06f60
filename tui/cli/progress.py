"""How far a long reading has come: one line on standard error that is written over, on a terminal only."""

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui.words import _

if TYPE_CHECKING:
    from metrics.reading.terms import Progress

# Seconds before the line appears, and between two of its states.
_PATIENCE, _PACE = 1.0, 0.25
_CLEAR = "\r\x1b[K"


class ProgressLine:
    """A context that can be told how far a reading is; says nothing where nobody watches."""

    def __init__(self) -> None:
        self._shown = False
        self._watched = sys.stderr.isatty()
        self._begun = self._last = monotonic()
        self._file = ""
        self._records = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()

    def __call__(self, progress: "Progress") -> None:
        """Show rows, rows a second and the time left, but not too often."""
        now = monotonic()
        if progress.file != self._file or progress.records < self._records:
            self._file, self._begun = progress.file, now
        self._records = progress.records
        if not self._watched or now - self._last < (_PACE if self._shown else _PATIENCE):
            return
        self._last, self._shown = now, True
        sys.stderr.write(_CLEAR + said(progress, now - self._begun))
        sys.stderr.flush()


def said(progress: "Progress", seconds: float) -> str:
    """The line, after so many seconds with this file; cut to what every terminal can show in one."""
    from tui.formats import clean, count

    name = clean(progress.file)[-30:]
    if not (progress.records and progress.share and seconds):
        return _("{file}: reading…").format(file=name)
    left = seconds * (1 - progress.share) / progress.share
    return _("{file}: {rows} rows, {rate} a second, {left} s left").format(
        file=name, rows=count(progress.records), rate=count(round(progress.records / seconds)), left=count(round(left))
    )[:79]
