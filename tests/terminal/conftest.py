"""The demo's book, imported once, and people at terminals."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from fixtures import demo_files
from tests.terminal.person import PLAIN, ROOT, Person, program


class Start(Protocol):
    """Starts the program on a workspace in a terminal of its own."""

    def __call__(
        self, *arguments: str, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None,
        under: tuple[str, ...] = (), book: Path | None = None,
    ) -> Person: ...  # fmt: skip


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment of our own."""
    folder = tmp_path_factory.mktemp("home")
    return {
        **PLAIN,
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture(scope="session")
def imported(home: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's book; do not write into it."""
    folder = tmp_path_factory.mktemp("books") / "demo"
    files = [str(path) for path in demo_files()]
    done = subprocess.run(
        program("import", *files, "--workspace", str(folder)), env=home, cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 3, done.stderr.decode()
    return folder


@pytest.fixture
def demo(imported: Path, tmp_path: Path) -> Path:
    """A copy of the sample company's book."""
    return Path(shutil.copytree(imported, tmp_path / "demo"))


@pytest.fixture
def start(home: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts the program; whoever is left at the end is sent home."""
    with ExitStack() as stack:

        def started(
            *arguments: str, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None,
            under: tuple[str, ...] = (), book: Path | None = None,
        ) -> Person:  # fmt: skip
            folder = tmp_path / "book" if book is None else book
            command = program(*arguments, "--workspace", str(folder))
            return stack.enter_context(Person(command, size=size, env={**home, **(env or {})}, under=under))

        yield started
