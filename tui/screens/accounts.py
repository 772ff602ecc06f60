"""Accounts: every one with its status, revenue, tenure and signals; Enter opens its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from metrics.words import N_
from tui.account_drawn import status_piece
from tui.commands import bindings
from tui.formats import count, date, money
from tui.messages import OpenAccount
from tui.screens.choice import Choice, Option
from tui.screens.listed import Listed
from tui.session import Snapshot
from tui.widgets.columns import Column
from tui.widgets.frame_table import FrameTable
from tui.widgets.paint import Piece
from tui.widgets.prompt import Prompt
from tui.widgets.top_line import TopLine
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl


@dataclass
class Listing(Message):
    """The accounts of a snapshot."""

    snapshot: Snapshot
    rows: "pl.DataFrame"


class AccountsScreen(Listed):
    """The list; the active first, then by MRR."""

    room = "accounts"
    SEARCHED = ("name", "account_id", "owner")
    BINDINGS: ClassVar[list[BindingType]] = bindings("accounts")

    def body(self) -> Iterable[Widget]:
        """The list, and a line to search in."""
        yield FrameTable(_columns(None), "account_id", _("No account here. Esc shows all; 6 reads your files."))
        yield Prompt()

    def show(self, snapshot: Snapshot) -> None:
        """Start listing."""
        if snapshot.contents is not None:
            self.read(snapshot)

    @work(thread=True, exclusive=True, exit_on_error=False, group="accounts")
    def read(self, snapshot: Snapshot) -> None:
        """Every account with its state at as-of."""
        contents = snapshot.contents
        if contents is None:
            return
        key = ("accounts", snapshot.events)
        engine = contents.engine
        rows = self.app.session.answer(
            snapshot, key, lambda: engine.accounts().sort("mrr", descending=True, nulls_last=True, maintain_order=True)
        )
        self.post_message(Listing(snapshot, rows))

    @on(Listing)
    def _show_listing(self, message: Listing) -> None:
        if message.snapshot.version != self.app.snapshot.version:
            return
        self.rows = message.rows
        self.table.set_columns(_columns(message.snapshot.contents.currency if message.snapshot.contents else None))
        self.narrow()

    def narrowed(self) -> None:
        """Say how many there are."""
        whole = 0 if self.rows is None else self.rows.height
        if self.table.height == whole:
            place = ngettext("{n} account", "{n} accounts", whole).format(n=count(whole))
        else:
            place = _("{n} of {all}").format(n=count(self.table.height), all=count(whole))
        self.query_one(TopLine).show(self.app.snapshot, place)

    @on(FrameTable.Opened)
    def _open(self, event: FrameTable.Opened) -> None:
        self.post_message(OpenAccount(event.table, self.room))

    @work
    async def action_filter(self) -> None:
        """Keep one value of a column."""
        import polars as pl

        rows = self.rows
        if rows is None or rows.is_empty():
            self.app.refuse(_("There is nothing to filter yet."))
            return
        names = {"status": _("Status"), "owner": _("Owner"), "segment": _("Segment"), "signals": _("Signal")}
        fields = [Option(name, title, title[:1].lower()) for name, title in names.items()]
        fields += [
            Option(n, n) for n in rows.columns if rows[n].dtype == pl.String and n not in (*names, "account_id", "name")
        ]
        field = await self.app.push_screen_wait(Choice(_("Keep the accounts with"), fields, typed=False))
        if field is None:
            return
        column = rows[field.value]
        values = column.explode(empty_as_null=False) if column.dtype == pl.List else column
        counts = values.value_counts(sort=True).rows()
        options = [Option(v, _value_name(field.value, v), remark=count(n)) for v, n in counts]
        value = await self.app.push_screen_wait(Choice(field.name, options, typed=True))
        if value is None:
            return
        kept = pl.col(field.value)
        test = kept.list.contains(value.value) if column.dtype == pl.List else kept.eq_missing(pl.lit(value.value))
        self.filters = (test,)
        self.narrow(keep=False)
        self.app.say(_("{field}: {value}. Esc shows all again.").format(field=field.name, value=value.name))


def _value_name(column: str, value: Any) -> str:
    if value is None:
        return _("(none)")
    if column == "status":
        return status_piece(value)[0]
    return _signals([value])[0] if column == "signals" else str(value)


def _columns(currency: str | None) -> tuple[Column, ...]:
    return (
        Column("name", N_("Name"), 20, grow=3),
        Column("account_id", N_("Account"), 10, lambda value: (str(value), "muted"), rank=5),
        Column("status", N_("Status"), 8, status_piece),
        Column("mrr", N_("MRR"), 12, lambda minor: (money(minor, currency) if minor else "–", ""), "right"),
        Column("tenure_months", N_("Months"), 6, lambda n: ("" if n is None else count(n), ""), "right"),
        Column("since", N_("Since"), 12, lambda day: (date(day) if day else "", "muted"), rank=3),
        Column("owner", N_("Owner"), 12, grow=1, rank=1),
        Column("segment", N_("Segment"), 10, grow=1, rank=2),
        Column("signals", N_("Signals"), 14, _signals, grow=2, rank=1),
        Column("reviewed_on", N_("Reviewed"), 12, lambda day: (date(day) if day else "", "muted"), rank=4),
    )


def _signals(codes: Any) -> Piece:
    from metrics.signals import BY_CODE

    titles = [_(BY_CODE[code].title) if code in BY_CODE else str(code) for code in codes or ()]
    return (f"{len(titles)} · " if len(titles) > 1 else "") + ", ".join(titles), "warn"
