"""One account's page as it is shown, and what it is held against: each read once, ahead where there is time."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.errors import ChurnError
from tui.chances_drawn import chances_of
from tui.session import Session
from tui.snapshot import Snapshot
from tui.timeline_drawn import told
from tui.widgets.paint import Line

if TYPE_CHECKING:
    import polars as pl

    from metrics.account import AccountPage
    from metrics.findings import Findings
    from tui.engine import Engine

# What is computed once for all pages.
_PEERS, _PRECEDENTS = ("peers",), ("precedents",)
Key = tuple[object, ...]


@dataclass(frozen=True)
class Sheet:
    """An account's page, with its timeline ready to be shown."""

    page: "AccountPage"
    timeline: "pl.DataFrame"


@dataclass(frozen=True)
class Beside:
    """What a page is held against: the figures of its segment, what became of those with its signals, its chances."""

    peers: dict[str, float]
    precedents: "pl.DataFrame"
    chances: Line


def sheet(session: Session, snapshot: Snapshot, engine: "Engine", account_id: str) -> Sheet:
    """Everything that is known of the account. Raises ChurnError where the book does not know it."""

    def read() -> Sheet:
        return _written_on(session.answer(snapshot, _found_key(account_id), lambda: engine.found(account_id)), engine)

    return session.answer(snapshot, _sheet_key(snapshot, account_id), read)


def beside(session: Session, snapshot: Snapshot, engine: "Engine", page: "AccountPage") -> Beside:
    """What the page is held against; the first time that takes longer: it is computed for the whole book."""
    from metrics.account import peers_of

    peers = session.answer(snapshot, _PEERS, engine.peers)
    past = session.answer(snapshot, _PRECEDENTS, engine.precedents)
    chances = session.answer(snapshot, _chances_key(page.account_id), lambda: chances_of(engine, page.account_id))
    if page.state["status"] == "leaving":
        chances = []  # what others of its age do says nothing of one whose last day is known
    return Beside(peers_of(peers, page.state["segment"]), past, chances)


def beside_is_known(session: Session, snapshot: Snapshot) -> bool:
    """Whether what pages are held against has been computed."""
    return session.knows(snapshot, _PEERS, _PRECEDENTS)


def known(session: Session, snapshot: Snapshot, account_id: str) -> tuple[Sheet, Beside] | None:
    """The whole of the page where it was read ahead; None where it was not."""
    keys = _sheet_key(snapshot, account_id), _PEERS, _PRECEDENTS, _chances_key(account_id)
    if snapshot.contents is None or not session.knows(snapshot, *keys):
        return None
    engine = snapshot.contents.engine
    found = sheet(session, snapshot, engine, account_id)
    return found, beside(session, snapshot, engine, found.page)


def read_ahead(session: Session, snapshot: Snapshot, account_ids: Sequence[str]) -> None:
    """Have the first of these pages ready, and what files tell of the others too where that of the first has to be
    looked up; only where that takes no more than their own rows. What fails is said when it is asked for."""
    contents = snapshot.contents
    if contents is None or snapshot.as_of is None or not contents.engine.has_pages_at_hand:
        return
    engine = contents.engine
    with suppress(ChurnError, OSError):
        if not session.knows(snapshot, _found_key(account_ids[0])):
            for account_id, found in engine.findings(*account_ids).items():
                session.keep(snapshot, _found_key(account_id), found)
        beside(session, snapshot, engine, sheet(session, snapshot, engine, account_ids[0]).page)


def _written_on(found: "Findings", engine: "Engine") -> Sheet:
    """The sheet of an account of which this was found, with what people wrote of it by now."""
    from metrics.account import page_of, with_movements

    page = page_of(found, engine.written())
    files = {record.id: record.file for record in engine.book.imports(include_undone=True)}
    return Sheet(page, told(with_movements(page), page.currency, files))


def _found_key(account_id: str) -> Key:
    return "found", account_id


def _sheet_key(snapshot: Snapshot, account_id: str) -> Key:
    return "page", snapshot.events, account_id


def _chances_key(account_id: str) -> Key:
    return "chances", account_id
