"""The head of an account's page as lines: who it is, where it stands, what is planned."""

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812 - `date` formats one here
from typing import TYPE_CHECKING, Any

from tui.account_words import call_piece, status_piece
from tui.formats import clean, date, money
from tui.widgets.paint import Line, Piece, fit, width_of
from tui.words import _, ngettext

if TYPE_CHECKING:
    from metrics.account import AccountPage


def who(page: "AccountPage", width: int) -> list[Line]:
    """Name, status, MRR, since, tenure; then what the file says of it."""
    state = page.state
    rest: list[Piece] = [
        (f"  {clean(page.account_id)}" if state["name"] != page.account_id else "", "muted"),
        *_standing(state),
    ]
    name = clean(str(state["name"]))
    room = max(12, width - width_of(rest) - 2)
    first: list[Piece] = [(" " + fit(name, min(room, width_of([(name, "")]))), "title"), *rest]
    return [first, *_in_lines(_known_of(page), width), *_planned(page)]


def _standing(state: Mapping[str, Any]) -> list[Piece]:
    """The status, and the day from which it holds where that is what one asks next."""
    word, style = status_piece(state["status"])
    day = {"lost": state["since"], "leaving": state["ends_on"]}.get(state["status"])
    return [("  ● " + word, style), *([(" " + date(day), style)] if day else [])]


def _known_of(page: "AccountPage") -> list[Piece]:
    """What it pays, since when, what the files say of it, who looked at it last."""
    state, n = page.state, page.state["tenure_months"]
    pieces: list[Piece] = []
    if state["mrr"]:
        pieces.append((_("{amount} a month").format(amount=money(state["mrr"], page.currency)), "strong"))
    if state["since"] and state["status"] != "lost":
        pieces.append((_("since {day}").format(day=date(state["since"])), ""))
    if n is not None:
        pieces.append((ngettext("{n} month", "{n} months", n).format(n=n), ""))
    pieces += [(clean(str(state[name])), "") for name in ("owner", "segment", "region", "industry") if state.get(name)]
    for row in page.written.reviews.tail(1).iter_rows(named=True):
        said = _("reviewed {day} by {user}").format(day=date(Date.fromisoformat(row["at"][:10])), user=clean(row["by"]))
        pieces.append((said, "muted"))
    return pieces


def _in_lines(pieces: Sequence[Piece], width: int) -> list[Line]:
    """Pieces in lines of that width, with a dot between those of a line; none cut that fits a line of its own."""
    lines: list[list[Piece]] = []
    for text, style in pieces:
        if lines and width_of([*lines[-1], (f" · {text}", "")]) < width:
            lines[-1].append((f" · {text}", style))
        else:
            lines.append([(f" {text}", style)])
    return list(lines)


def _planned(page: "AccountPage") -> list[Line]:
    """The owner's call and the next step, where there are any."""
    pieces: list[Piece] = []
    if (call := page.written.last("calls", "call")) is not None and call["call"]:
        word, style = call_piece(call["call"])
        pieces += [(" " + _("Call: "), "muted"), (word, style), (f" ({clean(call['call_by'])})", "muted")]
    if (step := page.written.last("steps", "step")) is not None and step["step"]:
        said = [clean(step["step"])]
        said += [_("by {day}").format(day=date(step["step_due"]))] if step["step_due"] else []
        said += [clean(step["step_owner"])] if step["step_owner"] else []
        pieces += [("  " if pieces else " ", ""), (_("Next: "), "muted"), (" · ".join(said), "accent")]
    return [pieces] if pieces else []
