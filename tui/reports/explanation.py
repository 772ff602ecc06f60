"""A figure explained, as commands print it and screens export it: all that is said of it, then its accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tui import beside, explaining
from tui.reports import csv, html, json, markdown, table
from tui.reports.listing import Field, Grid, Listing, grid
from tui.words import _

if TYPE_CHECKING:
    from metrics.beside import Beside
    from metrics.book import Book
    from metrics.explain import Explanation
    from metrics.figures import Figures
    from metrics.ledger import Ledger
    from metrics.question import Stage
    from tui.reports.render import Format


@dataclass(frozen=True)
class Explained:
    """A figure with the periods around it, what stands beside it, and by account the lines of files behind it."""

    explanation: "Explanation"
    around: "Figures"
    stage: "Stage"
    beside: "Beside | None"
    lines: Mapping[str, str] = field(default_factory=dict)

    def text(self, form: "Format", columns: int | None = None) -> str:
        """All of it in a form; CSV holds the accounts alone, JSON what a program asks for."""
        match form:
            case "csv":
                return csv.write(accounts(self.explanation, self.lines))
            case "json":
                return json.write(as_json(self.explanation))
        said, grids = self._said(), self._grids()
        if form == "html":
            return html.page(self._title, grids, said=said)
        if form == "md":
            return "\n\n".join(
                [f"## {markdown.plain(self._title)}", *map(markdown.plain, said), *map(markdown.draw, grids)]
            )
        return "\n".join([self._title, *said, "", *map(partial(table.draw, columns=columns), grids)])

    @property
    def _title(self) -> str:
        figure = self.explanation.figure
        title = f"{_(figure.measure.title)}, {figure.period.label}"
        if self.around.by is None:
            return title
        return f"{title}, {self.around.by}: {_('(none)') if figure.group is None else figure.group}"

    def _said(self) -> list[str]:
        explanation = self.explanation
        meaning = explaining.meaning(explanation, self.around.every, self.stage)
        told = [*meaning, *explaining.background(explanation)]
        said = [f"{each.text}: {each.value}" if each.value else each.text for each in told]
        sure = explaining.interval(explanation.figure)
        held = beside.sentences(self.beside) if self.beside else []
        return [*said[:2], *([sure] if sure else []), *said[2:], *held]

    def _grids(self) -> list[Grid]:
        held = beside.grid(self.beside, self.explanation.currency) if self.beside else None
        counted = grid(accounts(self.explanation, self.lines))
        return [
            *([held] if held else []),
            Grid(counted.heads, counted.right, counted.rows, _("Accounts"), counted.whole),
        ]


def lines_of(book: "Book", ledger: "Ledger", explanation: "Explanation") -> dict[str, str]:
    """By account, the lines of files that bear on a figure: `stripe.csv 12, 40; invoices.csv 7`."""
    import polars as pl

    from metrics.behind import behind
    from tui.intake import file_name

    names = {record.id: str(file_name(record.file)) for record in book.imports(include_undone=True)}
    rows = behind(ledger, explanation).group_by("account_id", "source_import", maintain_order=True)
    found: dict[str, str] = {}
    for account, source, numbers in rows.agg(pl.col("source_line").unique().sort()).iter_rows():
        text = f"{names.get(source, '')} {', '.join(map(str, numbers))}"
        found[account] = f"{found[account]}; {text}" if account in found else text
    return found


def as_json(answer: "Explanation") -> dict[str, object]:
    """The explanation as `explain --format json` has it."""
    row = answer.figure.row(answer.currency)
    return {
        "metric": answer.measure.id,
        "period": row["period"],
        "title": _(answer.measure.title),
        "definition": _(answer.measure.definition),
        "formula": explaining.formula(answer),
        **{name: row[name] for name in ("value", "numerator", "denominator", "low", "high")},
        "inputs": [figure.row(answer.currency) for figure in answer.inputs],
        "accounts": [{name: row[name] for name in _JSON} for row in accounts(answer, {}).rows],
    }


_JSON = ("account_id", "name", "numerator", "denominator", "why")


def accounts(answer: "Explanation", lines: Mapping[str, str]) -> Listing:
    """The accounts behind the figure as a listing, with the lines of files behind each."""
    above, below = answer.measure.money
    is_ratio = answer.measure.kind == "ratio"
    rows = [
        {
            "account_id": account,
            "name": name,
            "numerator": _exact(numerator, answer.currency, is_money=above),
            "denominator": _exact(denominator, answer.currency, is_money=below) if is_ratio else None,
            "why": explaining.why(why),
            "lines": lines.get(account, ""),
        }
        for account, name, numerator, denominator, why in answer.accounts.iter_rows()
    ]
    return Listing(_fields(answer), rows, answer.currency)


def _fields(answer: "Explanation") -> tuple[Field, ...]:
    above, below = answer.measure.money
    is_ratio = answer.measure.kind == "ratio"
    return (
        Field("account_id", _("id")),
        Field("name", _("name")),
        Field("numerator", _("above the line") if is_ratio else _("adds"), "money" if above else "score"),
        Field("denominator", _("below the line") if is_ratio else "", "money" if below else "score"),
        Field("why", _("why")),
        Field("lines", _("lines of files")),
    )


def _exact(number: float | None, currency: str | None, *, is_money: bool) -> float | str | None:
    from metrics.money import to_decimal_string

    if number is None or not is_money:
        return int(number) if isinstance(number, float) and number.is_integer() else number
    return to_decimal_string(int(number), currency)
