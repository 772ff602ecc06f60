"""The terminal at the other end: what it can do, how its keys arrive, and how it is left in order."""

import asyncio
import codecs
import os
import re
import selectors
import signal
import sys
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Thread, Timer
from typing import Any, Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from tui.wire import Sheet

ESC: Final = "\x1b"
# What may follow Esc as the start of a longer sequence, so that two characters alone tell nothing.
_OPENERS: Final = "[O]P" + ESC
_PYTHON_LOCALES: Final = ("C.UTF-8", "C.utf8", "UTF-8")
_GRACE: Final = 0.7  # seconds that an orderly way out has before the process ends regardless
_LAST: Final = 0.2  # seconds more in which the terminal is given back, if it takes what is sent
HANGUP_CODE: Final = 128 + signal.SIGHUP


@dataclass(frozen=True, slots=True)
class Facts:
    """What the environment says of the terminal."""

    name: str
    truecolor: bool
    unicode: bool
    no_color: bool

    @property
    def dumb(self) -> bool:
        """Whether it cannot place a cursor: there are no screens on it."""
        return self.name in ("", "dumb", "unknown")


def look(environment: Mapping[str, str] = os.environ, encoding: str | None = None) -> Facts:
    """The facts of a terminal by its environment and the encoding of what is written to it."""
    written = encoding if encoding is not None else (sys.__stdout__.encoding if sys.__stdout__ else "ascii")
    return Facts(
        name=environment.get("TERM", ""),
        truecolor=environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"),
        unicode=codecs.lookup(written).name == "utf-8"
        and _locale_has_utf8(environment)
        and environment.get("TERM") not in ("linux", "vt100"),
        no_color=bool(environment.get("NO_COLOR")),
    )


def _locale_has_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the locale writes UTF-8; a container that names none does.

    Python writes UTF-8 whatever the locale says, and in the C locale it names one of its own, which says nothing
    of the terminal.
    """
    python_own = bool(sys.flags.utf8_mode) and environment.get("LC_CTYPE") in _PYTHON_LOCALES
    kind = None if python_own else environment.get("LC_CTYPE")
    named = environment.get("LC_ALL") or kind or environment.get("LANG") or "UTF-8"
    return named.lower().replace("-", "").endswith(("utf8", "utf8@euro"))


def has_terminal() -> bool:
    """Whether keys can be read and screens be drawn."""
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


# Every update ends by putting the cursor somewhere, also one that changes nothing.
_LAST_PLACE = re.compile(r"\x1b\[\d+;\d+H\Z")


class KeyParser(XTermParser):
    """Textual's parser, except that Esc followed at once by a key is Esc, then that key.

    Over a slow line the two arrive together; Textual takes them for another character (Esc 3 is "£"), for
    another key (Esc f is ctrl+right), or forgets Esc (before Enter or a comma).
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        together = len(sequence) == 2 and sequence[0] == ESC and sequence[1] not in _OPENERS
        if alt or together:
            yield events.Key("escape", ESC)
            sequence = sequence[-1]
        yield from super()._sequence_to_key_events(sequence)


class Terminal(LinuxDriver):
    """Textual's driver, with `KeyParser`, clicks but no mouse movements, and an end when the line drops.

    `sheet` is what stands on the terminal.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sheet = Sheet()
        self._place = ""

    def write(self, data: str) -> None:
        """Send it, unless it only puts the cursor where it is."""
        if data != self._place:
            super().write(data)
            found = _LAST_PLACE.search(data[-12:])
            self._place = found[0] if found else ""

    def start_application_mode(self) -> None:
        """Take the terminal over, at the start and when the program is resumed; signals give it back from then on."""
        self.sheet.forget()
        _on_signals(asyncio.get_running_loop(), self._leave)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")  # clicks and the wheel, in SGR coordinates
            self.flush()

    def _enable_mouse_pixels(self) -> None:
        return

    def run_input_thread(self) -> None:
        """Hand on what is typed until the app ends, or the terminal is gone."""
        parser = KeyParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        read = os.read(self.fileno, 4096)
                    except OSError:
                        read = b""
                    if not read:
                        self._lost()
                        return
                    for event in parser.feed(decode(read)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    def _leave(self, code: int) -> None:
        end_soon(code, self._give_back)
        self._app.exit(return_code=code)

    def _give_back(self) -> None:
        """Restore the terminal from another thread, since the app has not come to it."""
        self._disable_mouse_support()
        self.stop_application_mode()
        self.close()

    def _lost(self) -> None:
        """Nobody is there any more: end, and do not wait for writes that cannot arrive."""
        end_soon(HANGUP_CODE)
        self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=HANGUP_CODE))


def end_soon(code: int, last: Callable[[], object] = lambda: None) -> None:
    """End the process within a second, even if the terminal takes no more output; all that counts is on disk. What is
    not through by then does `last`."""

    def end() -> None:
        trying = Thread(target=last, daemon=True)
        trying.start()
        trying.join(_LAST)
        os._exit(code)

    watch = Timer(_GRACE, end)
    watch.daemon = True
    watch.start()


def _on_signals(loop: AbstractEventLoop, leave: Callable[[int], object]) -> None:
    """On whatever ends a program in order, call `leave` with the exit code."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, leave, 128 + number)
