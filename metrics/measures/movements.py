"""How each account moved from a period's start to its end: what customers and revenue are measured on."""

import polars as pl

from metrics.facts import Facts, changes, following, named
from metrics.ledger import Ledger
from metrics.spans import Spans
from metrics.stage import Stage

# Of a movement: n accounts that it stands for (more than one only where nothing moved); on at the start (s) and at
# the end (e); MRR at both (o, c: sums over the n); whether it was active before the period; whether a stretch of
# activity began in it; loss events in it.
MOVEMENT = ("n", "s", "e", "o", "c", "before", "started", "losses")

_S, _E, _O, _C, _BEFORE, _STARTED, _N = (pl.col(name) for name in ("s", "e", "o", "c", "before", "started", "n"))
_STAYED = (_O > 0) & (_C > 0)


def _where(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(value).otherwise(0)


# What is added up of movements: accounts, then MRR. Every measure of customers and of revenue is made of such sums.
QUANTITIES: dict[str, pl.Expr] = {
    "on_start": _where(_S, _N),
    "on_end": _where(_E, _N),
    "lost": _where(_S & ~_E, _N),
    "gained": _where(_E & ~_S & ~_BEFORE, _N),
    "regained": _where(_E & ~_S & _BEFORE, _N),
    "passed": _where(~_S & ~_E & _STARTED, _N),
    "losses": pl.col("losses"),
    "ever_left": _where(_S & (pl.col("losses") > 0), _N),
    "exposed": _where(_S | _STARTED, _N),
    "paying_end": _where(_C > 0, _N),
    "o": _O,
    "c": _C,
    "new": _where((_O == 0) & ~_BEFORE, _C),
    "reactivated": _where((_O == 0) & _BEFORE, _C),
    "expansion": _where(_STAYED & (_C > _O), _C - _O),
    "contraction": _where(_STAYED & (_C < _O), _O - _C),
    "churned": _where(_C == 0, _O),
    "kept": _where(_O > 0, _C),
}


def movements(stage: Stage) -> pl.DataFrame:
    """The movement of every account that was active in a stage's one period, with its quantities: account_id, group,
    MOVEMENT and QUANTITIES; sorted by account."""
    found = stage.grouped(movement_parts(stage)).with_columns(**QUANTITIES)
    return named(stage.ledger, found).select("account_id", "group", *{*MOVEMENT, *QUANTITIES}).sort("account_id")


def movement_parts(stage: Stage) -> pl.DataFrame:
    """The same as parts without a group, by account number."""
    touched = _touched(stage)
    on = stage.spans.standing(STATES.of(stage.ledger), "day", "following", at="start")
    still = on.join(touched, on="account", how="anti").with_columns(
        n=pl.lit(1, pl.Int64), s=pl.lit(True), e=pl.lit(True), c="o", before=pl.lit(True), started=pl.lit(False),
        losses=pl.lit(0, pl.Int64),
    )  # fmt: skip
    return pl.concat([touched, still.select(touched.columns)])


def tallies(stage: Stage) -> pl.DataFrame:
    """p, group and the sums of QUANTITIES over every account, where any is not 0; computed once a stage.

    Only accounts that moved are looked at one by one: the others are what stood at the start less what those had.
    """
    return stage.once("tallies", lambda: _tallies(stage))


def _tallies(stage: Stage) -> pl.DataFrame:
    opened = {"on": _where(_S, _N), "paying": _where(_O > 0, _N)}
    parts = _together(stage.grouped(_touched(stage)), len(stage.spans)).with_columns(**QUANTITIES, **opened)
    moved = stage.totals(parts, *QUANTITIES, *opened)
    standing = stage.totals(stage.standing(STATES, at="start"), *STATES.amounts)
    still = _still(standing, moved).select("p", "group", **QUANTITIES)
    sums = pl.concat([moved.select(still.columns), still]).group_by("p", "group").agg(pl.col(*QUANTITIES).sum())
    return sums.filter(pl.any_horizontal(pl.col(*QUANTITIES) != 0))


# What tells one kind of movement from another: of accounts that moved alike, the sums move as each of them does.
_KIND = {
    "s": _S, "e": _E, "before": _BEFORE, "started": _STARTED, "had": _O > 0, "has": _C > 0, "more": _C > _O,
    "less": _C < _O, "left": pl.col("losses") > 0,
}  # fmt: skip


def _together(parts: pl.DataFrame, periods: int) -> pl.DataFrame:
    """The parts of movements of a kind, in the same periods and group, as one."""
    place = pl.col("since").cast(pl.Int64) * (periods + 1) + pl.col("until")
    kind = sum((told.cast(pl.Int64) * 2**bit for bit, told in enumerate(_KIND.values())), pl.lit(0, pl.Int64))
    sums = parts.group_by("group", _key=place * 2 ** len(_KIND) + kind).agg(pl.col("n", "o", "c", "losses").sum())
    place = pl.col("_key") // 2 ** len(_KIND)
    told = {name: pl.col("_key") // 2**bit % 2 == 1 for bit, name in enumerate(_KIND)}
    since, until = place // (periods + 1), place % (periods + 1)
    return sums.with_columns(since=since.cast(pl.UInt32), until=until.cast(pl.UInt32), **told)


def _still(standing: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Those that did not move, taken together, as movements: those with known revenue, and those on without."""
    rest = standing.join(moved, on=["p", "group"], how="left", nulls_equal=True, suffix="_moved").select(
        "p", "group", *(pl.col(name) - pl.col(f"{name}_moved").fill_null(0) for name in STATES.amounts)
    )
    same = {"s": pl.lit(True), "e": pl.lit(True), "before": pl.lit(True), "started": pl.lit(False)}
    constant = {**same, "losses": pl.lit(0, pl.Int64)}
    paying = rest.select("p", "group", n="paying", o="o", c="o", **constant)
    nothing = pl.lit(0, pl.Int64)
    unknown = rest.select("p", "group", n=pl.col("on") - pl.col("paying"), o=nothing, c=nothing, **constant)
    return pl.concat([paying, unknown])


def _states(ledger: Ledger) -> pl.DataFrame:
    """account, day, following, on, paying, o: what stands after each day with a change, until the following one."""
    states = changes(ledger).select(
        "account", "day", following("day").alias("following"), on=pl.col("on_after").cast(pl.Int64),
        paying=(pl.col("mrr_after") > 0).cast(pl.Int64), o="mrr_after",
    )  # fmt: skip
    return states.filter(pl.col("on") > 0)


# Accounts on, those of them with MRR, and their MRR.
STATES = Facts("states", _states, ("on", "paying", "o"))


def _touched(stage: Stage) -> pl.DataFrame:
    """The movements of the accounts with a change in a period, as parts without a group.

    Periods that hold the same changes of an account are one part: from its first change in them to its last one.
    """
    inside = stage.spans.within(changes(stage.ledger), "day")
    runs = _runs(inside, stage.spans)
    first, last = inside[runs["first"]], inside[runs["last"]]
    return pl.DataFrame(
        {
            "account": first["account"], "since": runs["since"], "until": runs["until"],
            "s": first["on_before"], "e": last["on_after"], "o": first["mrr_before"], "c": last["mrr_after"],
            "before": first["first_day"] < stage.spans.starts.gather(runs["since"]),
            "begun": last["begun"] - first["begun"], "ended": last["ended"] - first["ended"],
            "began": ~first["on_before"] & first["on_after"], "lost": first["on_before"] & ~first["on_after"],
        }
    ).select(
        "account", "since", "until", "s", "e", "o", "c", "before", n=pl.lit(1, pl.Int64),
        started=(pl.col("begun") > 0) | pl.col("began"), losses=pl.col("ended") + pl.col("lost").cast(pl.Int64),
    )  # fmt: skip


def _runs(inside: pl.DataFrame, spans: Spans) -> pl.DataFrame:
    """since, until and the rows of the first and the last change in those periods, for every account.

    `inside` are the changes that count somewhere, by account and day.
    """
    return _single(inside, len(spans)) if spans.are_apart else _overlapping(inside, len(spans))


def _single(inside: pl.DataFrame, periods: int) -> pl.DataFrame:
    """The runs where each is of one period: the changes of an account in it follow one another."""
    key = pl.col("account").cast(pl.Int64) * periods + pl.col("since")
    rows = inside.select("since", "until", first=pl.int_range(pl.len()), begins=key.ne_missing(key.shift(1)))
    beyond = pl.lit(inside.height, pl.Int64)
    return rows.filter("begins").select(
        "since", "until", "first", last=pl.col("first").shift(-1).fill_null(beyond) - 1
    )  # fmt: skip


def _overlapping(inside: pl.DataFrame, periods: int) -> pl.DataFrame:
    """The runs of any periods: a change comes in where it begins to count and goes out where it no longer does, and
    both in the order of the changes."""
    place = pl.col("account").cast(pl.Int64) * (periods + 1)
    comes = inside.select(_key=place + pl.col("since"), comes=pl.lit(1, pl.Int64), goes=pl.lit(0, pl.Int64))
    goes = inside.select(_key=place + pl.col("until"), comes=pl.lit(0, pl.Int64), goes=pl.lit(1, pl.Int64))
    turns = pl.concat([comes, goes]).sort("_key").select("_key", pl.col("comes", "goes").cum_sum())
    at = turns.filter(pl.col("_key").ne_missing(pl.col("_key").shift(-1)))
    since = (pl.col("_key") % (periods + 1)).cast(pl.UInt32)
    return at.select(
        since=since, until=since.shift(-1), first="goes", last=pl.col("comes") - 1
    ).filter(pl.col("first") <= pl.col("last"))  # fmt: skip
