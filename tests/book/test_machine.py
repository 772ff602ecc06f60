"""Anything that people do to a book, in any order, with crashes between: it is what a plain model says."""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from metrics.book import Book, Choice, LossRef
from metrics.book.archive import back_up, restore
from metrics.book.doctor import examine
from metrics.errors import ChurnError
from metrics.tables import PROVENANCE
from tests.book.batches import batch, subscription

ACCOUNTS = st.sampled_from(["a-s0", "a-s1", "a-s2"])
AMOUNTS = st.sampled_from([100, 250, 999])
DAY = date(2024, 1, 1)


class Machine(RuleBasedStateMachine):
    """A book beside a model of dicts and lists."""

    @initialize()
    def empty(self) -> None:
        self._place = tempfile.TemporaryDirectory()
        self.folder = Path(self._place.name) / "book"
        self.book = Book.open(self.folder)
        self.imports: dict[int, tuple[dict[str, int], bool]] = {}  # id -> amounts by subscription, stands
        self.whole: dict[int, dict[str, int]] = {}  # id -> the file, while nobody in it was forgotten
        self.tags: dict[str, list[str]] = {}
        self.undone: dict[str, list[str]] = {}
        self.notes: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.copies = 0

    def teardown(self) -> None:
        self.book.close()
        self._place.cleanup()

    @property
    def spells(self) -> dict[str, int]:
        """The MRR of each subscription: that of the latest import that stands."""
        found: dict[str, int] = {}
        for amounts, stands in self.imports.values():
            if stands:
                found |= amounts
        return found

    @rule(amounts=st.dictionaries(st.sampled_from(["s0", "s1", "s2"]), AMOUNTS, min_size=1))
    def take(self, amounts: dict[str, int]) -> None:
        rows = [subscription(name, DAY, mrr, currency="EUR") for name, mrr in sorted(amounts.items())]
        known = self.spells
        (entry,) = self.book.commit([batch("subscriptions", rows, shape="spells")], Choice(correct=True))
        is_same_file = any(self.whole.get(number) == amounts for number, (_, stands) in self.imports.items() if stands)
        news = set() if is_same_file else {name for name, mrr in amounts.items() if known.get(name) != mrr}
        assert (entry.accepted, entry.import_id is not None) == (len(news), bool(news))
        if entry.import_id is not None:
            self.imports[entry.import_id] = (amounts, True)
            self.whole[entry.import_id] = amounts

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([*self.imports, 999]))
        if number == 999:
            self._refused("unknown_import", lambda: self.book.undo_import(999))
            return
        amounts, stands = self.imports[number]
        (self.book.undo_import if stands else self.book.redo_import)(number)
        self._refused("import_already", lambda: (self.book.undo_import if stands else self.book.redo_import)(number))
        self.imports[number] = (amounts, not stands)

    @rule(account=ACCOUNTS, reason=st.sampled_from(["money", "product"]))
    def tag(self, account: str, reason: str) -> None:
        self.book.tags.tag(LossRef(account, DAY), {"assessed": reason})
        self.tags.setdefault(account, []).append(reason)
        self.undone.pop(account, None)

    @rule(account=ACCOUNTS)
    def undo_tag(self, account: str) -> None:
        stack = self.tags.get(account, [])
        if not stack:
            self._refused("nothing_to_undo", lambda: self.book.tags.undo(LossRef(account, DAY)))
            return
        self.book.tags.undo(LossRef(account, DAY))
        self.undone.setdefault(account, []).append(stack.pop())

    @rule(account=ACCOUNTS)
    def redo_tag(self, account: str) -> None:
        stack = self.undone.get(account, [])
        if not stack:
            self._refused("nothing_to_redo", lambda: self.book.tags.redo(LossRef(account, DAY)))
            return
        self.book.tags.redo(LossRef(account, DAY))
        self.tags[account].append(stack.pop())

    @rule(account=ACCOUNTS, text=st.sampled_from(["called", "\x1b[31m", "=1+1"]))
    def note(self, account: str, text: str) -> None:
        self.book.journal.note(account, text)
        self.notes.append((account, text))

    @rule(one=ACCOUNTS, other=ACCOUNTS)
    def link(self, one: str, other: str) -> None:
        if one == other:
            self._refused("link_to_itself", lambda: self.book.links.add(one, other))
        elif (one, other) in self.links:
            self.book.links.remove(one, other)
            self.links.remove((one, other))
        else:
            try:
                self.book.links.add(one, other)
            except ChurnError as error:  # a circle, or a customer continued twice
                assert error.code.startswith("link")
                return
            self.links.append((one, other))

    @rule()
    def crash(self) -> None:
        """Nothing is said to the book: the next process opens what is on disk."""
        self.book = Book.open(self.folder)

    @rule()
    @precondition(lambda self: self.book.store.exists())
    def move_house(self) -> None:
        """A backup restored elsewhere goes on as the book."""
        self.copies += 1
        archive, folder = (Path(self._place.name) / f"{kind}{self.copies}" for kind in ("b", "book"))
        back_up(self.book, archive)
        restore(archive, folder)
        self.folder = folder
        self.book = Book.open(folder)

    @rule(account=ACCOUNTS)
    def forget(self, account: str) -> None:
        name = account.removeprefix("a-")
        speaks = [account in (*self.tags, *self.undone), any(who == account for who, _ in self.notes)]
        held = any(name in amounts for amounts, _ in self.imports.values())
        linked = any(account in pair for pair in self.links)
        try:
            self.book.forgetting.forget(account)
        except ChurnError as error:
            assert error.code == "unknown_account" and not held and not any(speaks) and not linked
            return
        for number, (amounts, stands) in self.imports.items():
            if name in amounts:
                self.whole.pop(number, None)
            self.imports[number] = ({key: mrr for key, mrr in amounts.items() if key != name}, stands)
        self.tags.pop(account, None)
        self.undone.pop(account, None)
        self.notes = [note for note in self.notes if note[0] != account]
        self.links = [pair for pair in self.links if account not in pair]

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "book"):
            return
        rows = self.book.tables()["subscriptions"].drop(PROVENANCE)
        assert dict(rows.select("subscription_id", "mrr").iter_rows()) == self.spells
        tags = {row["account_id"]: row["assessed"] for row in self.book.tags.all().iter_rows(named=True)}
        assert tags == {account: stack[-1] for account, stack in self.tags.items() if stack}
        assert self.book.journal.notes().select("account_id", "text").rows() == self.notes
        assert self.book.links.all() == self.links

    @rule()
    def examined(self) -> None:
        assert [finding.code for finding in examine(self.book) if not finding.sound] == []

    @staticmethod
    def _refused(code: str, act: object) -> None:
        assert callable(act)
        try:
            act()
        except ChurnError as error:
            assert error.code.startswith(code)
        else:
            raise AssertionError(f"{code} was to be refused")


def test_a_forgotten_account_that_a_file_names_again_is_new() -> None:
    machine = Machine()
    machine.empty()
    machine.take({"s0": 100, "s1": 250})
    machine.forget("a-s0")
    machine.agrees()
    machine.take({"s0": 100, "s1": 250})
    machine.agrees()
    machine.teardown()


def test_a_file_that_stands_changes_nothing_after_others() -> None:
    machine = Machine()
    machine.empty()
    for amount in (100, 250, 100):
        machine.take({"s0": amount})
        machine.agrees()
    machine.teardown()


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=10, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
