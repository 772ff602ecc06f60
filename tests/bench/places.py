"""What the benches share: an environment, books, peers' environments, and processes measured to their end."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from fixtures import demo_files
from fixtures.big import write
from tests.terminal.person import PLAIN, ROOT, program


def environment(folder: Path) -> dict[str, str]:
    """A home of our own, whose compiled modules are kept between starts."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {
        **PLAIN,
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
    }


@dataclass(frozen=True)
class Spent:
    """What a process took: seconds by the clock and of processor time, and the most memory in bytes."""

    wall: float
    cpu: float
    peak: int


def spent(command: list[str], env: dict[str, str]) -> Spent:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in (0, 3):  # 3: rows were set aside
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    return Spent(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def demo_book(folder: Path, env: dict[str, str]) -> Path:
    """The sample company's book."""
    book = folder / "demo"
    if not book.exists():
        spent(program("import", *map(str, demo_files()), "--workspace", str(book)), env)
    return book


def big_book(folder: Path, env: dict[str, str], accounts: int, facts: int) -> Path:
    """A seeded book of that size."""
    book = folder / f"big-{accounts}-{facts}"
    if not book.exists():
        files = write(folder / "files", accounts, facts, "parquet")
        spent(program("import", *map(str, files), "--workspace", str(book)), env)
    return book


def installed(folder: Path, package: str, tool: str) -> Path | None:
    """A tool in an environment of its own, made now; None where it cannot be."""
    place = folder / package
    if not place.exists():
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", str(place)], capture_output=True, check=False
        )
        pip = ["python3", "-m", "pip", "--python", str(place / "bin/python"), "install", "-q", package, "setuptools"]
        if made.returncode or subprocess.run(pip, capture_output=True, check=False).returncode:
            return None
    found = place / "bin" / tool
    return found if found.exists() else None
