"""`python -m tests.bench start|keys|link|import|report`: this program beside its peers, in the same run, as ratios.

Nothing is asserted: the numbers are this machine's, the ratios are what travels.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import importing, keys, link, reporting, start
from tests.bench.tables import Row, table

BENCHES: dict[str, Callable[[Path, argparse.Namespace], list[Row]]] = {
    "start": start.run,
    "keys": keys.run,
    "link": link.run,
    "import": importing.run,
    "report": reporting.run,
}


def main() -> None:
    """Run what was asked for, in a folder that is gone afterwards."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "benches", nargs="*", choices=[*BENCHES, []], metavar="|".join(BENCHES), help="all of them if none"
    )
    parser.add_argument("--accounts", type=int, default=1_000_000, help="accounts of the big book")
    parser.add_argument("--facts", type=int, default=3_000_000, help="rows of its other tables")
    parser.add_argument("--rows", type=int, default=1_000_000, help="invoices to import; 10000000 is 1 GB")
    parser.add_argument("--runs", type=int, default=7, help="starts of each program; the median counts")
    parser.add_argument("--size", default="80x24", help="of the terminal")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="churn-bench-") as folder:
        for name in options.benches or BENCHES:
            print(f"\n{name}\n{table(BENCHES[name](Path(folder), options))}", flush=True)


if __name__ == "__main__":
    main()
