"""A person at a terminal: the real program in a real pseudo-terminal, seen through a terminal emulator.

Nothing here sleeps: every wait ends with what it waits for, or fails saying what stood on the screen.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds until a wait is a failure, on a machine that does much else
_QUIET = 0.06  # seconds without a byte after which what a key caused has been sent
_CALM = 0.15  # the same where the bytes are counted
# Private sequences that the emulator does not know and would print the tail of.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]")
_KEYS = {
    "enter": b"\r", "esc": b"\x1b", "tab": b"\t", "backspace": b"\x7f", "space": b" ", "ctrl+c": b"\x03",
    "ctrl+l": b"\x0c", "ctrl+p": b"\x10", "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "home": b"\x1b[H", "end": b"\x1b[F", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~",
}  # fmt: skip
# Opens the pseudo-terminal as the controlling one, which a dropped line then hangs up.
_TAKE_TERMINAL = 'terminal=$1; shift; exec "$@" <>"$terminal" >&0 2>&0'
# A terminal, a language, and nothing of the developer's own machine.
PLAIN = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LANGUAGE": "en", "CHURN_TUI_LANG": "en"}


def key_bytes(key: str) -> bytes:
    """What a key sends."""
    return _KEYS.get(key) or key.encode()


class Person:
    """One terminal with the program in it; `screen` is what stands on it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        under: Sequence[str] = (),
    ) -> None:
        """`env` is the whole environment, `under` a program that runs the command, such as nohup."""
        self.sent = bytearray()
        self.latest = 0.0  # when something was last sent, by time.perf_counter
        self.master, slave = pty.openpty()
        self.columns, self.rows = size
        self._set_size()
        self.found = termios.tcgetattr(slave)  # the modes of the terminal before the program
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", _TAKE_TERMINAL, "sh", os.ttyname(slave), *under, *command],
            env=dict(PLAIN if env is None else env), cwd=ROOT, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        # Kept open, so that what the program writes last is read, and the line drops only when we drop it.
        self._slave: int | None = slave
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._carry = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        self.drop_line()

    # -- what stands there --------------------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """The screen, a text a line."""
        self._pump(0.0)
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen as one text."""
        return "\n".join(self.lines)

    def line_with(self, text: str) -> str:
        """The first line that holds a text; fails where none does."""
        found = [line for line in self.lines if text in line]
        assert found, self._seen(f"no line with {text!r}")
        return found[0]

    # -- what is done -------------------------------------------------------------------------------------

    def press(self, *keys: str) -> Self:
        """Press keys: names such as "enter" and "down", anything else is typed as it is."""
        os.write(self.master, b"".join(map(key_bytes, keys)))
        return self

    def press_until(self, key: str, wanted: str | Callable[[str], bool]) -> Self:
        """Press a key and wait for what it brings."""
        return self.press(key).wait_for(wanted)

    def resize(self, columns: int, rows: int) -> Self:
        """Make the terminal larger or smaller."""
        self.columns, self.rows = columns, rows
        self._pump(0.0)
        self._screen.resize(rows, columns)
        self._set_size()
        return self

    def wait_for(self, wanted: str | Callable[[str], bool], patience: float = PATIENCE) -> Self:
        """Wait until a text stands on the screen, or what `wanted` says of the screen's text is true."""
        test = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + patience
        while not test(self.text):
            assert time.monotonic() < end, self._seen(f"never came: {wanted!r}")
            assert self._pump(0.05) or self.alive(), self._seen(f"ended before {wanted!r} came")
        return self

    def settle(self, quiet: float = _QUIET) -> Self:
        """Wait until nothing has been sent for a while."""
        while self._pump(quiet):
            pass
        return self

    def bytes_of(self, *keys: str, least: int = 1) -> bytes:
        """Everything sent from pressing these keys until it is quiet again; waits for at least so many bytes."""
        self.settle()
        start = len(self.sent)
        self.press(*keys)
        while len(self.sent) < start + least:
            assert self._pump(PATIENCE), self._seen(f"nothing came of {keys}")
        self.settle(_CALM)
        return bytes(self.sent[start:])

    def mark(self) -> int:
        """A point in what is sent, for `since`."""
        self._pump(0.0)
        return len(self.sent)

    def since(self, mark: int) -> bytes:
        """Everything sent since a mark."""
        self._pump(0.0)
        return bytes(self.sent[mark:])

    # -- how it ends --------------------------------------------------------------------------------------

    def alive(self) -> bool:
        """Whether the program runs."""
        return self.process.poll() is None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the program, as the system would; SIGKILL is waited for."""
        if self.alive():
            self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait()

    def drop_line(self) -> None:
        """Close the terminal, as a connection that breaks does."""
        if self._slave is not None:
            os.close(self._slave)
            os.close(self.master)
            self._slave = None

    def ended(self, within: float = PATIENCE) -> int:
        """The exit code, once the program has ended and all it sent has been read."""
        end = time.monotonic() + within
        while self.alive():
            assert time.monotonic() < end, self._seen(f"still runs after {within} s")
            self._pump(0.02) if self._slave is not None else self._wait_briefly()
        if self._slave is not None:
            self.settle()
        return self.process.returncode

    def left(self) -> list[object]:
        """The modes of the terminal now, as `found` has them."""
        assert self._slave is not None
        return termios.tcgetattr(self._slave)

    def cpu(self) -> float:
        """Seconds of processor time that the program has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """The most memory it has held, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024  # type: ignore[index]

    # -- the line -----------------------------------------------------------------------------------------

    def _wait_briefly(self) -> None:
        try:
            self.process.wait(0.02)
        except subprocess.TimeoutExpired:
            return

    def _pump(self, patience: float) -> bool:
        """Read what has come, waiting for the first of it; whether anything came."""
        came = False
        while self._slave is not None and select.select([self.master], [], [], 0.0 if came else patience)[0]:
            data = os.read(self.master, 65536)
            self.sent += data
            self.latest = time.perf_counter()
            self._feed(data)
            came = True
        return came

    def _feed(self, data: bytes) -> None:
        data = self._carry + data
        whole = len(data)
        if (last := data.rfind(b"\x1b")) >= 0 and len(data) - last < 16 and not re.search(rb"[A-Za-z~]", data[last:]):
            whole = last
        self._carry = data[whole:]
        self._stream.feed(_UNKNOWN.sub(b"", data[:whole]))

    def _set_size(self) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def _seen(self, problem: str) -> str:
        return f"{problem}; the screen:\n" + "\n".join(self._screen.display)


def listen(people: Iterable[Person], seconds: float) -> list[bytes]:
    """What each terminal is sent while nobody does anything for a while."""
    people = list(people)
    marks = [person.mark() for person in people]
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready = select.select([person.master for person in people], [], [], left)[0]
        for person in people:
            if person.master in ready:
                person.settle(0.0)
    return [person.since(mark) for person, mark in zip(people, marks, strict=True)]


def program(*arguments: str) -> list[str]:
    """The command that runs the program."""
    return [sys.executable, "-P", "-m", "tui", *arguments]
