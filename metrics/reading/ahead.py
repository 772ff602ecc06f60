"""Reading ahead: the next part of a large file is cut while this one is judged."""

from collections.abc import Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

# Parts that wait: each takes memory.
_WAITING = 1
# Seconds after which the reader looks whether anybody still wants the next part.
_PATIENCE = 0.2

T = TypeVar("T")


class _End:
    """Behind the last part: nothing, or what went wrong."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(parts: Iterator[T]) -> Iterator[T]:
    """The same parts in the same order, the next one made in a thread of its own meanwhile.

    What `parts` raises is raised here, in its place; when this is closed, the thread stops before the next part.
    """
    waiting: Queue[T | _End] = Queue(_WAITING)
    unwanted = Event()

    def offer(part: T | _End) -> bool:
        while not unwanted.is_set():
            try:
                waiting.put(part, timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False

    def run() -> None:
        try:
            for part in parts:
                if not offer(part):
                    return
            offer(_End())
        except BaseException as error:  # noqa: BLE001 - Polars raises an interruption in every thread; the reader raises it
            offer(_End(error))

    Thread(target=run, daemon=True).start()
    try:
        while not isinstance(part := waiting.get(), _End):
            yield part
        if part.error is not None:
            raise part.error
    finally:
        unwanted.set()
