"""What Retention asks of the engine, for its screen and its commands alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from metrics.errors import ChurnError
from tui.reason_words import reason_title
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

    from metrics.audit import Audit
    from metrics.book.reasons import BookReason
    from metrics.forecast import Forecast
    from metrics.periods import Every
    from metrics.survival import Survival
    from tui.engine import Engine

Where = Sequence[tuple[str, str]]
HORIZON = 12  # periods ahead


def reasons(engine: "Engine") -> "pl.DataFrame | None":
    """Why each loss happened, ours before theirs; None where nobody has tagged any, so that the files' words decide."""
    import polars as pl

    if engine.book.tags.all().is_empty():
        return None
    losses = engine.losses().losses
    return losses.select("account_id", "lost_on", reason=pl.coalesce("assessed", "stated"))


def silence(found: "Survival") -> str | None:
    """That losses seem not to have been recorded from the start on, and what to do; None where they do not."""
    from tui.formats import count, date

    if found.silence is None:
        return None
    until = found.silence.until
    return _(
        "Nobody left before {day}, though about {n} losses would be usual. If they were not recorded, say since when "
        "they are: churn-tui settings observed_from {iso}"
    ).format(day=date(until), n=count(round(found.silence.expected)), iso=until.isoformat())


def groups(engine: "Engine", every: "Every", by: str | None, where: Where) -> list[str | None]:
    """The groups that hold customers, the one without a value last; one None where nothing is grouped."""
    from metrics.stretches import stretches

    if not by:
        return [None]
    whole = stretches(engine.ledger, engine.day, by=by, where=where, every=every)
    return whole["group"].unique().sort(nulls_last=True).to_list()


def forecasts(
    engine: "Engine", every: "Every", by: str | None, where: Where, horizon: int = HORIZON
) -> "dict[str | None, Forecast | ChurnError]":
    """The forecast of the whole or of each group by itself; of a group too small for one, what is too little.

    Raises as `metrics.forecast.forecast` where nothing is grouped.
    """
    from metrics.forecast import forecast

    found: dict[str | None, Forecast | ChurnError] = {}
    for group in groups(engine, every, by, where):
        kept = [*where, (by, group or "")] if by else where
        try:
            found[group] = forecast(engine.ledger, engine.day, every=every, horizon=horizon, where=kept)
        except ChurnError as error:
            if not by or error.exit_code != ChurnError.exit_code:
                raise
            found[group] = error
    return found


def audits(engine: "Engine", every: "Every", by: str | None, where: Where, seed: int = 0) -> "dict[str | None, Audit]":
    """The audit of signals over the whole or over the losses of each group."""
    import polars as pl

    from metrics.audit import audit
    from metrics.stretches import stretches

    found: dict[str | None, Audit] = {}
    whole = stretches(engine.ledger, engine.day, by=by, where=where, every=every)
    for group in groups(engine, every, by, where):
        members = whole.filter(pl.col("group").eq_missing(group)).select("account_id").unique() if by else None
        if members is None and where:
            members = whole.select("account_id").unique()
        found[group] = audit(engine.ledger, engine.day, thresholds=engine.thresholds(), members=members, seed=seed)
    return found


def year_s_losses(engine: "Engine") -> "pl.DataFrame":
    """The losses of the year up to as-of with what was said of them: account_id, lost_on, reason, avoidable."""
    import polars as pl

    from metrics.losses import ENDS, events
    from metrics.tags import with_tags

    first, ledger = engine.day - timedelta(days=365), engine.ledger
    # Of the accounts lost in the year alone, but all of theirs: which loss a tag belongs to hangs on the others.
    mine = ledger.changes.filter(ENDS, pl.col("day") > first, pl.col("day") <= engine.day).select("account_id").unique()
    own = replace(
        ledger,
        spells=ledger.spells.join(mine, on="account_id", how="semi", maintain_order="left"),
        changes=ledger.changes.join(mine, on="account_id", how="semi", maintain_order="left"),
    )
    losses = with_tags(events(own, engine.day), engine.tags().join(mine, on="account_id", how="semi")).losses
    year = losses.filter(pl.col("lost_on") > first)
    return year.select("account_id", "lost_on", reason=pl.coalesce("assessed", "stated"), avoidable="avoidable")


def title_of(code: str, reasons: "dict[str, BookReason]") -> str:
    """A scenario of what if: what would not happen, or happen."""
    from metrics.whatif import AVOIDABLE, MORE

    if code == AVOIDABLE:
        return _("All avoidable losses")
    if code == MORE:
        return _("Five points more retention")
    return reason_title(code, reasons)
