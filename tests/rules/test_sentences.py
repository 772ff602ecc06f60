"""Every code that the engine or a face can raise has its one sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.errors import ChurnError
from tui import words
from tui.sentences import SENTENCES, say

ROOT = Path(__file__).parents[2]
RAISERS = {"ChurnError", "WrongUsage", "Unsettled", "Notice", "Rule"}


def raised_codes() -> Iterator[tuple[str, str]]:
    for path in sorted([*(ROOT / "metrics").rglob("*.py"), *(ROOT / "tui").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISERS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_code_has_a_sentence() -> None:
    assert {code: place for code, place in raised_codes() if code not in SENTENCES} == {}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_one_sentence(code: str) -> None:
    sentence = SENTENCES[code]
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    assert not re.search(r"[.!?] [A-Z]", sentence), "two sentences"


def test_a_hostile_parameter_cannot_reach_the_terminal() -> None:
    words.use_language("en")
    sentence = say(ChurnError("file_missing", file="a\x1b]0;x\x07\u202e{b}" + "y" * 1_000_000))
    assert "\x1b" not in sentence
    assert "{b}" in sentence
    assert len(sentence) < 400
