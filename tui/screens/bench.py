"""The definition bench: one period under every published definition, who uses which, and the accounts in the gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.bands import FILES, shown
from tui.commands import bindings
from tui.explaining import part, why
from tui.formats import NOTHING, change, share
from tui.messages import OpenAccount
from tui.period_names import period_name
from tui.screens.periodic import Periodic
from tui.snapshot import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Line, Piece, wrap
from tui.widgets.pane import Pane
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.bench import Definition

FAMILY_NAMES = {
    "customer_churn": N_("Customer churn"),
    "gross_mrr_churn": N_("Gross MRR churn"),
    "net_mrr_churn": N_("Net MRR churn"),
    "gross_retention": N_("Gross revenue retention"),
    "days_sales_outstanding": N_("Days sales outstanding"),
    "repeat_purchase": N_("Repeat purchase"),
    "product_return": N_("Product returns"),
}
# Figures of the Overview that are read off a family without being in it.
_KIN = {
    "customers_lost": "customer_churn",
    "loss_events": "customer_churn",
    "mrr_churned": "gross_mrr_churn",
    "net_revenue_retention": "net_mrr_churn",
    "receivables_end": "days_sales_outstanding",
}


def family_of(metric: str) -> str:
    """The family to open for a figure; customer churn for those that have none."""
    from metrics.bench import FAMILIES

    found = (name for name, measures in FAMILIES.items() if metric in (measure.id for measure in measures))
    return next(found, _KIN.get(metric, "customer_churn"))


@dataclass
class Benched(Message):
    """A family's definitions, for the period of a snapshot."""

    snapshot: Snapshot
    family: str
    definitions: "tuple[Definition, ...]"


class BenchScreen(Periodic):
    """Definitions above, the accounts that make the difference of the one in focus below."""

    CSS_PATH = "../styles/bench.tcss"
    AUTO_FOCUS = "#definitions"
    room = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("bench", "period")

    def __init__(self, metric: str) -> None:
        super().__init__()
        self._metric = metric
        self._family = ""
        self._benched: Benched | None = None

    def body(self) -> Iterable[Widget]:
        """Title, definitions, what the one in focus says, its accounts."""
        yield Pane(identity="bench-title")
        yield FrameTable((), "id", _("Nothing to hold against each other here."), identity="definitions")
        yield Pane(identity="bench-words")
        yield FrameTable((), "account_id", _("No account makes a difference."), identity="differing")

    def show(self, snapshot: Snapshot) -> None:
        """Start computing."""
        self._family = self._family or family_of(self._metric)
        if snapshot.as_of is not None:
            self.hold(snapshot, self._family)

    @work(thread=True, exclusive=True, exit_on_error=False, group="bench")
    def hold(self, snapshot: Snapshot, family: str) -> None:
        """The period in view under each definition, in the filter, over all groups."""
        from dataclasses import replace

        from metrics.bench import bench

        question, period, contents = snapshot.question(), snapshot.period, snapshot.contents
        if question is not None and period is not None and contents is not None:
            found = bench(contents.ledger, replace(question, by=None), family, period.label)
            self.post_message(Benched(snapshot, family, found))

    @on(Benched)
    def _show_benched(self, message: Benched) -> None:
        snapshot, period = message.snapshot, message.snapshot.period
        if snapshot.version != self.app.snapshot.version or message.family != self._family or period is None:
            return
        self._benched = message
        families = list(FAMILY_NAMES)
        place = _("{n} of {all}").format(n=families.index(self._family) + 1, all=len(families))
        title = f" {_(FAMILY_NAMES[self._family])} · {period_name(period.label)}"
        said = _("the same period under every definition")
        self.query_one("#bench-title", Pane).show([[(title, "title"), (f"  {place}", ""), (f" · {said}", "muted")]])
        table = self.query_one("#definitions", FrameTable)
        table.styles.height = max(4, len(message.definitions) + 1)
        table.empty = _needed(self._family)
        currency = snapshot.contents.currency if snapshot.contents else None
        table.set_columns(_DEFINITIONS)
        table.show(_frame(message.definitions, currency))

    @on(FrameTable.Moved, "#definitions")
    def _show_definition(self, event: FrameTable.Moved) -> None:
        found = self._definition(event.row["id"] if event.row else None)
        if found is None or self._benched is None:
            return
        contents = self._benched.snapshot.contents
        self.query_one("#bench-words", Pane).draw(lambda width, height: _words(found, max(20, width - 2))[:height])
        table = self.query_one("#differing", FrameTable)
        each = found.figure.measure.parts is not None
        table.empty = _("No account makes a difference.") if each else _("Of all accounts together: no one makes it.")
        if found is self._benched.definitions[0]:
            table.empty = _("This is ours; go down to see which accounts another definition counts otherwise.")
        table.set_columns(_differing(found, contents.currency if contents else None))
        table.show(found.differing, keep=False)

    def _definition(self, identity: str | None) -> "Definition | None":
        definitions = self._benched.definitions if self._benched else ()
        return next((each for each in definitions if each.figure.measure.id == identity), None)

    # -- keys ---------------------------------------------------------------------------------------------

    def action_family(self) -> None:
        """The next family of definitions."""
        families = list(FAMILY_NAMES)
        self._family = families[(families.index(self._family) + 1) % len(families)]
        self.show(self.app.snapshot)

    def action_pane(self) -> None:
        """From the definitions to the accounts and back."""
        below = self.query_one("#differing", FrameTable)
        (self.query_one("#definitions", FrameTable) if below.has_focus else below).focus()

    @on(FrameTable.Opened, "#definitions")
    def _enter(self) -> None:
        if self.query_one("#differing", FrameTable).height:
            self.action_pane()
        else:
            self.app.refuse(_("No account makes a difference between this definition and ours."))

    @on(FrameTable.Opened, "#differing")
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))

    def leave(self) -> bool:
        """Esc goes from the accounts to the definitions first."""
        if self.query_one("#differing", FrameTable).has_focus:
            self.action_pane()
            return True
        return False


def _needed(family: str) -> str:
    """What the book lacks where a family of definitions has nothing to be held against each other by."""
    from metrics.bench import FAMILIES

    needs = FAMILIES[family][0].needs
    return _("Nothing to hold against each other: this needs {file}.").format(
        file=", ".join(_(FILES[table]) for table in needs if table in FILES)
    )


_DEFINITIONS = (
    Column("title", N_("Definition"), 24, lambda text: (text, "strong"), grow=1),
    Column("value", N_("Figure"), 9, lambda text: (text, "strong"), "right"),
    Column("gap", N_("Against ours"), 12, lambda text: (text, "accent"), "right"),
    Column("used_by", N_("Used by"), 27, lambda text: (text, "muted"), grow=2, rank=1),
    Column("accounts", N_("Accounts"), 8, lambda n: (str(n) if n else NOTHING, "muted"), "right", rank=2),
)


def _frame(definitions: "tuple[Definition, ...]", currency: str | None) -> "pl.DataFrame":
    """The definitions as shown, ours first."""
    import polars as pl

    rows = []
    for place, each in enumerate(definitions):
        figure, measure, own = each.figure, each.figure.measure, definitions[0].figure
        gap = _("ours") if place == 0 else change(figure.value, own.value, measure.unit, currency, digits=2)
        used_by = _(measure.used_by or measure.source)
        value = share(figure.value, 2) if measure.unit == "ratio" else shown(measure, figure.value, currency)
        title = _variant(_(measure.title), _(own.measure.title)) if place else _(measure.title)
        rows.append((measure.id, title, value, gap, used_by, each.differing.height))
    names = ("id", "title", "value", "gap", "used_by")
    return pl.DataFrame(rows, schema={**dict.fromkeys(names, pl.String), "accounts": pl.Int64}, orient="row")


def _variant(title: str, own: str) -> str:
    """A title without the words that it begins with like ours: they all would."""
    rest = title.removeprefix(own + ", ")
    return title if rest == title else "… " + rest


def _words(found: "Definition", width: int) -> list[Line]:
    """What the definition says, and how many accounts it counts otherwise."""
    measure, n = found.figure.measure, found.differing.height
    lines: list[Line] = [[(" " + text, "")] for text in wrap(_(measure.definition), width)]
    lines += [[(" " + text, "muted")] for text in wrap("= " + _(measure.formula), width)]
    used = _("Used by: {names}").format(names=_(measure.used_by or measure.source))
    lines += [[(" " + text, "muted")] for text in wrap(used, width)]
    if n:
        said = ngettext("{n} account counts otherwise than in ours:", "{n} accounts count otherwise than in ours:", n)
        lines.append([(" " + said.format(n=n), "accent")])
    return lines


def _differing(found: "Definition", currency: str | None) -> tuple[Column, ...]:
    above, below = found.figure.measure.money

    def amount(is_money: bool) -> Any:
        return lambda value: _amount(value, currency, is_money=is_money)

    return (
        Column("account_id", N_("Account"), 12, rank=5),
        Column("name", N_("Name"), 16, grow=2),
        Column("numerator", N_("Adds"), 11 if above else 6, amount(above), "right"),
        Column("denominator", N_("Of"), 11 if below else 5, amount(below), "right", rank=2),
        Column("own_numerator", N_("In ours"), 11 if above else 8, amount(above), "right", rank=1),
        Column("own_denominator", N_("Of"), 11 if below else 5, amount(below), "right", rank=3),
        Column("why", N_("Why"), 26, lambda code: (why(code) if code else "", "muted"), grow=2),
    )


def _amount(value: Any, currency: str | None, *, is_money: bool) -> Piece:
    return part(value, currency, is_money=is_money), "" if value else "muted"
