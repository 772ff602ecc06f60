"""The group of an account in each period: one that stays with it, or one that moves (its plan, its tenure)."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from metrics.facts import account_ids, by_account, in_order, numbered, preceding
from metrics.ledger import Ledger
from metrics.moves import Moves, Track
from metrics.spans import Spans

# Lower bounds (in complete months) of the tenure bands; the last one is open.
TENURE_BANDS: tuple[tuple[int, str], ...] = ((0, "0-2"), (3, "3-11"), (12, "12-23"), (24, "24-35"), (36, "36+"))
_EVER = pl.lit(date.min, pl.Date)  # before every period


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A column of group names to be put beside parts.

    `lasting` holds the value of every account, by number. Otherwise `moves` tells it.
    """

    name: str
    lasting: pl.Series | None = None
    moves: Moves | None = None
    only: str | None = None  # rows of another value are dropped; "" keeps those without a value
    _tracks: dict[Spans, Track] = field(default_factory=dict, init=False, repr=False)

    def attach(self, parts: pl.DataFrame, spans: Spans) -> pl.DataFrame:
        """The parts with this label as a column, unless it only filters; split where the label moves."""
        if self.lasting is not None:
            labelled = parts.with_columns(self.lasting.gather(parts["account"]).alias(self.name))
        else:
            labelled = self._track(spans).split(parts, self.name)
        if self.only is None:
            return labelled
        return labelled.filter(wanted(pl.col(self.name), self.only)).drop(self.name)

    def _track(self, spans: Spans) -> Track:
        if spans not in self._tracks:
            assert self.moves is not None
            self._tracks[spans] = self.moves.over(spans)
        return self._tracks[spans]


def tenure_band(months: pl.Expr) -> pl.Expr:
    """The place in TENURE_BANDS of the band that holds so many complete months."""
    return pl.sum_horizontal([months >= bound for bound, _ in TENURE_BANDS]) - 1


def wanted(value: pl.Expr, only: str) -> pl.Expr:
    """Whether a filter keeps a value; "" is the group without one."""
    return value.is_null() if only == "" else value == only


def tenure_moves(ledger: Ledger) -> Moves:
    """From one band to the next, a band beginning at the boundary on its anniversary itself.

    Accounts of the same first day move together, and so do those that never were active.
    """
    first = pl.col("first_day")
    # A boundary on the anniversary comes after the day before it; within a period the first day itself has to come.
    before = [first.dt.offset_by(f"{months}mo").dt.offset_by("-1d") for months, _ in TENURE_BANDS]
    bands = [band for _, band in TENURE_BANDS]

    def make() -> pl.DataFrame:
        days = ledger.first_days.select(first.unique().sort()).with_row_index("mover")
        told = days.select(
            "mover",
            started=pl.concat_list(_EVER, _EVER, *before),
            ended=pl.concat_list(_EVER, first, *[_EVER] * len(TENURE_BANDS)),
            value=pl.concat_list(pl.lit(None, pl.String), *(pl.lit(band) for band in (bands[0], *bands))),
        )
        never = pl.DataFrame({"mover": [days.height]}, schema={"mover": pl.UInt32})
        return pl.concat([told.explode("started", "ended", "value"), _beginnings(never)])

    def movers() -> pl.DataFrame:
        own = by_account(ledger, ledger.first_days, "first_day")
        never = ledger.first_days["first_day"].n_unique()
        return pl.DataFrame({"mover": (own.rank("dense").cast(pl.Int64) - 1).fill_null(never).cast(pl.UInt32)})

    return Moves(ledger.once("tenure moves", make), ledger.once("tenure movers", movers)["mover"])


def plan_moves(ledger: Ledger) -> Moves:
    """To the plan of the largest row that is on after each day on which a row starts or ends.

    Where none is on, the first plan that starts is told within the period already.
    """
    return Moves(ledger.once("plan moves", lambda: _plan_moves(ledger)))


def _plan_moves(ledger: Ledger) -> pl.DataFrame:
    """mover (the account), started, ended, value."""
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
    everyone = pl.DataFrame({"mover": pl.int_range(account_ids(ledger).len(), dtype=pl.UInt32, eager=True)})
    beginnings = _beginnings(everyone).select("started", "ended", "value", account="mover", day="started")
    moves = in_order(pl.concat([beginnings.select(told.columns), arrivals, told]))
    return moves.select("started", "ended", "value", mover="account")


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


def _beginnings(movers: pl.DataFrame) -> pl.DataFrame:
    """The very beginning of movers, without a label."""
    return movers.select("mover", started=_EVER, ended=_EVER, value=pl.lit(None, pl.String))
