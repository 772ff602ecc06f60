"""The checks that need no data: style, types, and who may import whom."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent


def passes(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")], ids=["lint", "format"])
def test_style(arguments):
    passes(sys.executable, "-m", "ruff", *arguments, "--no-cache", ".")


def test_types():
    passes(sys.executable, "-m", "mypy")


def test_who_imports_whom():
    passes(str(SCRIPTS / "lint-imports"), "--no-cache")
