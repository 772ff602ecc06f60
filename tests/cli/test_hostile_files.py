"""Files that mean harm, and disks that fail: one sentence, nothing stored, nothing lost."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from metrics.book import Book
from metrics.errors import ChurnError
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints
from tests.book.batches import batch, subscription
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
HEAD = "subscription_id,account_id,start_on,mrr\n"
GOOD = HEAD + "s1,A1,2026-01-01,100.00\n"


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def workbook(sheet: bytes, strings: bytes = b"<sst/>") -> bytes:
    """A minimal workbook with this sheet."""
    relations = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    spreadsheet = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped({
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": b'<workbook xmlns="' + spreadsheet + b'" xmlns:r="' + relations
        + b'"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="r1" Type="' + relations
        + b'/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": sheet,
    })  # fmt: skip


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b']><worksheet><sheetData><row><c t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.zip", zipped({"a.csv": bytes(90 << 20)})),
        ("many.zip", zipped({f"{n}.csv": b"" for n in range(3_000)})),
        ("bomb.xlsx", workbook(b"<worksheet><sheetData>" + b" " * (90 << 20) + b"</sheetData></worksheet>")),
        ("laughs.xlsx", workbook(LAUGHS)),
        ("up.zip", zipped({"../../../etc/cron.d/x.csv": b"a"})),
        ("nul.csv", b"\x00" * 5_000),
    ],
)
def test_packed_harm_is_one_sentence(churn: Run, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    answer = churn("import", str(tmp_path / name))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert "error of its own" not in answer.err
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize(("columns", "code"), [(1_500, 0), (100_000, 1)])
def test_a_hundred_thousand_columns(churn: Run, tmp_path: Path, columns: int, code: int) -> None:
    path = tmp_path / "wide.csv"
    names = [*HEAD.strip().split(","), *(f"x{n}" for n in range(columns))]
    path.write_text(",".join(names) + "\n" + "s1,A1,2026-01-01,100.00," + ",".join(["1"] * columns) + "\n")
    answer = churn("import", str(path))
    assert answer.code == code
    assert "error of its own" not in answer.err
    assert len(answer.err) < 10_000


def test_a_line_of_a_hundred_thousand_cells(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(HEAD + "s1,A1,2026-01-01,100.00" + "," * 100_000)
    answer = churn("read", str(path))
    assert (answer.code, answer.out) == (1, "")
    assert "columns" in answer.err


def test_names_of_a_megabyte_and_nul_are_names(churn: Run, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(f"account_id,name,email\nA1,{'x' * (1 << 20)},a@b.example\nA2,nul\x00nul\x1b[2J,c@d.example\n")
    assert churn("import", str(path)).code == 0
    shown = churn("accounts", "--format", "table")
    assert shown.code == 0
    assert not {"\x00", "\x1b"} & set(shown.out)
    assert len(churn("accounts", "--format", "json").json[0]["name"]) == 1 << 20


def test_what_is_no_file_is_refused_at_once(churn: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text(GOOD)
    (inside / "link.csv").symlink_to(tmp_path / "secret.csv")
    (inside / "dangling.csv").symlink_to(tmp_path / "none.csv")
    for command in (
        ("import", str(tmp_path / "pipe")),
        ("import", "/dev/zero"),
        ("import", "/dev/tty"),
        ("import", str(inside / "link.csv"), "--files", str(inside)),
        ("import", str(inside), "--files", str(inside)),
        ("read", str(inside / "link.csv"), "--files", str(inside)),
        ("import", str(inside / "dangling.csv")),
    ):
        answer = churn(*command)
        assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1), command
        assert "error of its own" not in answer.err


@pytest.mark.parametrize("change", ["removed", "cut", "other"])
def test_a_file_that_changes_between_check_and_store(tmp_path: Path, change: str) -> None:
    """What was shown is what is stored: the rows were read once, and the file is not looked at again."""
    path = tmp_path / "spells.csv"
    path.write_text(GOOD)
    book = Book.open(tmp_path / "book")
    prepared = prepare(book, [path], Hints(), today=date(2026, 1, 1))
    if change == "removed":
        path.unlink()
    else:
        path.write_text("" if change == "cut" else GOOD.replace("100", "999"))
    commit(book, prepared)
    assert book.tables()["subscriptions"]["mrr"].to_list() == [10_000]


def test_a_clock_set_back_changes_no_order(tmp_path: Path) -> None:
    moments = iter(datetime(2026, 1, 1 + day % 3, tzinfo=UTC) for day in (9, 4, 2, 7, 1, 6, 3, 8, 5, 0, 1, 2))
    book = Book(tmp_path / "book", clock=lambda: next(moments))
    book.commit([batch("subscriptions", [subscription("s", date(2025, 1, 1), 100, currency="EUR")])])
    for word in ("one", "two", "three"):
        book.journal.note("a-s", word)
    book.settings.set("stage", "young")
    book.undo_import(1)
    book.redo_import(1)
    assert book.journal.notes()["text"].to_list() == ["one", "two", "three"]
    assert book.tables()["subscriptions"].height == 1
    assert book.settings.get("stage") == "young"


@pytest.mark.skipif(os.geteuid() != 0, reason="a file system of its own needs the right to mount one")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        filled_up(disk / "book")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def filled_up(folder: Path) -> None:
    """Write until the disk is full; what was acknowledged is there, the rest is refused with a sentence."""
    book = Book.open(folder)
    notes = imports = 0
    codes = set()
    for number in range(60):
        rows = [subscription(f"{number}-{n}", date(2025, 1, 1), n + 1, currency="EUR") for n in range(300)]
        try:
            book.commit([batch("subscriptions", rows)])
            imports += 1
        except ChurnError as error:
            codes.add(error.code)
        try:
            book.journal.note("a", f"{number} " + "x" * 3_000)
            notes += 1
        except ChurnError as error:
            codes.add(error.code)
        if codes and number > imports + 2:
            break
    assert codes == {"disk_full"}
    book.close()
    with Book.open(folder, read_only=True) as again:
        assert again.journal.notes().height == notes
        assert len(again.imports()) == imports
        assert again.tables()["subscriptions"].height == 300 * imports


def test_an_interrupted_read_stores_nothing(tmp_path: Path) -> None:
    """Ctrl+C while a file is read: 130, and no book."""
    path = tmp_path / "spells.csv"
    path.write_text(HEAD + "".join(f"s{n},A{n},2026-01-01,100.00\n" for n in range(1_000)))
    program = (
        "import os, signal, sys\nfrom metrics.reading import rows\n"
        "rows.GridReader.judged = lambda self: os.kill(os.getpid(), signal.SIGINT) or iter(())\n"
        "from tui.cli import program\nsys.exit(program.run(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", program, "import", str(path), "--workspace", str(tmp_path / "book")]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True
    )
    assert ended.returncode == 130
    assert not (tmp_path / "book").exists()
