"""Import: from files to figures by keys, what is open asked, what was recognised changed, nothing stored before."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from metrics.book import Book
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.tui.conftest import TODAY, Start, lines, press, settle, text, until
from tui.screens.importing.preflight import PreflightScreen
from tui.screens.importing.rejects import RejectsScreen
from tui.widgets.frame_table import FrameTable
from tui.words import use_language

SPELLS = "subscription_id,account_id,start_on,end_on,mrr,currency\n"
PLAIN = SPELLS + "".join(f"S{n},A{n:02},2025-01-{n + 10},,{100 + n}.50,EUR\n" for n in range(9))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program is started: its files are what Import lists."""
    exports = tmp_path / "exports"
    exports.mkdir()
    monkeypatch.chdir(exports)
    return exports


def write(folder: Path, **files: str) -> None:
    """Files of the folder, by their names without the ending."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")


def stored(workspace: Path) -> list[str]:
    """The tables of the imports that stand."""
    with Book.open(workspace, read_only=True) as book:
        return [record.table for record in book.imports()]


async def shows(pilot: Pilot[int], *said: str) -> None:
    """Wait until all of this stands on the screen."""
    await until(pilot, lambda: all(each in text(pilot) for each in said))


async def type_in(pilot: Pilot[int], typed: str) -> None:
    """Type a text, and Enter."""
    await pilot.press(*("space" if each == " " else each for each in typed), "enter")
    await settle(pilot)


async def go_to(pilot: Pilot[int], title: str) -> None:
    """Put the cursor of what was recognised on the thing of that name."""
    table = pilot.app.screen.query_one("#recognised", FrameTable)
    rows = (table.at(index) for index in range(table.height))
    table.move_to(next(at for at, row in enumerate(rows) if row and title in row["what"]))
    table.focus()
    await settle(pilot)


async def test_from_a_file_to_figures_with_enter_alone(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, subscriptions=PLAIN)
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await shows(pilot, "9 rows")
        assert stored(tmp_path / "book") == []
        await press(pilot, "enter")
        await shows(pilot, "Stored.")
        assert stored(tmp_path / "book") == ["subscriptions"]
        await press(pilot, "enter")
        assert pilot.app.current_mode == "overview"
        await shows(pilot, "€940")


async def test_a_large_import_is_prepared_for_the_next_opening(
    start: Start, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.engine.LARGE", 5)
    write(folder, subscriptions=PLAIN)
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await shows(pilot, "9 rows")
        await press(pilot, "enter")
        await shows(pilot, "Stored.")
        await settle(pilot)
        kept = [file.name for file in (tmp_path / "book" / "cache").iterdir()]
    assert any(name.startswith("listing") for name in kept)
    assert any(name.startswith("growth") for name in kept)


async def test_what_was_recognised_stands_there_with_reasons(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, ventes="Numéro client;Date de début;MRR\nC1;14/03/2025;12,50\nC2;15/03/2025;13,50\n")
    async with start(tmp_path / "book", (140, 40)) as pilot:
        await press(pilot, "enter")
        await shows(pilot, "day, month, year", "a comma: 1.234,50", "semicolons", "utf-8", "account_id", "C1 · C2")


async def test_a_date_of_two_readings_is_asked_and_answered_by_key(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, subs="account_id,start_on,mrr\nA,03/04/2025,10.00\nB,05/06/2025,11.00\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await shows(pilot, "How are dates written?")
        await press(pilot, "m")
        await shows(pilot, "month, day, year")
        await shows(pilot, "2025-03-04")
        await press(pilot, "enter")
    with Book.open(tmp_path / "book") as book:
        assert str(book.tables()["subscriptions"]["start_on"].min()) == "2025-03-04"


async def test_a_day_that_no_menu_holds_is_typed(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, churn="customerID,tenure,MonthlyCharges,Churn\nA,5,10.50,Yes\nB,7,11.25,No\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await shows(pilot, "The day, such as")
        await type_in(pilot, "soon")
        await shows(pilot, "is no day")
        await pilot.press(*["backspace"] * 4)
        await type_in(pilot, "2026-09-30")
        await shows(pilot, "2 rows")


async def test_another_mrr_is_asked_about_and_may_be_a_change_on_a_day(
    start: Start, tmp_path: Path, folder: Path
) -> None:
    write(folder, subscriptions=PLAIN)
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter", "enter")
        write(folder, subscriptions=PLAIN.replace("100.50", "200.50"))
        await press(pilot, "tab", "tab", "enter")
        await shows(pilot, "another MRR")
        await press(pilot, "d")
        await type_in(pilot, "2026-01-01")
        await shows(pilot, "1 row", "would change")
        await press(pilot, "enter")
    with Book.open(tmp_path / "book") as book:
        assert book.imports()[-1].choice.change_on is not None


async def test_a_column_is_mapped_by_key_and_remembered(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, list="who,since,worth\nA,2025-01-02,10.00\nB,2025-02-03,11.00\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PreflightScreen)
        await go_to(pilot, "list.csv")
        await press(pilot, "enter")
        await type_in(pilot, "subscr")
        for column, field in (("who", "account_id"), ("since", "start_on"), ("worth", "mrr")):
            await go_to(pilot, column)
            await press(pilot, "enter")
            await type_in(pilot, field)
        await shows(pilot, "2 rows")
        await press(pilot, "escape", "enter")
        assert stored(tmp_path / "book") == ["subscriptions"]
        write(folder, later="who,since,worth\nC,2025-01-02,10.00\n")
        await press(pilot, "tab", "tab", "6")
        await press(pilot, "slash", "enter")
        files = pilot.app.screen.query_one("#files", FrameTable)
        at = files.find((str(folder / "later.csv"),))
        assert at is not None
        files.move_to(at)
        await press(pilot, "enter")
        await shows(pilot, "1 row", "subscriptions")


async def test_lines_set_aside_open_and_are_written(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, subscriptions=PLAIN + "S99,A99,,,5.00,EUR\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await shows(pilot, "1 set aside")
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, RejectsScreen)
        await shows(pilot, "S99,A99", "start_on")
        await press(pilot, "e", "enter")
        written = (folder / "subscriptions.rejects.csv").read_text(encoding="utf-8")
        assert "S99,A99" in written
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PreflightScreen)
    assert stored(tmp_path / "book") == []


async def test_what_a_past_import_set_aside_opens(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, subscriptions=PLAIN + "S99,A99,,,5.00,EUR\n")
    with Book.open(tmp_path / "book") as book:
        commit(book, prepare(book, [folder / "subscriptions.csv"], Hints(), today=TODAY))
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "6")
        pilot.app.screen.query_one("#past", FrameTable).focus()
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, RejectsScreen)
        await shows(pilot, "S99,A99", "start_on")


async def test_escape_while_reading_stores_nothing(
    start: Start, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    from metrics import importing

    write(folder, subscriptions=PLAIN)
    reading, going_on = Event(), Event()
    real = importing.prepare

    def slow(*args: object, **options: object) -> object:
        reading.set()
        going_on.wait(5)
        return real(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "prepare", slow)
    async with start(tmp_path / "book") as pilot:
        await pilot.press("enter")
        await until(pilot, reading.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, PreflightScreen))
        going_on.set()
        await settle(pilot)
        await shows(pilot, "nothing was stored")
    assert stored(tmp_path / "book") == []


async def test_stopping_while_storing_leaves_no_half_import(
    start: Start, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from metrics.book.parquet import Parquet

    write(folder, subscriptions=PLAIN, accounts="account_id,name\nA01,One\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "space", "space", "enter")
        real = Parquet.put

        def put(self: Parquet, *args: object) -> str:
            pilot.app.call_from_thread(pilot.app.screen.leave)  # type: ignore[attr-defined]
            return real(self, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(Parquet, "put", put)
        await press(pilot, "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, PreflightScreen))
        await shows(pilot, "nothing was stored")
    assert stored(tmp_path / "book") == []


async def test_history_says_how_and_undoes_and_redoes(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, subscriptions=PLAIN)
    async with start(tmp_path / "book", (100, 30)) as pilot:
        await press(pilot, "enter", "enter", "tab")
        await press(pilot, "enter")
        await shows(pilot, "start_on → start_on", "Import 1")
        await press(pilot, "u")
        assert stored(tmp_path / "book") == []
        await press(pilot, "U")
        assert stored(tmp_path / "book") == ["subscriptions"]


async def test_an_answer_is_for_its_file_alone_and_kept_for_files_of_its_headers(
    start: Start, tmp_path: Path, folder: Path
) -> None:
    write(folder, subs="account_id,start_on,mrr\nA,03/04/2025,10.00\n")
    write(folder, tickets="ticket_id,account_id,opened_on,subject\nT1,A,23/04/2025,x\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "space", "space", "enter", "m")
        await shows(pilot, "2 files")
        await press(pilot, "enter")
    with Book.open(tmp_path / "book") as book:
        assert str(book.tables()["subscriptions"]["start_on"][0]) == "2025-03-04"
        assert str(book.tables()["tickets"]["opened_on"][0]) == "2025-04-23"
    write(folder, subs="account_id,start_on,mrr\nB,05/06/2025,10.00\n")
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "6", "enter")
        await shows(pilot, "1 row", "month, day, year")


async def test_a_column_can_be_left_out_by_key(start: Start, tmp_path: Path, folder: Path) -> None:
    write(folder, subscriptions=PLAIN)
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await go_to(pilot, "end_on")
        await press(pilot, "enter")
        await type_in(pilot, "not used")
        await shows(pilot, "9 rows", "not used")


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
async def test_the_checks_fit_eighty_cells(start: Start, tmp_path: Path, folder: Path, language: str) -> None:
    write(folder, subscriptions=PLAIN)
    use_language(language)
    async with start(tmp_path / "book") as pilot:
        await press(pilot, "enter")
        await shows(pilot, "subscriptions.csv")
        await until(pilot, lambda: "2025-01-10" in text(pilot))
        assert "…" not in lines(pilot)[1]
