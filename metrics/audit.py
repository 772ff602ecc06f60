"""What each signal would have been worth: how many of the lost showed it before they left, against customers who were
alike at the same time and stayed."""

from dataclasses import dataclass
from datetime import date
from math import exp

import polars as pl

from metrics.hindsight import as_known
from metrics.ledger import Ledger
from metrics.matching import Matched, candidates, draw, neighbours
from metrics.odds import Kind, OddsRatio, matched_odds
from metrics.probability import normal_quantile
from metrics.signals import SIGNALS, Thresholds, raised

DAYS = (30, 60, 90)
# Losses that are looked at; of more, so many are drawn.
SAMPLE = 3_000
# Losses that each signal tried should have, or chance finds one that seems to work.
_LOSSES_A_SIGNAL = 10

# Lost, of them with the signal, stayers, of them with the signal.
Counts = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One signal, so many days before. Of `lost` matched losses `lost_with` showed it, of their `stayers`
    `stayers_with`.

    The odds ratio is that of the matched sets; `low` and `high` hold at 95 % for all signals and days tried together,
    so that trying many does not make one seem to work. `lead_days`: half of the lost who showed it had shown it at
    least so long before. `base_rate`: the share of customers that leave within so many days anyway. `false_alarms`: of
    those who show it, the share that would not leave within so many days.
    """

    signal: str
    days: int
    lost: int
    lost_with: int
    stayers: int
    stayers_with: int
    odds_ratio: float | None
    low: float | None
    high: float | None
    lead_days: float | None
    base_rate: float | None
    false_alarms: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings, best signal first, each at 30, 60 and 90 days.

    `losses` in the book, `sampled` of them looked at, `unmatched` of those had nobody alike (at 30 days); `silent`
    signals were tried, and neither the lost nor the stayers showed them; `is_thin`: too many signals for so few losses.
    `warned` are the lost with a signal: signal, days, account_id, day (the one looked at); sorted.
    """

    findings: tuple[Finding, ...]
    warned: pl.DataFrame
    losses: int
    sampled: int
    unmatched: int
    silent: tuple[str, ...]
    is_thin: bool


def audit(
    ledger: Ledger,
    as_of: date,
    *,
    thresholds: Thresholds | None = None,
    members: pl.DataFrame | None = None,
    since: date | None = None,
    seed: int = 0,
) -> Audit:
    """Every signal that the book's facts can raise, against the losses up to as-of.

    `members` (account_id) and `since` (a day that they come after) restrict the losses that are looked at; stayers are
    drawn from the whole book. The same seed draws the same stayers.
    """
    found = candidates(ledger, as_of, seed)
    losses = found.filter(pl.col("ended").is_not_null())
    if since is not None:
        losses = losses.filter(pl.col("ended") > since)
    if members is not None:
        losses = losses.join(members, on="account_id", how="semi").sort("place")
    sample = losses if losses.height <= SAMPLE else losses.sample(SAMPLE, seed=seed).sort("place")
    near = neighbours(found, sample)
    matched = {days: draw(near, sample, days) for days in DAYS}
    seen = _seen(ledger, as_of, matched, thresholds)
    tried = [signal.code for signal in SIGNALS if all(ledger.tables[table].height for table in signal.needs)]
    base = _base_rates(found, as_of)
    tallies = {(code, days): _counted(code, days, matched[days], seen) for code in tried for days in DAYS}
    telling = sum(1 for _, _, kinds in tallies.values() if matched_odds(kinds, 0.0).informative)
    z = normal_quantile(1 - 0.025 / max(1, telling))
    findings = [
        _finding(code, days, counts, lead, matched_odds(kinds, z), base[days])
        for (code, days), (counts, lead, kinds) in tallies.items()
    ]
    shown = {finding.signal for finding in findings if finding.lost_with or finding.stayers_with}
    enough = matched[DAYS[0]].people.filter("is_case").height
    return Audit(
        tuple(finding for finding in _best_first(findings) if finding.signal in shown),
        _warned(matched, seen),
        losses.height, sample.height, matched[DAYS[0]].unmatched,
        silent=tuple(code for code in tried if code not in shown),
        is_thin=enough < _LOSSES_A_SIGNAL * len(shown),
    )  # fmt: skip


def _seen(ledger: Ledger, as_of: date, matched: dict[int, Matched], thresholds: Thresholds | None) -> pl.DataFrame:
    """The signals that stood on the day of each look: account_id, day, signal, standing (days since it was raised)."""
    looks = pl.concat([draws.people.select("account_id", "day") for draws in matched.values()]).unique()
    looks = looks.sort("account_id", "day").with_row_index("look").with_columns(pl.col("look").cast(pl.String))
    stood = raised(as_known(ledger, looks, as_of), as_of, thresholds)
    standing = (pl.lit(as_of) - pl.col("since")).dt.total_days()
    return stood.select(look="account_id", signal="code", standing=standing).join(looks, on="look").drop("look")


def _warned(matched: dict[int, Matched], seen: pl.DataFrame) -> pl.DataFrame:
    cases = [
        draws.people.filter("is_case").select("account_id", "day", days=pl.lit(days, pl.Int64))
        for days, draws in matched.items()
    ]
    found = pl.concat(cases).join(seen, on=["account_id", "day"])
    return found.select("signal", "days", "account_id", "day").unique().sort(pl.all())


def _base_rates(found: pl.DataFrame, as_of: date) -> dict[int, float | None]:
    """By days: the chance of a customer to leave within so many, from all losses and all days of custom."""
    days = (pl.col("ended").fill_null(as_of) - pl.col("began")).dt.total_days()
    exposure, losses = found.select(days=days.sum(), losses=pl.col("ended").is_not_null().sum()).row(0)
    return {window: 1 - exp(-losses / exposure * window) if exposure else None for window in DAYS}


def _counted(code: str, days: int, matched: Matched, seen: pl.DataFrame) -> tuple[Counts, float | None, list[Kind]]:
    """(lost, lost with, stayers, stayers with), the median lead of the lost with it, and the matched sets by kind."""
    mine = seen.filter(pl.col("signal") == code).select("account_id", "day", "standing")
    people = matched.people.join(mine, on=["account_id", "day"], how="left").with_columns(
        shown=pl.col("standing").is_not_null()
    )
    case, shown = pl.col("is_case"), pl.col("shown")
    counts = people.select(
        case.sum(), both=(case & shown).sum(), stayers=(~case).sum(), stayers_with=(~case & shown).sum()
    ).row(0)
    sets = people.group_by("set").agg(
        case_shown=(case & shown).any(), among=shown.sum().cast(pl.Int64), size=pl.len().cast(pl.Int64)
    )
    kinds = sets.group_by("case_shown", "among", "size").agg(n=pl.len().cast(pl.Int64)).sort(pl.all()).rows()
    lead = people.filter(case & shown)["standing"].median()
    return counts, float(lead) + days if isinstance(lead, int | float) else None, kinds


def _finding(code: str, days: int, counts: Counts, lead: float | None, odds: OddsRatio, base: float | None) -> Finding:
    lost, lost_with, stayers, stayers_with = counts
    alarms = None
    if base is not None and lost and stayers and (lost_with or stayers_with):
        right, wrong = base * lost_with / lost, (1 - base) * stayers_with / stayers
        alarms = wrong / (right + wrong)
    return Finding(
        code, days, lost, lost_with, stayers, stayers_with, odds.value, odds.low, odds.high, lead, base, alarms
    )


def _best_first(findings: list[Finding]) -> list[Finding]:
    """By what the signal would have caught beyond chance in time (its best day), then in the order of days."""
    worth: dict[str, float] = {}
    for finding in findings:
        hit = finding.lost_with / finding.lost if finding.lost else 0.0
        chance = finding.stayers_with / finding.stayers if finding.stayers else 0.0
        worth[finding.signal] = max(worth.get(finding.signal, -1.0), hit - chance)
    return sorted(findings, key=lambda finding: -worth[finding.signal])
