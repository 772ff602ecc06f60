"""The menus of the list of accounts: its queues, what can be kept, the columns, the saved views."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tui.accounts_drawn import USUAL, title, value_name
from tui.formats import count
from tui.host import Host
from tui.list_shape import MINE, Kept, Shape, built_in
from tui.screens.choice import Choice, Option
from tui.screens.ticks import Ticks
from tui.value_bands import bands
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

_FIRST = ("status", "owner", "segment", "signals", "call", "reviewed_on", "mrr", "growth")
# Columns in which every account is another.
_UNIQUE = ("account_id", "name", "notes", "domain", "email", "billing_id")


async def choose_queue(app: Host, rows: "pl.DataFrame", current: str | None) -> Option[str | None] | None:
    """A queue, or all accounts; how many each holds where all are listed."""
    from metrics.queues import QUEUES

    sizes = await asyncio.to_thread(_sizes, rows) if current is None else {}
    options: list[Option[str | None]] = [Option(None, _("All accounts"), "0", _n(rows.height) if sizes else "")]
    for key, queue in enumerate(QUEUES, start=1):
        options.append(Option(queue.name, _(queue.title), str(key), _n(sizes.get(queue.name))))
    return await app.push_screen_wait(Choice(_("Queues"), options, current, typed=False))


def _sizes(rows: "pl.DataFrame") -> dict[str, int]:
    import polars as pl

    from metrics.queues import QUEUES

    counted = [
        pl.any_horizontal(pl.col("signals").list.contains(code) for code in queue.codes).sum().alias(queue.name)
        for queue in QUEUES
        if queue.codes
    ]
    return {name: int(n) for name, n in rows.select(counted).row(0, named=True).items()}


def _n(number: int | None) -> str:
    return "" if number is None else count(number)


async def choose_kept(app: Host, rows: "pl.DataFrame", shape: Shape, currency: str | None) -> Kept | str | None:
    """What to keep of a column; "" takes all filters away."""
    names = [name for name in _FIRST if name in rows.columns]
    names += [name for name in rows.columns if name not in (*names, *_UNIQUE)]
    current = {kept.column: value_name(kept, currency) for kept in shape.kept}
    fields = [Option(name, title(name), remark=current.get(name, "")) for name in names]
    if shape.kept:
        fields.insert(0, Option("", _("Every account")))
    field = await app.push_screen_wait(Choice(_("Keep the accounts with"), fields, typed=True))
    if field is None or not field.value:
        return None if field is None else ""
    found = await asyncio.to_thread(bands, rows[field.value])
    options: list[Option[Kept]] = [Option(kept, value_name(kept, currency), remark=count(n)) for kept, n in found]
    chosen = await app.push_screen_wait(Choice(field.name, options, typed=True))
    return None if chosen is None else chosen.value


async def choose_columns(app: Host, rows: "pl.DataFrame", shape: Shape) -> tuple[str, ...] | None:
    """The columns to show, in the order in which they were chosen."""
    shown = [name for name in (shape.columns or USUAL) if name in rows.columns]
    names = [*shown, *(name for name in rows.columns if name not in shown and name != "due")]
    options = [Option(name, title(name)) for name in names]
    return await app.push_screen_wait(Ticks(_("Columns"), options, shown))


async def choose_view(app: Host, shape: Shape, owners: Sequence[str]) -> Shape | None:
    """A saved view, or one that every book is born with; saving and dropping give nothing to show."""
    snapshot, book = app.snapshot, app.session.book
    if snapshot.as_of is None:
        app.refuse(_("There are no accounts yet; 6 reads your files."))
        return None
    saved = await asyncio.to_thread(book.views.all)
    born = built_in(snapshot.as_of, date.today(), book.user, owners)
    own = mine_of(book.user)
    options: list[Option[Any]] = [Option(("all", Shape()), _("All accounts"))]
    options += [Option((name, made), _(name)) for name, made in born.items() if name != MINE or own not in saved]
    options += [Option((name, Shape.from_json(view)), name) for name, view in saved.items()]
    options.append(Option(("save", None), _("Save this list as a view…"), "S"))
    if saved:
        options.append(Option(("drop", None), _("Drop a saved view…"), "D"))
    chosen = await app.push_screen_wait(Choice(_("Views"), options, typed=False))
    if chosen is None:
        return None
    name: str = chosen.value[0]
    made: Shape | None = chosen.value[1]
    if name == MINE and made is None:
        return await _mine(app, owners)
    if name == "save":
        await _save(app, shape)
    elif name == "drop":
        await _drop(app, list(saved))
    return made


def mine_of(user: str) -> str:
    """The name of a user's own view: in a shared book everybody has one."""
    return f"{_(MINE)} ({user})"


async def _mine(app: Host, owners: Sequence[str]) -> Shape | None:
    """Ask which owner the user is, once."""
    options = [Option(owner, owner) for owner in sorted(owners)]
    if not options:
        app.refuse(_("No account has an owner; import a file with one."))
        return None
    chosen = await app.push_screen_wait(Choice(_("Which owner are you?"), options, typed=True))
    if chosen is None:
        return None
    shape = Shape(kept=(Kept("owner", "is", chosen.value),))
    await app.write(lambda book: book.views.save(mine_of(book.user), shape.as_json()))
    return shape


async def _save(app: Host, shape: Shape) -> None:
    from tui.screens.ask import Ask

    name = await app.push_screen_wait(Ask(_("Save this list as"), ""))
    if name:
        await app.write(lambda book: book.views.save(name, shape.as_json()))
        app.say(_("Saved: {name}.").format(name=name), "good")


async def _drop(app: Host, names: Sequence[str]) -> None:
    options = [Option(name, name) for name in names]
    chosen = await app.push_screen_wait(Choice(_("Drop a saved view"), options, typed=False))
    if chosen is not None:
        await app.write(lambda book: book.views.drop(chosen.value))
        app.say(_("Dropped: {name}.").format(name=chosen.value), "good")
