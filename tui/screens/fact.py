"""A fact's origin in a box: which line of which file, when and by whom it was read, and what it was taken for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from tui.formats import NOTHING, clean, date
from tui.intake import file_name
from tui.messages import OpenFact
from tui.screens.panel import Panel
from tui.widgets.paint import Line, fit, wrap
from tui.widgets.pane import Reader
from tui.words import _

if TYPE_CHECKING:
    from metrics.book.imports import ImportRecord

_LEFT_OUT = ("source_line", "source_import")
_FIELD = 18  # cells of a field's name


@dataclass
class OriginFound(Message):
    """The import that read a fact, and the rows that its line became: text by field."""

    record: "ImportRecord"
    rows: list[dict[str, str | None]]


class FactPanel(Panel[None]):
    """The line of a file behind an entry; Esc goes back to the entry."""

    CSS_PATH = "../styles/fact.tcss"

    def __init__(self, fact: OpenFact) -> None:
        super().__init__()
        self._fact = fact

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="fact"):
            yield Reader(identity="origin", most=20)

    def on_mount(self) -> None:
        """Look the line up."""
        self.query_one(Reader).focus()
        self.read()

    @work(thread=True, exclusive=True, exit_on_error=False, group="fact")
    def read(self) -> None:
        """The import and its row."""
        book = self.app.session.book
        record = next(each for each in book.imports(include_undone=True) if each.id == self._fact.import_id)
        rows = book.source_rows(record.id, self._fact.line)
        told = [_texts(row, record) for row in rows.iter_rows(named=True)]
        self.post_message(OriginFound(record, told))

    @on(OriginFound)
    def _show(self, message: OriginFound) -> None:
        self.query_one(Reader).draw(lambda width, _height: self._lines(message, max(20, width)))

    def _lines(self, message: OriginFound, width: int) -> list[Line]:
        record = message.record
        place = _("{file}, line {line}").format(file=file_name(record.file), line=self._fact.line)
        day = date(datetime.fromisoformat(record.made_at).date())
        read = _("Import {id}, {day}, by {user}").format(id=record.id, day=day, user=clean(record.user))
        lines: list[Line] = [[(" " + part, "title")] for part in wrap(place, width - 2)]
        lines += [[(" " + part, "muted")] for part in wrap(read, width - 2)]
        lines += [[(" " + part, "")] for part in wrap(self._fact.text, width - 2)]
        for row in message.rows:
            lines += [[], *_row(row, record.mapping, width)]
        return lines


def _texts(row: Mapping[str, object], record: "ImportRecord") -> dict[str, str | None]:
    """The values as they can be typed again: amounts in their currency's units."""
    from metrics.book.layers import money_columns
    from metrics.money import to_decimal_string

    currency = str(row.get("currency") or record.money_in or "") or None
    texts = {name: None if value is None else str(value) for name, value in row.items() if name not in _LEFT_OUT}
    for name in money_columns(record.table):
        amount = row.get(name)
        if isinstance(amount, int):
            texts[name] = to_decimal_string(amount, currency)
    return texts


def _row(row: Mapping[str, str | None], mapping: Mapping[str, str], width: int) -> list[Line]:
    """Field by field, with the column of the file that it was read from."""
    columns = {field: column for column, field in mapping.items()}
    lines: list[Line] = []
    for field, value in row.items():
        if value is None:
            continue
        column = columns.get(field)
        origin = f"  ← {clean(column)}" if column and column != field else ""
        name = " " + fit(clean(field), _FIELD)
        parts = wrap(clean(value[:400]), max(10, width - _FIELD - 3)) or [NOTHING]
        lines.append([(name, "muted"), (parts[0], "strong"), (origin, "muted")])
        lines += [[(" " * (_FIELD + 1), ""), (part, "strong")] for part in parts[1:]]
    return lines
