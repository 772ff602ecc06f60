"""The exit interview: its five questions, and the form as Markdown to send."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from metrics.words import N_
from tui.formats import clean, date
from tui.reports.markdown import plain
from tui.words import _

if TYPE_CHECKING:
    import polars as pl

# By the field of the tag that keeps the answer, in the order of asking.
QUESTIONS: Final[dict[str, str]] = {
    "said_why": N_("Why did you leave?"),
    "said_warning": N_("What could have told us beforehand?"),
    "said_change": N_("What should we change?"),
    "said_replacement": N_("What did you replace us with?"),
    "said_return": N_("Would you come back?"),
}
# How the reason of a loss is known whose customer was asked.
ASKED: Final = ("answered", "silent")


def not_asked(losses: "pl.DataFrame") -> "pl.DataFrame":
    """The losses (with their tags) whose customer was neither asked nor told why, in their order.

    A reason that came with the file is an answer (`tallies.with_evidence`), a failed payment is nobody's.
    """
    import polars as pl

    from metrics.tallies import with_evidence

    asked = pl.col("evidence").is_in(ASKED).fill_null(False)
    return with_evidence(losses).filter(~asked)


def form(loss: Mapping[str, Any]) -> str:
    """The form for one lost account, with the answers known so far."""
    name, day = _shown(loss["name"]), date(loss["lost_on"])
    lines = [
        "# " + _("Exit interview: {name}").format(name=name),
        "",
        _("You were our customer until {day}. Five short questions, so that we learn from it:").format(day=day),
    ]
    for number, (field, question) in enumerate(QUESTIONS.items(), start=1):
        answer = _shown(loss.get(field) or "")
        lines += ["", f"## {number}. {_(question)}", "", answer or "…"]
    lines += ["", "---", "", _("Account {account}. Thank you.").format(account=_shown(loss["account_id"])), ""]
    return "\n".join(lines)


def _shown(text: object) -> str:
    return plain(clean(str(text)))
