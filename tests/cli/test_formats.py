"""Figures in three languages, and text from files made harmless."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import formats, words


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "CHURN_TUI_LANG"):
        monkeypatch.delenv(name, raising=False)
    words.use_language("en")


@pytest.mark.parametrize(
    ("code", "money", "share", "day"),
    [
        ("en", "-€1,234.50", "1.2%", "Sep 30, 2026"),
        ("fr", "-1\u202f234,50\xa0€", "1,2\xa0%", "30 sept. 2026"),
        ("nl", "€\xa0-1.234,50", "1,2%", "30 sep 2026"),
    ],
)
def test_each_language_writes_figures_its_own_way(code: str, money: str, share: str, day: str) -> None:
    words.use_language(code)
    assert formats.money(-123450, "EUR") == money
    assert formats.share(0.0123).replace("\u202f", "\xa0") == share
    assert formats.date(date(2026, 9, 30)) == day


def test_undefined_is_a_dash_and_never_zero() -> None:
    shown = {
        formats.count(None),
        formats.share(None),
        formats.money(None, "EUR"),
        formats.days(None),
        formats.date(None),
    }
    assert shown == {"–"}


def test_minor_units_follow_the_currency() -> None:
    assert formats.money(1234, "JPY") == "¥1,234"
    assert formats.money(1234, "BHD").endswith("1.234")
    assert formats.money(1234, None) == "12.34"


def test_changes_carry_their_sign() -> None:
    assert formats.change(5, 3) == "+2"
    assert formats.change(0.05, 0.06, "ratio") == "-1.0 pp"
    assert formats.change(100, 500, "money", "EUR") == "-€4.00"
    assert formats.change(None, 500) == "–"


# Format characters that are drawn: signs that go before a number or a verse.
DRAWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


@given(st.text())
def test_cleaned_text_holds_nothing_that_moves_a_terminal(text: str) -> None:
    cleaned = formats.clean(text)
    assert len(cleaned) == len(text)
    left = {unicodedata.category(character) for character in cleaned if ord(character) not in DRAWN}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+SUM(A1)", "-1+cmd|' /C calc'!A0", "@x", "\t=1", "\r=1", "\n=1", "  =1", "＝1"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert formats.neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["x;=1+1", 'x";=1', "Paris; @x", "a\tb\t+1", "two\n=1", "two\r\n  -1+1"])
def test_a_formula_after_what_may_end_a_cell_becomes_text(text: str) -> None:
    """A spreadsheet that takes commas for decimal marks takes semicolons between cells."""
    assert not re.search(r"[;\t\r\n]\s*[=+@-]", formats.neutral(text))
    assert formats.neutral(text).replace("'", "") == text


@pytest.mark.parametrize(
    "text", ["-12.50", "+3", "-1,234.00", "1e-5", "-2.5e10", "-5 %", "Acme", "a=b", "a; b", "a\n\nb", ""]
)
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert formats.neutral(text) == text


def test_the_option_goes_before_the_variable_and_the_variable_before_the_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANG", "nl_BE.UTF-8")
    assert words.use_language() == "nl"
    assert words.locale_name() == "nl_BE"
    monkeypatch.setenv("CHURN_TUI_LANG", "fr")
    assert words.use_language() == "fr"
    assert words.locale_name() == "fr"
    assert words.use_language("en") == "en"
    monkeypatch.setenv("CHURN_TUI_LANG", "tlh")
    monkeypatch.setenv("LC_ALL", "C")
    assert words.use_language() == "en"
