"""What is asked of a file in doubt, and what answers it."""

import pytest

from metrics.errors import Unsettled
from metrics.tables import TABLES
from tui.settling import question_of


@pytest.mark.parametrize(
    ("code", "params", "first"),
    [("holds_deals", {}, "accounts"), ("table_unclear", {"tables": "orders, invoices"}, "orders")],
)
def test_a_file_whose_table_is_in_doubt_may_be_any(code: str, params: dict[str, str], first: str) -> None:
    question = question_of(Unsettled(code, option="--as", **params))
    assert question is not None
    offered = [answer for answer, _title, _key in question.answers]
    assert offered[0] == first
    assert sorted(offered) == sorted(TABLES)


def test_a_state_without_a_date_is_of_use_or_not() -> None:
    question = question_of(Unsettled("left_without_date", option="--map", column="status"))
    assert question is not None
    assert [answer for answer, _title, _key in question.answers] == ["status=churned", "status="]
