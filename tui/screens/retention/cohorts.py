"""Cohorts: what is left of each start period's customers and of their revenue, as a heat map with printed figures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from metrics.periods import label_of
from metrics.words import N_
from tui.charts.glyphs import SETS
from tui.charts.heat import SHADES
from tui.charts.scale import Scale
from tui.formats import clean, count, money, share
from tui.period_names import period_name
from tui.screens.retention.members import MembersScreen
from tui.screens.retention.view import Key, RetentionView, wrapped
from tui.snapshot import Contents, Snapshot
from tui.widgets.heat_grid import HeatGrid, HeatRow
from tui.widgets.paint import Piece
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    from metrics.cohorts import Cohorts

# Measure, its share, its title; each is printed as a share or counted.
_MEASURES = (
    ("customers", "share", N_("customers")),
    ("mrr", "mrr_share", N_("MRR, upgrades included")),
    ("kept", "kept_share", N_("MRR kept, upgrades left out")),
)

_SHALLOW = 0.05  # of the cells, those that are as strong as colours get


@dataclass(frozen=True)
class _Place:
    """Which cohort a line is; None as label: the average of the group."""

    group: str | None
    label: str | None


class CohortsView(RetentionView):
    """Lines are cohorts, columns the periods since; the colour says how many are gone, the figure how many are left."""

    VIEW = "cohorts"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._measure = 0
        self._shares = True
        self._found: Cohorts | None = None
        self._currency: str | None = None
        self._decided: dict[str, str] = {}  # the changes decided, by the label of their period
        self._cells: dict[tuple[_Place, int], dict[str, Any]] = {}

    def compose(self) -> ComposeResult:
        """The heat map, and the cell of the cursor in words."""
        yield HeatGrid(identity="cohorts")
        yield Pane(identity="cohort-words")

    @property
    def main(self) -> HeatGrid:
        """The heat map."""
        return self.query_one(HeatGrid)

    @property
    def said(self) -> str:
        """Which measure, and how it is printed."""
        kind = _("as shares") if self._shares else _("counted")
        return f"{_(_MEASURES[self._measure][2])}, {kind}"

    @property
    def key(self) -> Key:
        """Every measure is answered at once."""
        return ()

    def ask(self, contents: Contents, snapshot: Snapshot) -> "Cohorts":
        """Follow the cohorts."""
        from metrics.cohorts import cohorts

        view = snapshot.view
        return cohorts(contents.ledger, contents.engine.day, every=view.every, by=view.by, where=view.where)

    def turn_measure(self) -> bool:
        """Customers, MRR, MRR without upgrades."""
        self._measure = (self._measure + 1) % len(_MEASURES)
        return True

    def turn_shares(self) -> bool:
        """Shares or counts."""
        self._shares = not self._shares
        return True

    # -- drawing ------------------------------------------------------------------------------------------

    def clear(self, sentence: str) -> None:
        """No cohorts, and why."""
        self.main.empty = sentence
        self.main.show((), (), ("", ""))
        self.pane("cohort-words").show([])

    def show(self, answer: "Cohorts", snapshot: Snapshot) -> None:
        """The triangle of each group, its weighted average first."""
        self._found = answer
        self._currency = snapshot.contents.currency if snapshot.contents else None
        self._decided = {}
        for day, text in self.decisions.select("on", "text").iter_rows():
            label = label_of(day, answer.every)
            self._decided[label] = "; ".join(filter(None, (self._decided.get(label), text)))
        amount, part, _title = _MEASURES[self._measure]
        self._cells.clear()
        lines: dict[_Place, list[Piece | None]] = {}
        remarks: dict[_Place, str] = {}
        scale = self._scale(answer, part)
        for row in answer.average.iter_rows(named=True):
            place = _Place(row["group"], None)
            self._cells[place, row["age"]] = row
            lines.setdefault(place, []).append((share(row[part], 0), _shade(row[part], scale)))
        for row in answer.frame.iter_rows(named=True):
            place = _Place(row["group"], row["cohort"])
            self._cells[place, row["age"]] = row
            remarks[place] = count(row["size"])
            lines.setdefault(place, []).append(self._cell(row, amount, part, scale))
        rows = self._rows(lines, remarks)
        ages = max((len(row.cells) for row in rows), default=0)
        self.main.empty = _("There are no customers here.")
        self.main.show([str(age) for age in range(ages)], rows, (_("Start"), _("Size")))

    def _scale(self, answer: "Cohorts", part: str) -> Scale:
        """From nothing lost to what all but a few cells have lost; the first column tells nothing."""
        import polars as pl

        low = answer.frame.filter(pl.col("age") > 0)[part].quantile(_SHALLOW)
        least = float(low) if isinstance(low, int | float) else 0.0
        return Scale(min(least, 0.95), 1.0)

    def _cell(self, row: dict[str, Any], amount: str, part: str, scale: Scale) -> Piece | None:
        if not row["complete"] or row[part] is None:
            return None
        if self._shares:
            text = share(row[part], 0)
        else:
            text = count(row[amount]) if amount == "customers" else money(row[amount], self._currency, digits=0)
        return text, _shade(row[part], scale)

    def _rows(self, lines: dict[_Place, list[Piece | None]], remarks: dict[_Place, str]) -> list[HeatRow]:
        """Under each group's average its cohorts, the oldest first; an upright line where something was changed."""
        by, rule = (self._found.by if self._found else None), SETS[self.app.glyphs].rule
        rows: list[HeatRow] = []
        for average in [place for place in lines if place.label is None]:
            group = clean(average.group) if average.group is not None else _("(none)")
            rows.append(HeatRow(average, group if by else _("average"), "", lines[average], strong=True))
            for place in (place for place in lines if place.group == average.group and place.label is not None):
                marks = {age: rule for age in range(len(lines[place])) if self._changed(place, age)}
                name = period_name(str(place.label))
                rows.append(HeatRow(place, name, remarks[place], lines[place], marks=marks))
        return rows

    def _changed(self, place: _Place, age: int) -> str | None:
        """What was decided to change in the period of a cell."""
        return self._decided.get(self._cells.get((place, age), {}).get("period", ""))

    @on(HeatGrid.Moved)
    def _show_cell(self) -> None:
        row = self.main.current
        cell = self._cells.get((row.key, self.main.column)) if row and isinstance(row.key, _Place) else None
        column = self.main.column
        words = _sentence(row.key, column, cell, self._currency) if row and isinstance(row.key, _Place) else ""
        note = _("A period that is not over is blank. The average is weighted by what the cohorts began with.")

        what = self._changed(row.key, column) if row and isinstance(row.key, _Place) else None
        changed = [(_("Changed then: {text}").format(text=clean(what)), "open")] if what else []
        said = [(words, ""), *changed, (note, "muted")]
        self.pane("cohort-words").draw(lambda width, height: wrapped(said, width, height))

    @on(HeatGrid.Opened)
    def _open(self) -> None:
        row, found, age = self.main.current, self._found, self.main.column
        if row is None or found is None or not isinstance(row.key, _Place):
            return
        place = row.key
        if place.label is None or (place, age) not in self._cells:
            self.app.refuse(_("Enter opens the customers of one cohort: go to its line, to a period that is over."))
            return
        cell, label, where = self._cells[place, age], place.label, self.app.snapshot.view.where
        title = _("Started {cohort}, at the end of {period}").format(
            cohort=period_name(label), period=period_name(cell["period"])
        )

        def find(contents: Contents) -> Any:
            from metrics.cohorts import members

            return members(
                contents.ledger, contents.engine.day, label, age,
                every=found.every, group=place.group, by=found.by, where=where,
            )  # fmt: skip

        self.app.push_screen(MembersScreen(title, find))


def _shade(value: float | None, scale: Scale) -> str:
    """The more are gone, the stronger."""
    return "" if value is None else f"heat{SHADES - 1 - scale.place(value, SHADES)}"


def _sentence(place: _Place, age: int, cell: dict[str, Any] | None, currency: str | None) -> str:
    """The cell of the cursor in words."""
    if cell is None:
        return ""
    if place.label is None:
        return _("After {n} periods: {customers} of customers, {mrr} of MRR, {kept} of it without upgrades.").format(
            n=age, customers=share(cell["share"]), mrr=share(cell["mrr_share"]), kept=share(cell["kept_share"])
        )
    if not cell["complete"]:
        return _("{period} is not over yet.").format(period=period_name(cell["period"]))
    text = _("{period}: {n} of {size} customers ({share}), {mrr} a month ({mrr_share}), {kept} without upgrades.")
    return text.format(
        period=period_name(cell["period"]), n=count(cell["customers"]), size=count(cell["size"]),
        share=share(cell["share"]), mrr=money(cell["mrr"], currency), mrr_share=share(cell["mrr_share"]),
        kept=share(cell["kept_share"]),
    )  # fmt: skip
