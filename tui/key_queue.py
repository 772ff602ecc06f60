"""Keys one after the other: what is typed ahead waits for the screen that it is for."""

import asyncio
from collections import deque
from typing import Any

from textual import events, on
from textual.app import App
from textual.message import Message

_SLOW = 0.1  # seconds after which the next key no longer waits for one that is still at work
_MOUNTING = 0.01  # seconds between two looks at whether a screen stands


class KeyDone(Message):
    """Follows a key on its way up from the focus: when it arrives, the key has been dealt with."""


class KeyQueue(App[int]):
    """An application that hands a key on once the one before has done what it does: Textual would hand it on at once,
    to the screen that Esc is about to leave, or before the panel stands that it is meant for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pressed: KeyDone | None = None
        self._typed_ahead: deque[events.Key] = deque()

    def before_key(self, key: events.Key) -> None:
        """What every key does, whatever it is bound to."""

    async def on_event(self, event: events.Event) -> None:
        """Keys in their order, all else at once."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._pressed is None and self.screen.is_mounted:
            await self._press(event)
        else:
            self._typed_ahead.append(event)
            if self._pressed is None:  # a screen is on its way that no key has asked for: a worker, or a slow key
                self._pressed = waiting = KeyDone()
                self._next_key(waiting)

    async def _press(self, key: events.Key) -> None:
        self.before_key(key)
        self._pressed = done = KeyDone()
        asyncio.get_running_loop().call_later(_SLOW, self.post_message, done)
        focused = self.focused or self.screen
        await super().on_event(key)
        focused.post_message(done)

    @on(KeyDone)
    def _next_key(self, done: KeyDone) -> None:
        """Hand on what was typed ahead, once the screen that it is for stands."""
        if done is not self._pressed:
            return
        if not self.screen.is_mounted:
            self.set_timer(_MOUNTING, lambda: self._next_key(done))
        elif not self._typed_ahead:
            self._pressed = None
        else:
            self._pressed = KeyDone()  # of none that comes: until the next key is pressed, others queue behind it
            self.call_later(self._press, self._typed_ahead.popleft())
