"""An account that is forgotten: no trace of it in any byte of the workspace, everything else as it was."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from metrics.book import Book, LossRef, forgetting
from metrics.book.doctor import examine
from metrics.book.identity import Identity
from metrics.errors import ChurnError
from metrics.importing import commit, prepare
from metrics.reading.grid import Hints

ROOT = Path(__file__).parents[2]
ID, NAME, MAIL, DOMAIN = "cust-0042", "Zebulon Widgets", "jane@zebulon.example", "zebulon.example"
WORDS = (ID, NAME, MAIL, DOMAIN)
ACCOUNTS = (
    "account_id,name,segment,owner,domain,email,billing_id\n"
    f"{ID},{NAME},SMB,ann,{DOMAIN},{MAIL},bill-99\n"
    "cust-0043,Other Ltd,SMB,ann,shared.example,a@shared.example,bill-98\n"
    "cust-0044,Third Ltd,ENT,bob,shared.example,b@shared.example,bill-97\n"
)
SPELLS = (
    "subscription_id,account_id,plan,start_on,end_on,mrr,currency\n"
    f"s1,{ID},pro,2025-02-01,2025-09-01,50.00,EUR\n"
    "s2,cust-0043,pro,2025-01-01,,70.00,EUR\n"
    "s3,cust-0044,pro,2025-01-01,2025-08-01,30.00,EUR\n"
    f"s4,{ID},pro,2025-02-30,,50.00,EUR\n"
    "s5,cust-0043,pro,2025-02-30,,50.00,EUR\n"
)
TICKETS = (
    f"ticket_id,account_id,opened_on,subject\nt1,{ID},2025-03-01,Printer\nt2,cust-0043,2025-03-01,Same as {NAME} had\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book that speaks of the account in every way that there is, closed."""
    files = []
    for name, text in {"accounts.csv": ACCOUNTS, f"{NAME}.csv": SPELLS, "tickets.csv": TICKETS}.items():
        (tmp_path / name).write_text(text)
        files.append(tmp_path / name)
    with Book.open(tmp_path / "book") as book:
        commit(book, prepare(book, files, Hints(), today=date(2026, 1, 1)))
        renamed = tmp_path / "renamed.csv"
        renamed.write_text(ACCOUNTS.replace("SMB,ann", "SMB,bob"))
        commit(book, prepare(book, [renamed], Hints(), today=date(2026, 1, 1)))
        book.undo_import(len(book.imports()))
        book.tables()
        book.tags.tag(LossRef(ID, date(2025, 9, 1), (("s1", date(2025, 2, 1)),)), {"assessed": "money", "note": NAME})
        book.tags.tag(LossRef("cust-0044", date(2025, 8, 1)), {"assessed": "money", "lesson": f"as {NAME} did"})
        book.journal.note(ID, "called twice")
        book.journal.note("cust-0043", f"knows {MAIL}; wrote to {ID}, not to cust-00421")
        book.journal.review(ID, ["late"])
        book.links.add("cust-0044", ID)
    return tmp_path / "book"


def shown(folder: Path) -> list[str]:
    """Where any of the words stands: in raw bytes, or in a cell of a Parquet file as another reader sees it."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes().lower()
        if path.suffix == ".parquet":
            rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
            content += repr(rows).encode().lower()
        found += [f"{path.name}: {word}" for word in (*WORDS, "bill-99") if word.lower().encode() in content]
    return [name for name in found if ID not in name or "cust-00421" not in name]


def others(folder: Path) -> object:
    with Book.open(folder) as book:
        tables = book.tables()
        spells = tables["subscriptions"].filter(account_id="cust-0043").drop("source_import")
        return spells.rows(), tables["accounts"].filter(account_id="cust-0044").rows(), book.events_version() > 0


def test_no_byte_shows_it(folder: Path) -> None:
    assert len(shown(folder)) > 10
    before = others(folder)
    with Book.open(folder) as book:
        gone = book.forgetting.forget(ID)
        assert (gone.rows, gone.rejects, gone.events, gone.traces) == (4, 1, 4, ())
        assert gone.since == date(2025, 2, 1)
    assert [name for name in shown(folder) if "cust-00421" not in name] in ([], ["book.sqlite: cust-0042"])
    content = (folder / "book.sqlite").read_bytes()
    assert content.count(b"cust-0042") == content.count(b"cust-00421") == 1
    assert others(folder) == before
    with Book.open(folder) as book:
        assert book.journal.notes()["text"].to_list() == ["knows […]; wrote to […], not to cust-00421"]
        assert book.tags.all()["lesson"].to_list() == ["as […] did"]
        assert book.rejects(2).height == 1
        assert [one.since for one in book.forgetting.restatements()] == [date(2025, 2, 1)]
        assert [finding.code for finding in examine(book) if not finding.sound] == []
        with pytest.raises(ChurnError, match="unknown_account"):
            book.forgetting.forget(ID)
        with pytest.raises(ChurnError, match="append-only"), book.store.write() as connection:
            connection.execute("DELETE FROM events")


def test_what_computes_sees_it_at_once(folder: Path) -> None:
    with Book.open(folder) as book, Book.open(folder) as other:
        version = other.version()
        assert ID in other.tables()["accounts"]["account_id"]
        book.forgetting.forget(ID)
        assert other.version() != version
        assert ID not in other.tables()["accounts"]["account_id"]


@pytest.mark.parametrize("step", ["clear", "purge", "put", "append"])
def test_killed_on_the_way_it_is_there_or_gone(folder: Path, step: str) -> None:
    """Kill -9 at each step: before the transaction everything is there, after it the next to open finishes."""
    owner = {"clear": "parquet.Parquet", "append": "forgetting", "purge": "store.Store", "put": "parquet.Parquet"}[step]
    program = (
        "import os, signal, sys; from pathlib import Path; from metrics.book import Book, forgetting, store, parquet\n"
        f"{owner}.{step} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"Book.open(Path(sys.argv[1])).forgetting.forget({ID!r})\n"
    )
    before = others(folder)
    killed = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with Book.open(folder) as book:
        known = ID in book.tables()["accounts"]["account_id"]
        assert known == (step in ("put", "append"))
        assert ({ID} <= set(book.journal.notes()["account_id"])) == known
        if known:
            book.forgetting.forget(ID)
        assert not book.forgetting.is_unfinished()
    assert [name for name in shown(folder) if name != f"book.sqlite: {ID}"] == []
    assert others(folder) == before


def test_others_rows_point_to_it_no_more(tmp_path: Path) -> None:
    """Neither in a column of the file's own nor in what is written freely, whatever the name begins with; a name that
    is one plain word may be something else in others' columns."""
    accounts = (
        'account_id,name,parent,venue\n"x-1",(Zeb) & Sons.,,\n'
        'x-2,Lyon,X-1,(Zeb) & Sons. in Lyon\nx-3,Third,"x-10",Lyon\n'
        "x-4,株式会社東京,,"
    )
    tickets = (
        "ticket_id,account_id,opened_on,subject\nt1,x-2,2025-03-01,as (zeb) & Sons. of Lyon\n"
        "t2,x-3,2025-03-01,像株式会社東京那样"
    )
    for name, text in {"accounts": accounts, "tickets": tickets}.items():
        (tmp_path / f"{name}.csv").write_text(text + "\n")
    with Book.open(tmp_path / "book") as book:
        files = sorted(tmp_path.glob("*.csv"))
        commit(book, prepare(book, files, Hints(), today=date(2026, 1, 1)))
        assert book.forgetting.forget("x-1").traces == ()
        kept = book.tables()["accounts"].select("parent", "venue").rows()
        assert kept == [("[…]", "[…] in Lyon"), ("x-10", "Lyon"), (None, None)]
        assert book.forgetting.forget("x-4").traces == ()
        assert book.tables()["tickets"]["subject"].to_list() == ["as […] of Lyon", "像[…]那样"]
        book.forgetting.forget("x-2")
        assert book.tables()["accounts"]["venue"].to_list() == ["Lyon"]


@pytest.mark.parametrize("place", [".", "imports", "cache"])
def test_what_killed_writes_left_goes_too(folder: Path, place: str) -> None:
    left, own = folder / place / ".tmp-1", folder / place / "list.csv"
    with Book.open(folder) as book:
        rows = book.tables()["accounts"].drop("source_import", "source_line")
        rows.write_parquet(left)
        own.write_text("account_id\ncust-0043\n")
        assert book.forgetting.forget(ID).traces == ()
        assert not left.exists() and own.exists()
    rows.write_parquet(own)
    with Book.open(folder) as book:
        book.journal.note(ID, "again")
        assert book.forgetting.forget(ID).traces == (str(own.relative_to(folder)),)


def test_an_index_of_pages_shows_nobody(tmp_path: Path) -> None:
    for name in ("book.sqlite", "book.sqlite-wal", "book.sqlite-shm"):
        (tmp_path / name).write_bytes(b"\0A2\0")
    assert Identity.of("A2", []).traces(tmp_path) == ["book.sqlite", "book.sqlite-wal"]


def test_unknown_ids_change_nothing(folder: Path) -> None:
    with Book.open(folder) as book:
        state = book.version(), book.events_version()
        for unknown in ("cust-9999", "", "%", "' OR 1=1 --"):
            with pytest.raises(ChurnError, match="unknown_account"):
                book.forgetting.forget(unknown)
        assert (book.version(), book.events_version()) == state
        assert forgetting.FORGOTTEN not in {event.kind for event in book.log.read(forgetting.FORGOTTEN)}


def test_a_book_of_words_alone(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book") as book:
        book.journal.note(ID, "called")
        assert book.forgetting.forget(ID).events == 1
        assert book.journal.notes().is_empty()
    assert shown(tmp_path / "book") == []
