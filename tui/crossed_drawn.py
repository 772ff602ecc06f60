"""What customers say against what we found, as a cross table: a row a stated reason, a column an assessed one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.charts.heat import shade
from tui.charts.scale import Scale
from tui.formats import count
from tui.reason_words import keys_of, reason_title
from tui.widgets.columns import GAP, Column
from tui.widgets.paint import Piece
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason
    from tui.reasons_drawn import Answer

_NAME, _ALL = 20, 6  # cells of the first and of the last column
_LEAST, _TITLED, _MOST = 3, 9, 16  # cells of a column between them: at least, with its title, at most
_BLANK, _NONE = "·", "–"


@dataclass(frozen=True)
class Matrix:
    """`rows`: place, stated (null: none), is_all (the line of the sums), key, name, a count with its style for each of
    `assessed` under its number, and all of the line. The reasons stand in one order on both sides, so that agreement
    is the diagonal; each of the columns has its line, which says what its key stands for."""

    rows: "pl.DataFrame"
    assessed: tuple[str | None, ...]
    titles: tuple[str, ...]
    keys: tuple[str, ...]


def matrix(found: "Answer") -> Matrix:
    """The pairs of an answer as a cross table, with sums."""
    import polars as pl

    pairs = {(row["stated"], row["assessed"]): row["losses"] for row in found.rows.iter_rows(named=True)}
    keys = keys_of(reason for reason in found.reasons.values() if not reason.retired)
    stated = _in_order({code for pair in pairs for code in pair}, found.reasons)
    assessed = [code for code in stated if any(seen == code for _said, seen in pairs)]
    scale = Scale(0, max((n for (said, seen), n in pairs.items() if said and seen), default=1))
    lines: list[dict[str, Any]] = []
    for code in stated:
        name = reason_title(code, found.reasons) if code else _("none")
        named = {"stated": code, "key": _key(code, keys), "name": name, "is_all": False}
        counts = [pairs.get((code, other), 0) for other in assessed]
        styles = [shade(n, scale) if code and other else "muted" for n, other in zip(counts, assessed, strict=True)]
        lines.append(named | _cells(counts, styles))
    sums = [sum(pairs.get((code, other), 0) for code in stated) for other in assessed]
    last = {"stated": None, "key": "", "name": _("All"), "is_all": True}
    lines.append(last | _cells(sums, ["strong"] * len(sums)))
    titles = [reason_title(code, found.reasons) if code else _("none") for code in assessed]
    rows = pl.DataFrame(lines, schema_overrides={"stated": pl.String}).with_row_index("place")
    shown_keys = tuple(_key(code, keys) for code in assessed)
    return Matrix(rows, tuple(assessed), tuple(title.partition(" (")[0] for title in titles), shown_keys)


def _key(code: str | None, keys: "Mapping[str, str]") -> str:
    return keys.get(code, "") if code else _NONE


def _in_order(codes: set[str | None], reasons: "Mapping[str, BookReason]") -> list[str | None]:
    """As the list of reasons has them, unknown codes next, none last."""
    places = {code: at for at, code in enumerate(reasons)}
    return sorted(codes, key=lambda code: (code is None, places.get(code or "", len(places)), code or ""))


def _cells(counts: Sequence[int], styles: Sequence[str]) -> dict[str, Any]:
    cells = {str(at): {"n": n, "style": style} for at, (n, style) in enumerate(zip(counts, styles, strict=True))}
    return {**cells, "all": sum(counts)}


def _shown(cell: Mapping[str, Any]) -> Piece:
    return (count(cell["n"]), cell["style"]) if cell["n"] else (_BLANK, "muted")


def columns(found: Matrix, width: int) -> tuple[Column, ...] | None:
    """The columns of the table in so many cells, under their titles or else under the reasons' keys; None where they
    do not all fit."""
    n = len(found.assessed)
    each = min((width - 1 - _NAME - _ALL - 3 * GAP - 1) // max(1, n) - GAP, _MOST)
    heads = found.titles if each >= _TITLED else found.keys
    if each < max(_LEAST, len(count(found.rows["all"].max()))) or not all(heads):  # type: ignore[arg-type]
        return None
    return (
        Column("key", "", 1, lambda key: (key or "", "key")),
        Column("name", N_("Stated ↓ assessed →"), _NAME, grow=1),
        *(Column(str(at), heads[at], each, _shown, "right") for at in range(n)),
        Column("all", N_("All"), _ALL, lambda losses: (count(losses), "strong"), "right"),
    )


def behind(found: "Answer", shown: Matrix, row: Mapping[str, Any], column: str) -> "pl.DataFrame":
    """The losses that a cell counts."""
    import polars as pl

    losses = found.losses
    if not row["is_all"]:
        losses = losses.filter(pl.col("stated").eq_missing(pl.lit(row["stated"], pl.String)))
    if column.isdigit():
        losses = losses.filter(pl.col("assessed").eq_missing(pl.lit(shown.assessed[int(column)], pl.String)))
    return losses


def title_of(found: "Answer", shown: Matrix, row: Mapping[str, Any], column: str) -> str:
    """What a cell is about: what they said, and what we found."""
    parts = [] if row["is_all"] else [_("stated: {reason}").format(reason=row["name"])]
    if column.isdigit():
        code = shown.assessed[int(column)]
        title = reason_title(code, found.reasons) if code else _("none")
        parts.append(_("assessed: {reason}").format(reason=title))
    return " · ".join(parts) or _("All losses")
