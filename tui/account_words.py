"""What the states of an account, the calls of its owner and the entries of its timeline are called."""

from collections.abc import Mapping
from typing import Any

from metrics.words import N_
from tui.widgets.paint import Piece
from tui.words import _

STATUSES: Mapping[str, tuple[str, str]] = {
    "active": (N_("active"), "good"),
    "leaving": (N_("leaving"), "warn"),
    "lost": (N_("lost"), "bad"),
    "back": (N_("back"), "accent"),
    "never": (N_("never"), "muted"),
}
CALLS: Mapping[str, tuple[str, str]] = {
    "will_renew": (N_("will renew"), "good"),
    "in_doubt": (N_("in doubt"), "warn"),
    "will_leave": (N_("will leave"), "bad"),
}
CALL_KEYS = {"will_renew": "r", "in_doubt": "d", "will_leave": "l"}
KINDS: Mapping[str, str] = {
    "subscription": N_("subscription"),
    "mrr": N_("MRR"),
    "invoice": N_("invoice"),
    "order": N_("order"),
    "survey": N_("survey"),
    "ticket": N_("ticket"),
    "email": N_("mail"),
    "owner": N_("owner"),
    "signal": N_("signal"),
    "outcome": N_("outcome"),
    "projection": N_("projection"),
    "tag": N_("tag"),
    "note": N_("note"),
    "review": N_("review"),
    "step": N_("next step"),
    "call": N_("call"),
}


def status_piece(status: Any) -> Piece:
    """A status in words, with its colour."""
    word, style = STATUSES.get(status, (str(status or ""), ""))
    return _(word), style


def call_piece(call: Any) -> Piece:
    """The owner's own call in words."""
    word, style = CALLS.get(call, (str(call or ""), ""))
    return (_(word) if word else "", style)
