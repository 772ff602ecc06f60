"""Groups by metrics as a table: each figure with a mark of how good it is among its groups, and the retention sheet."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from metrics.words import N_
from tui.bands import BANDS, shown
from tui.charts.model import Bar
from tui.charts.scale import Formatter
from tui.formats import NOTHING, clean, count, money, share
from tui.widgets.columns import GAP, Column, Row
from tui.widgets.paint import Line, Piece, width_of
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.compare import Comparison
    from tui.reports.listing import Listing

Name = TypeVar("Name")
GROUP = "group"
_GROUP_WIDTH, _WIDTH, _WIDEST = 17, 12, 28
# From the worst to the best of the groups; never told by colour alone.
_HEAT: Sequence[Piece] = (("▁", "bad"), ("▂", "warn"), ("▄", ""), ("▆", "accent"), ("█", "good"))
_CHANCE = "·"
# A column of the sheet: its title, its unit, the figure that Enter opens ("" = the accounts).
SHEET_COLUMNS: Mapping[str, tuple[str, Literal["count", "money", "share"], str]] = {
    "accounts": (N_("Accounts"), "count", ""),
    "mrr_start": (N_("Opening book"), "money", "mrr_start"),
    "gross_retention": (N_("Gross kept"), "share", "gross_revenue_retention"),
    "net_retention": (N_("Net kept"), "share", "net_revenue_retention"),
    "target": (N_("Target"), "share", ""),
    "reached": (N_("Reached"), "share", ""),
    "avoidable": (N_("Avoidable"), "money", "mrr_churned"),
    "unavoidable": (N_("Unavoidable"), "money", "mrr_churned"),
    "unjudged": (N_("Not judged"), "money", "mrr_churned"),
    "mrr_expansion": (N_("Expansion"), "money", "mrr_expansion"),
    "projected": (N_("Projected"), "money", ""),
    "actual": (N_("Actual of it"), "money", ""),
}


def pages(metrics: Sequence[str], width: int) -> list[tuple[str, tuple[str, ...]]]:
    """The metrics in the order of the bands, as many on a page as fit: the bands' titles and the metrics."""
    from metrics.catalogue import BY_ID

    flat = [(_(title), metric) for title, band in BANDS for metric in band if metric in metrics]
    cut = _cut(flat, [_wide(BY_ID[metric].title) for _title, metric in flat], width)
    return [(" · ".join(dict.fromkeys(title for title, _m in page)), tuple(m for _t, m in page)) for page in cut]


def sheet_pages(width: int) -> list[tuple[str, ...]]:
    """The columns of the retention sheet, as many on a page as fit."""
    names = list(SHEET_COLUMNS)
    return [tuple(page) for page in _cut(names, [_wide(SHEET_COLUMNS[name][0]) for name in names], width)]


def _wide(title: str) -> int:
    """The cells of a column under that title."""
    return max(_WIDTH, min(_WIDEST, width_of([(_(title), "")])))


def _cut(names: Sequence[Name], widths: Sequence[int], width: int) -> list[list[Name]]:
    """The columns page by page: beside the group, as many as fit into the width."""
    found: list[list[Name]] = []
    left = 0
    for name, wide in zip(names, widths, strict=True):
        if not found or wide + GAP > left:
            found.append([])
            left = width - 2 - _GROUP_WIDTH
        found[-1].append(name)
        left -= wide + GAP
    return found


def group_name(group: str | None) -> str:
    """A group as shown."""
    return _("(none)") if group is None else clean(group)


def columns(by: str, metrics: Sequence[str]) -> tuple[Column, ...]:
    """The group, then a column a metric; cells are pairs of text and style."""
    from metrics.catalogue import BY_ID

    head = Column(GROUP, by, _GROUP_WIDTH, lambda group: (group_name(group), "strong"), grow=1)
    return (
        head,
        *(
            Column(metric, BY_ID[metric].title, _wide(BY_ID[metric].title), _pair, "right", grow=1)
            for metric in metrics
        ),
    )


def _pair(cell: Any) -> Piece:
    return (cell["text"], cell["style"]) if cell else (NOTHING, "muted")


def frame(comparison: "Comparison", groups: Sequence[str | None], currency: str | None) -> "pl.DataFrame":
    """The groups in an order, each figure with its mark."""
    import polars as pl

    pair = pl.Struct({"text": pl.String, "style": pl.String})
    rows: list[Row] = [
        {GROUP: group} | {metric: _cell(comparison, group, metric, currency) for metric in comparison.metrics}
        for group in groups
    ]
    return pl.DataFrame(rows, schema={GROUP: pl.String} | dict.fromkeys(comparison.metrics, pair), orient="row")


def _cell(comparison: "Comparison", group: str | None, metric: str, currency: str | None) -> dict[str, str] | None:
    figure = comparison.figures.get((group, metric))
    if figure is None or figure.value is None:
        return None
    text = shown(figure.measure, figure.value, currency)
    if comparison.may_be_chance(group, metric):
        return {"text": f"{text} {_CHANCE}", "style": "muted"}
    place = comparison.heat(group, metric)
    if place is None:
        return {"text": text + "  ", "style": ""}
    mark, style = _HEAT[min(len(_HEAT) - 1, int(place * len(_HEAT)))]
    return {"text": f"{text} {mark}", "style": style}


def bars_of(
    comparison: "Comparison", groups: Sequence[str | None], metric: str, currency: str | None
) -> tuple[list[Bar], Formatter]:
    """One metric's figures as bars with their intervals, and how a number of theirs reads; none below 0."""
    from metrics.catalogue import BY_ID

    figures = [(group, comparison.figures.get((group, metric))) for group in groups]
    bars = [
        Bar(group_name(group), figure.value, figure.low, figure.high) for group, figure in figures if figure is not None
    ]
    return bars, lambda value: shown(BY_ID[metric], value, currency)


def sheet_bars(sheet: "pl.DataFrame", name: str, currency: str | None) -> tuple[list[Bar], Formatter]:
    """One column of the retention sheet as bars, an owner each, and how a number of it reads."""
    unit = SHEET_COLUMNS[name][1]
    rows = sheet.filter(~sheet["inherited"]).select("owner", name).iter_rows()
    return [Bar(group_name(owner), value) for owner, value in rows], lambda value: _read(value, unit, currency)


def _read(value: float, unit: str, currency: str | None) -> str:
    """A number of the sheet as people read it."""
    if unit == "money":
        return money(round(value), currency, digits=0)
    return share(value) if unit == "share" else count(value)


def legend(width: int) -> list[Line]:
    """What the marks mean, in lines of that width."""
    marks: Line = [
        (" " + _("worst") + " ", "muted"), *_HEAT, (" " + _("best of the groups") + "  ", "muted"),
    ]  # fmt: skip
    chance: Line = [(_CHANCE + " " + _("may be chance: its interval holds the whole's figure"), "muted")]
    fits = width_of([*marks, *chance]) <= width
    return [[*marks, *chance]] if fits else [marks, [(" ", ""), *chance]]


def sheet_columns(names: Sequence[str], currency: str | None) -> tuple[Column, ...]:
    """The owner, then these columns of the retention sheet."""
    head = Column("owner", N_("Owner"), _GROUP_WIDTH, lambda name: (name, "strong"), grow=1)
    return (head, *(_sheet_column(name, currency) for name in names))


def _sheet_column(name: str, currency: str | None) -> Column:
    title, unit, _metric = SHEET_COLUMNS[name]

    def show(value: Any) -> Piece:
        if value is None:
            return NOTHING, "muted"
        return _read(value, unit, currency), "muted" if unit == "money" and not value else ""

    return Column(name, title, _wide(title), show, "right", grow=1)


def sheet_frame(sheet: "pl.DataFrame") -> "pl.DataFrame":
    """The sheet with its owners as shown (`owner`) and as they are (`group`); inherited accounts below their owner."""
    import polars as pl

    names = [
        "  " + _("inherited of it") if inherited else group_name(owner)
        for owner, inherited in sheet.select("owner", "inherited").iter_rows()
    ]
    return sheet.with_columns(pl.col("owner").alias(GROUP), pl.Series("owner", names, dtype=pl.String))


def sheet_listing(sheet: "pl.DataFrame", currency: str | None) -> "Listing":
    """Every column of the sheet with its own values, to be written to a file."""
    from tui.reports.listing import Field, Listing, rows_of

    fields = (
        Field("owner", _("Owner")),
        Field("inherited", _("inherited of it")),
        *(
            Field(name, _(title), "ratio" if unit == "share" else unit)
            for name, (title, unit, _metric) in SHEET_COLUMNS.items()
        ),
    )
    return Listing(fields, rows_of(sheet, fields, currency), currency)
