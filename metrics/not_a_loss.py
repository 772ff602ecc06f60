"""Losses that may be none: migrations, merges, duplicates, mass changes of plan, each with its evidence.

Nothing here changes a figure: the owner is asked, and only a confirmed link (metrics/links.py) does.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.accounts import BEGINS
from metrics.ledger import Ledger
from metrics.links import GAP_DAYS
from metrics.losses import EVENT, ROW, events

# Domains whose mail addresses say nothing about who somebody works for.
_FREE_MAIL = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.fr", "live.com", "msn.com", "yahoo.com",
    "yahoo.fr", "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com",
    "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "skynet.be", "telenet.be", "proximus.be",
    "ziggo.nl", "kpnmail.nl", "hetnet.nl",
)  # fmt: skip
# What a company's name ends with in one export and not in the other.
_LEGAL_FORMS = (
    r"\b(sa|sas|sasu|sarl|eurl|sprl|srl|bv|bvba|nv|vof|gmbh|ag|kg|ug|ltd|limited|llc|llp|inc|incorporated|corp|"
    r"corporation|co|company|plc|oy|ab|as|aps|spa)\b"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How near is near: days around the loss within which another account starts, accounts that share a domain and
    are still one firm, and losses of one plan on one day that look like a migration."""

    days_before: int = 14
    days_after: int = GAP_DAYS
    return_days: int = 14
    sharers: int = 4
    mass: int = 5


def candidates(ledger: Ledger, as_of: date, limits: Limits | None = None) -> pl.DataFrame:
    """Losses up to as-of that may be none, with the account that may continue each; the biggest MRR first.

    Columns: account_id, name, lost_on, mrr_lost (minor units), other_id (null: the account itself came back, or the
    whole plan went), other_name, started_on, days (from loss to start), evidence (list of same_billing_id,
    same_domain, same_name, returned, mass_change), same_day (losses of the same plan on that day).
    """
    limits = limits or Limits()
    lost = events(ledger, as_of)
    accounts = ledger.tables["accounts"]
    pairs = _pairs(lost, _beginnings(ledger, as_of), _marks(accounts, limits), limits)
    whole = pl.concat([pairs, _returned(lost, limits)])
    mass = _mass(ledger, lost, limits)
    whole = pl.concat([whole, _left_over(mass, whole)]).join(mass, on=["account_id", "lost_on"], how="left")
    moved = (
        pl.when(pl.col("same_day").is_not_null())
        .then(pl.lit(["mass_change"]))
        .otherwise(pl.lit([], pl.List(pl.String)))
    )
    names = accounts.select("account_id", "name")
    return (
        whole.with_columns(evidence=pl.concat_list("evidence", moved))
        .join(lost.select("account_id", "lost_on", "name", "mrr_lost"), on=["account_id", "lost_on"])
        .join(names.rename({"account_id": "other_id", "name": "other_name"}), on="other_id", how="left")
        .with_columns(days=(pl.col("started_on") - pl.col("lost_on")).dt.total_days())
        .sort("mrr_lost", "account_id", "lost_on", "days", "other_id", descending=[True, *[False] * 4], nulls_last=True)
        .select(
            "account_id", "name", "lost_on", "mrr_lost", "other_id", "other_name", "started_on", "days", "evidence",
            "same_day",
        )
    )  # fmt: skip


def _beginnings(ledger: Ledger, as_of: date) -> pl.DataFrame:
    """Every start of a stretch of activity up to as-of: other_id, started_on."""
    return ledger.changes.filter(BEGINS, pl.col("day") <= as_of).select(other_id="account_id", started_on="day")


def _marks(accounts: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """What tells that two accounts are one: account_id, code, mark. Marks that many share tell nothing."""
    host = pl.coalesce("domain", pl.col("email").str.extract(r"@(.+)$")).str.to_lowercase().str.strip_chars()
    host = host.str.replace(r"^(https?://)?(www\.)?", "").str.replace(r"/.*$", "")
    marks = {
        "same_billing_id": pl.col("billing_id"),
        "same_domain": pl.when(~host.is_in(_FREE_MAIL)).then(host),
        "same_name": _plain_name(),
    }
    long = pl.concat(accounts.select("account_id", code=pl.lit(code), mark=mark) for code, mark in marks.items())
    known = long.filter(pl.col("mark").str.len_chars() > 0)
    return known.filter(pl.len().over("code", "mark").is_between(2, limits.sharers))


def _plain_name() -> pl.Expr:
    """A name without accents, case, punctuation and legal form."""
    letters = pl.col("name").str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    bare = letters.str.replace_all(r"[.'’]", "").str.replace_all(_LEGAL_FORMS, " ")
    return bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _pairs(lost: pl.DataFrame, begun: pl.DataFrame, marks: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Each loss with the accounts of a like mark that start around it."""
    early, late = timedelta(days=limits.days_before), timedelta(days=limits.days_after)
    others = marks.rename({"account_id": "other_id"})
    near = (
        lost.select(EVENT).join(marks, on="account_id").join(others, on=["code", "mark"])
        .filter(pl.col("account_id") != pl.col("other_id"))
        .join(begun, on="other_id")
        .filter(pl.col("started_on").is_between(pl.col("lost_on") - early, pl.col("lost_on") + late))
    )  # fmt: skip
    return near.group_by(*EVENT, "other_id", "started_on").agg(evidence=pl.col("code").unique().sort())


def _returned(lost: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """The losses whose account came back by itself within days."""
    soon = (pl.col("returned_on") - pl.col("lost_on")).dt.total_days() <= limits.return_days
    back = lost.filter(soon)
    return back.select(
        *EVENT,
        other_id=pl.lit(None, pl.String),
        started_on="returned_on",
        evidence=pl.lit(["returned"], pl.List(pl.String)),
    )


def _mass(ledger: Ledger, lost: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """The losses of a plan that many lost on one day: account_id, lost_on, same_day (how many).

    A plan that so many lose at once was closed rather than left.
    """
    ended = lost.select(*EVENT, row="subscriptions").explode("row").unnest("row")
    plans = ended.join(ledger.spells.select(*ROW, "plan"), on=ROW).filter(pl.col("plan").is_not_null())
    sizes = plans.unique([*EVENT, "plan"]).with_columns(same_day=pl.len().over("lost_on", "plan").cast(pl.Int64))
    return sizes.filter(pl.col("same_day") >= limits.mass).group_by(EVENT).agg(pl.col("same_day").max())


def _left_over(mass: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The losses of a mass change for which nothing else speaks."""
    alone = mass.join(found, on=EVENT, how="anti")
    return alone.select(
        *EVENT,
        other_id=pl.lit(None, pl.String),
        started_on=pl.lit(None, pl.Date),
        evidence=pl.lit([], pl.List(pl.String)),
    )
