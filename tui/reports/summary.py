"""A report for a manager: key figures first, when and where losses come about, histories, every figure, definitions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.book.decisions import frame
from tui import beside, formats
from tui.bands import Tile, bands
from tui.charts import svg
from tui.decisions_drawn import within
from tui.period_names import period_name
from tui.reports import html, markdown, pictures
from tui.reports.listing import Grid
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.beside import Beside
    from metrics.figures import Figures
    from metrics.measures.base import Measure
    from metrics.periods import Period
    from metrics.question import Assumptions

_SPARK = (150, 26)


@dataclass(frozen=True)
class Extra:
    """What a report for people shows besides its figures: what stands beside them, what verdicts hang on, and the
    changes decided (`metrics.book.decisions.DECISIONS`)."""

    beside: tuple["Beside", ...]
    assumptions: "Assumptions"
    decisions: "pl.DataFrame"


def as_html(figures: "Figures", extra: Extra | None, title: str, blocks: Sequence[Grid], notes: Sequence[str]) -> str:
    """One page that a browser shows without anything else."""
    parts = [html.paragraph(_about(figures), "muted"), *_key_cards(figures, extra)]
    for heading, drawn in pictures.movement(figures):
        parts += [html.heading(heading), html.figures(drawn)]
    for held in extra.beside if extra else ():
        drawn = pictures.beside(held, figures.currency)
        said = beside.sentences(held)
        if drawn or said:
            name = beside.title(held) or _(held.measure.title)
            parts += [html.heading(name), *([html.figures(drawn)] if drawn else []), *map(html.paragraph, said)]
    decisions = _decisions(figures, extra)
    for heading, drawn in pictures.histories(figures, decisions):
        parts += [html.heading(_("History: {band}").format(band=heading)), html.figures(drawn)]
    parts += [html.table(changed)] if (changed := _decided(decisions)) else []
    whole = [*map(html.table, blocks), *(html.paragraph(note, "muted") for note in notes)]
    parts += [html.folded(_("Every figure"), whole, is_open=True)]
    parts += [
        html.folded(_("What each figure means"), [html.terms([_defined(measure) for measure in _measures(figures)])])
    ]
    return html.document(title, parts)


def as_markdown(figures: "Figures", extra: Extra | None) -> tuple[list[str], list[str]]:
    """What stands above the tables of a report, and what below them."""
    key = _key_grid(figures, extra)
    above = [markdown.plain(_about(figures)) + "\n", *([markdown.draw(key)] if key else [])]
    decisions = _decisions(figures, extra)
    spark, movement = pictures.sparklines(figures, decisions), pictures.as_text(figures)
    below = [markdown.draw(grid) for grid in (spark, _decided(decisions)) if grid]
    below += [f"```\n{movement}\n```\n"] if movement else []
    for held in extra.beside if extra else ():
        found = beside.grid(held, figures.currency)
        below += [markdown.draw(found)] if found else []
        below += [markdown.plain(text) + "\n" for text in beside.sentences(held)]
    return above, below


def _decisions(figures: "Figures", extra: Extra | None) -> "pl.DataFrame":
    """The changes decided within the report's periods."""
    return within(extra.decisions if extra else frame(()), figures.periods)


def _decided(decisions: "pl.DataFrame") -> Grid | None:
    """What the upright lines of the pictures stand for."""
    rows = [(formats.date(row["on"]), formats.clean(row["text"])) for row in decisions.iter_rows(named=True)]
    title = _("Changes decided")
    return Grid((_("from"), _("what changes")), (False, False), rows, title=title) if rows else None


def _about(figures: "Figures") -> str:
    """Which periods, up to which day, in which currency."""
    spans = (
        [period_name(period.label) for period in (figures.periods[0], figures.periods[-1])] if figures.periods else []
    )
    parts = [" – ".join(dict.fromkeys(spans))]
    parts += [_("as of {day}").format(day=formats.date(figures.as_of))] if figures.as_of else []
    parts += [_("amounts in {currency}").format(currency=figures.currency)] if figures.currency else []
    parts += [_("by {field}").format(field=figures.by)] if figures.by else []
    return " · ".join(part for part in parts if part)


def _latest(figures: "Figures") -> "Period | None":
    """The last complete period of a report of the whole."""
    complete = [period for period in figures.periods if period.complete]
    return complete[-1] if complete and figures.by is None else None


def _key_figures(figures: "Figures", extra: Extra | None) -> list[tuple[str, list[Tile]]]:
    """The cards of the last complete period, band by band, without those that have no data or were not asked for."""
    period = _latest(figures)
    if period is None or extra is None:
        return []
    shown = bands(figures, None, period, extra.assumptions)
    known = [(band.title, [tile for tile in band.tiles if not tile.missing]) for band in shown]
    return [(_(title), tiles) for title, tiles in known if tiles]


def _key_cards(figures: "Figures", extra: Extra | None) -> list[str]:
    period = _latest(figures)
    parts = []
    for title, tiles in _key_figures(figures, extra):
        name = f"{title}, {period_name(period.label)}" if period else title
        parts += [html.heading(name), html.cards([_card(tile) for tile in tiles])]
    return parts


def _card(tile: Tile) -> tuple[str, str, list[tuple[str, str]], str]:
    sure = _("95% interval: {interval}").format(interval=tile.interval) if tile.interval else ""
    lines = [(tile.since, tile.tone or "muted"), (sure, "muted"), (tile.remark, "")]
    spark = svg.sparkline(tile.history, *_SPARK, title=tile.title) if len(tile.history) > 1 else ""
    return tile.title, tile.value, [line for line in lines if line[0]], spark


def _key_grid(figures: "Figures", extra: Extra | None) -> Grid | None:
    """The key figures as a table: figure, change, interval, and what is usual."""
    rows = [
        (tile.title, tile.value, f"{tile.change} {tile.arrow}".strip(), tile.interval, tile.remark)
        for _title, tiles in _key_figures(figures, extra)
        for tile in tiles
    ]
    period = _latest(figures)
    if not rows or period is None:
        return None
    heads = (_("metric"), _("figure"), _("change"), _("95% interval"), _("what is usual"))
    name = _("Key figures, {period}").format(period=period_name(period.label))
    return Grid(heads, (False, True, True, True, False), rows, title=name)


def _measures(figures: "Figures") -> "list[Measure]":
    return list(dict.fromkeys(figure.measure for figure in figures.figures))


def _defined(measure: "Measure") -> tuple[str, list[str]]:
    said = [_(measure.definition), "= " + _(measure.formula)]
    said += [_(measure.caveats)] if measure.caveats else []
    said += [_("Source: {source}").format(source=_(measure.source))] if measure.source else []
    return _(measure.title), said
