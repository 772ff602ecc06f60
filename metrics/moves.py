"""Who moves from one value to another, and when: the value of each account in each period."""

from dataclasses import dataclass

import polars as pl

from metrics.spans import Spans


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """`told` has mover, started, ended and value: the moves of each mover in order, the first at its very beginning.

    A move is seen in the first period that starts after `started` and ends after `ended`. Movers are numbered from 0
    on; `movers` is the one that each account, by number, moves with (None: each is its own).
    """

    told: pl.DataFrame
    movers: pl.Series | None = None

    def over(self, spans: Spans) -> "Track":
        """Where the moves lead in some periods."""
        runs = self._runs(spans)
        stays = pl.col("until") - pl.col("since") == len(spans)
        places = runs.select(pl.when(stays).then(1).otherwise(pl.col("until") - pl.col("since"))).to_series()
        rows = pl.int_range(runs.height, dtype=pl.UInt32, eager=True).repeat_by(places).explode(empty_as_null=False)
        own = runs.select(
            "since", first=pl.lit(places).cum_sum() - pl.lit(places), step=(~stays).cast(pl.UInt32)
        ).filter(pl.col("since") == 0)  # fmt: skip
        return Track(runs.select("value", "until"), rows, own if self.movers is None else own[self.movers])

    def _runs(self, spans: Spans) -> pl.DataFrame:
        """mover, value, since, until: the runs of periods in which each mover keeps its value, in order."""
        seen = pl.max_horizontal(spans.starting_after("started"), spans.ending_after("ended"))
        moves = self.told.select("mover", "value", since=seen).filter(pl.col("since") < len(spans))
        place = pl.col("mover").cast(pl.Int64) * len(spans) + pl.col("since")
        last = moves.filter(place.ne_missing(place.shift(-1)))
        same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("mover", "value"))
        onward = pl.when(pl.col("mover") == pl.col("mover").shift(-1)).then(pl.col("since").shift(-1))
        return last.filter(~same).with_columns(until=onward.fill_null(len(spans)))


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """`runs` has value and until (the period that it ends before); `rows` places them: an account's row in `own` has
    the first place, and the step from one period's place to the next one's (0: it stays for all of them)."""

    runs: pl.DataFrame
    rows: pl.Series
    own: pl.DataFrame

    def split(self, parts: pl.DataFrame, name: str) -> pl.DataFrame:
        """The parts with the value of their account as a column; split where it moves."""
        found, rest = [], parts
        while True:
            first, step = (self.own[column].gather(rest["account"]) for column in ("first", "step"))
            row = self.rows.gather(first + step * rest["since"])
            moves = self.runs["until"].gather(row)
            placed = rest.with_columns(self.runs["value"].gather(row).alias(name))
            found.append(placed.with_columns(until=pl.min_horizontal("until", pl.lit(moves))))
            goes_on = placed["until"] > moves
            rest = rest.with_columns(since=moves).filter(goes_on)
            if rest.is_empty():
                return pl.concat(found)
