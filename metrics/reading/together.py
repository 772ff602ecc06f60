"""The tables of one import are recognised together: what one file proves settles what its like leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.errors import ChurnError
from metrics.reading.decisions import Decision, Recognition
from metrics.reading.grid import Grid, Hints
from metrics.reading.recognise import recognise
from metrics.reading.terms import BookContext

# What a question's answer is called among the decisions of a file that proves it.
_PROOFS = {"date_order_unclear": "date_order", "decimal_unclear": "decimal"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A grid, what it is, and what had been settled of it before (by the user, or for a file of the same headers);
    `skipped` are tables of the same file that are none of ours, such as a sheet of notes."""

    grid: Grid
    recognition: Recognition
    hints: Hints
    skipped: tuple[Grid, ...] = ()


def recognise_all(told: Sequence[tuple[Grid, Hints]], context: BookContext) -> list[Recognised]:
    """Every grid with what it is, in order; the user's hints go before what was settled for the same headers.

    Of a file of several tables (sheets, say) those with no known column are passed over; raises ChurnError where
    that leaves none of the file, and whatever `recognise` raises.
    """
    found: list[Recognised] = []
    unknown: dict[str, list[tuple[Grid, ChurnError]]] = {}
    like: dict[tuple[str, ...], Recognition] = {}
    for grid, given in told:
        hints = _remembered(grid, given, context)
        try:
            recognition = recognise(grid, hints, context, like.get(grid.header))
        except ChurnError as error:
            if error.code != "table_unknown" and not _notes(grid, told):
                raise
            unknown.setdefault(grid.sha256, []).append((grid, error))
            continue
        like.setdefault(grid.header, recognition)
        found.append(Recognised(grid, recognition, hints))
    found = _settled(found, context)
    files = {recognised.grid.sha256: index for index, recognised in reversed(list(enumerate(found)))}
    for sha256, tables in unknown.items():
        if sha256 not in files:
            raise tables[0][1]
        first = files[sha256]
        found[first] = replace(found[first], skipped=tuple(grid for grid, _ in tables))
    return found


def _notes(grid: Grid, told: Sequence[tuple[Grid, Hints]]) -> bool:
    """Whether a grid of a single column stands beside tables of the same file: what somebody noted, no table."""
    others = [other for other, _ in told if other.sha256 == grid.sha256 and other is not grid]
    return grid.width == 1 and any(other.width > 1 for other in others)


def _remembered(grid: Grid, given: Hints, context: BookContext) -> Hints:
    """The hints, completed by what was settled for a file of the same headers."""
    before = context.settled.get(grid.header, {})
    kept = {name: value for name, value in before.items() if name != "mapping" and not getattr(given, name)}
    return replace(given, mapping=(*before.get("mapping", ()), *given.mapping), **kept)


def _settled(found: Sequence[Recognised], context: BookContext) -> list[Recognised]:
    """The grids, those with open questions read as their likes of the same headers prove."""
    return [replace(one, recognition=_as_its_likes(one, found, context)) for one in found]


def _as_its_likes(one: Recognised, found: Sequence[Recognised], context: BookContext) -> Recognition:
    proven, hints = {}, one.hints
    for question in one.recognition.questions:
        proofs = _proofs(found, one.grid.header, _PROOFS.get(question.code))
        if len(proofs) == 1:
            proven[_PROOFS[question.code]] = proofs.pop()
    if not proven:
        return one.recognition
    order, decimal = proven.get("date_order", hints.date_order), proven.get("decimal", hints.decimal)
    given = replace(hints, date_order=order, decimal=decimal)
    recognition = recognise(one.grid, given, context, one.recognition)
    told = [Decision(about, value, "like_other_files", confidence=0.9) for about, value in sorted(proven.items())]
    return replace(recognition, decisions=(*recognition.decisions, *told))


def _proofs(found: Sequence[Recognised], header: tuple[str, ...], about: str | None) -> set[str]:
    """What the decisions of grids of these headers say, where they ask nothing about it."""
    return {
        decision.value
        for other in found
        if other.grid.header == header
        and not any(_PROOFS.get(question.code) == about for question in other.recognition.questions)
        for decision in other.recognition.decisions
        if decision.about == about
    }
