"""The group of an account in each period: one that stays with it, or one that moves (its plan, its tenure)."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from metrics.facts import account_ids, by_account, following, in_order, numbered, preceding
from metrics.ledger import Ledger
from metrics.spans import Spans

# Lower bounds (in complete months) of the tenure bands; the last one is open.
TENURE_BANDS: tuple[tuple[int, str], ...] = ((0, "0-2"), (3, "3-11"), (12, "12-23"), (24, "24-35"), (36, "36+"))
_EVER = pl.lit(date.min, pl.Date)  # before every period


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A column of group names to be put beside parts.

    `lasting` holds the value of every account, by number. Otherwise `moves` tells it: account, started, ended, value,
    the moves of an account in order, the first one at its very beginning. A move is seen in the first period that
    starts after `started` and ends after `ended`.
    """

    name: str
    lasting: pl.Series | None = None
    moves: pl.DataFrame | None = None
    only: str | None = None  # rows of another value are dropped; "" keeps those without a value
    _tracks: dict[Spans, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)

    def attach(self, parts: pl.DataFrame, spans: Spans) -> pl.DataFrame:
        """The parts with this label as a column, unless it only filters; split where the label moves."""
        if self.lasting is not None:
            labelled = parts.with_columns(self.lasting.gather(parts["account"]).alias(self.name))
        else:
            labelled = self._split(parts, spans)
        if self.only is None:
            return labelled
        return labelled.filter(wanted(pl.col(self.name), self.only)).drop(self.name)

    def _split(self, parts: pl.DataFrame, spans: Spans) -> pl.DataFrame:
        track = self._tracks.get(spans)
        if track is None:
            track = self._tracks[spans] = self._track(spans)
        found, rest = [], parts
        while True:
            placed = _keyed(rest, "since", spans).sort("_key").join_asof(track, on="_key").drop("_key")
            found.append(placed.with_columns(until=pl.min_horizontal("until", "_moves")).drop("_moves"))
            rest = placed.filter(pl.col("until") > pl.col("_moves"))
            if rest.is_empty():
                return pl.concat(found)
            rest = rest.with_columns(since="_moves").drop("_moves", self.name)

    def _track(self, spans: Spans) -> pl.DataFrame:
        """The label of every account from a period on (`_key`), and the one in which it moves next (`_moves`)."""
        assert self.moves is not None
        seen = pl.max_horizontal(spans.starting_after("started"), spans.ending_after("ended"))
        moves = self.moves.select("account", "value", since=seen).filter(pl.col("since") < len(spans))
        last = moves.filter(following("since").ne_missing(pl.col("since")))
        onward = last.with_columns(_moves=following("since").fill_null(len(spans)))
        return _keyed(onward, "since", spans).select("_key", "_moves", pl.col("value").alias(self.name))


def tenure_band(months: pl.Expr) -> pl.Expr:
    """The place in TENURE_BANDS of the band that holds so many complete months."""
    return pl.sum_horizontal([months >= bound for bound, _ in TENURE_BANDS]) - 1


def wanted(value: pl.Expr, only: str) -> pl.Expr:
    """Whether a filter keeps a value; "" is the group without one."""
    return value.is_null() if only == "" else value == only


def _keyed(parts: pl.DataFrame, period: str, spans: Spans) -> pl.DataFrame:
    """With account and period as one number, so that one merge finds both."""
    return parts.with_columns(_key=pl.col("account").cast(pl.Int64) * len(spans) + pl.col(period))


def tenure_moves(ledger: Ledger) -> pl.DataFrame:
    """From one band to the next, a band beginning at the boundary on its anniversary itself."""
    first = pl.col("first_day")
    # A boundary on the anniversary comes after the day before it; within a period the first day itself has to come.
    before = [first.dt.offset_by(f"{months}mo").dt.offset_by("-1d") for months, _ in TENURE_BANDS]
    told = ledger.first_days.select(first.unique()).with_columns(
        started=pl.concat_list(_EVER, _EVER, *before),
        ended=pl.concat_list(_EVER, first, *[_EVER] * len(TENURE_BANDS)),
        value=pl.concat_list(pl.lit(None, pl.String), *(pl.lit(band) for _, band in (TENURE_BANDS[0], *TENURE_BANDS))),
    )
    moves = pl.DataFrame({"first_day": by_account(ledger, ledger.first_days, "first_day")}).with_row_index("account")
    known, never = moves.filter(first.is_not_null()), moves.filter(first.is_null())
    placed = known.join(told, on="first_day").drop("first_day").explode("started", "ended", "value")
    return pl.concat([placed, _beginnings(never)]).sort("account", maintain_order=True)


def plan_moves(ledger: Ledger) -> pl.DataFrame:
    """To the plan of the largest row that is on after each day on which a row starts or ends.

    Where none is on, the first plan that starts is told within the period already.
    """
    rows = numbered(ledger, ledger.rows.select("account_id", "start_on", "end_on", "mrr", "plan"))
    steps = _plan_steps(rows)
    starts = rows.select("account", day="start_on", value="plan").unique(
        ["account", "day"], keep="first", maintain_order=True
    )
    arrivals = (
        steps.with_columns(before=preceding("day"), was_on=preceding("is_on").fill_null(False))
        .filter(~pl.col("was_on"))
        .drop("value")
        .join(starts, on=["account", "day"])
        .select("account", "day", started=pl.col("before").fill_null(_EVER), ended="day", value="value")
    )
    told = steps.select("account", "day", started="day", ended=_EVER, value="value")
    accounts = pl.DataFrame({"account": pl.int_range(account_ids(ledger).len(), dtype=pl.UInt32, eager=True)})
    beginnings = _beginnings(accounts).select("account", pl.col("started").alias("day"), "started", "ended", "value")
    return in_order(pl.concat([beginnings, arrivals, told])).drop("day")


def _plan_steps(rows: pl.DataFrame) -> pl.DataFrame:
    """account, day, is_on, value: the plan after each day with a start or an end; `rows` by account, start and id."""
    largest = rows.sort("account", "mrr", descending=[False, True], nulls_last=True, maintain_order=True)
    spells = largest.with_row_index("_rank").select("account", "start_on", "end_on", "_rank")
    ends = rows.select("account", day="end_on").drop_nulls()
    days = in_order(pl.concat([rows.select("account", day="start_on"), ends]))
    days = days.filter(preceding("day").ne_missing(pl.col("day"))).with_row_index("_day")
    is_on = (pl.col("start_on") <= pl.col("day")) & (pl.col("end_on") > pl.col("day")).fill_null(value=True)
    first = days.join(spells, on="account").filter(is_on).group_by("_day").agg(pl.col("_rank").min())
    steps = days.join(first, on="_day", how="left", maintain_order="left")
    plans = largest["plan"].gather(steps["_rank"])
    return steps.select("account", "day", is_on=pl.col("_rank").is_not_null(), value=plans)


def _beginnings(accounts: pl.DataFrame) -> pl.DataFrame:
    """The very beginning of accounts, without a label."""
    return accounts.select("account", started=_EVER, ended=_EVER, value=pl.lit(None, pl.String))
