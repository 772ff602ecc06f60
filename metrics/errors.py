"""What can go wrong, as a code with parameters; the faces turn it into one sentence of a language."""

from typing import ClassVar

Parameter = str | int | float | None


class ChurnError(Exception):
    """Something the user can mend. `code` names the sentence, `params` fill its blanks.

    `exit_code` is what the command line answers with; nothing has been changed on disk.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **params: Parameter) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class WrongUsage(ChurnError):
    """An option, a metric, a field or a date that cannot be meant (exit code 2)."""

    exit_code: ClassVar[int] = 2


class Unsettled(ChurnError):
    """The file can be read in two ways; `option` names the one that settles it (exit code 1)."""

    def __init__(self, code: str, *, option: str, **params: Parameter) -> None:
        super().__init__(code, option=option, **params)
        self.option = option
