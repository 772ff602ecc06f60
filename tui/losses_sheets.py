"""What a view of the losses is asked that counts them in one table of several."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Which table, and grouped by which field."""

    sheet: str
    by: str | None = None
