"""A book ready to be measured: what commands and screens alike compute from it, and what they keep."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from metrics.errors import ChurnError

if TYPE_CHECKING:
    import polars as pl

    from metrics.account import AccountPage, Written
    from metrics.book import Book
    from metrics.book.imports import ImportRecord
    from metrics.book.shelf import Shelf
    from metrics.figures import Figures
    from metrics.findings import Findings
    from metrics.ledger import Ledger
    from metrics.periods import Period
    from metrics.portfolio import Words
    from metrics.question import Assumptions, LossDate, Question
    from metrics.signals import Thresholds
    from metrics.tables import Tables
    from metrics.tags import Tagged


LARGE = 200_000  # rows from which opening would be felt to wait


def is_large(imports: "Iterable[ImportRecord]") -> bool:
    """Whether reading all that these imports brought would be felt to wait."""
    return sum(each.accepted for each in imports) >= LARGE


def ledger_of(book: "Book", loss_date: "LossDate") -> "Ledger":
    """The ledger of a book as it stands, its links applied."""
    from metrics.ledger import build_ledger
    from metrics.links import joined

    return build_ledger(joined(book.tables(), book.links.all()), loss_date)


@dataclass(frozen=True)
class Engine:
    """A book ready to be measured; `as_of` is None where it holds no dated fact.

    What has been prepared is answered without the ledger, which `source` makes when it is first needed.
    """

    book: "Book"
    source: Callable[[], "Ledger"]
    loss_date: "LossDate"
    as_of: date | None
    assumptions: "Assumptions"
    version: str  # of the book, when the ledger was asked for

    @property
    def ledger(self) -> "Ledger":
        """The change points that figures are computed from."""
        return self.source()

    @property
    def day(self) -> date:
        """As-of; today in a book without a dated fact."""
        return self.as_of or date.today()

    @property
    def tables(self) -> "Tables":
        """The book's current rows."""
        return self.ledger.tables

    @property
    def currency(self) -> str | None:
        """The book's currency."""
        return self.book.currency

    def question(self, where: Iterable[tuple[str, str]], **parts: Any) -> "Question":
        """A question of the accounts that `where` keeps, as the book is measured; `parts` are further fields of it."""
        from metrics.question import Question

        return Question(
            as_of=self.day,
            where=tuple(where),
            loss_date=self.loss_date,
            assumptions=self.assumptions,
            **parts,
        )

    def accounts(self) -> "pl.DataFrame":
        """Every account with its state, the signals now raised and what people wrote of it, as `portfolio`."""
        from metrics.portfolio import with_words

        return with_words(self.listed(), self.words())

    def listed(self) -> "pl.DataFrame":
        """Every account with its state and the signals now raised, without what people wrote."""
        from metrics import portfolio

        found = self._prepared(
            "listing",
            (self.day, self.loss_date, self.thresholds()),
            lambda: portfolio.portfolio(self.ledger, self.day, self.raised()),
        )
        return portfolio.without_blanks(found)

    def _prepared(self, kind: str, of: Sequence[object], make: "Callable[[], pl.DataFrame]") -> "pl.DataFrame":
        return self.book.prepared.frame(kind, of, make, self.version)

    def growth(self, period: "Period") -> "pl.DataFrame":
        """The growth of every account over a period, as `portfolio.grown`."""
        from metrics import portfolio

        return self._prepared("growth", (period, self.loss_date), lambda: portfolio.grown(self.ledger, period))

    def words(self) -> "Words":
        """What people wrote of the accounts, the oldest first, each under the account that counts now."""
        from metrics.links import under_roots
        from metrics.portfolio import Words

        journal, roots = self.book.journal, self._roots()
        return Words(
            under_roots(journal.reviews(), roots).sort("reviewed_at", maintain_order=True),
            under_roots(journal.calls(), roots).sort("call_at", maintain_order=True),
            under_roots(journal.next_steps(), roots).sort("step_at", maintain_order=True),
            under_roots(journal.notes(), roots).sort("noted_at", maintain_order=True),
        )

    def report(self, question: "Question") -> "Figures":
        """Every figure that a question asks for, as `figures.report`; kept where a screen opens on it."""
        from metrics.figures import report
        from metrics.prepared import as_frame, from_frame

        if not question.is_opening:
            return report(self.ledger, question)
        frame = self._prepared("figures", (question,), lambda: as_frame(report(self.ledger, question)))
        return from_frame(frame, question, self.currency)

    def raised(self) -> "pl.DataFrame":
        """The signals that stand, as `signals.raised`."""
        from metrics import signals

        return self._prepared(
            "raised",
            (self.day, self.loss_date, self.thresholds()),
            lambda: signals.raised(self.ledger, self.day, self.thresholds()),
        )

    def precedents(self) -> "pl.DataFrame":
        """What became of the customers on whom each signal stood, as `signals.precedents`."""
        from metrics import signals

        return self._prepared(
            "precedents",
            (self.day, self.loss_date, self.thresholds()),
            lambda: signals.precedents(self.ledger, self.day, self.thresholds()),
        )

    def peers(self) -> "pl.DataFrame":
        """What the figures of an account's page are for each segment, as `account.peers`."""
        from metrics.account import last_year, peers

        question = last_year(self.day, self.assumptions)
        return self._prepared("peers", (question, self.loss_date), lambda: peers(self.ledger, question))

    def chances(self) -> "pl.DataFrame":
        """Every customer's chance to stay, as `chances.chances`, and raising as it."""
        from metrics.chances import chances

        return chances(self.ledger, self.day)

    def chances_of(self, account_id: str) -> "pl.DataFrame":
        """One customer's chances, as `chances`; those of all are computed once."""
        return self.book.prepared.rows(account_id, "chances", (self.day, self.loss_date), self.chances, self.version)

    def findings(self, *account_ids: str) -> "dict[str, Findings]":
        """What files tell of these accounts, as far as the book knows them; of a large book without reading all."""
        from metrics.account import last_year
        from metrics.findings import findings

        own, heads = self.alone(*account_ids)
        return findings(own, heads, last_year(self.day, self.assumptions), self.thresholds())

    def found(self, account_id: str) -> "Findings":
        """What files tell of one account; raises as `check`."""
        found = self.findings(account_id)
        if account_id not in found:
            raise ChurnError("unknown_account", account=account_id)
        return found[account_id]

    def check(self, account_id: str) -> None:
        """Raises ChurnError where the book does not know the account."""
        if self.alone(account_id)[0].tables["accounts"].is_empty():
            raise ChurnError("unknown_account", account=account_id)

    def page(self, account_id: str) -> "AccountPage":
        """One account's page, as `account.page`."""
        from metrics.account import page_of

        return page_of(self.found(account_id), self.written())

    def alone(self, *account_ids: str) -> "tuple[Ledger, Tables]":
        """The ledger of some accounts, and the earliest rows of the whole book's tables, for `findings.borrowing`."""
        from metrics.account import alone
        from metrics.tables import heads_of

        shelf = self._shelf()
        own, heads = (shelf.of(*account_ids), shelf.heads()) if shelf else (None, None)
        if own is None or heads is None:
            return alone(self.ledger, *account_ids), heads_of(self.ledger.tables)
        return own, heads

    def _shelf(self) -> "Shelf | None":
        """Where single accounts are read from; None where all of the book is as soon read, or is another by now."""
        is_asked = self.is_large and self.book.version() == self.version
        return self.book.prepared.shelf(self.loss_date, self.source) if is_asked else None

    @property
    def has_pages_at_hand(self) -> bool:
        """Whether one account's page takes no more than reading its own rows."""
        shelf = self._shelf()
        return shelf is None or shelf.is_filled

    @property
    def is_large(self) -> bool:
        """Whether reading all of the book would be felt to wait."""
        return is_large(self.book.imports())

    def queue(self, name: str, accounts: "pl.DataFrame | None" = None) -> "pl.DataFrame":
        """The accounts of a queue (of those given), the most pressing first.

        Raises WrongUsage where there is no such queue.
        """
        from metrics import queues

        listed = self.accounts() if accounts is None else accounts
        return queues.members(name, listed, self.raised(), listed.select("account_id", "call").drop_nulls())

    @property
    def observed_from(self) -> date | None:
        """The day since which losses are recorded; None where they are from the book's first day on."""
        since: date | None = self.book.settings.get("observed_from")
        return since

    def thresholds(self) -> "Thresholds":
        """How much is enough to raise a signal in this book."""
        return self.book.settings.thresholds()

    def written(self) -> "Written":
        """What people wrote of the accounts."""
        from metrics.account import Written
        from metrics.links import under_roots
        from metrics.timeline.owners import changed

        journal, roots = self.book.journal, self._roots()
        owners = self._prepared("owners", (), lambda: changed(self.book.account_history()))
        return Written(
            under_roots(self.book.tags.all(), roots),
            under_roots(journal.notes().rename({"noted_at": "at", "noted_by": "by"}), roots),
            under_roots(journal.reviews().rename({"reviewed_at": "at", "reviewed_by": "by"}), roots),
            under_roots(journal.next_steps(), roots),
            under_roots(journal.calls(), roots),
            under_roots(owners, roots),
        )

    def tags(self) -> "pl.DataFrame":
        """The tags that stand, each under the account that counts now."""
        from metrics.links import under_roots

        return under_roots(self.book.tags.all(), self._roots())

    def root(self, account_id: str) -> str:
        """The account that this one counts as: itself, or the one that it continues."""
        return self._roots().get(account_id, account_id)

    def _roots(self) -> dict[str, str]:
        from metrics.links import roots

        return roots(self.book.links.all())

    def losses(self) -> "Tagged":
        """Every loss event with its tag, and the tags that stand apart."""
        from metrics import losses, tags

        events = self._prepared("losses", (self.day, self.loss_date), lambda: losses.events(self.ledger, self.day))
        return tags.with_tags(events, self.tags())

    def linked_losses(self) -> "Tagged":
        """The losses that links took out of every figure, each under its own account, with its tag."""
        from metrics import tags
        from metrics.links import linked_losses

        found = linked_losses(self.book.tables(), self.ledger, self.book.links.all(), self.day)
        return tags.with_tags(found, self.book.tags.all())
