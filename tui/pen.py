"""What cells are drawn with, and the shortest way from one pen to another."""

from functools import lru_cache
from typing import Final

from rich.color import Color, ColorSystem
from rich.style import Style
from textual.strip import Strip

# Attributes ("1;4"), foreground ("32") and background ("48;5;17") in SGR's codes; "" is the terminal's own.
Pen = tuple[str, str, str]

PLAIN: Final[Pen] = ("", "", "")
_SEEN_ON_BLANKS: Final = frozenset("4 7 9 21 53".split())  # underline, reverse, strike, double underline, overline


@lru_cache(1024)
def pen_of(style: Style, colors: ColorSystem) -> Pen:
    """The pen that draws a style with that many colours."""
    return (
        Strip.render_ansi(style.without_color, colors),
        _codes(style.color, colors, True),
        _codes(style.bgcolor, colors, False),
    )


def _codes(color: Color | None, colors: ColorSystem, foreground: bool) -> str:
    if color is None or color.is_default:
        return ""
    return ";".join(color.downgrade(colors).get_ansi_codes(foreground))


@lru_cache(256)
def shows(attributes: str) -> bool:
    """Whether attributes are seen on a blank."""
    return not _SEEN_ON_BLANKS.isdisjoint(attributes.split(";"))


@lru_cache(2048)
def change(held: Pen, wanted: Pen) -> str:
    """The shortest sequence from one pen to another."""
    if wanted == PLAIN:
        return "\x1b[m"
    before, after = set(filter(None, held[0].split(";"))), set(filter(None, wanted[0].split(";")))
    anew = "\x1b[" + ";".join(filter(None, ("0" if held != PLAIN else "", *wanted))) + "m"
    if not before <= after:
        return anew
    codes = sorted(after - before, key=int)
    codes += [] if held[1] == wanted[1] else [wanted[1] or "39"]
    codes += [] if held[2] == wanted[2] else [wanted[2] or "49"]
    onward = "\x1b[" + ";".join(codes) + "m"
    return min(onward, anew, key=len)
