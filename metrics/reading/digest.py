"""The SHA-256 of a file: of a large one it is made in a thread of its own while the file is read."""

import hashlib
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Self


class Digest:
    """A hash that may still be in the making."""

    def __init__(self, made: Future[str]) -> None:
        self._made = made

    @classmethod
    def of(cls, path: Path, *, at_once: bool) -> Self:
        """That of the file at a path, begun now; `at_once` waits for it."""
        made: Future[str] = Future()
        if at_once:
            _make(path, made)
        else:
            Thread(target=_make, args=(path, made), daemon=True).start()
        return cls(made)

    @classmethod
    def of_nothing(cls) -> Self:
        """The empty text, where nobody asks for a hash."""
        made: Future[str] = Future()
        made.set_result("")
        return cls(made)

    def value(self) -> str:
        """The hash, in hexadecimal, once it is made. Raises OSError where the file cannot be read."""
        return self._made.result()


def _make(path: Path, made: "Future[str]") -> None:
    try:
        with path.open("rb") as file:
            made.set_result(hashlib.file_digest(file, "sha256").hexdigest())
    except BaseException as error:  # noqa: BLE001 - raised where the hash is asked for
        made.set_exception(error)
