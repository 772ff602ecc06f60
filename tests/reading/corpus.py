"""Clean tables and the many ways in which exports spoil them, each with the rows that a reader should give."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

Rows = list[list[str]]


@dataclass(frozen=True)
class Polluted:
    """A spoiled file and its right reading: header rows and records in order."""

    name: str
    data: bytes
    rows: Rows

    @property
    def fault(self) -> str:
        return self.name.split("/")[1].split(":")[0]


def sales() -> Rows:
    pick = random.Random(1)
    rows = [["DATE", "TIME", "Qty", "PRODUCTID", "Price", "Type", "Description", "URL", "Comments"]]
    for n in range(83):
        rows.append(
            [
                f"{pick.randint(1, 28):02}/{pick.randint(1, 12):02}/2018",
                f"{pick.randint(0, 23)}:{pick.randint(0, 59):02}:00",
                str(pick.randint(1, 20)),
                f"P{pick.randint(1, 400):05}",
                f"{pick.randint(1, 900)}.{pick.randint(0, 99):02}",
                pick.choice(["Tool", "Toy", "Book, used", "Garden"]),
                pick.choice(['Saw 12" blade', "Large red box", "Bolt, 10 mm", "A set of pens", "Lamp"]),
                f"http://shop.example/p/{n}?a=1",
                pick.choice(["", "fine", "late, again", 'said "no"', "thanks a lot"]),
            ]
        )
    return rows


def subscriptions() -> Rows:
    pick = random.Random(2)
    rows = [["id", "customer", "plan", "status", "start date", "end date", "mrr", "currency"]]
    for n in range(40):
        rows.append(
            [
                f"sub_{n:04}",
                f"C{pick.randint(1, 30):03}",
                pick.choice(["basic", "team", "pro plus"]),
                pick.choice(["active", "canceled"]),
                f"202{pick.randint(1, 5)}-{pick.randint(1, 12):02}-01",
                pick.choice(["", "", f"2026-{pick.randint(1, 12):02}-01"]),
                f"{pick.randint(10, 4000)}.{pick.choice(['00', '50', '99'])}",
                pick.choice(["EUR", "USD"]),
            ]
        )
    return rows


def customers() -> Rows:
    pick = random.Random(3)
    names = ["Café Lumière", "O'Brien & Sons", "Müller GmbH", "Acme, Inc.", "L'Étoile", "Van der Berg", 'The "A" Team']
    rows = [["Account", "Name", "City", "Owner e-mail", "Segment"]]
    for n in range(30):
        city = pick.choice(["Paris", "Gent", "Köln", "New York"])
        rows.append([f"A-{n:03}", f"{pick.choice(names)} {n}", city, f"o{pick.randint(1, 5)}@x.example", "SMB"])
    return rows


def ledger() -> Rows:
    pick = random.Random(4)
    rows = [["Datum", "Konto", "Buchungstext", "Betrag", "Saldo"]]
    for n in range(35):
        rows.append(
            [
                f"{pick.randint(1, 28):02}.{pick.randint(1, 12):02}.2024",
                str(pick.randint(1000, 9999)),
                pick.choice(["Miete", "Beratung, Januar", "Lizenz", "Reise nach Wien"]),
                f"{pick.randint(-900, 900)},{pick.randint(0, 99):02}",
                f"{pick.randint(1, 9)}.{pick.randint(100, 999)},{n:02}",
            ]
        )
    return rows


def tickets() -> Rows:
    pick = random.Random(5)
    rows = [["ticket", "opened", "subject", "body"]]
    for n in range(25):
        body = pick.choice(["Hello,\nit fails.\n\nBye", "plain", 'He said "stop",\r\nthen left', "a;b;c", ""])
        rows.append([str(5000 + n), f"2025-{pick.randint(1, 12):02}-{pick.randint(1, 28):02} 10:00", f"Case {n}", body])
    return rows


def pairs() -> Rows:
    return [["account_id", "mrr"], *([f"A{n}", f"{n * 7 % 50}.5"] for n in range(1, 31))]


TABLES = {"sales": sales, "subscriptions": subscriptions, "customers": customers, "ledger": ledger,
          "tickets": tickets, "pairs": pairs}  # fmt: skip


def write(rows: Rows, separator: str = ",", newline: str = "\r\n", **options: object) -> str:
    """The rows as csv.writer writes them, with separators of any length."""
    if len(separator) == 1:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator=newline, **options).writerows(rows)  # type: ignore[arg-type]
        return text.getvalue()
    lines = []
    for row in rows:
        cells = [write([[cell]], separator[0], "", **options) if cell else "" for cell in row]
        lines.append(separator.join(cells) + newline)
    return "".join(lines)


def polluted() -> Iterator[Polluted]:
    """Every table spoiled in every way that it can be."""
    for name, table in TABLES.items():
        rows = table()
        for fault in (_characters, _encodings, _frames, _several, _lines):
            for kind, text, right in fault(name, rows):
                data = text if isinstance(text, bytes) else text.encode("utf-8")
                yield Polluted(f"{name}/{kind}", data, right)


def _characters(name: str, rows: Rows) -> Iterator[tuple[str, str, Rows]]:
    yield "standard", write(rows), rows
    for label, separator in {"semicolon": ";", "tab": "\t", "pipe": "|", "space": " ", "comma space": ", "}.items():
        yield f"separator {label}", write(rows, separator), rows
        yield f"separator {label}:all quoted", write(rows, separator, quoting=csv.QUOTE_ALL), rows
        yield f"separator {label}:LF", write(rows, separator, "\n"), rows
    yield "all quoted", write(rows, quoting=csv.QUOTE_ALL), rows
    yield "non-numeric quoted", write(rows, quoting=csv.QUOTE_NONNUMERIC), rows
    yield "apostrophe quotes", write(rows, quotechar="'"), rows
    yield "apostrophe quotes:all", write(rows, quotechar="'", quoting=csv.QUOTE_ALL), rows
    yield "apostrophe quotes:semicolon", write(rows, ";", quotechar="'", quoting=csv.QUOTE_ALL), rows
    yield "backslash escape", write(rows, doublequote=False, escapechar="\\"), rows
    yield "backslash escape:all", write(rows, doublequote=False, escapechar="\\", quoting=csv.QUOTE_ALL), rows
    if name != "tickets":
        yield "backslash unquoted", write(rows, quoting=csv.QUOTE_NONE, escapechar="\\", quotechar=None), rows
        yield "newline CR", write(rows, newline="\r"), rows
        padded = [[cell.replace(" ", "_") or "-" for cell in row] for row in rows]
        widths = [max(map(len, column)) + 2 for column in zip(*padded, strict=True)]
        lines = ["".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in padded]
        yield "space runs", "\n".join(lines) + "\n", padded
    yield (
        "no escape",
        write(rows, quoting=csv.QUOTE_ALL).replace('""', '"').replace(',",', ',"",').replace(',"\r\n', ',""\r\n'),
        rows,
    )
    yield "newline LF", write(rows, newline="\n"), rows
    text = write(rows, newline="\n").split("\n")
    yield "newline mixed", "".join(t + ("\r\n" if n % 3 else "\n") for n, t in enumerate(text[:-1])), _crlf(rows, name)
    yield "no final newline", write(rows).removesuffix("\r\n"), rows
    yield "double final newline", write(rows) + "\r\n", rows
    yield "sep line", "sep=;\r\n" + write(rows, ";"), rows
    yield "sep line:quoted", '"sep=,"\r\n' + write(rows, ","), rows


def _crlf(rows: Rows, name: str) -> Rows:
    if name != "tickets":
        return rows
    text = write(rows, newline="\n").split("\n")
    mixed = "".join(t + ("\r\n" if n % 3 else "\n") for n, t in enumerate(text[:-1]))
    return list(csv.reader(io.StringIO(mixed, newline="")))


def _encodings(_name: str, rows: Rows) -> Iterator[tuple[str, bytes, Rows]]:
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"):
        yield f"encoding {encoding}", write(rows).encode(encoding), rows
        yield f"encoding {encoding}:semicolon", write(rows, ";", "\n").encode(encoding), rows


def _frames(name: str, rows: Rows) -> Iterator[tuple[str, str, Rows]]:
    text, width = write(rows), len(rows[0])
    yield "no header", write(rows[1:]), rows[1:]
    yield "header only", write(rows[:1]), rows[:1]
    yield "one record", write(rows[:2]), rows[:2]
    second = [f"({cell.lower()[:3]})" for cell in rows[0]]
    if name not in ("customers", "tickets", "pairs"):
        yield "two header rows", write([rows[0], second, *rows[1:]]), [rows[0], second, *rows[1:]]
    title = "Report of all sales\r\nPrinted on 3 May 2025 by J. Smith\r\n"
    yield "preamble blank", title + "\r\n" + text, rows
    yield "preamble", title + text, rows
    yield "preamble comma", "Company: Acme, Inc.\r\n\r\n" + text, rows
    edge = "," * (width - 1)
    yield "preamble padded", f"Report{edge}\r\n{edge}\r\n" + text, rows
    yield "preamble key value", "Account:,77\r\nPeriod:,May 2025\r\n\r\n" + text, rows
    yield "footer rows", text + "\r\n(83 rows)\r\n", rows
    yield "footer source", text + "\r\nSource: the billing system, exported on request\r\n", rows
    if name in ("sales", "ledger", "pairs", "subscriptions"):
        total = ["Total", *[""] * (width - 2), "1234.50"]
        yield "total", text + write([total]), rows
        yield "total:blank", text + "\r\n" + write([total]), rows
    blank = "\r\n\r\n".join(write([row]).removesuffix("\r\n") for row in rows) + "\r\n"
    yield "blank lines", blank, rows
    yield "blank lines:after header", write(rows[:1]) + "\r\n" + write(rows[1:]), rows
    yield "duplicate headers", write([[rows[0][0], rows[0][0], *rows[0][2:]], *rows[1:]]), [
        [rows[0][0], rows[0][0], *rows[0][2:]], *rows[1:]]  # fmt: skip
    yield (
        "empty headers",
        write([[rows[0][0], "", *rows[0][2:]], *rows[1:]]),
        [[rows[0][0], "", *rows[0][2:]], *rows[1:]],
    )
    last = [[*row, ""] for row in rows]
    yield "separator at the end", write(last), last


def _several(name: str, rows: Rows) -> Iterator[tuple[str, str, Rows]]:
    others = {"same": subscriptions(), "more": sales(), "less": pairs()}
    for label, other in others.items():
        if other[0] == rows[0]:
            continue
        yield f"two tables:{label} blank", write(rows) + "\r\n" + write(other), rows + other
        yield f"two tables:{label}", write(rows) + write(other), rows + other
    yield "two tables:again", write(rows) + write(rows), rows + rows


def _lines(name: str, rows: Rows) -> Iterator[tuple[str, str, Rows]]:
    pick = random.Random(9)
    texts = [write([row]) for row in rows]
    width = len(rows[0])

    def with_row(at: int, text: str, row: list[str]) -> tuple[str, Rows]:
        return "".join([*texts[:at], text, *texts[at + 1 :]]), [*rows[:at], row, *rows[at + 1 :]]

    places = {(0, 1), (1, 1), (len(rows) - 1, width - 1)}
    while len(places) < min(40, len(rows) * (width - 1) // 2):
        places.add((pick.randrange(len(rows)), pick.randrange(1, width)))
    for at, column in sorted(places):
        row, mark = rows[at], f"row {at} col {column}"
        merged = [*row[: column - 1], row[column - 1] + row[column], *row[column + 1 :]]
        if width > 2:
            yield (f"missing separator:{mark}", *with_row(at, write([merged]), merged))
        longer = [*row[:column], "", *row[column:]]
        yield (f"extra separator:{mark}", *with_row(at, write([longer]), longer))
        for label, spoiled, cell in _quotes(row[column]):
            cells = [write([[value]], newline="") if value else "" for value in row]
            cells[column] = spoiled
            right = [*row[:column], cell, *row[column + 1 :]]
            yield (f"extra quote {label}:{mark}", *with_row(at, ",".join(cells) + "\r\n", right))
        if column % 2 and at and width > 3:
            yield (f"line with spaces:{mark}", *with_row(at, write([row], " "), row))
            yield (f"line with semicolons:{mark}", *with_row(at, write([row], ";"), row))


def _quotes(cell: str) -> Iterator[tuple[str, str, str]]:
    plain = write([[cell]], newline="") if cell else ""
    if "\n" in cell or '""' in plain:
        return
    if plain.startswith('"'):
        yield "inside", f'{plain[:2]}"{plain[2:]}', f'{cell[:1]}"{cell[1:]}'
        yield "end", plain + '"', cell + '"'
        yield "start", '"' + plain, '"' + cell
    else:
        middle = len(cell) // 2
        yield "end", cell + '"', cell + '"'
        yield "start", '"' + cell, '"' + cell
        yield "inside", f'{cell[:middle]}"{cell[middle:]}', f'{cell[:middle]}"{cell[middle:]}'


def score(right: Rows, found: Rows) -> float:
    """0..10: success, and precision, recall and F1 of header, records and cells."""
    if not right:
        return 10.0
    total = 1.0 + _measures(right[0], found[0] if found else [])
    total += _measures(["\x00".join(row) for row in right[1:]], ["\x00".join(row) for row in found[1:]])
    return total + _measures([c for row in right for c in row], [c for row in found for c in row])


def _measures(right: list[str], found: list[str]) -> float:
    from collections import Counter

    if not right:
        return 3.0
    common = sum((Counter(right) & Counter(found)).values())
    if not common:
        return 0.0
    recall, precision = common / len(right), common / len(found)
    return precision + recall + 2 * precision * recall / (precision + recall)
