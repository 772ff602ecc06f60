"""`=` on a loss: which account continues this customer?"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.formats import clean
from tui.not_a_loss_drawn import marks_of
from tui.screens.ask import Ask
from tui.screens.choice import Choice, Option
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book
    from tui.screens.room import Room

_ANOTHER, _NONE = "\x00another", "\x00none"


async def link(screen: "Room", loss: Mapping[str, Any]) -> None:
    """Ask for the account that goes on, link it, and say what follows; without one, the tag says that it is none."""
    app = screen.app
    name = clean(str(loss["name"]))
    options = await asyncio.to_thread(_candidates, screen, loss)
    options += [
        Option(_ANOTHER, _("Another account: type its id"), "a"),
        Option(_NONE, _("None: tag it as not a loss, the figures stay"), "n"),
    ]
    chosen = await app.push_screen_wait(Choice(_("Who continues {name}?").format(name=name), options, typed=False))
    if chosen is None:
        return
    if chosen.value == _NONE:
        await _tag(screen, loss)
        return
    other = chosen.value
    if other == _ANOTHER:
        typed = await app.push_screen_wait(Ask(_("The id of the account that continues this customer"), ""))
        if not typed:
            return
        other = typed
    if await app.write(lambda book: _linked(book, loss["account_id"], other)):
        app.say(_("{other} continues {name}: the figures follow; Not a loss takes it back.").format(
            other=clean(other), name=name), "good")  # fmt: skip


def _candidates(screen: "Room", loss: Mapping[str, Any]) -> list[Option[str]]:
    from metrics.not_a_loss import candidates

    contents = screen.app.snapshot.contents
    if contents is None:
        return []
    rows = candidates(contents.ledger, contents.engine.day).filter(
        account_id=loss["account_id"], lost_on=loss["lost_on"]
    )
    return [
        Option(row["other_id"], clean(f"{row['other_name']} {row['other_id']}"), str(n), marks_of(row["evidence"]))
        for n, row in enumerate((r for r in rows.iter_rows(named=True) if r["other_id"]), start=1)
    ]


def _linked(book: "Book", account: str, later: str) -> bool:
    from metrics.errors import ChurnError

    if later not in book.tables()["accounts"]["account_id"]:
        raise ChurnError("unknown_account", account=later)
    book.links.add(account, later)
    return True


async def _tag(screen: "Room", loss: Mapping[str, Any]) -> None:
    from metrics.book import LossRef

    ref, thread = LossRef.of(loss), loss.get("thread")
    if await screen.app.write(lambda book: book.tags.tag(ref, {"assessed": "not_a_loss"}, thread)) is not None:
        screen.app.say(_("Tagged as not a loss: {name}.").format(name=clean(str(loss["name"]))), "good")
