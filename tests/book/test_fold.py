"""The fold against a plain model of it: random imports, undone and brought back, in every order."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from metrics.book import Book, Choice
from metrics.errors import ChurnError
from metrics.reading.batch import Batch
from metrics.tables import TABLES
from tests.book.batches import batch
from tests.book.model import Import, Replay

MONTHS = [date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1)]
starts, ends = st.sampled_from(MONTHS[:3]), st.sampled_from([None, None, date(2024, 3, 15), date(2024, 6, 1)])
accounts = st.sampled_from(["a", "b", "c|d"])
currencies = st.sampled_from([None, "EUR", "EUR", "USD", "JPY"])
amounts = st.sampled_from([None, 0, 1, 999, 1000, 123_457])


def rows(key: tuple[str, ...], **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Some rows, each key once: reading hands on no key twice."""
    row = st.fixed_dictionaries(columns)
    return st.lists(row, min_size=1, max_size=4, unique_by=lambda row: tuple(row[name] for name in key))


def spells() -> st.SearchStrategy[Batch]:
    return rows(
        ("subscription_id", "start_on"),
        subscription_id=st.sampled_from(["s", "t"]), account_id=accounts, plan=st.sampled_from([None, "pro"]),
        start_on=starts, end_on=ends, mrr=amounts, currency=currencies,
    ).map(lambda some: batch("subscriptions", some, shape="spells"))  # fmt: skip


def snapshots() -> st.SearchStrategy[Batch]:
    return rows(
        ("account_id", "plan", "month"),
        account_id=accounts, plan=st.sampled_from([None, "pro"]), month=st.sampled_from(MONTHS),
        mrr=amounts, currency=currencies,
    ).map(lambda some: batch("subscriptions", some, shape="snapshots"))  # fmt: skip


def account_files() -> st.SearchStrategy[Batch]:
    names = st.lists(st.sampled_from(["name", "owner", "Region of sales"]), unique=True, min_size=1)
    words = st.sampled_from([None, "x", "y"])

    def made(fields: list[str], some: list[dict[str, Any]]) -> Batch:
        kept = [{"account_id": row["account_id"], **{name: row[name] for name in fields}} for row in some]
        return batch("accounts", kept, fields=("account_id", *fields))

    whole = rows(("account_id",), account_id=accounts, name=words, owner=words, **{"Region of sales": words})
    return st.builds(made, names, whole)


def invoices() -> st.SearchStrategy[Batch]:
    return rows(
        ("invoice_id",),
        invoice_id=st.sampled_from(["1", "2", "3"]), account_id=accounts, issued_on=starts, paid_on=ends,
        amount=st.sampled_from([-1005, 1, 5, 99_999]), amount_paid=amounts, currency=currencies,
    ).map(lambda some: batch("invoices", some))  # fmt: skip


def rates() -> st.SearchStrategy[Batch]:
    values = st.sampled_from([Decimal("0.5"), Decimal("1.1"), Decimal("0.0061234567")])
    return rows(("day", "currency"), day=starts, currency=st.sampled_from(["USD", "JPY"]), rate=values).map(
        lambda some: batch("rates", some)
    )


choices = st.sampled_from(
    [Choice(), Choice(), Choice(correct=True), Choice(change_on=date(2024, 3, 1)), Choice(replace=True)]
)
batches = st.one_of(spells(), spells(), snapshots(), account_files(), invoices(), rates())
steps = st.lists(
    st.one_of(
        st.tuples(st.lists(batches, min_size=1, max_size=2), choices),
        st.tuples(st.just("move"), st.integers(0, 5)),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
@example([([batch("accounts", [{"account_id": "a", "name": None}], fields=("account_id", "name"))], Choice())])
def test_the_book_is_what_a_plain_fold_says(taken_steps: list[Any]) -> None:
    with TemporaryDirectory() as folder, Book(Path(folder) / "book") as book:
        known: list[Import] = []
        for step in taken_steps:
            if step[0] == "move":
                move(book, known, step[1])
            else:
                take(book, known, *step)
        assert_same(book, known)


def move(book: Book, known: list[Import], number: int) -> None:
    """Take an import back, or bring it back."""
    if not known:
        return
    one = known[number % len(known)]
    (book.undo_import if one.stands else book.redo_import)(one.id)
    one.stands = not one.stands


def take(book: Book, known: list[Import], some: list[Batch], choice: Choice) -> None:
    """Import into both, and compare what came of it."""
    before = len(book.imports(include_undone=True))
    if any(one.stands and one.batch.sha256 == other.sha256 for one in known for other in some):
        return  # the same file again is a test of its own
    fresh = [Import(before + 1 + n, one, choice, before + 1) for n, one in enumerate(some)]
    currency = currency_of([*known, *fresh])
    replay = Replay(currency).run([*known, *fresh])
    try:
        entries = book.commit(some, choice)
    except ChurnError as error:
        assert error.code in ("mrr_restated", "change_outside_spell")
        assert replay.refused & {one.id for one in fresh}
        assert len(book.imports(include_undone=True)) == before
        return
    assert choice.replace or not replay.refused & {one.id for one in fresh}
    numbers = iter(range(before + 1, before + 1 + len(some)))
    for one, entry in zip(fresh, entries, strict=True):
        assert entry.rows == entry.accepted + entry.unchanged + entry.quarantined
        if not choice.replace:
            assert entry.accepted == len(replay.taken[one.id])
            assert (entry.import_id is None) == (entry.accepted == 0)
        if entry.import_id is not None:
            assert entry.import_id == next(numbers)
            known.append(Import(entry.import_id, one.batch, choice, before + 1))


def currency_of(imports: list[Import]) -> str | None:
    named = (
        row["currency"]
        for one in imports
        if one.stands and one.batch.table in ("subscriptions", "invoices", "orders")
        for row in one.batch.rows.to_dicts()
        if row["currency"]
    )
    return next(named, None)


def assert_same(book: Book, known: list[Import]) -> None:
    tables = book.tables()
    assert tables.currency == currency_of(known)
    replay = Replay(tables.currency).run(known)
    for name in ("subscriptions", "invoices", "rates"):
        expected, unconverted = replay.table(name)
        assert tables[name].to_dicts() == [dict.fromkeys(tables[name].columns) | row for row in expected]
        assert tables.unconverted.get(name, 0) == unconverted
    own = replay.table("accounts")[0]
    found = {row["account_id"]: row for row in tables["accounts"].to_dicts()}
    for row in own:
        assert found[row["account_id"]] == dict.fromkeys(tables["accounts"].columns) | row
    mentioned = {row["account_id"] for name in ("subscriptions", "invoices") for row in replay.table(name)[0]}
    assert set(found) == {row["account_id"] for row in own} | mentioned
    assert list(found) == sorted(found)
    assert set(TABLES) == set(tables.frames)
