"""Forecast: the losses of the next periods, what is scheduled first, and how wrong such forecasts have been."""

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from metrics.errors import ChurnError
from metrics.periods import UNCUT, parse_label
from metrics.words import N_
from tui.charts.fan import Fan, fan_chart
from tui.decisions_drawn import legend, places
from tui.formats import NOTHING, clean, count, money, number, share
from tui.period_names import period_name
from tui.retention import forecasts
from tui.screens.retention.members import MembersScreen
from tui.screens.retention.view import RetentionView, wrapped
from tui.sentences import say
from tui.snapshot import Contents, Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Line, Piece, fit
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.forecast import Forecast

_PAST = 24  # periods that the chart looks back, at most
_LEAST_CHART = 9  # lines that are kept for the chart where there are many changes
Found = "dict[str | None, Forecast | ChurnError]"


class ForecastView(RetentionView):
    """Chart, sentence, periods to come; below, every method with its past errors, the one used marked."""

    VIEW = "forecast"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._found: dict[str | None, Forecast | ChurnError] = {}
        self._by: str | None = None
        self._currency: str | None = None

    def compose(self) -> ComposeResult:
        """Chart, words, list, methods."""
        yield Pane(identity="forecast-chart")
        yield Pane(identity="forecast-words", most=3)
        yield FrameTable((), ("group", "period"), identity="forecast-periods")
        yield Pane(identity="forecast-methods", most=7)

    @property
    def main(self) -> FrameTable:
        """The list."""
        return self.query_one(FrameTable)

    @property
    def said(self) -> str:
        """What is forecast."""
        return _("customers and MRR expected to be lost")

    def ask(self, contents: Contents, snapshot: Snapshot) -> "dict[str | None, Forecast | ChurnError]":
        """The forecast of the whole, or of each group."""
        view = snapshot.view
        return forecasts(contents.engine, view.every, view.by, view.where)

    # -- drawing ------------------------------------------------------------------------------------------

    def clear(self, sentence: str) -> None:
        """No forecast, and why."""
        self._found = {}
        self.pane("forecast-chart").show([])
        self.pane("forecast-methods").show([])
        self.pane("forecast-words").draw(lambda width, height: wrapped([(sentence, "warn")], width, height))
        self.main.show(list_of({}, None), keep=False)

    def show(self, answer: "dict[str | None, Forecast | ChurnError]", snapshot: Snapshot) -> None:
        """List the periods; the chart is that of the group of the cursor."""
        self._found, self._by = answer, snapshot.view.by
        self._currency = snapshot.contents.currency if snapshot.contents else None
        self.main.set_columns(_columns(self._by, self._currency))
        self.main.empty = _("There are no customers here.")
        self.main.show(list_of(answer, self._by))

    @on(FrameTable.Moved)
    def _draw(self, event: FrameTable.Moved) -> None:
        one = self._found.get(event.row["group"]) if event.row else None
        if event.row is None or one is None:
            return
        if isinstance(one, ChurnError):
            whose = clean(event.row["group"] or NOTHING) + ": " if self._by else ""
            sentence = whose + say(one)
            self.pane("forecast-chart").show([])
            self.pane("forecast-methods").show([])
        else:
            sentence = method_words(one)
            self._draw_chart(one)
            self.pane("forecast-methods").draw(lambda width, height: methods(one, width)[:height])
        self.pane("forecast-words").draw(lambda width, height: wrapped([(sentence, "strong")], width, height))

    def _draw_chart(self, one: "Forecast") -> None:
        glyphs = self.app.glyphs
        past = one.past[-_PAST:]
        ahead = [Fan(r.lost, r.scheduled, r.low80, r.high80, r.low95, r.high95) for r in one.rows]
        labels = [period_name(label) for label in (*(p.period for p in past), *(r.period for r in one.rows))]
        shown = [parse_label(each.period, UNCUT)[1] for each in past]
        known = self.decisions
        marks = places(known["on"].to_list(), shown)

        def lines(width: int, height: int) -> list[Line]:
            title: list[Piece] = [
                (" " + _("Customers lost, and expected to be"), "title"),
                ("  " + _("solid: come or scheduled; dark: 80 of 100 cases, light: 95"), "muted"),
            ]
            notes = legend(known, shown, glyphs)[: max(0, height - _LEAST_CHART)]
            drawn = fan_chart(
                [each.lost for each in past], ahead, labels, width - 1, height - 1 - len(notes),
                glyphs=glyphs, marks=marks,
            )  # fmt: skip
            return [title, *([(" ", ""), *row] for row in drawn), *notes]

        self.pane("forecast-chart").draw(lines)

    # -- keys ---------------------------------------------------------------------------------------------

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        row = event.row
        one = self._found.get(row["group"]) if row else None
        if row is None or one is None or isinstance(one, ChurnError):
            return
        ahead = next(each for each in one.rows if each.period == row["period"])
        view, group = self.app.snapshot.view, row["group"]

        def find(contents: Contents) -> "pl.DataFrame":
            import polars as pl

            from metrics.stretches import stretches

            where = [*view.where, (view.by, group or "")] if view.by else view.where
            whole = stretches(contents.ledger, contents.engine.day, where=where, every=view.every)
            out = pl.col("ended").fill_null(pl.col("scheduled_on"))
            mine = whole.filter(out >= ahead.start, out < ahead.end, pl.col("began") < ahead.start)
            return mine.select("account_id", "began", "ended", "scheduled_on", "mrr")

        title = _("Known to leave in {period}; the others of the forecast have no name").format(
            period=period_name(ahead.period)
        )
        self.app.push_screen(MembersScreen(title, find))


def method_words(one: "Forecast") -> str:
    """The method used and how it did, in a sentence."""
    from metrics.forecasters import METHODS

    title = next(_(method.title) for method in METHODS if method.code == one.method)
    used = next((each for each in one.backtest if each.chosen), None)
    if used is None:
        return _("Method: {method}. It could not be tried on the past yet.").format(method=title)
    return _(
        "Method: {method}. In {n} forecasts of the past it was off by {mae} losses on average (bias {bias}); "
        "its 80% interval held {coverage} of what came."
    ).format(method=title, n=used.periods, mae=number(used.mae, 1), bias=_signed(used.bias),
             coverage=share(used.coverage80, 0))  # fmt: skip


def methods(one: "Forecast", width: int) -> list[Line]:
    """Every method with its past errors, the one used marked."""
    from metrics.forecasters import METHODS

    names = {method.code: _(method.title) for method in METHODS}
    wide = max(12, min(42, width - 46))
    head = (
        fit(" " + _("How wrong forecasts of the next period were"), wide + 2) if wide >= 40 else " " * (wide + 2),
        fit(_("Tried"), 8, "right"), fit(_("Mean error"), 14, "right"), fit(_("Bias"), 8, "right"),
        fit(_("In 80%"), 10, "right"),
    )  # fmt: skip
    lines: list[Line] = [[("".join(head), "head")]]
    for each in one.backtest:
        mark = "→" if each.chosen else " "
        cells = (
            fit(f"{mark} {names[each.method]}", wide + 2), fit(count(each.periods), 8, "right"),
            fit(number(each.mae, 1), 14, "right"), fit(_signed(each.bias), 8, "right"),
            fit(share(each.coverage80, 0), 10, "right"),
        )  # fmt: skip
        lines.append([("".join(cells), "strong" if each.chosen else "muted")])
    return lines


def _signed(value: float) -> str:
    rounded = round(value, 1) or 0.0  # never "-0.0"
    return ("+" if rounded > 0 else "") + number(rounded, 1)


def list_of(found: "dict[str | None, Forecast | ChurnError]", by: str | None) -> "pl.DataFrame":
    """A row a group and period; then one without figures for each group that is too small."""
    import polars as pl

    names = ("customers_start", "scheduled", "lost", "low80", "high80", "low95", "high95",
             "mrr_lost", "mrr_low80", "mrr_high80", "mrr_low95", "mrr_high95")  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for group, one in sorted(found.items(), key=lambda each: isinstance(each[1], ChurnError)):
        if isinstance(one, ChurnError):
            rows.append((group, "", *[None] * len(names)))
        else:
            rows += [(group, each.period, *(float(getattr(each, name)) for name in names)) for each in one.rows]
    schema = {"group": pl.String, "period": pl.String, **dict.fromkeys(names, pl.Float64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(
        in80=pl.struct(low="low80", high="high80"),
        in95=pl.struct(low="low95", high="high95"),
        mrr80=pl.struct(low="mrr_low80", high="mrr_high80"),
        mrr95=pl.struct(low="mrr_low95", high="mrr_high95"),
    )


def _columns(by: str | None, currency: str | None) -> tuple[Column, ...]:
    group = (Column("group", by, 12, lambda name: (str(name or NOTHING), "strong"), grow=1),) if by else ()

    def amount(value: Any) -> str:
        return NOTHING if value is None else money(round(value), currency, digits=0)

    return (
        *group,
        Column("period", N_("Period"), 10, lambda label: (period_name(label) if label else _("too little"), "strong")),
        Column("customers_start", N_("Customers"), 9, lambda n: (_number(n), "muted"), "right", rank=4),
        Column("scheduled", N_("Scheduled"), 9, lambda n: (_number(n) if n else NOTHING, "warn"), "right", rank=2),
        Column("lost", N_("Lost"), 8, lambda n: (_number(n, 1), "accent"), "right"),
        Column("in80", N_("80 of 100"), 10, lambda ends: _ends(ends["low"], ends["high"], _number), "right"),
        Column("in95", N_("95 of 100"), 10, lambda ends: _ends(ends["low"], ends["high"], _number), "right", rank=1),
        Column("mrr_lost", N_("MRR lost"), 12, lambda n: (amount(n), "accent"), "right"),
        Column("mrr80", N_("80 of 100"), 19, lambda ends: _ends(ends["low"], ends["high"], amount), "right", rank=3),
        Column("mrr95", N_("95 of 100"), 19, lambda ends: _ends(ends["low"], ends["high"], amount), "right", rank=5),
    )


def _number(value: float | None, digits: int = 0) -> str:
    if value is None:
        return NOTHING
    return number(value, digits) if digits else count(round(value))


def _ends(low: float | None, high: float | None, shown: Any) -> Piece:
    return (NOTHING if low is None else f"{shown(low)} – {shown(high)}"), "muted"
