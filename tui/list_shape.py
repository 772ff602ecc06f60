"""How the list of accounts is shown: its queue, what is kept, the order, the columns, the search. No screen in it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from metrics.periods import add_months, unit_start
from metrics.words import N_
from tui.folding import folded

if TYPE_CHECKING:
    import polars as pl

Test = Literal["is", "any", "within", "before"]
# Columns by which late payers are known, in `signals`.
_LATE = ("late_payment", "paying_later")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a column: rows that are `value`, whose list holds any of it, that lie in [low, high), or that lie
    before a day or on none."""

    column: str
    test: Test
    value: Any

    def holds(self, frame: "pl.DataFrame") -> "pl.Expr":
        """Which rows of a frame are kept; none where it does not have the column."""
        import polars as pl

        if self.column not in frame.columns or frame.schema[self.column] == pl.Null:
            return pl.lit(self.value is None or self.test == "before")
        column, kind = pl.col(self.column), frame.schema[self.column]
        if self.test == "any":
            return pl.any_horizontal(column.list.contains(each) for each in self.value)
        if self.test == "within":
            low, high = (_typed(each, kind) for each in self.value)
            above = pl.lit(True) if low is None else column >= low
            return above if high is None else above & (column < high)
        if self.test == "before":
            return column.is_null() | column.lt(_typed(self.value, kind))
        if kind == pl.List:
            return column.list.len() == 0
        return column.eq_missing(pl.lit(_typed(self.value, kind), kind))


def _typed(value: Any, kind: Any) -> Any:
    """A JSON value as the column has it."""
    import polars as pl

    return date.fromisoformat(value) if kind == pl.Date and isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to show the list; `columns` empty: the usual ones; `order`: a column, and whether from the largest."""

    queue: str | None = None
    kept: tuple[Kept, ...] = ()
    order: tuple[str, bool] | None = ("mrr", True)
    columns: tuple[str, ...] = ()
    search: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the book keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, view: Mapping[str, Any]) -> "Shape":
        """As it was kept."""
        return cls(
            view.get("queue"),
            tuple(Kept(**each) for each in view.get("kept") or ()),
            (view["order"][0], view["order"][1]) if view.get("order") else None,
            tuple(view.get("columns") or ()),
            view.get("search") or "",
        )

    def keeping(self, kept: Kept) -> tuple[Kept, ...]:
        """What is kept with one more; the same column again replaces."""
        return (*(each for each in self.kept if each.column != kept.column), kept)


MINE, LEAVING, LATE, DUE = N_("Mine"), N_("Leaving this quarter"), N_("Late payers"), N_("To review this week")
_WEEK = timedelta(days=7)


def is_reviewed(reviewed_on: date | None, today: date) -> bool:
    """Whether an account reviewed on that day (or never) is not to be reviewed again this week."""
    return reviewed_on is not None and reviewed_on >= today - _WEEK


def built_in(as_of: date, today: date, user: str, owners: Sequence[str]) -> dict[str, Shape | None]:
    """The views that every book is born with, by title; `Mine` is None where no owner is recognised as the user."""
    quarter = unit_start(as_of, "quarter")
    rest = [(as_of + timedelta(days=1)).isoformat(), add_months(quarter, 3).isoformat()]
    mine = owner_of(user, owners)
    return {
        MINE: None if mine is None else Shape(kept=(Kept("owner", "is", mine),)),
        LEAVING: Shape(kept=(Kept("ends_on", "within", rest),), order=("ends_on", False)),
        LATE: Shape(kept=(Kept("signals", "any", list(_LATE)),)),
        DUE: Shape(kept=(Kept("reviewed_on", "before", (today - _WEEK).isoformat()), Kept("mrr", "within", [1, None]))),
    }


def owner_of(user: str, owners: Sequence[str]) -> str | None:
    """The one owner whose name holds the user's as a word, or the whole as first name and last; None in doubt."""
    wanted = folded(user)
    found = [
        owner
        for owner in owners
        if wanted in (words := folded(owner).replace("@", " ").replace(".", " ").split()) or wanted == "".join(words)
    ]
    return found[0] if len(found) == 1 else None
