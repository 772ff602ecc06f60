"""The one declaration of keys."""

import pytest
from rich.cells import cell_len

from tui.commands import BY_ID, COMMANDS, SCOPES, Command, Scope, by_scope, key_table, shown
from tui.words import use_language

# These cannot arrive, or belong to tmux, screen and editors.
FORBIDDEN = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+b", "ctrl+a", "ctrl+q", "ctrl+s", "ctrl+z"}
# Which scopes are live together; the tag panel is modal.
TOGETHER: tuple[tuple[Scope, ...], ...] = (
    ("everywhere", "list", "period", "overview"),
    ("everywhere", "list", "accounts"),
    ("everywhere", "list", "account"),
    ("everywhere", "list", "views", "losses"),
    ("everywhere", "list", "views", "reasons"),
    ("everywhere", "list", "views", "not_a_loss"),
    ("everywhere", "list", "views", "when"),
    ("everywhere", "list", "views", "lessons"),
    ("everywhere", "list", "retention"),
    ("list", "editor"),
    ("interview",),
    ("everywhere", "list", "import"),
    ("tag",),
)


def test_every_command_is_declared_once() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert {command.scope for command in COMMANDS} == set(SCOPES)


@pytest.mark.parametrize("scopes", TOGETHER, ids=" ".join)
def test_no_key_means_two_things(scopes: tuple[Scope, ...]) -> None:
    keys = [key for command in COMMANDS if command.scope in scopes for key in command.keys.split(",")]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_can_be_pressed_and_read(command: Command) -> None:
    keys = command.keys.split(",")
    assert not FORBIDDEN & set(keys)
    assert command.help.endswith(".")
    assert command.label and cell_len(command.label) <= 12
    # Every action has a plain key; control keys are second ways, but for what every program has them for.
    assert command.id in ("stop", "redraw") or not keys[0].startswith("ctrl+")


@pytest.mark.parametrize("scopes", TOGETHER, ids=" ".join)
def test_the_footer_fits_eighty_cells(scopes: tuple[Scope, ...]) -> None:
    live = [command for command in COMMANDS if command.scope in {*scopes, "everywhere"} and command.footer]
    cells = sum(cell_len(f" {shown(command.keys.split(',')[0])} {command.label} ") for command in live)
    assert cells <= 80


def test_the_key_table_lists_every_command() -> None:
    table = key_table()
    assert all(command.help in table for command in COMMANDS)
    assert len(table.splitlines()) == 2 + len(COMMANDS)
    assert sum(len(commands) for _scope, commands in by_scope()) == len(COMMANDS)


def test_a_key_bears_the_name_that_is_on_the_keyboard_of_the_language() -> None:
    use_language("fr")
    assert [shown(key) for key in ("enter", "escape", "space", "k", "slash")] == ["Entrée", "Échap", "Espace", "k", "/"]
