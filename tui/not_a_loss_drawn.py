"""Losses that may be none, as lines: the list, and what speaks for the one in focus."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from metrics.words import N_
from tui.formats import clean, date, money
from tui.losses_drawn import beside
from tui.widgets.paint import Line, wrap
from tui.words import _, ngettext

if TYPE_CHECKING:
    import polars as pl

    from tui.engine import Engine

EVIDENCE: Mapping[str, tuple[str, str]] = {
    "same_billing_id": (N_("billing id"), N_("Both are billed under the same id.")),
    "same_domain": (N_("domain"), N_("Both have the same mail or web domain.")),
    "same_name": (N_("name"), N_("Both bear the same name, but for case, accents and legal form.")),
    "returned": (N_("returned"), N_("The account itself came back within days.")),
    "mass_change": (N_("mass"), N_("Many customers of the same plan ended on that day.")),
    "linked": (N_("linked"), N_("Somebody confirmed that the other account continues this one.")),
}


def listed(engine: "Engine") -> "pl.DataFrame":
    """The candidates, the biggest MRR first, then the losses that confirmed links took out; `linked` tells which.

    Columns: those of `not_a_loss.candidates`, `linked`, and `linked_by` (null for a candidate).
    """
    import polars as pl

    from metrics.not_a_loss import candidates

    asked = candidates(engine.ledger, engine.day).with_columns(linked=pl.lit(False), linked_by=pl.lit(None, pl.String))
    gone = engine.linked_losses().losses
    if gone.is_empty():
        return asked
    history = [event for event in engine.book.links.history() if event.kind == "link"]
    later = {event.payload["continues"]: (event.subject, event.user, event.at[:10]) for event in history}
    names = dict(engine.book.tables()["accounts"].select("account_id", "name").rows())
    starts = dict(engine.book.tables()["subscriptions"].group_by("account_id").agg(pl.col("start_on").min()).rows())
    rows = []
    for loss in gone.select("account_id", "name", "lost_on", "mrr_lost").iter_rows(named=True):
        other, user, day = later.get(loss["account_id"], (None, None, None))
        begun = starts.get(other)
        rows.append(
            {
                **loss, "other_id": other, "other_name": names.get(other), "started_on": begun,
                "days": (begun - loss["lost_on"]).days if begun else None, "evidence": ["linked"], "same_day": None,
                "linked": True, "linked_by": f"{user}, {day}" if user else None,
            }
        )  # fmt: skip
    return pl.concat([asked, pl.DataFrame(rows, schema=asked.schema, orient="row")])


def marks_of(codes: Sequence[str] | None) -> str:
    """The evidence in a few words."""
    return " ".join(_(EVIDENCE[code][0]) for code in codes or ())


def case(row: Mapping[str, Any], currency: str | None, width: int) -> list[Line]:
    """Who was lost, who goes on, and what speaks for it."""
    amount = _("{amount} a month").format(amount=money(row["mrr_lost"], currency))
    lines: list[Line] = [
        *beside((clean(str(row["name"])), "title"), (" " + clean(row["account_id"]), "muted"), width),
        [(" " + _("lost {day}").format(day=date(row["lost_on"])), "bad")],
        [(" " + amount, "")],
        [],
    ]
    if row["other_id"]:
        name = row["other_name"] or row["other_id"]
        lines += [
            *beside((clean(str(name)), "title"), (" " + clean(row["other_id"]), "muted"), width),
            *([(" " + part, "good")] for part in wrap(_started(row), width - 2)),
            [],
        ]
    lines.append([(" " + _("What speaks for it"), "head")])
    for code in row["evidence"]:
        sentence = _(EVIDENCE[code][1])
        lines += [[(" • " if at == 0 else "   ", "accent"), (part, "")]
                  for at, part in enumerate(wrap(sentence, width - 4))]  # fmt: skip
    if row["same_day"]:
        n = row["same_day"]
        text = ngettext("{n} loss of the plan on that day", "{n} losses of the plan on that day", n).format(n=n)
        lines += [[("   " + part, "muted")] for part in wrap(text, width - 4)]
    lines.append([])
    return lines + [[(" " + part, "muted")] for part in wrap(_what_follows(row), width - 2)]


def _started(row: Mapping[str, Any]) -> str:
    day, n = row["started_on"], row["days"]
    if day is None:
        return ""
    if n == 0:
        return _("starts the same day")
    if n < 0:
        return ngettext("starts {n} day before, {day}", "starts {n} days before, {day}", -n).format(n=-n, day=date(day))
    return ngettext("starts {n} day after, {day}", "starts {n} days after, {day}", n).format(n=n, day=date(day))


def _what_follows(row: Mapping[str, Any]) -> str:
    if row["linked"]:
        who = _("Linked by {who}.").format(who=clean(row["linked_by"] or "–"))
        return who + " " + _("One customer in every figure; u takes it back.")
    if row["other_id"]:
        return _("= makes them one customer: this loss leaves every rate, and stays in this list.")
    return _("No other account is known: Enter opens the account; a tag can say that it is not a loss.")
