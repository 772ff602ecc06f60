"""What is asked of the figures: a frozen value, so that a screen, a report and a cache mean the same thing."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, get_args

from metrics.periods import Every

LossDate = Literal["ended", "asked", "paid"]
LOSS_DATES: tuple[LossDate, ...] = get_args(LossDate)

Stage = Literal["established", "young"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The book's settings that change figures (besides as-of and loss date)."""

    gross_margin: Decimal = Decimal(1)
    dso_month_days: Literal[0, 30] = 0  # 0: real days
    stage: Stage = "established"


@dataclass(frozen=True, slots=True)
class Question:
    """A report's parameters.

    `start` and `stop` (exclusive) bound the range; `where` keeps the accounts whose fields have these values
    ("" is the group without a value); `metrics` empty means every one whose tables hold something.
    """

    as_of: date
    every: Every = "month"
    start: date | None = None
    stop: date | None = None
    by: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    loss_date: LossDate = "ended"
    metrics: tuple[str, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def is_opening(self) -> bool:
        """Whether it asks for what screens open on: the whole book by months, up to the last complete one."""
        following = (self.as_of + timedelta(days=1)).replace(day=1)
        return self.every == "month" and self.stop == following and not (self.by or self.where or self.metrics)
