"""Keys as a person finds them: the digits of every keyboard, and what is printed on a key."""

from typing import Final

from metrics.words import N_
from tui.words import _

# French and Belgian keyboards have no plain digits: their row works as digits wherever digits do.
_AZERTY: Final = {
    "1": "ampersand",
    "2": "é",
    "3": "quotation_mark",
    "4": "apostrophe",
    "5": "left_parenthesis",
    "6": "section_sign,minus",
    "7": "è",
    "8": "exclamation_mark,underscore",
    "9": "ç",
    "0": "à",
}
DIGITS: Final = {key: digit for digit, keys in _AZERTY.items() for key in (digit, *keys.split(","))}


def digit_keys(digit: str) -> str:
    """The keys that work as a digit; another character is itself."""
    return f"{digit},{_AZERTY[digit]}" if digit in _AZERTY else digit


_SHOWN: Final = {
    "question_mark": "?", "colon": ":", "comma": ",", "full_stop": ".", "slash": "/", "equals_sign": "=", "plus": "+",
    "escape": N_("Esc"), "enter": N_("Enter"), "tab": "Tab", "shift+tab": N_("Shift+Tab"), "space": N_("Space"),
    "backspace": N_("Backspace"), "up": "↑", "down": "↓", "left": "←", "right": "→",
    "pageup": N_("PageUp"), "pagedown": N_("PageDown"), "home": N_("Home"), "end": N_("End"),
    "left_square_bracket": "[", "right_square_bracket": "]", "ampersand": "&", "quotation_mark": '"',
    "apostrophe": "'", "left_parenthesis": "(", "section_sign": "§", "minus": "-", "exclamation_mark": "!",
    "underscore": "_", "f1": "F1",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as a person reads it on a keyboard of the language."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+').upper()}"
    return _(_SHOWN[key]) if key in _SHOWN else key
