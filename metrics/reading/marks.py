"""The characters that cut text into cells, and what they do to a piece of text."""

import re
from dataclasses import dataclass
from functools import lru_cache

# A line drawn between header and records, as databases and Markdown print tables.
RULE = re.compile(r"[\s|+:=-]*-{2,}[\s|+:=-]*")
LINE_BREAK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters that cut text into cells; see `Dialect` for their meaning."""

    separator: str = ","
    quote: str = '"'
    escape: str = '"'
    padded: bool = False
    framed: bool = False

    @property
    def runs(self) -> re.Pattern[str]:
        """What lies between two cells where columns are padded with spaces."""
        return re.compile(f" {{{len(self.separator)},}}")


def split_plain(line: str, marks: Marks) -> list[str]:
    """The cells of a line without quotes."""
    if marks.framed:
        inner = line.strip()
        inner = inner.removeprefix("|").removesuffix("|") if inner.startswith("|") else inner
        return [cell.strip() for cell in inner.split("|")]
    if marks.padded:
        return marks.runs.split(line.strip(" "))
    if not marks.separator:
        return [line]
    if marks.escape == "\\" and "\\" in line:
        return [unescape(cell, marks) for cell in _escaped_split(marks.separator).findall(line)]
    return line.split(marks.separator)


@lru_cache(maxsize=64)
def _escaped_split(separator: str) -> re.Pattern[str]:
    mark = re.escape(separator)
    return re.compile(rf"(?:(?<={mark})|^)(?:\\.|(?!{mark}).)*(?={mark}|$)", re.DOTALL)


def unescape(content: str, marks: Marks) -> str:
    """The content of a cell as it was before quotes and separators in it were escaped."""
    if marks.escape == "\\":
        if "\\" not in content:
            return content
        escapable = re.escape(marks.quote + "\\") + (re.escape(marks.separator[:1]) if marks.separator else "")
        return re.sub(rf"\\([{escapable}])", r"\1", content)
    if marks.quote and marks.escape == marks.quote:
        return content.replace(marks.quote * 2, marks.quote)
    return content


def is_escaped(text: str, floor: int, at: int) -> bool:
    """Whether an odd number of backslashes stands before `at`."""
    count = 0
    while at - 1 - count > floor and text[at - 1 - count] == "\\":
        count += 1
    return count % 2 == 1
