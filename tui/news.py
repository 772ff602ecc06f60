"""What is new for the user since the last visit, for the screen and the command alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - `date` formats one here
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from metrics.money import to_decimal_string
from metrics.words import N_
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from metrics.book.visits import Visit
    from metrics.news import News, Shown
    from metrics.question import Question
    from metrics.restatement import Restated
    from tui.engine import Engine


_KEPT = 8  # states of the book that are kept as they were shown: several users look at several


@dataclass(frozen=True)
class Latest:
    """The news since a visit, and the tags that others wrote since: columns of metrics.tags.TAG."""

    visit: "Visit"
    news: "News"
    tags: "pl.DataFrame"

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind, in the order in which they are told."""
        return {
            "losses": self.news.losses.height,
            "asked": self.news.asked.height,
            "raised": self.news.raised.height,
            "restated": len(self.news.restated),
            "tags": self.tags.height,
        }

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is new."""
        return not any(self.counts.values())


KINDS = {
    "losses": N_("Lost"),
    "asked": N_("Asked to leave"),
    "raised": N_("Signals raised"),
    "restated": N_("Figures restated"),
    "tags": N_("Tagged by others"),
}


def newest_import(engine: "Engine") -> int:
    """The id of the newest import that stands; 0 without any."""
    return max((record.id for record in engine.book.imports()), default=0)


def tags_since(engine: "Engine", visit: "Visit") -> "pl.DataFrame":
    """The tags that others wrote since a visit: columns of metrics.tags.TAG, and the accounts' names."""
    import polars as pl

    from metrics.accounts import name_or_id

    others = engine.tags().filter(pl.col("tagged_at") > visit.at, pl.col("tagged_by") != engine.book.user)
    if others.is_empty():
        return others.with_columns(name=pl.lit(None, pl.String))
    names = engine.tables["accounts"].select("account_id", name_or_id())
    return others.join(names, on="account_id", how="left", maintain_order="left")


def news_since(engine: "Engine", visit: "Visit") -> "News":
    """What is new since a visit; little is computed where the book's files and as-of are as they were."""
    from metrics.book.changes import standing_at
    from metrics.ledger import build_ledger
    from metrics.links import joined
    from metrics.news import NOTHING, news, shown_by
    from tui.restating import forgotten_since

    book = engine.book
    stood = standing_at(book.changes(), visit.at)
    forgotten = forgotten_since(engine, visit.at, lambda: engine.report(_opening(engine, engine.day)))
    if stood == {record.id for record in book.imports()} and engine.day == visit.as_of:
        return replace(NOTHING, restated=forgotten)

    def computed(question: "Question") -> "Shown":
        before = joined(book.tables_of(stood), book.links.all())
        return shown_by(build_ledger(before, engine.loss_date), question, engine.thresholds())

    found = news(_kept(engine, stood, visit.as_of, computed), _shown(engine), _opening(engine, engine.day).start)
    told = {(each.now.period.label, each.now.measure.id) for each in found.restated}
    further = [each for each in forgotten if (each.now.period.label, each.now.measure.id) not in told]
    return replace(found, restated=(*found.restated, *further))


def remember(engine: "Engine") -> None:
    """Keep what the book shows now, so that what is new since is told without going through its files again."""
    _kept(engine, frozenset(record.id for record in engine.book.imports()), engine.day, lambda _asked: _shown(engine))


def _shown(engine: "Engine") -> "Shown":
    """What the book shows now, of what is prepared."""
    from metrics.news import shown

    return shown(engine.losses().losses, engine.listed(), engine.raised(), engine.report(_opening(engine, engine.day)))


def _opening(engine: "Engine", day: Date) -> "Question":
    """What screens open on: every month up to the last complete one; of a large book those alone that are prepared."""
    from metrics.periods import add_months
    from tui.bands import HISTORY

    following = (day + timedelta(days=1)).replace(day=1)
    start = add_months(following, -HISTORY) if engine.is_large else None
    return replace(engine.question((), start=start, stop=following), as_of=day)


def _kept(engine: "Engine", standing: frozenset[int], day: Date, make: "Callable[[Question], Shown]") -> "Shown":
    """What the book showed when these imports stood, as it is kept, else as it is made."""
    from metrics.news import Shown
    from metrics.prepared import as_frame, from_frame

    question = _opening(engine, day)
    made = cache(lambda: make(question))
    of = (question, engine.loss_date, engine.thresholds(), engine.book.links.all())

    def part(name: str, frame: "Callable[[Shown], pl.DataFrame]") -> "pl.DataFrame":
        return engine.book.prepared.when(standing, f"seen_{name}", of, lambda: frame(made()), _KEPT)

    return Shown(
        part("losses", lambda shown: shown.losses),
        part("leaving", lambda shown: shown.leaving),
        part("raised", lambda shown: shown.raised),
        from_frame(part("figures", lambda shown: as_frame(shown.figures)), question, engine.currency),
    )


def told(kind: str, n: int) -> str:
    """So many of a kind, in words."""
    match kind:
        case "losses":
            text = ngettext("{n} customer lost", "{n} customers lost", n)
        case "asked":
            text = ngettext("{n} asked to leave", "{n} asked to leave", n)
        case "raised":
            text = ngettext("{n} signal raised", "{n} signals raised", n)
        case "restated":
            text = ngettext("{n} figure restated", "{n} figures restated", n)
        case _:
            text = ngettext("{n} tag by others", "{n} tags by others", n)
    return text.format(n=n)


def headline(found: Latest) -> str:
    """Everything in one line; empty where nothing is new."""
    from datetime import datetime

    from tui.formats import date, moment

    if found.is_quiet:
        return ""
    parts = ", ".join(told(kind, n) for kind, n in found.counts.items() if n)
    at = datetime.fromisoformat(found.visit.at).astimezone()
    today = datetime.now(at.tzinfo).date()
    return _("Since {moment}: {news}.").format(moment=moment(at) if at.date() == today else date(at.date()), news=parts)


def lines(found: Latest, currency: str | None) -> list[dict[str, Any]]:
    """Everything that is new, in the order of KINDS: kind, account_id, name, what (in words), mrr (decimal string)."""
    news = found.news
    rows = [
        {"kind": kind, "account_id": row["account_id"], "name": row["name"], "what": _day(kind, row["lost_on"]),
         "mrr": None if row["mrr"] is None else to_decimal_string(row["mrr"], currency)}
        for kind, frame in (("losses", news.losses), ("asked", news.asked))
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    rows += [_line("raised", row, _signal(row["code"], row["since"])) for row in news.raised.iter_rows(named=True)]
    rows += [_restated(each, currency) for each in news.restated]
    for row in found.tags.iter_rows(named=True):
        text = _("{reason} by {user}").format(reason=row["assessed"] or "–", user=row["tagged_by"])
        rows.append(_line("tags", row, text))
    return rows


def _line(kind: str, row: Mapping[str, Any], what: str) -> dict[str, Any]:
    return {"kind": kind, "account_id": row["account_id"], "name": row["name"], "what": what, "mrr": None}


def _day(kind: str, day: Date | None) -> str:
    from tui.formats import date

    return (_("lost {day}") if kind == "losses" else _("leaves {day}")).format(day=date(day))


def _signal(code: str, since: Date) -> str:
    from metrics.signals import BY_CODE
    from tui.formats import date

    return f"{_(BY_CODE[code].title)}, {date(since)}"


def _restated(each: "Restated", currency: str | None) -> dict[str, Any]:
    from tui.bands import shown
    from tui.period_names import period_name

    measure = each.now.measure
    was, now = (shown(measure, figure.value, currency) for figure in (each.was, each.now))
    name = f"{_(measure.title)}, {period_name(each.now.period.label)}"
    return _line("restated", {"account_id": None, "name": name}, _("{was}, now {now}").format(was=was, now=now))
