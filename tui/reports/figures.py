"""A report's figures: long rows for machines, metrics by period for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from tui import formats
from tui.reports.listing import Field, Grid, Listing, Row, Unit, shown
from tui.reports.table import GAP
from tui.reports.width import width
from tui.words import _

if TYPE_CHECKING:
    from metrics.figures import Figures

FIELDS = tuple(
    Field(name, "")
    for name in (
        "period", "start", "end", "complete", "group", "metric",
        "unit", "value", "numerator", "denominator", "low", "high",
    )
)  # fmt: skip
_OPEN = "*"  # marks the period that as-of cuts


@dataclass(frozen=True, slots=True)
class _Column:
    """A period: its label with the mark of an open one, and what each line shows in it."""

    head: str
    cells: dict[tuple[str, str | None], str]


def as_json(figures: "Figures") -> dict[str, object]:
    """The report as `report --format json` has it."""
    return {
        "as_of": figures.as_of.isoformat() if figures.as_of else None,
        "every": figures.every,
        "currency": figures.currency,
        "by": figures.by,
        "rows": figures.rows(),
    }


def as_listing(figures: "Figures") -> Listing:
    """A row a figure, with the columns of the JSON."""
    return Listing(FIELDS, figures.rows(), figures.currency)


def as_grids(figures: "Figures", columns: int | None = None) -> list[Grid]:
    """Metrics down, periods across, in blocks that are at most `columns` wide, the latest block last.

    Grouped: a block for each metric, groups down.
    """
    rows: Sequence[Row] = figures.rows()
    if not rows:
        return []
    titles = _titles()
    names = dict.fromkeys(str(row["metric"]) for row in rows)
    metrics = [name for name in titles if name in names]
    periods = _columns(rows, figures.currency)
    if figures.by is None:
        lines = [((metric, None), titles[metric]) for metric in metrics]
        return _blocks("", _("metric"), lines, periods, columns)
    groups = _groups(rows)
    return [
        block
        for metric in metrics
        for block in _blocks(
            titles[metric], figures.by, [((metric, group), _group_title(group)) for group in groups], periods, columns
        )
    ]


def footnotes(figures: "Figures") -> list[str]:
    """What the tables need said below them."""
    rows: Sequence[Row] = figures.rows()
    notes = []
    if figures.as_of and not all(row["complete"] for row in rows):
        notes.append(_("{mark} still open: counted up to {day}.").format(mark=_OPEN, day=formats.date(figures.as_of)))
    return notes


def _titles() -> dict[str, str]:
    from metrics.catalogue import MEASURES

    return {measure.id: _(measure.title) for measure in MEASURES}


def _groups(rows: Sequence[Row]) -> list[str | None]:
    groups = {cast("str | None", row["group"]) for row in rows}
    return sorted(groups, key=lambda group: (group is None, group or ""))


def _group_title(group: str | None) -> str:
    return _("(none)") if group is None else formats.clean(group)


def _columns(rows: Iterable[Row], currency: str | None) -> list[_Column]:
    columns: dict[str, _Column] = {}
    for row in rows:
        label = str(row["period"])
        if label not in columns:
            columns[label] = _Column(label if row["complete"] else label + _OPEN, {})
        key = (str(row["metric"]), cast("str | None", row["group"]))
        columns[label].cells[key] = shown(row["value"], _unit(row), currency)
    return list(columns.values())


def _unit(row: Row) -> Unit:
    """How people read the value: a ratio may be a number of times."""
    from metrics.catalogue import BY_ID

    measure = BY_ID[str(row["metric"])]
    return "multiple" if measure.is_multiple else measure.unit


def _blocks(
    title: str,
    head: str,
    lines: Sequence[tuple[tuple[str, str | None], str]],
    periods: Sequence[_Column],
    columns: int | None,
) -> list[Grid]:
    lines = [line for line in lines if any(line[0] in period.cells for period in periods)]
    room = None if columns is None else columns - max(width(name) for _key, name in lines)
    return [
        Grid(
            heads=(head, *(period.head for period in block)),
            right=(False, *(True for _period in block)),
            rows=[(name, *(period.cells.get(key, "") for period in block)) for key, name in lines],
            title=title,
        )
        for block in _chunks(periods, [key for key, _name in lines], room)
    ]


def _chunks(
    periods: Sequence[_Column], keys: Sequence[tuple[str, str | None]], room: int | None
) -> list[list[_Column]]:
    """As many periods side by side as there is room for, filled from the latest backwards."""
    if room is None:
        return [list(periods)]
    blocks: list[list[_Column]] = [[]]
    left = room
    for period in reversed(periods):
        size = len(GAP) + max(width(period.head), *(width(period.cells.get(key, "")) for key in keys))
        if blocks[-1] and size > left:
            blocks.append([])
            left = room
        blocks[-1].append(period)
        left -= size
    return [block[::-1] for block in reversed(blocks)]
