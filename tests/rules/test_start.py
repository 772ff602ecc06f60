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
