"""Starting is quick because nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

HEAVY = ("polars", "babel", "textual", "rich", "fastexcel", "sqlite3", "platformdirs", "importlib.metadata")


LINES = ["--help", "--version", "report --help", "import --help", "--lang nl tag --help", "nosuch"]


@pytest.mark.parametrize("line", LINES)
def test_help_and_version_import_nothing_heavy(line: str) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tui", *line.split()], capture_output=True, text=True, check=False
    )
    imported = {line.rsplit("|", 1)[1].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    assert not {name for name in imported if name in HEAVY or name.split(".")[0] in HEAVY}
    assert "argparse" in imported


# What the first frame shows needs none of these: they are loaded when it stands.
LATER = (
    "polars", "babel", "fastexcel", "sqlite3", "tomllib", "tui.engine", "tui.charts", "tui.bands",
    "tui.reports", "tui.screens.overview", "tui.screens.room", "tui.widgets.frame_table", "metrics.book",
)  # fmt: skip


def test_the_first_frame_loads_little() -> None:
    code = "import sys; import tui.cli.start, tui.app; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name for name in run.stdout.split() if name.startswith(LATER)}


def test_a_report_is_written_without_what_draws_screens() -> None:
    code = "import sys; import tui.cli.report, tui.reports.render; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name for name in run.stdout.split() if name.split(".")[0] in ("textual", "rich")}
