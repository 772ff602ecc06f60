"""A small book with hostile names, and a program over it without a terminal."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tui.app import make
from tui.session import Session
from tui.terminal import Facts
from tui.words import use_language

TODAY = date(2026, 11, 3)
HOSTILE = (
    "[/x] Ltd",
    "[bold]Acme[/bold] [EU]",
    "\x1b[31mred\x1b]0;title\x07",
    "a\u202eesrever\u202c",
    "tab\there",
    "👩‍👩‍👧‍👦 family 東京商事",
    "=HYPERLINK(1)",
    "x" * 10_000,
    "{name} %s",
)
PATIENCE = 60.0  # seconds for what a timer brings about, on a machine that does much else
# Workers of a menu wait for a person.
_WAITING = "default"

Start = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


def write_files(folder: Path) -> list[Path]:
    """Accounts, subscriptions and tickets of 24 customers: every third is lost, the larger the later."""
    names = [*HOSTILE, *(f"Customer {n}" for n in range(len(HOSTILE), 24))]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    accounts = [f"A{n:02},{name},{('SMB', 'Large')[n % 2]},Ann" for n, name in enumerate(quoted)]
    spells = [
        f"S{n},A{n:02},Pro,2025-01-15,{'' if n % 3 else f'2026-0{1 + n // 3}-01'},{100 + n}.00,EUR,too expensive"
        for n in range(24)
    ]
    tickets = [f"T{n},A{n:02},2025-12-0{1 + n % 9},complaint,{name}" for n, name in enumerate(quoted)]
    tables = {
        "accounts": ("account_id,name,segment,owner", accounts),
        "subscriptions": ("subscription_id,account_id,plan,start_on,end_on,mrr,currency,cancel_reason", spells),
        "tickets": ("ticket_id,account_id,opened_on,kind,subject", tickets),
    }
    paths = []
    for table, (head, rows) in tables.items():
        path = folder / f"{table}.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8", newline="")
        paths.append(path)
    return paths


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    use_language("en")
    yield


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The files of the small book."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return write_files(folder)


@pytest.fixture
def workspace(tmp_path: Path, files: list[Path]) -> Path:
    """The folder of a book that holds them."""
    folder = tmp_path / "book"
    with Book.open(folder) as book:
        commit(book, prepare(book, files, Hints(), today=TODAY))
    return folder


@pytest.fixture
def start() -> Start:
    """Start the program over a workspace in a terminal of a size; the first figures stand when it is entered."""

    @asynccontextmanager
    async def started(
        folder: Path, size: tuple[int, int] = (80, 24), *, facts: Facts | None = None, read_only: bool = False
    ) -> AsyncIterator[Pilot[int]]:
        known = facts or Facts("xterm-256color", truecolor=False, unicode=True, no_color=False)
        app = make(Session(folder, as_of=date(2026, 10, 31), read_only=read_only), known)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot

    return started


async def settle(pilot: Pilot[int]) -> None:
    """Wait until nothing is being read or computed, and everything is drawn."""
    await pilot.pause()
    while (running := _running(pilot)) or not _is_laid_out(pilot):
        for worker in running:
            with suppress(WorkerFailed, WorkerCancelled):
                await worker.wait()
        await pilot.pause()


def _running(pilot: Pilot[int]) -> list[Worker[object]]:
    return [worker for worker in pilot.app.workers if not worker.is_finished and worker.group != _WAITING]


def _is_laid_out(pilot: Pilot[int]) -> bool:
    """Whether the screen in front has its size, if the program has not ended."""
    screens = pilot.app.screen_stack
    return not pilot.app.is_running or not screens or screens[-1]._compositor.size.height > 0


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys as a person does: each is answered before the next."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def lines(pilot: Pilot[int]) -> list[str]:
    """What stands on the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def text(pilot: Pilot[int]) -> str:
    """What stands on the screen."""
    return "\n".join(lines(pilot))


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Wait for a state that a timer brings about."""
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end, "it never came about"
        await pilot.pause(0.01)
