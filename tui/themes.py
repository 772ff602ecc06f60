"""Colours: the terminal's own sixteen by default, a palette of its own where 24-bit colour is announced."""

from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

from tui.terminal import Facts

DARK: Final = Theme(
    name="churn-dark",
    primary="#7aa2f7",
    secondary="#7dcfd8",
    accent="#7dcfd8",
    warning="#e6b673",
    error="#f2777a",
    success="#98c379",
    foreground="#d5dae4",
    background="#12151c",
    surface="#171b24",
    panel="#232938",
    boost="#2a3245",
    dark=True,
    variables={
        "muted": "#8a94a8",
        "rule": "#39425a",
        "cursor": "#2f3f63",
        "cursor-text": "#ffffff",
        "shade": "#283049",
        "heat1": "#2b2430",
        "heat2": "#4a2a33",
        "heat3": "#703239",
        "heat4": "#9c3a42",
        "heat-text": "#ffffff",
    },
)
LIGHT: Final = Theme(
    name="churn-light",
    primary="#2f5bb7",
    secondary="#0b7285",
    accent="#0b7285",
    warning="#9a5b00",
    error="#b4232a",
    success="#2b7a2b",
    foreground="#20242c",
    background="#fafafa",
    surface="#f2f3f5",
    panel="#e3e6eb",
    boost="#d9dee7",
    dark=False,
    variables={
        "muted": "#5c6675",
        "rule": "#b9c0cc",
        "cursor": "#cfdcf7",
        "cursor-text": "#10131a",
        "shade": "#d9e2f3",
        "heat1": "#fbecea",
        "heat2": "#f6d3cf",
        "heat3": "#eeafa9",
        "heat4": "#b4232a",
        "heat-text": "#ffffff",
    },
)


def _own_sixteen(base: str) -> Theme:
    """The terminal's own palette: right on 16 colours, half the bytes, and as dark or light as the terminal."""
    theme = BUILTIN_THEMES[base]
    dark = theme.dark
    return Theme(
        name="churn-" + base,
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_cyan",
        warning="ansi_yellow" if dark else "ansi_magenta",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=dark,
        variables={
            **theme.variables,
            "muted": "ansi_default",
            "rule": "ansi_bright_black",
            "cursor": "ansi_blue" if dark else "ansi_cyan",
            "cursor-text": "ansi_bright_white" if dark else "ansi_black",
            "shade": "ansi_bright_black",
            "heat1": "ansi_default",
            "heat2": "ansi_default",
            "heat3": "ansi_yellow",
            "heat4": "ansi_red",
            "heat-text": "ansi_bright_white",
        },
    )


ANSI_DARK: Final = _own_sixteen("ansi-dark")
ANSI_LIGHT: Final = _own_sixteen("ansi-light")
THEMES: Final = (DARK, LIGHT, ANSI_DARK, ANSI_LIGHT)


def theme_for(facts: Facts, wanted: str | None = None) -> str:
    """The name of the theme: the wanted one, else the terminal's own colours unless it announced truecolor.

    `wanted` is "dark" or "light" with or without "ansi-" before it; anything else is passed over.
    """
    named = f"churn-{wanted}"
    if any(theme.name == named for theme in THEMES):
        return named
    return DARK.name if facts.truecolor and not facts.no_color else ANSI_DARK.name


def is_ansi(name: str) -> bool:
    """Whether a theme is made of the terminal's own colours."""
    return any(theme.ansi for theme in THEMES if theme.name == name)
