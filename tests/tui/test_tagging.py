"""A tag while it is filled in."""

from datetime import date

from metrics.book.reasons import BookReason, catalogue
from tui.reason_words import keys_of
from tui.screens.tag import TagPanel
from tui.tagging import AIMS, Draft, next_place
from tui.widgets.tag_form import Head, form

LOSS = dict.fromkeys(AIMS) | {"reasons": [], "stated": "money"}


def test_a_reason_goes_where_the_aim_is() -> None:
    draft = Draft.of(LOSS)
    assert draft.choose("service").changes == {"assessed": "service"}
    stated = Draft(draft.before, draft.fields, "stated").choose("value")
    assert stated.changes == {"stated": "value"}
    assert stated.aim == "assessed"


def test_a_further_reason_is_added_and_taken_away_and_never_the_main_one() -> None:
    draft = Draft.of(LOSS).choose("service")
    for _ in range(2):
        draft = Draft(draft.before, draft.fields, "reasons").choose("product")
        draft = Draft(draft.before, draft.fields, "reasons").choose("service")
    assert draft.changes == {"assessed": "service"}


def test_choices_turn_and_end_with_none() -> None:
    draft = Draft.of(LOSS)
    seen = []
    for _ in range(4):
        draft = draft.turn("avoidable")
        seen.append(draft.get("avoidable"))
    assert seen == ["yes", "no", "unclear", None]


def test_what_the_file_said_is_not_stored_again() -> None:
    assert Draft.of(LOSS).choose("money").changes == {"assessed": "money"}
    assert Draft.of({**LOSS, "assessed": "money"}).choose("money").changes == {}


def test_the_next_loss_is_the_next_without_a_reason() -> None:
    rows = [{"assessed": None}, {"assessed": "x"}, {"assessed": None}, {"assessed": "x"}]
    assert next_place(rows, 0) == 2
    assert next_place(rows, 2) == 0
    assert next_place([{"assessed": None}], 0) is None


def test_what_a_reason_is_as_a_rule_comes_with_it_until_somebody_judges() -> None:
    draft = Draft.of(LOSS).choose("service", True)
    assert draft.changes == {"assessed": "service", "avoidable": "yes"}
    assert draft.choose("closed", False).changes == {"assessed": "closed", "avoidable": "no"}
    assert draft.choose("money", None).changes == {"assessed": "money"}
    judged = draft.turn("avoidable")
    assert judged.get("avoidable") == "yes"  # the first key says so, whatever the rule
    assert judged.choose("closed", False).get("avoidable") == "yes"
    assert judged.turn("avoidable").get("avoidable") == "no"


def test_rows_may_come_before_the_panel_stands() -> None:
    lost = {**LOSS, "account_id": "A1", "lost_on": date(2026, 3, 1)}
    panel = TagPanel([lost], 0, [], "EUR", tell=lambda _key: None, done=[])
    panel.take([{**lost, "assessed": "money"}])
    assert lost["assessed"] == "money"


def test_where_there_are_more_reasons_than_lines_the_last_stand_two_on_a_line() -> None:
    offered = [*catalogue([]).values(), BookReason("bugs", "", "Too many bugs", None, True)]
    titles, draft = [reason.title for reason in offered], Draft.of(LOSS | {"stated": None})
    for height, alone in ((30, 12), (22, 10), (21, 8), (10, 0)):
        lines = form(Head("Acme", "", []), draft, offered, keys_of(offered), 60, height)
        texts = ["".join(text for text, _style in line) for line in lines]
        assert [text[5:].rstrip() in titles for text in texts].count(True) == alone
        assert len(texts) == max(height, 17) or alone == 12
        assert any("Unknown" in text and "Too many bugs" in text for text in texts) == (alone < 12)
