"""The README tells what the code says."""

import re

from tests.rules.readme import README, SECTIONS, renewed


def test_generated_sections_are_current() -> None:
    text = README.read_text(encoding="utf-8")
    assert all(f"<!-- generated: {name} -->" in text for name in SECTIONS)
    assert text == renewed(text), "run `python -m tests.rules.readme`"


def test_two_commands_is_one_block_of_two_lines() -> None:
    section = README.read_text(encoding="utf-8").split("## Two commands")[1].split("\n## ")[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    assert len(blocks) == 1
    assert len(blocks[0].strip().splitlines()) == 2
