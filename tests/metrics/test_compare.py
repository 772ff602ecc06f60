"""Groups side by side: their order, what is better, what may be chance, and who is in each."""

from datetime import date

from metrics.compare import compare, members
from metrics.figures import report
from metrics.ledger import build_ledger
from metrics.question import Question
from tests.metrics.examples import END, START, WITHIN, book, spell

AS_OF = date(2026, 9, 30)


def groups_of(lost: dict[str, tuple[int, int]]):
    """Groups of which so many of so many leave in September."""
    accounts, spells = [], []
    for group, (left, size) in lost.items():
        for n in range(size):
            name = f"{group}-{n}"
            accounts.append({"account_id": name, "segment": group})
            spells.append(spell(name, START, WITHIN if n < left else None, 1000 + n))
    return build_ledger(book(accounts=accounts, subscriptions=spells))


def compared(ledger):
    question = Question(AS_OF, start=date(2026, 9, 1), stop=END)
    grouped = report(ledger, Question(AS_OF, start=question.start, stop=END, by="segment"))
    return compare(grouped, report(ledger, question), "2026-09")


def test_the_worst_is_marked_unless_it_may_be_chance():
    found = compared(groups_of({"calm": (1, 200), "few": (1, 3), "loud": (80, 200)}))
    assert found.ordered("customer_churn_rate") == ("loud", "few", "calm")
    assert found.ordered("customer_churn_rate", descending=False)[0] == "calm"
    assert found.heat("loud", "customer_churn_rate") == 0
    assert found.heat("calm", "customer_churn_rate") == 1
    assert found.may_be_chance("few", "customer_churn_rate")
    assert found.heat("few", "customer_churn_rate") is None
    assert found.heat("few", "customers_reactivated") is None  # no spread


def test_members_are_those_who_were_there_the_lost_too():
    ledger = groups_of({"a": (1, 3), "b": (0, 2)})
    found = members(ledger, Question(AS_OF, by="segment"), "2026-09", "a")
    assert found.select("account_id", "mrr_start", "mrr_end", "why").rows() == [
        ("a-2", 1002, 1002, "stayed"),
        ("a-1", 1001, 1001, "stayed"),
        ("a-0", 1000, 0, "lost"),
    ]
    assert members(ledger, Question(AS_OF, by="segment"), "2026-09", None).is_empty()
