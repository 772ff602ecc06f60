"""The rows of a frame in an order of their own: only those that are looked at are taken out of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.widgets.columns import Row

if TYPE_CHECKING:
    import polars as pl

_BLOCK = 128  # rows that are taken out of the frame at a time
_KEPT = 8  # blocks of rows that are kept


class OrderedRows:
    """The rows of a frame, or some of them by their `indices`, so that a long frame is copied neither to be sorted nor
    to be searched."""

    def __init__(self, frame: "pl.DataFrame", indices: "pl.Series | None" = None) -> None:
        self._frame = frame
        self._indices = indices
        self._blocks: dict[int, list[Row]] = {}

    def __len__(self) -> int:
        return self._frame.height if self._indices is None else len(self._indices)

    @property
    def frame(self) -> "pl.DataFrame":
        """All of them, in their order."""
        return self._frame if self._indices is None else self._frame[self._indices]

    def at(self, index: int) -> Row | None:
        """The row at an index, or None beyond the last."""
        if not 0 <= index < len(self):
            return None
        block = index // _BLOCK
        if block not in self._blocks:
            if len(self._blocks) > _KEPT:
                self._blocks.clear()
            first = block * _BLOCK
            some = None if self._indices is None else self._indices.slice(first, _BLOCK)
            shown = self._frame.slice(first, _BLOCK) if some is None else self._frame[some]
            self._blocks[block] = shown.to_dicts()
        return self._blocks[block][index % _BLOCK]

    def find(self, names: Sequence[str], key: Sequence[Any]) -> int | None:
        """The index of the row that bears the key in the columns of these names, or None."""
        if self._frame.is_empty():
            return None
        import polars as pl

        same = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(part)) for name, part in zip(names, key, strict=True))
        found = self._frame.select(same.arg_true().first()).item()
        if found is None or self._indices is None:
            return None if found is None else int(found)
        places = (self._indices == found).arg_true()
        return None if places.is_empty() else int(places[0])
