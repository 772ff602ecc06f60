"""Survival: how long customers stay, by group, and where they stay longest."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from metrics.words import N_
from tui.charts.model import Curve as Drawn
from tui.charts.model import StepPoint
from tui.charts.steps import step_chart
from tui.formats import NOTHING, clean, count, date, number, share
from tui.retention import silence
from tui.screens.retention.members import MembersScreen
from tui.screens.retention.view import Key, RetentionView, wrapped
from tui.snapshot import Contents, Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Line
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.stretches import Subject
    from metrics.survival import Curve, Stay, Survival

_MOST_CURVES = 6
_CHANCE = 0.05  # from this p-value on, chance alone may have told the groups apart
# Fields whose values are told apart where nothing is grouped.
_FIELDS = ("segment", "plan", "owner", "cohort")


@dataclass(frozen=True)
class Stays:
    """The curves, and where customers stay longest."""

    survival: "Survival"
    longest: "tuple[Stay, ...]"


class SurvivalView(RetentionView):
    """The step chart with its band and the number at risk; below, the groups, or where they stay longest."""

    VIEW = "survival"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._subject: Subject = "stretch"

    def compose(self) -> ComposeResult:
        """Chart, what it comes to, and the list."""
        yield Pane(identity="survival-chart")
        yield Pane(identity="survival-words", most=5)
        yield FrameTable((), ("field", "group"), identity="survival-groups")

    @property
    def main(self) -> FrameTable:
        """The list."""
        return self.query_one(FrameTable)

    @property
    def key(self) -> Key:
        """Each stay or the first one."""
        return (self._subject,)

    @property
    def said(self) -> str:
        """Whose stays."""
        return _("each stay by itself") if self._subject == "stretch" else _("the first stay of each customer")

    def turn_measure(self) -> bool:
        """Each stay, or the first one of each customer."""
        self._subject = "first" if self._subject == "stretch" else "stretch"
        return True

    def ask(self, contents: Contents, snapshot: Snapshot) -> Stays:
        """The curves of the groups; where nothing is grouped, where customers stay longest."""
        from metrics.survival import longest, survival

        view, ledger, day = snapshot.view, contents.ledger, contents.engine.day
        since = contents.engine.observed_from
        found = survival(
            ledger, day, by=view.by, where=view.where, every=view.every, subject=self._subject, observed_from=since
        )
        fields = [] if view.by else [name for name in _FIELDS if name in contents.fields]
        return Stays(found, longest(ledger, day, fields, where=view.where, observed_from=since))

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        row, view = event.row, self.app.snapshot.view
        if row is None:
            return
        field, group, subject = row["field"] or view.by, row["group"], self._subject
        every = view.every if view.by else "year"

        def find(contents: Contents) -> "pl.DataFrame":
            import polars as pl

            from metrics.stretches import stretches

            whole = stretches(
                contents.ledger, contents.engine.day, by=field, where=view.where, every=every, subject=subject
            )
            mine = whole.filter(pl.col("group").eq_missing(pl.lit(group, pl.String)))
            return mine.select("account_id", "began", "ended", "scheduled_on", "mrr")

        name = _("(none)") if group is None else group
        self.app.push_screen(
            MembersScreen(_("Every stay with {field} = {value}").format(field=field, value=name), find)
        )

    # -- drawing ------------------------------------------------------------------------------------------

    def clear(self, sentence: str) -> None:
        """No curve, and why."""
        self.pane("survival-chart").show([[(" " + sentence, "muted")]])
        self.pane("survival-words").show([])

    def show(self, answer: Stays, snapshot: Snapshot) -> None:
        """Draw the largest groups' curves, list all."""
        found = answer.survival
        if not found.curves:
            self.clear(_("There are no customers here."))
            return
        glyphs = self.app.glyphs
        drawn = _curves(found)
        self.pane("survival-chart").draw(
            lambda width, height: [
                [(" " + _title(found, len(drawn)), "title")],
                *(
                    [(" ", ""), *row]
                    for row in step_chart(
                        drawn, width - 1, height - 1, glyphs=glyphs,
                        number=lambda level: share(level, 0), at_risk=_("at risk, by month of tenure"),
                    )
                ),
            ]
        )  # fmt: skip
        self.pane("survival-words").draw(lambda width, height: _words(answer, width, height))
        table = self.main
        if found.by:
            until = max(curve.until for curve in found.curves)
            table.set_columns(_columns(found.by, until))
            table.show(_frame([("", curve) for curve in found.curves]))
        else:
            table.set_columns(_columns(None, 12))
            table.show(_frame([(stay.field, stay.curve) for stay in answer.longest]))
            table.empty = _("No group is large and old enough to tell where customers stay longest.")


def _curves(found: "Survival") -> list[Drawn]:
    """The largest groups, the largest first."""
    largest = sorted(found.curves, key=lambda curve: -curve.n)[:_MOST_CURVES]
    return [
        Drawn(
            clean(curve.group) if curve.group is not None else _("(none)") if found.by else "",
            [
                StepPoint(float(point.month), point.survival, point.low, point.high, point.at_risk)
                for point in curve.points
            ],
            f"series{place + 1}",
        )
        for place, curve in enumerate(largest)
    ]


def _title(found: "Survival", shown: int) -> str:
    title = _("Still there, by month of tenure")
    if shown < len(found.curves):
        title += " · " + _("the {n} largest of {all}").format(n=shown, all=len(found.curves))
    return title


def _words(answer: Stays, width: int, height: int) -> list[Line]:
    """The whole's median and mean, or the test of the groups; then how it was counted."""
    found = answer.survival
    if found.by is None:
        said = summary(found.curves[0])
    elif found.test is not None:
        said = _("Some groups stay longer than others, by more than chance explains.")
        if found.test.p_value >= _CHANCE:
            said = _("That some groups stay longer than others may be chance.")
    else:
        said = _("The groups cannot be tested against each other: too few losses tell them apart.")
    pieces = [(said, "strong")]
    if found.test is not None:
        test = _("Log-rank test that the groups are alike: chi² = {value}, {freedom} degrees of freedom, p {p}.")
        value = number(found.test.chi_squared, 1)
        pieces.append((test.format(value=value, freedom=found.test.freedom, p=_p_value(found.test.p_value)), "muted"))
    if quiet := silence(found):
        pieces.append((quiet, "warn"))
    if found.observed_from:
        text = _("Losses before {day} were not recorded: earlier starts count from then on.")
        pieces.append((text.format(day=date(found.observed_from)), "muted"))
    if answer.longest:
        text = _("Where they stay longest: the mean stay within the first 12 months, by the values of these fields.")
        pieces.append((text, "muted"))
    return wrapped(pieces, width, height)


def summary(curve: "Curve") -> str:
    """Median and mean of a curve in a sentence."""
    if curve.median is None:
        half = _("More than half are still there after {n} months, so there is no median yet.").format(
            n=curve.points[-1].month
        )
    else:
        half = _("Half are gone after {n} months (95%: {low} to {high}).").format(
            n=curve.median,
            low=NOTHING if curve.low is None else curve.low,
            high=NOTHING if curve.high is None else curve.high,
        )
    mean = _("Of the first {n} months they stay {mean} on average ({low} to {high}).").format(
        n=curve.until, mean=number(curve.mean, 1), low=number(curve.mean_low, 1),
        high=number(curve.mean_high, 1),
    )  # fmt: skip
    return f"{half} {mean}"


def _p_value(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"= {value:.4f}"


def _frame(rows: "list[tuple[str, Curve]]") -> "pl.DataFrame":
    """The groups, the longest mean stay first."""
    import polars as pl

    ordered = sorted(rows, key=lambda row: -row[1].mean)
    return pl.DataFrame(
        {
            "field": [field for field, _curve in ordered],
            "group": [curve.group for _field, curve in ordered],
            "n": [curve.n for _field, curve in ordered],
            "events": [curve.events for _field, curve in ordered],
            "median": [_median(curve) for _field, curve in ordered],
            "mean": [_mean(curve) for _field, curve in ordered],
            "still": [c.points[12].survival if len(c.points) > 12 else None for _field, c in ordered],
        },
        schema={
            "field": pl.String, "group": pl.String, "n": pl.Int64, "events": pl.Int64, "median": pl.String,
            "mean": pl.String, "still": pl.Float64,
        },
    )  # fmt: skip


def _mean(curve: "Curve") -> str:
    """The mean with its interval."""
    mean, low, high = (number(value, 1) for value in (curve.mean, curve.mean_low, curve.mean_high))
    return f"{mean} ({low}–{high})"


def _median(curve: "Curve") -> str:
    """The median with its interval, which may be open above."""
    if curve.median is None:
        return NOTHING
    return f"{curve.median} ({curve.low}–{curve.high})" if curve.high is not None else f"{curve.median} ({curve.low}+)"


def _columns(by: str | None, until: int) -> tuple[Column, ...]:
    group = Column("group", by or N_("Value"), 16, _group, grow=2)
    mean = N_("Mean of 12 months") if until == 12 else _("Mean of {n} months").format(n=until)
    own = (Column("field", N_("Field"), 9, lambda name: (str(name), "muted")),) if by is None else ()
    return (
        *own,
        group,
        Column("n", N_("Stays"), 7, lambda n: (count(n), "muted"), "right", rank=3),
        Column("events", N_("Lost"), 8, lambda n: (count(n), "muted"), "right", rank=4),
        Column("still", N_("After a year"), 12, lambda level: (share(level), "strong"), "right", rank=1),
        Column("median", N_("Median, months"), 15, lambda text: (text, ""), "right", rank=2),
        Column("mean", mean, 18, lambda text: (text, "accent"), "right"),
    )


def _group(value: Any) -> tuple[str, str]:
    return (_("(none)"), "muted") if value is None else (str(value), "strong")
