"""Texts that would like to be more than text, in every column of every file and in all that people write: columns
stay where they are, and nothing but text reaches the terminal."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.book.tags import LossRef
from tests.terminal.conftest import Start
from tests.terminal.person import ROOT, Person, program

# One cell wide on some terminals and two on others.
HEART = "❤"
HOSTILE = [
    "[red]markup[/red]", "[/x]", "[@click=app.quit]link[/]", "\x1b[31mred", "\x1b]0;title\x07titled",
    "\x1b]8;;https://evil.example\x1b\\link", "\x1bP1$r\x1b\\dcs", "\x9b31mC1", "\x85\u2028lines", "ends\u202etfel",
    "شركة الأمل", "עברית \u2067x\u2069", "zero\u200bwidth\u2060here", "👩\u200d👩\u200d👧\u200d👦 family",
    "🏴\U000e0067\U000e0062 flag", f"{HEART}\ufe0f 🇧🇪 👍🏽",
    "株式会社東京商事", "e\u0301" * 5 + "\u0335" * 40, "กำลังใจ नमस्ते",
    "x" * 10_000, "広" * 10_000, "", "  ", "tab\there", "=1+1", "{name} %s",
]  # fmt: skip
ATTRIBUTES = [f"extra {n}" for n in range(3)]
COLUMNS = ["name", "owner", "segment", "region", "industry", *ATTRIBUTES]
_WIDE = set("株式会社東京商事広")
# All that our side may say to the terminal: placing, erasing, colours, modes, queries, the keyboard's protocol.
SPOKEN = re.compile(r"\x1b(\[[0-9;]*[mHJKCr]|\[\?[0-9;]+(h|l|\$p)|\[>[0-9]+u|\[<u|[DM])")
# Whatever is left must be drawn, each character in the cells where it is put.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)


def quoted(*texts: object) -> str:
    """A line of a CSV file with every cell in quotes."""
    return ",".join('"' + str(text).replace('"', '""') + '"' for text in texts)


def write_files(folder: Path) -> list[Path]:
    """Accounts and facts; each text stands in every column of text there is."""
    head = {
        "accounts": ["account_id", *COLUMNS],
        "subscriptions": [
            "subscription_id",
            "account_id",
            "plan",
            "start_on",
            "end_on",
            "mrr",
            "currency",
            "cancel_reason",
        ],
        "tickets": ["ticket_id", "account_id", "opened_on", "kind", "severity", "subject"],
        "surveys": ["response_id", "account_id", "answered_on", "score", "comment"],
        "signals": ["signal_id", "account_id", "seen_on", "kind", "detail"],
        "orders": ["order_id", "account_id", "ordered_on", "product", "units", "amount", "currency"],
        "outcomes": ["account_id", "kpi", "measured_on", "unit", "target", "actual"],
    }
    rows: dict[str, list[list[object]]] = {name: [] for name in head}
    for n, text in enumerate(HOSTILE):
        account = f"A{n:02}"
        rows["accounts"].append([account, *[text] * len(COLUMNS)])
        ends = "2026-09-01" if n % 2 else ""
        rows["subscriptions"].append([f"S{n}", account, text, "2025-01-01", ends, 900 - n, "EUR", text])
        rows["tickets"].append([f"T{n}", account, "2026-10-01", "complaint", text, text])
        rows["surveys"].append([f"R{n}", account, "2026-10-02", 3 + n % 8, text])
        rows["signals"].append([f"N{n}", account, "2026-10-03", "champion_left", text])
        rows["orders"].append([f"O{n}", account, "2026-10-04", text, 1, 10, "EUR"])
        rows["outcomes"].append([account, text or "kpi", "2026-10-05", text, 5, 6])
    paths = []
    for name, columns in head.items():
        path = folder / f"{name}.csv"
        path.write_text("\n".join([",".join(columns), *(quoted(*row) for row in rows[name])]) + "\n", newline="")
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, home: dict[str, str]) -> Path:
    """The book of those files, with the same texts in all that people write, and a view of all columns."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "files").mkdir()
    files = map(str, write_files(folder / "files"))
    command = program("import", *files, "--workspace", str(folder / "book"), "--as-of", "2026-10-31")
    done = subprocess.run(command, env=home, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in (0, 3), done.stderr.decode()
    with Book.open(folder / "book") as book:
        for n, text in enumerate(HOSTILE):
            account = f"A{n:02}"
            book.journal.note(account, text or "-")
            book.journal.next_step(account, text, date(2026, 12, 1), text)
            if n % 2:
                loss = LossRef(account, date(2026, 9, 1), ((f"S{n}", date(2025, 1, 1)),))
                book.tags.tag(loss, {"assessed": "money", "competitor": text, "note": text, "lesson": text})
        shown = ["name", "mrr", *COLUMNS[1:], "notes", "step", "step_owner", "status"]
        book.views.save("all of them", {"columns": shown, "order": ["account_id", False]})
    return folder / "book"


def unspoken(person: Person) -> str:
    """What was sent beside what our side says to the terminal."""
    return SPOKEN.sub("", bytes(person.sent).decode()).replace("\r\n", "")


def assert_aligned(person: Person, *, heading: int, names: list[str]) -> None:
    """Between two columns of the table stands a blank on every line, and every wide character has its two cells."""
    title = person._screen.display[heading]
    starts = [title.index(name) for name in names if name in title]
    assert len(starts) > 2, title
    for y in range(heading + 1, person.rows - 1):
        cells = [person._screen.buffer[y][x].data for x in range(person.columns)]
        for start in starts[1:]:
            assert cells[start - 1] == " ", (start, "".join(cells))
        assert all(cells[x + 1] == "" for x, cell in enumerate(cells[:-1]) if cell in _WIDE), "".join(cells)
        assert not any(cell.startswith(HEART) and cells[x + 1] not in ("", " ") for x, cell in enumerate(cells[:-1]))


@pytest.mark.parametrize("size", [(80, 24), (240, 60)])
def test_columns_stay_aligned_whatever_they_hold(start: Start, hostile: Path, size: tuple[int, int]) -> None:
    person = start(book=hostile, size=size).wait_for("Customers at the end").press_until("2", "26 accounts")
    person.press_until("V", "all of them").press(*["down"] * 12, "up", "up", "enter").wait_for(
        "extra 0" if size[0] > 200 else "Region"
    )
    names = ["Name", "Owner", "Segment", "Region", "Industry", *ATTRIBUTES, "Notes", "Next step"]
    for key in ("home", "pagedown", "end", "up", "pageup"):
        person.press(key).settle(0.2)
        assert_aligned(person, heading=1, names=names)
    assert not INVISIBLE.search(unspoken(person))


def test_nothing_but_text_reaches_the_terminal_from_any_page(start: Start, hostile: Path) -> None:
    person = start(book=hostile, size=(100, 30)).wait_for("Customers at the end").press_until("2", "26 accounts")
    person.press_until("enter", "1 of 26")
    for place in range(2, len(HOSTILE) + 1):
        person.press_until("]", f"{place} of 26").settle(0.15)
        table = next(y for y, line in enumerate(person.lines) if line.lstrip().startswith("Day "))
        assert_aligned(person, heading=table, names=["Day", "What ", "What happened"])
    person.press("n").settle().press("esc", "w").settle().press("esc", "f").settle().press("esc", "esc").settle()
    person.press_until("3", "3 Losses").settle(0.3).press("end", "enter").settle().press("esc", "t").settle()
    person.press("esc", "5").settle(0.3)
    left = unspoken(person)
    assert not INVISIBLE.search(left), ascii(left[max(0, INVISIBLE.search(left).start() - 30) :][:60])
    assert person.alive()
