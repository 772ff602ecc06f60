"""A slow line: `python -m tests.bench.line DELAY RATE COMMAND...` runs a command in a terminal of its own and passes
keys and screens on, DELAY seconds late each way and at most RATE bytes a second.

In user space, for it needs no rights and no packet scheduler in the kernel. What waits is bounded as a connection's
buffers are: a program that sends too much is held up, as it would be.
"""

import fcntl
import os
import pty
import select
import sys
import termios
import time
import tty
from collections import deque

_PACKET = 64  # bytes that travel together
_BUFFERED = 4096  # bytes on their way, from which on the sender has to wait


class Direction:
    """One way of the line."""

    def __init__(self, source: int, target: int, delay: float, rate: float) -> None:
        self.source, self.target = source, target
        self._delay, self._rate = delay, rate
        self._free = 0.0  # when the line has sent all that waits
        self._packets: deque[tuple[float, bytes]] = deque()

    @property
    def has_room(self) -> bool:
        """Whether more can be taken."""
        return len(self._packets) * _PACKET < _BUFFERED

    @property
    def next_at(self) -> float:
        """When the next packet arrives."""
        return self._packets[0][0] if self._packets else float("inf")

    def take(self) -> bool:
        """Take what the sender has; False where it has left."""
        try:
            data = os.read(self.source, _BUFFERED)
        except OSError:  # how Linux says that the other end of a terminal is closed
            data = b""
        for start in range(0, len(data), _PACKET):
            packet = data[start : start + _PACKET]
            self._free = max(self._free, time.monotonic()) + len(packet) / self._rate
            self._packets.append((self._free + self._delay, packet))
        return bool(data)

    def deliver(self, until: float) -> None:
        """Hand over what has arrived by then."""
        while self.next_at <= until:
            os.write(self.target, self._packets.popleft()[1])


def relay(near: tuple[int, int], far: int, delay: float, rate: float) -> None:
    """Pass bytes between the person (input, output) and the program until the program has left and all is said."""
    keys, screens = Direction(near[0], far, delay, rate), Direction(far, near[1], delay, rate)
    open_ways = {keys, screens}
    while screens in open_ways or screens.next_at < float("inf"):
        now = time.monotonic()
        keys.deliver(now)
        screens.deliver(now)
        wait = max(0.0, min(keys.next_at, screens.next_at) - time.monotonic())
        sources = {way.source: way for way in open_ways if way.has_room}
        for ready in select.select(list(sources), [], [], min(wait, 1.0))[0]:
            if not sources[ready].take():
                open_ways.discard(sources[ready])


def main(delay: float, rate: float, command: list[str]) -> int:
    """Run the command at the other end; its exit code."""
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))
    process, far = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.execvp(command[0], command)
    tty.setraw(0)
    relay((0, 1), far, delay, rate)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
