"""The user's own settings: how the program looks and which keys it takes, in one small TOML file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from metrics.errors import ChurnError, WrongUsage
from metrics.words import N_
from tui.words import LANGUAGES

KEYS = "keys."
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Config:
    """What the user chose; None is as the terminal says. `keys` are the keys of commands by their id."""

    language: str | None = None
    theme: str | None = None
    glyphs: str | None = None
    mouse: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> str:
        """A setting as it can be typed; empty where it is the terminal's."""
        if key.startswith(KEYS):
            return self.keys.get(key.removeprefix(KEYS), "")
        if key == "mouse":
            return ON if self.mouse else OFF
        return str(getattr(self, key) or "")


@dataclass(frozen=True, slots=True)
class Preference:
    """One setting of the user's: what it is, and all that it takes."""

    key: str
    title: str
    choices: tuple[str, ...]
    comment: str


PREFERENCES: Final[Mapping[str, Preference]] = {
    each.key: each
    for each in (
        Preference("language", N_("Language"), LANGUAGES, "en, fr or nl; left out: your terminal's"),
        Preference(
            "theme", N_("Colours"), ("dark", "light", "ansi-dark", "ansi-light"),
            "dark, light (24-bit colour), ansi-dark, ansi-light (your terminal's own sixteen)",
        ),
        Preference(
            "glyphs", N_("What charts are drawn with"), ("block", "braille", "ascii"), "block, braille or ascii"
        ),
        Preference("mouse", N_("Mouse"), (ON, OFF), "on or off; off leaves selecting text to your terminal"),
    )
}  # fmt: skip


def load(path: Path) -> Config:
    """The settings of a file; the defaults where there is none.

    Raises ChurnError where it cannot be read, is not TOML, or holds what is not a setting.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ChurnError("config_unreadable", file=str(path)) from error
    import tomllib

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChurnError("config_not_toml", file=str(path), detail=str(error)) from error
    keys = found.pop(KEYS.removesuffix("."), {})
    config = Config()
    for key, value in [*found.items(), *((KEYS + name, keys[name]) for name in _names(keys))]:
        try:
            config = changed(config, key, ON if value is True else OFF if value is False else value)
        except WrongUsage as error:
            raise ChurnError("config_refused", file=str(path), key=key, value=str(value)) from error
    return config


def _names(keys: Any) -> list[str]:
    return list(keys) if isinstance(keys, dict) else []


def changed(config: Config, key: str, text: Any) -> Config:
    """The settings with one more set; an empty text takes it away.

    Raises WrongUsage for what is not a setting, or a text that it does not take.
    """
    if key.startswith(KEYS):
        return replace(config, keys=_with_key(config.keys, key.removeprefix(KEYS), text))
    if key not in PREFERENCES:
        raise WrongUsage("unknown_setting", key=key, known=", ".join(PREFERENCES))
    known = PREFERENCES[key]
    if text and text not in known.choices:
        raise WrongUsage("bad_setting", key=key, value=str(text), takes=", ".join(known.choices))
    if key == "mouse":
        return replace(config, mouse=text != OFF)
    set_one: Callable[..., Config] = replace
    return set_one(config, **{key: text or None})


def _with_key(keys: Mapping[str, str], command: str, text: Any) -> Mapping[str, str]:
    from tui.commands import BY_ID

    if command not in BY_ID or not isinstance(text, str):
        raise WrongUsage("unknown_setting", key=KEYS + command, known=", ".join(KEYS + name for name in BY_ID))
    others = {name: held for name, held in keys.items() if name != command}
    return others | {command: text.strip()} if text.strip() else others


def written(config: Config) -> str:
    """The file: every setting with what it takes, those left out as comments."""
    lines = ["# Your own settings of churn-tui: how it looks and which keys it takes.", ""]
    for key, known in PREFERENCES.items():
        value = config.value(key)
        lines += [f"# {known.comment}", f'{key} = "{value}"' if value else f'# {key} = "{known.choices[0]}"', ""]
    lines += ["# Other keys for commands, by the names that `churn-tui settings` lists, in Textual's words:", "[keys]"]
    lines += [f'"{command}" = "{keys}"' for command, keys in config.keys.items()] or ['# "bench" = "d,D"']
    return "\n".join(lines) + "\n"


def save(path: Path, config: Config) -> None:
    """Write the file, whole or not at all. Raises ChurnError where the disk refuses."""
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(written(config), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ChurnError("config_unwritable", file=str(path)) from error
