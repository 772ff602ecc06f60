"""The user's language: one gettext catalogue for every string a person reads, chosen once at start."""

import gettext as _gettext
import os
from functools import cache
from pathlib import Path

DOMAIN = "churn_tui"
LANGUAGES = ("en", "fr", "nl")
CATALOGUES = Path(__file__).parent / "locale"
LANGUAGE_VARIABLE = "CHURN_TUI_LANG"
# The order in which POSIX programs look for the language of messages.
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

# The language and the locale to format in, once chosen.
_chosen: list[str] = []


def use_language(wanted: str | None = None) -> str:
    """Choose the language: `wanted`, else $CHURN_TUI_LANG, else the locale's, else English; returns its code.

    What is not one of LANGUAGES is passed over.
    """
    candidates = (wanted, os.environ.get(LANGUAGE_VARIABLE), _locale())
    code = next((code for name in candidates if name and (code := _language_of(name)) in LANGUAGES), "en")
    _chosen[:] = [code, _locale_for(code)]
    # argparse looks its own words up in the current domain, by the environment.
    os.environ["LANGUAGE"] = code
    _gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    _gettext.textdomain(DOMAIN)
    return code


def language() -> str:
    """The chosen language's code; chooses by the environment where nobody has."""
    return _chosen[0] if _chosen else use_language()


def locale_name() -> str:
    """The locale to format in, such as "fr_BE": the environment's where it speaks the chosen language."""
    language()
    return _chosen[1]


def _(text: str) -> str:
    """The text in the chosen language; English where the catalogue does not have it."""
    return _catalogue(language()).gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form that goes with `n` things, in the chosen language."""
    return _catalogue(language()).ngettext(one, many, n)


def _locale_for(code: str) -> str:
    name = _locale().split(".")[0].split("@")[0]
    return name if "_" in name and _language_of(name) == code else code


def _locale() -> str:
    """The locale of messages: the first variable that is set speaks, even if it says "C"."""
    return next((name for name in map(os.environ.get, _LOCALE_VARIABLES) if name), "")


def _language_of(name: str) -> str:
    return name.replace("-", "_").split("_")[0].split(".")[0].lower()


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, str(CATALOGUES), [code], fallback=True)
