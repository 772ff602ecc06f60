"""The views of the rooms that have several, in the order of Tab; the first is the one that a room opens with."""

from collections.abc import Mapping
from typing import Final

from metrics.words import N_

LOSSES: Final[Mapping[str, str]] = {
    "queue": N_("Queue"),
    "reasons": N_("Reasons"),
    "lessons": N_("Lessons"),
    "not_a_loss": N_("Not a loss"),
    "when": N_("When"),
}
RETENTION: Final[Mapping[str, str]] = {
    "cohorts": N_("Cohorts"),
    "survival": N_("Survival"),
    "hazard": N_("When they leave"),
    "forecast": N_("Forecast"),
    "whatif": N_("What if"),
}
VIEWS: Final[Mapping[str, Mapping[str, str]]] = {"losses": LOSSES, "retention": RETENTION}
