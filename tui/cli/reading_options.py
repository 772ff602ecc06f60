"""The options that settle how a file is to be read, shared by `import` and `read`."""

import argparse
from typing import TYPE_CHECKING

from tui.cli.options import day, one_of, pair
from tui.cli.parser import Parser
from tui.words import _

if TYPE_CHECKING:
    from metrics.reading.grid import Hints

INTERVALS = ("day", "week", "month", "quarter", "year")


def add_dialect(parser: Parser) -> None:
    """What settles an ambiguity: encoding, separator, header, sheet, dates, decimals, cents, interval, scores."""
    parser.add_argument("--encoding", metavar=_("NAME"), help=_("such as utf-8, cp1252, utf-16"))
    parser.add_argument("--separator", metavar="C", help=_("what stands between two cells; `tab` for a tab"))
    parser.add_argument("--header-row", metavar="N", type=int, help=_("line of the header; 0 for none"))
    parser.add_argument("--sheet", metavar=_("NAME"), help=_("which sheet of a workbook"))
    parser.add_argument("--query", metavar="SQL", help=_("read what this query gives of an SQLite file or a server"))
    parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"), help=_("order of day, month and year"))
    parser.add_argument("--decimal", choices=(",", "."), help=_("the decimal mark"))
    parser.add_argument("--minor-units", choices=("yes", "no"), help=_("whether amounts are in cents"))
    parser.add_argument("--interval", choices=INTERVALS, help=_("what a price is for, where no column says it"))
    parser.add_argument("--score-max", choices=("10",), help=_("scores that never pass 5 are out of 10 all the same"))


def add_meaning(parser: Parser) -> None:
    """What the cells mean: table, columns, shape, currency."""
    table = one_of("--as", "metrics.tables", "TABLES")
    shape = one_of("--shape", "metrics.reading.batch", "SHAPES")
    parser.add_argument("--as", dest="table", type=table, metavar=_("TABLE"), help=_("which table it holds"))
    parser.add_argument(
        "--map",
        dest="mapping",
        action="append",
        default=[],
        type=pair("bad_mapping"),
        metavar=_("COLUMN=FIELD"),
        help=_("which field a column is (repeatable)"),
    )
    parser.add_argument(
        "--shape",
        type=shape,
        metavar=_("SHAPE"),
        help=_("how subscriptions are written: spells, price, snapshots, customers"),
    )
    parser.add_argument("--end-inclusive", action="store_true", help=_("the end date is the last day with service"))
    parser.add_argument("--currency", metavar="XXX", help=_("currency of amounts that name none"))
    parser.add_argument("--as-of", type=day("--as-of"), metavar="D", help=_("day on which the file was taken"))


def hints(args: argparse.Namespace) -> "Hints":
    """What the options settle; None where it is to be recognised."""
    from metrics.reading.grid import Hints

    return Hints(
        encoding=args.encoding,
        separator="\t" if args.separator in ("tab", r"\t") else args.separator,
        header_row=args.header_row,
        sheet=args.sheet,
        query=args.query,
        date_order=args.date_order,
        decimal=args.decimal,
        minor_units=args.minor_units,
        interval=args.interval,
        score_max=args.score_max,
        table=getattr(args, "table", None),
        shape=getattr(args, "shape", None),
        mapping=tuple(getattr(args, "mapping", ())),
        end_inclusive=getattr(args, "end_inclusive", False),
        currency=getattr(args, "currency", None),
        as_of=as_of.isoformat() if (as_of := getattr(args, "as_of", None)) else None,
    )
