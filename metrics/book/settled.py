"""Reading the log and then the files that it names, beside others who name new files and remove the old ones."""

from collections.abc import Callable
from typing import TypeVar

from metrics.errors import ChurnError

_State = TypeVar("_State")
_Result = TypeVar("_Result")
_GONE = ("import_file_missing", "import_file_damaged", "file_missing")


def settled(look: Callable[[], _State], compute: Callable[[_State], _Result]) -> _Result:
    """What is computed from the state that `look` finds: once more where a file of it is gone and the state is
    another by now, as after a forgetting. Raises what `compute` raises of a state that still is."""
    state = look()
    while True:
        try:
            return compute(state)
        except ChurnError as error:
            before, state = state, look()
            if error.code not in _GONE or state == before:
                raise
