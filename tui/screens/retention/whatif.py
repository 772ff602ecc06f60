"""What if: a year without the losses of one reason, or with five points more retention."""

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult

from metrics.words import N_
from tui.formats import NOTHING, count, money, share
from tui.retention import title_of, year_s_losses
from tui.screens.retention.members import MembersScreen
from tui.screens.retention.view import RetentionView, wrapped
from tui.snapshot import Contents, Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Piece
from tui.widgets.pane import Pane
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.reasons import BookReason
    from metrics.whatif import Estimate, Scenario


class WhatIfView(RetentionView):
    """A line a scenario: what would not happen, and what customers, MRR and the year's revenue would gain."""

    VIEW = "whatif"
    WRITTEN = True

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._found: dict[str, Scenario] = {}
        self._reasons: dict[str, BookReason] = {}
        self._currency: str | None = None

    def compose(self) -> ComposeResult:
        """Title, scenarios, the one of the cursor in words with the claim below."""
        yield FrameTable((), "code", identity="scenarios")
        yield Pane(identity="whatif-words")

    @property
    def main(self) -> FrameTable:
        """The list."""
        return self.query_one(FrameTable)

    @property
    def said(self) -> str:
        """How far it looks."""
        text = _("carried forward twelve months")
        return text + " · " + _("all groups together") if self.app.snapshot.view.by else text

    def ask(self, contents: Contents, snapshot: Snapshot) -> "tuple[tuple[Scenario, ...], dict[str, BookReason]]":
        """Every scenario, by one look at the past; always by the month, over all groups."""
        from metrics.whatif import scenarios

        engine = contents.engine
        found = scenarios(engine.ledger, engine.day, year_s_losses(engine), where=snapshot.view.where)
        return found, engine.book.reasons.all()

    # -- drawing ------------------------------------------------------------------------------------------

    def clear(self, sentence: str) -> None:
        """No scenario, and why."""
        self._found = {}
        self.main.show(_frame({}, {}), keep=False)
        self._say([(sentence, "warn"), *_claim()])

    def show(self, answer: "tuple[tuple[Scenario, ...], dict[str, BookReason]]", snapshot: Snapshot) -> None:
        """List the scenarios."""
        scenarios, self._reasons = answer
        self._found = {each.code: each for each in scenarios}
        self._currency = snapshot.contents.currency if snapshot.contents else None
        self.main.styles.height = min(len(self._found) + 1, 14)
        self.main.set_columns(_columns(self._currency))
        self.main.show(_frame(self._found, self._reasons))

    @on(FrameTable.Moved)
    def _draw(self, event: FrameTable.Moved) -> None:
        from metrics.whatif import AVOIDABLE

        one = self._found.get(event.row["code"]) if event.row else None
        if one is None:
            return
        said: list[Piece] = [(text, "") for text in _words(one, self._currency)]
        if AVOIDABLE not in self._found:
            said.append((_("No loss of the last year is tagged as avoidable yet: 3, t, then a says so."), "warn"))
        self._say([*said, *_claim()])

    def _say(self, said: list[Piece]) -> None:
        self.pane("whatif-words").draw(lambda width, height: wrapped(said, width, height))

    # -- keys ---------------------------------------------------------------------------------------------

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        from metrics.whatif import AVOIDABLE, MORE

        code = event.row["code"] if event.row else MORE
        if code == MORE:
            self.app.refuse(_("More retention names nobody: there is no list behind it."))
            return

        def find(contents: Contents) -> "pl.DataFrame":
            import polars as pl

            losses = contents.engine.losses().losses
            year = losses.join(year_s_losses(contents.engine), on=["account_id", "lost_on"], how="semi")
            mine = pl.col("avoidable") == "yes" if code == AVOIDABLE else pl.coalesce("assessed", "stated") == code
            return year.filter(mine).select("account_id", "began", ended="lost_on", mrr="mrr_lost")

        title = _("Lost in the last year: {reason}").format(reason=event.row["title"] if event.row else "")
        self.app.push_screen(MembersScreen(title, find))


def _claim() -> list[Piece]:
    from metrics.whatif import CLAIM

    return [
        (_("The gain is carried forward with the forecast's own method; the band holds 95 of 100 cases."), "muted"),
        (_(CLAIM), "muted"),
    ]


def _words(one: "Scenario", currency: str | None) -> list[str]:
    """A scenario in sentences."""
    answer = one.answer
    said = []
    if one.avoided:
        said.append(
            _("{n} of {all} losses of the last year ({share}; {low} to {high} in 95 of 100 cases).").format(
                n=count(one.avoided), all=count(one.lost), share=share(answer.share), low=share(answer.low),
                high=share(answer.high),
            )
        )  # fmt: skip
    else:
        text = _("{share} of the year's losses would not happen, so that five in a hundred more customers stay.")
        said.append(text.format(share=share(answer.share)))
    customers = answer.customers
    said.append(
        _("In twelve months: {instead} customers ({low} to {high}), not {expected}.").format(
            instead=count(round(customers.instead)), low=count(round(customers.low)),
            high=count(round(customers.high)), expected=count(round(customers.expected)),
        )
    )  # fmt: skip
    revenue = answer.revenue
    said.append(
        _("The year's revenue: {instead} ({low} to {high}), not {expected}.").format(
            **{
                name: money(round(getattr(revenue, name)), currency, digits=0)
                for name in ("instead", "low", "high", "expected")
            }
        )
    )
    return said


def _gain(one: "Estimate") -> dict[str, float]:
    return {"gain": one.instead - one.expected, "low": one.low - one.expected, "high": one.high - one.expected}


def _frame(found: "dict[str, Scenario]", reasons: "dict[str, BookReason]") -> "pl.DataFrame":
    import polars as pl

    rows = [
        {
            "code": each.code, "title": title_of(each.code, reasons), "avoided": each.avoided,
            "customers": _gain(each.answer.customers), "mrr": _gain(each.answer.mrr),
            "revenue": _gain(each.answer.revenue),
        }
        for each in found.values()
    ]  # fmt: skip
    gain = pl.Struct({"gain": pl.Float64, "low": pl.Float64, "high": pl.Float64})
    texts = {"code": pl.String, "title": pl.String, "avoided": pl.Int64}
    return pl.DataFrame(rows, schema={**texts, "customers": gain, "mrr": gain, "revenue": gain})


def _columns(currency: str | None) -> tuple[Column, ...]:
    def amount(value: float) -> str:
        return money(round(value), currency, digits=0)

    def gain(shown: Any) -> Any:
        return lambda ends: (f"+{shown(ends['gain'])}", "good")

    def band(shown: Any) -> Any:
        return lambda ends: (f"+{shown(ends['low'])} – +{shown(ends['high'])}", "muted")

    def whole(value: float) -> str:
        return count(round(value))

    return (
        Column("title", N_("If these did not leave"), 24, lambda text: (text, "strong"), grow=2),
        Column("avoided", N_("Lost"), 8, lambda n: (count(n) if n else NOTHING, "muted"), "right"),
        Column("customers", N_("Customers"), 9, gain(whole), "right"),
        Column("customers", N_("95 of 100"), 12, band(whole), "right", rank=3),
        Column("mrr", N_("MRR"), 10, gain(amount), "right"),
        Column("mrr", N_("95 of 100"), 20, band(amount), "right", rank=2),
        Column("revenue", N_("Year's revenue"), 14, gain(amount), "right"),
        Column("revenue", N_("95 of 100"), 24, band(amount), "right", rank=1),
    )
