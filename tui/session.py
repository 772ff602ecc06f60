"""The one state of a running program: the book, what the screens show of it, and the answers computed so far."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast

from tui.snapshot import Contents, Snapshot, View, Where

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.book.visits import Visit
    from metrics.ledger import Ledger
    from metrics.question import LossDate
    from tui.news import Latest

Answer = TypeVar("Answer")
Fill = Callable[["Book"], None]
_ANSWERS = 256  # answers that are kept: a reviewer who walks a thousand accounts comes back to few of them


class Session:
    """The one state of a running program: the book, the snapshot of it, and the answers computed from that.

    Reading and computing take time: call `read` and `answer` in a thread. A write is on disk when it returns.
    """

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool = False,
        as_of: date | None = None,
        loss_date: "LossDate | None" = None,
        where: Where = (),
        files: str | None = None,
        fill: "Fill | None" = None,
    ) -> None:
        """`files` is the only folder that files may be read from; `fill` is called with a book without imports."""
        self.folder = folder
        self._files = files
        self._fill = fill
        self._as_of = as_of
        self._loss_date = loss_date
        self._book: Book | None = None
        self._opening, self._visiting, self._answering = Lock(), Lock(), Lock()
        self._visits: dict[Path, Visit | None] = {}
        self._seen: tuple[object, object] | None = None
        self._answers: dict[tuple[object, ...], Any] = {}
        self._asked: dict[tuple[object, ...], Future[Any]] = {}  # what is being computed
        self.unstored: dict[tuple[str, str], str] = {}  # what was typed, by account and field, until it is on disk
        self.snapshot = Snapshot(name=folder.name, view=View(where=where), read_only=read_only)

    @property
    def book(self) -> "Book":
        """The book, opened when it is first needed; ChurnError where it cannot be."""
        with self._opening:
            if self._book is None:
                from metrics.book import Book

                self._book = Book.open(self.folder, read_only=self.snapshot.read_only)
            return self._book

    def read(self) -> Snapshot:
        """Read the book anew, if it has changed."""
        from tui.engine import Engine, ledger_of

        book = self.book
        if self._fill is not None and not book.imports():
            self._fill(book)
        version = book.version()
        self._seen = (version, book.events_version())  # what is written from here on will be news
        loss_date: LossDate = self._loss_date or book.settings.get("loss_date")
        known = self.snapshot.contents
        if known and known.version == version and known.engine.loss_date == loss_date:
            source = known.engine.source
        else:
            source = Once(lambda: ledger_of(book, loss_date))
        latest, first = reach_of(book, source, date.today())
        as_of = self._as_of or book.settings.get("as_of") or latest
        engine = Engine(book, source, loss_date, as_of, book.settings.assumptions(), version)
        tables = frozenset(each.table for each in book.imports())
        contents = Contents(engine, tables, version, first, is_empty=latest is None)
        return self._publish(contents=contents, data=self.snapshot.data + 1)

    def look(self, **changes: Any) -> Snapshot:
        """The same book seen otherwise: any field of `View`."""
        return self._publish(view=replace(self.snapshot.view, **changes))

    def noted(self) -> Snapshot:
        """Somebody tagged, noted or reviewed."""
        return self._publish(events=self.snapshot.events + 1)

    def move(self, folder: Path, fill: "Fill | None" = None) -> None:
        """Turn to another workspace; `read` reads it, and fills it where it is empty."""
        with self._opening:
            if self._book is not None:
                self._book.close()
            self._book, self._seen = None, None
        self.folder, self._fill = folder, fill
        self._publish(name=folder.name, contents=None, view=View(), data=self.snapshot.data + 1)

    def allowed(self, path: Path) -> Path:
        """The path, if files may be read there; ChurnError otherwise."""
        from tui.places import within

        return within(path, self._files)

    def written_to(self, path: Path) -> Path:
        """Where a file goes: as it is named; a bare name into the folder that files are kept in, where there is one."""
        named = path.expanduser()
        return Path(self._files).expanduser() / named if self._files and not named.is_absolute() else named

    def save(self, path: Path, text: str) -> Path:
        """Write a file for people; ChurnError where that is not allowed."""
        from tui.saving import save_text

        return save_text(path, text, files=self._files, read_only=self.snapshot.read_only)

    def news(self) -> Literal["book", "events"] | None:
        """What others (or another screen) have written since the snapshot; cheap enough to ask each second."""
        if self._book is None:
            return None
        now = (self._book.version(), self._book.events_version())
        before, self._seen = self._seen, now
        if before is None or before == now:
            return None
        return "book" if before[0] != now[0] else "events"

    def latest(self, snapshot: Snapshot) -> "Latest | None":
        """What is new for this user since the visit before this one, which is stored once; None on the first."""
        from tui.news import Latest, newest_import, news_since, tags_since

        contents = snapshot.contents
        if contents is None or snapshot.as_of is None:
            return None
        engine = contents.engine
        with self._visiting:
            if self.folder not in self._visits:
                self._visits[self.folder] = engine.book.visits.begin(newest_import(engine), snapshot.as_of)
            visit = self._visits[self.folder]
        if visit is None:
            return None
        news = self.answer(snapshot, ("news", visit), lambda: news_since(engine, visit))
        return Latest(visit, news, tags_since(engine, visit))

    def remember(self, snapshot: Snapshot) -> None:
        """Keep what is shown, once: what is new at the next visit is told from it."""
        from tui.news import remember

        contents = snapshot.contents
        if contents is not None and snapshot.as_of is not None:
            self.answer(snapshot, ("remembered",), lambda: remember(contents.engine))

    def answer(self, snapshot: Snapshot, key: tuple[object, ...], compute: Callable[[], Answer]) -> Answer:
        """What `compute` gives, kept while the book stays as it was read and few others have been asked for since.

        Who asks what another thread is computing waits for it; an error reaches all of them, and is not kept.
        """
        whole = (snapshot.data, *key)
        with self._answering:
            if whole in self._answers:
                self._answers[whole] = known = self._answers.pop(whole)  # the latest asked for stands last
                return cast(Answer, known)
            is_asked = whole in self._asked
            asked = self._asked.setdefault(whole, Future())
        if is_asked:
            return cast(Answer, asked.result())
        try:
            found = self.keep(snapshot, key, compute())
        except BaseException as error:
            asked.set_exception(error)
            raise
        else:
            asked.set_result(found)
            return found
        finally:
            with self._answering:
                del self._asked[whole]

    def keep(self, snapshot: Snapshot, key: tuple[object, ...], found: Answer) -> Answer:
        """What `answer` is to give from now on; the same."""
        with self._answering:
            self._answers[(snapshot.data, *key)] = found
            stale = [old for old in self._answers if old[0] != self.snapshot.data]
            for old in [*stale, *list(self._answers)[:-_ANSWERS]]:
                self._answers.pop(old, None)
        return found

    def knows(self, snapshot: Snapshot, *keys: tuple[object, ...]) -> bool:
        """Whether `answer` gives all of these at once."""
        with self._answering:
            return all((snapshot.data, *key) in self._answers for key in keys)

    def _publish(self, **changes: Any) -> Snapshot:
        self.snapshot = replace(self.snapshot, version=self.snapshot.version + 1, **changes)
        return self.snapshot


class Once(Generic[Answer]):
    """A value that is made when it is first asked for, by whichever thread asks."""

    def __init__(self, make: Callable[[], Answer]) -> None:
        self._make = make
        self._made: list[Answer] = []
        self._lock = Lock()

    def __call__(self) -> Answer:
        """The value."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


def reach_of(book: "Book", source: "Callable[[], Ledger]", today: date) -> tuple[date | None, date | None]:
    """The book's as-of and the day of its first fact, prepared so that they are known on any later day too."""
    from metrics.prepared import opened, opening

    return opened(book.prepared.frame("opening", (), lambda: opening(source().tables)), today)
