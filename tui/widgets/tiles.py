"""A metric as a line or as a card, and how many lines each band gets: pure functions that the board draws with."""

from collections.abc import Sequence

from tui.bands import CHANGED, SPARK, Tile
from tui.charts.glyphs import Glyphs
from tui.charts.sparkline import sparkline
from tui.widgets.paint import Piece, fit, width_of, wrap
from tui.words import _

CARD_ROWS = 5
HEAD = 11  # cells of a figure, and of the period's name above it
_NARROW = 80
_REMARKS_FROM = 110  # cells from which a line has room for what the benchmark says
_FEW = 3  # lines that a band keeps while another one has the cursor
_OWN = 4  # lines that the band of the cursor has at least, before the others have more than one


def rooms(sizes: Sequence[int], focused: int, height: int) -> list[int]:
    """Lines of metrics for each band under its title; the band of the cursor opens where not all fit."""
    free = height - len(sizes)
    if sum(sizes) <= free:
        return list(sizes)
    most = max(1, min(_FEW, (free - _OWN) // max(1, len(sizes) - 1)))
    few = [min(most, size) for size in sizes]
    own = max(1, free - sum(few) + few[focused])
    found = [min(own, size) if band == focused else few[band] for band, size in enumerate(sizes)]
    spare = free - sum(found)
    for band, size in enumerate(sizes):
        more = max(0, min(spare, size - found[band]))
        found[band] += more
        spare -= more
    return found


def _columns(width: int) -> tuple[int, int, int, int]:
    """Cells of title, figure, change, interval."""
    return 27 + min(16, max(0, width - _NARROW) // 3), HEAD, 11, 11


def heading(title: str, now: str, before: str, width: int) -> list[Piece]:
    """The first band's title with the columns' heads: the period's name, and that of the one before."""
    wide, value, changed, interval = _columns(width)
    since = _("vs {period}").format(period=before) if before else ""
    named: list[Piece] = [
        (fit(f" {title} ", 2 + wide), "title"),
        (fit(now, value, "right"), "head"),
        (fit(since, changed + 3, "right"), "head"),
    ]
    last = "  " + fit(_("last {n}").format(n=SPARK), SPARK)
    return _whole(named, [(fit(_("95%"), interval, "right"), "head")], [(last, "head")], width=width)


def _whole(first: list[Piece], *further: list[Piece], width: int) -> list[Piece]:
    """The columns of a line that fit whole: half an interval, or some of a sparkline's periods, would mislead."""
    pieces = first
    for column in further:
        if width_of([*pieces, *column]) > width:
            break
        pieces = [*pieces, *column]
    return pieces


def ruled(title: str, hidden: int, width: int) -> list[Piece]:
    """A band's title with a rule, and how many of its metrics are not shown."""
    more = " " + _("{n} more").format(n=hidden) + " " if hidden > 0 else ""
    fill = width - width_of([(f" {title} ", ""), (more, "")]) - 1
    return [(f" {title} ", "title"), ("─" * max(0, fill), "rule"), (more, "muted")]


def line(tile: Tile, width: int, *, here: bool, glyphs: Glyphs, open_last: bool) -> list[Piece]:
    """A metric in one line: title, figure, change, interval, sparkline."""
    wide, value, changed, interval = _columns(width)
    mark: list[Piece] = [("▌" if here else " ", "mark" if here else ""), (" ", "")]
    title: Piece = (fit(tile.title, wide), "strong" if here else "")
    if tile.missing:
        return [*mark, title, (f"  {_value(tile)}  {tile.remark}", "muted"), (" " * width, "")]
    spark = sparkline(tile.history, SPARK, glyphs=glyphs, open_last=open_last)
    named: list[Piece] = [
        *mark,
        title,
        (fit(_value(tile), value, "right"), "strong"),
        (fit(tile.change, changed, "right"), tile.tone or "muted"),
        (f" {tile.arrow or ' '} ", tile.tone),
    ]
    sure: list[Piece] = [(fit(tile.interval, interval, "right"), "muted")]
    past: list[Piece] = [("  " + " " * max(0, SPARK - width_of(spark)), ""), *spark]
    remark = "  " + tile.remark if width > _REMARKS_FROM else ""
    return [*_whole(named, sure, past, width=width), (remark, "muted"), (" " * width, "")]


def _value(tile: Tile) -> str:
    """The figure, marked where a later import changed it."""
    return f"{CHANGED} {tile.value}" if tile.restated else tile.value


def card(tile: Tile, width: int, *, here: bool, glyphs: Glyphs, open_last: bool) -> list[list[Piece]]:
    """A metric as a card of `CARD_ROWS` rows; the last one is blank and belongs to no card."""
    inner = width - 3
    half = inner // 2
    head: list[Piece] = [(fit(tile.title, inner), "accent" if here else "muted")]
    if tile.missing:
        body: list[list[Piece]] = [
            [(fit(text, inner), "muted")] for text in [_value(tile), *wrap(tile.remark, inner), ""][:3]
        ]
    else:
        spark = sparkline(tile.history, min(SPARK, inner), glyphs=glyphs, open_last=open_last)
        changed = f"{tile.change} {tile.arrow}".strip()
        body = [
            [(fit(_value(tile), inner - half), "strong"), (fit(changed, half, "right"), tile.tone or "muted")],
            [*spark, (fit(tile.interval, inner - width_of(spark), "right"), "muted")],
            [(fit(tile.in_short, inner), "muted")],
        ]
    bar: Piece = ("▌", "mark") if here else (" ", "")
    return [*([bar, (" ", ""), *row, (" ", "")] for row in (head, *body)), [(" " * width, "")]]
