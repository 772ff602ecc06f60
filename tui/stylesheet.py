"""The style sheets that are loaded, each parsed once."""

from typing import Final

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_MOST: Final = 512  # parsed sheets that are kept: more than all screens and widgets have together


class KeptStylesheet(Stylesheet):
    """Textual parses every sheet anew with each screen that brings one; this one those it does not know yet."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_MOST)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the colours of a theme; what was parsed with the same ones is kept."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read the rules of all sheets. Raises StylesheetError where one is none."""
        self.parse()
