"""Lists to work through: the accounts on which certain signals stand, the most pressing first."""

from dataclasses import dataclass

import polars as pl

from metrics.errors import WrongUsage
from metrics.words import N_

# What an owner can call: the face asks for it, the book keeps it.
CALLS = ("will_renew", "in_doubt", "will_leave")
# Signals that a renewal or a gap in our own records raises: they do not speak of leaving.
_NEUTRAL = ("renewal_near", "no_outcome")


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue. `codes` are the signals of which any makes an account a member; `due` names the parameters of their
    evidence that say by when, the first that is known. Texts are English, for the catalogue."""

    name: str
    title: str
    definition: str
    codes: tuple[str, ...]
    due: tuple[str, ...] = ()


DISAGREEMENT = Queue(
    "disagreement",
    N_("Call and signals disagree"),
    N_("The owner calls it a renewal and signals of leaving stand, or a loss and none stands."),
    (),
)
QUEUES: tuple[Queue, ...] = (
    Queue(
        "asked_still_paying",
        N_("Asked to leave, still paying"),
        N_("A cancellation was asked and the service is still on: who can be saved, and until when."),
        ("cancellation_asked",),
        ("ends_on", "paid_until"),
    ),
    Queue(
        "renewals",
        N_("Renewals near"),
        N_("A subscription is to be renewed soon."),
        ("renewal_near",),
        ("renews_on",),
    ),
    Queue(
        "contact_gone",
        N_("Contact gone"),
        N_("The champion has left, or a contact has moved."),
        ("champion_left", "contact_moved"),
    ),
    Queue(
        "gone_quiet",
        N_("Gone quiet"),
        N_("Nothing has been heard for long, or mails stay unopened, or orders are overdue."),
        ("quiet", "mails_unopened", "orders_overdue"),
    ),
    Queue("below_projection", N_("Below projection"), N_("MRR is below what was projected."), ("under_projection",)),
    Queue("no_outcome", N_("No outcome recorded"), N_("No outcome of the service is known."), ("no_outcome",)),
    DISAGREEMENT,
)
BY_NAME: dict[str, Queue] = {queue.name: queue for queue in QUEUES}


def members(name: str, listing: pl.DataFrame, raised: pl.DataFrame, calls: pl.DataFrame | None = None) -> pl.DataFrame:
    """The rows of a listing (`accounts.listing`) that are in a queue, with `due` (date or null).

    The earliest due first, then the biggest MRR, then account_id. `raised` as `signals.raised`; `calls` (account_id,
    call) are the owners' latest calls. Raises WrongUsage where there is no such queue.
    """
    if name not in BY_NAME:
        raise WrongUsage("unknown_queue", queue=name, known=", ".join(BY_NAME))
    queue = BY_NAME[name]
    found = _disagreeing(listing, raised, calls) if queue is DISAGREEMENT else _standing(queue, raised)
    joined = listing.join(found, on="account_id", how="inner")
    return joined.sort("due", "mrr", "account_id", descending=[False, True, False], nulls_last=True)


def _standing(queue: Queue, raised: pl.DataFrame) -> pl.DataFrame:
    """account_id and due of the accounts on which a queue's signals stand."""
    dates = [pl.col("evidence").str.json_path_match(f"$.{name}").str.to_date("%Y-%m-%d") for name in queue.due]
    due = pl.coalesce(dates) if dates else pl.lit(None, pl.Date)
    standing = raised.filter(pl.col("code").is_in(queue.codes))
    return standing.group_by("account_id").agg(due=due.min())


def _disagreeing(listing: pl.DataFrame, raised: pl.DataFrame, calls: pl.DataFrame | None) -> pl.DataFrame:
    if calls is None:
        return pl.DataFrame(schema={"account_id": pl.String, "due": pl.Date})
    warned = raised.filter(~pl.col("code").is_in(_NEUTRAL)).select("account_id", warned=pl.lit(True)).unique()
    present = listing.filter(~pl.col("status").is_in(["lost", "never"])).select("account_id")
    judged = calls.join(present, on="account_id").join(warned, on="account_id", how="left")
    warns = pl.col("warned").fill_null(False)
    against = ((pl.col("call") == "will_renew") & warns) | ((pl.col("call") == "will_leave") & ~warns)
    return judged.filter(against).select("account_id", due=pl.lit(None, pl.Date))
