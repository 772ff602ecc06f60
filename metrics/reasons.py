"""Why customers left: the reasons the book is born with, and how losses tally by them."""

from dataclasses import dataclass

from metrics.words import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code (the same in every language), the key of the tag panel, its title, and whether
    a loss for it could as a rule have been avoided (None: it says nothing about that)."""

    code: str
    key: str
    title: str
    avoidable: bool | None


REASONS: tuple[Reason, ...] = (
    Reason("money", "1", N_("Money"), None),
    Reason("value", "2", N_("No value seen"), True),
    Reason("product", "3", N_("Expectations not met"), True),
    Reason("service", "4", N_("Service"), True),
    Reason("competitor", "5", N_("Competitor"), True),
    Reason("relationship", "6", N_("Relationship (champion left, acquired)"), None),
    Reason("need", "7", N_("Need ended or taken in-house"), False),
    Reason("closed", "8", N_("Closed down"), False),
    Reason("involuntary", "9", N_("Involuntary (payment)"), None),
    Reason("not_a_loss", "0", N_("Not a loss"), None),
    Reason("unknown", "x", N_("Unknown"), None),
)
CODES: tuple[str, ...] = tuple(reason.code for reason in REASONS)
