"""Which losses to keep: a menu of what they differ in, and a second one where a field has values."""

from typing import TYPE_CHECKING, Any, Final

from metrics.words import N_
from tui.formats import clean, count
from tui.reason_words import reason_title
from tui.screens.choice import Choice, Option
from tui.tagging import EVIDENCE
from tui.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from metrics.book.reasons import BookReason
    from tui.screens.room import Room

# Columns of accounts that a filter keeps a value of, with the key of each in the menu.
FIELDS: Final[dict[str, tuple[str, str]]] = {"segment": ("s", N_("Segment…")), "owner": ("o", N_("Owner…"))}


async def ask_filter(screen: "Room", rows: "pl.DataFrame", reasons: "Mapping[str, BookReason]") -> "Option[Any] | None":
    """The condition chosen, with its name; None where nobody chose one."""
    chosen = await screen.app.push_screen_wait(Choice(_("Keep the losses"), _options(rows, reasons), typed=False))
    if chosen is None or not isinstance(chosen.value, str):
        return chosen
    return await screen.app.push_screen_wait(Choice(chosen.name, _values(rows, chosen.value), typed=True))


def _options(rows: "pl.DataFrame", reasons: "Mapping[str, BookReason]") -> list[Option[Any]]:
    import polars as pl

    untagged = count(int(rows["assessed"].null_count()))
    options: list[Option[Any]] = [
        Option(pl.col("assessed").is_null(), _("Untagged"), "u", untagged),
        Option(pl.col("returned_on").is_not_null(), _("Came back since"), "r"),
        *(Option(name, _(title), key) for name, (key, title) in FIELDS.items()),
        Option("evidence", _("How we know…"), "e"),
    ]
    for code, n in rows["assessed"].drop_nulls().value_counts(sort=True).rows():
        options.append(Option(pl.col("assessed") == code, reason_title(code, reasons), remark=count(n)))
    for year, n in rows["lost_on"].dt.year().value_counts().sort("lost_on", descending=True).rows():
        options.append(Option(pl.col("lost_on").dt.year() == year, str(year), remark=count(n)))
    return options


def _values(rows: "pl.DataFrame", field: str) -> list[Option[Any]]:
    import polars as pl

    from metrics.tallies import with_evidence

    told = with_evidence(rows)[field].value_counts(sort=True).rows()
    names = {value: _(words) for value, words in EVIDENCE.items()} if field == "evidence" else {}
    keys = rows.select("account_id", "lost_on", value=with_evidence(rows)[field])
    options: list[Option[Any]] = []
    for value, n in told:
        kept = keys.filter(pl.col("value").eq_missing(pl.lit(value, pl.String))).select("account_id", "lost_on")
        condition = pl.struct("account_id", "lost_on").is_in(kept.to_struct("kept").implode())
        options.append(Option(condition, names.get(value) or clean(value or _("(none)")), remark=count(n)))
    return options
