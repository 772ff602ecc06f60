"""By which words an account can be recognised in the book's files, and where they stand."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

import polars as pl

from metrics.reading.terms import REJECTS
from metrics.tables import TABLES

_NAMES = ("name", "email", "domain", "billing_id")
_GONE = "[…]"
_SHORTEST = 4
# Columns in which people write freely: another account's row may speak of this one there.
FREE_TEXT = ("comment", "subject", "detail", "cancel_reason")
_REJECTED = ("text", "cells", "params")
_DECLARED = {name for table in TABLES.values() for name in table.names} | REJECTS.keys()
_PARQUET = b"PAR1"  # how such a file begins
# Of SQLite's log of writes: numbers of pages and hashes alone, in which a short id stands by chance.
_INDEX = "-shm"


@dataclass(frozen=True)
class Identity:
    """An account's id, and the further words that are its own and nobody else's."""

    account_id: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, account_id: str, accounts: Iterable[pl.DataFrame]) -> "Identity":
        """From every state in which any import told the accounts."""
        own: set[str] = set()
        others: set[str] = set()
        for frame in accounts:
            names = [name for name in _NAMES if name in frame.columns]
            mine = pl.col("account_id") == account_id
            for known, found in ((own, frame.filter(mine)), (others, frame.filter(~mine))):
                known.update(word.strip().casefold() for name in names for word in found[name].drop_nulls().unique())
        words = {word for word in own - others if len(word) >= _SHORTEST}
        if _tells(account_id):
            words.add(account_id.casefold())
        return cls(account_id, tuple(sorted(words, key=lambda word: (-len(word), word))))

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that cannot be anything but this account, such as an id, an address, a name of several words:
        where others' rows hold them in a column of the file's own, they point to it."""
        return tuple(word for word in self.words if not (word.isalpha() and all(map(_is_parted, word))))

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """The words as they can stand in a text; None where there are none."""
        return re.compile(_alternatives(self.words), re.IGNORECASE) if self.words else None

    def without(self, value: Any) -> Any:
        """Any JSON value without the words; a text that is the id alone goes too."""
        match value:
            case str():
                if value == self.account_id:
                    return _GONE
                return self.pattern.sub(_GONE, value) if self.pattern else value
            case Mapping():
                return {key: self.without(each) for key, each in value.items()}
            case list() | tuple():
                return [self.without(each) for each in value]
        return value

    def cleaned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A table's rows without the account's own, and without its words in what others' rows say freely."""
        if "account_id" in frame.columns:
            frame = frame.filter(pl.col("account_id").ne_missing(self.account_id))
        return frame.with_columns(
            pl.col(name).str.replace_all(wanted, _GONE) for name, wanted in self._wanted(frame).items()
        )

    def _wanted(self, frame: pl.DataFrame) -> dict[str, str]:
        """By which pattern the columns of a table or of rejects in which others' rows may speak of the account."""
        texts = [name for name in (*FREE_TEXT, *_REJECTED) if frame.schema.get(name) == pl.String]
        own = [name for name, kind in frame.schema.items() if kind == pl.String and name not in _DECLARED]
        found = dict.fromkeys(own, self.telling) | dict.fromkeys(texts, self.words)
        return {name: f"(?i){_alternatives(words, for_polars=True)}" for name, words in found.items() if words}

    def named(self, rejects: pl.DataFrame, mapping: Mapping[str, str]) -> pl.Series:
        """Which rejects speak of the account, by the cell of its id or by a word of it; `mapping` is their file's."""
        columns = {header for header, field in mapping.items() if field == "account_id"}
        whole = pl.concat([pl.DataFrame(schema=REJECTS), rejects], how="diagonal")
        found = [self._speaks(row, columns) for row in whole.iter_rows(named=True)]
        return pl.Series(found, dtype=pl.Boolean)

    def _speaks(self, row: Mapping[str, str | None], columns: Collection[str]) -> bool:
        header, cells = json.loads(row["header"] or "[]"), json.loads(row["cells"] or "[]")
        own = [cell.strip() for name, cell in zip(header, cells, strict=False) if name in columns]
        if self.account_id in own:
            return True
        text = " ".join([row["text"] or "", *cells])
        if self.pattern and self.pattern.search(text):
            return True
        return not own and bool(re.search(_alternatives([self.account_id]), text))

    def traces(self, folder: Path) -> list[str]:
        """The names of the files below a folder in which the account still shows: by its words in their bytes, in
        Parquet by the cells."""
        return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if self._is_in(path)]

    def _is_in(self, path: Path) -> bool:
        """Whether a file shows the account; one that somebody removes meanwhile shows nothing."""
        if path.name.endswith(_INDEX):
            return False
        with suppress(FileNotFoundError):
            content = path.read_bytes() if path.is_file() else b""
            if content.startswith(_PARQUET):
                with suppress(pl.exceptions.PolarsError):  # a write that was killed: nobody can read its cells
                    return self._is_in_cells(pl.read_parquet(content))
            return bool(self.pattern and self.pattern.search(content.decode("utf-8", "replace")))
        return False

    def _is_in_cells(self, frame: pl.DataFrame) -> bool:
        if "account_id" in frame.columns and (frame["account_id"] == self.account_id).any():
            return True
        found = [pl.col(name).str.contains(wanted).any() for name, wanted in self._wanted(frame).items()]
        return bool(found) and bool(frame.select(pl.any_horizontal(found)).item())


def _tells(account_id: str) -> bool:
    """Whether an id is told from other words and numbers wherever it stands."""
    if account_id.isdigit():
        return len(account_id) > _SHORTEST
    return len(account_id) >= _SHORTEST or (len(account_id) > 1 and any(map(str.isdigit, account_id)))


def _alternatives(words: Sequence[str], *, for_polars: bool = False) -> str:
    """A pattern of these words, not as a part of longer ones; Polars knows no look around."""
    before, after = (r"\b", r"\b") if for_polars else (r"(?<!\w)", r"(?!\w)")
    return "|".join(
        (before if _is_parted(word[0]) else "") + re.escape(word) + (after if _is_parted(word[-1]) else "")
        for word in words
    )


def _is_parted(character: str) -> bool:
    """Whether it is a letter or digit of a script that parts its words, as those with small and capital letters do."""
    return character.isalnum() and category(character) != "Lo"
