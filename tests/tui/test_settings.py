"""The book's settings change figures, the user's own change looks; both are on disk when they are said to be."""

from pathlib import Path

import pytest

from metrics.book import Book
from metrics.errors import ChurnError, WrongUsage
from tests.tui.conftest import Start, lines, press, text
from tui.cli.program import run
from tui.config import Config, changed, load, save
from tui.words import language, use_language


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's settings are."""
    path = tmp_path / "own" / "config.toml"
    monkeypatch.setattr("tui.places.settings_file", lambda: path)
    monkeypatch.setattr("tui.screens.settings.settings_file", lambda: path)
    return path


def test_what_is_written_is_what_is_read(own: Path) -> None:
    assert load(own) == Config()
    config = Config()
    for key, value in {
        "language": "nl",
        "theme": "light",
        "glyphs": "braille",
        "mouse": "off",
        "keys.bench": "D,B",
    }.items():
        config = changed(config, key, value)
    save(own, config)
    assert load(own) == config == Config("nl", "light", "braille", False, {"bench": "D,B"})
    save(own, changed(changed(config, "keys.bench", ""), "theme", ""))
    assert load(own) == Config("nl", None, "braille", False)
    assert "# theme = " in own.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("theme = neon", "config_not_toml"), ('theme = "neon"', "config_refused"), ("colour = 1", "config_refused"),
        ('[keys]\nnothing = "x"', "config_refused"), ("[keys]\nbench = 1", "config_refused"),
        (b"\xff\xfe", "config_unreadable"),
    ],
)  # fmt: skip
def test_what_a_file_gets_wrong_is_named(own: Path, content: str | bytes, code: str) -> None:
    own.parent.mkdir()
    own.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ChurnError, match=code):
        load(own)


def test_what_is_no_setting_is_refused() -> None:
    for key, value in (("theme", "neon"), ("colour", "red"), ("keys.nothing", "x")):
        with pytest.raises(WrongUsage):
            changed(Config(), key, value)


def test_the_command_sets_both(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ("--workspace", str(tmp_path / "book"))
    assert run(["settings", "language", "fr", *here]) == 0
    assert load(own).language == "fr"
    assert run(["settings", "targets.Ann", "105%", *here]) == 0
    assert language() == "fr"
    capsys.readouterr()
    assert run(["settings", "targets.Ann", *here]) == 0
    assert run(["settings", "language", *here]) == 0
    assert capsys.readouterr().out == "1.05\nfr\n"
    use_language("en")


async def test_enter_changes_a_setting_and_it_is_on_disk(workspace: Path, own: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        await press(pilot, "o", "slash", *"stage", "enter", "enter", "down", "down", "enter")
        assert "stage is young now" in lines(pilot)[-1]
        with Book.open(workspace) as other:
            assert other.settings.get("stage") == "young"
        await press(pilot, "escape", "slash", *"targets.ann", "enter", "enter", *"95%", "enter")
        with Book.open(workspace) as other:
            assert other.settings.targets() == {"Ann": 0.95}
        await press(pilot, "enter", *"much", "enter")
        assert "takes" in lines(pilot)[-1]
        await press(pilot, "escape", "slash", *"keys.bench", "enter", "enter", *"B", "enter")
        assert load(own).keys == {"bench": "B"}
        await press(pilot, "escape", "slash", *"lang", "enter", "enter", "n", "down", "down", "enter")
        await press(pilot, "escape", "escape", "B")
        assert "ProfitWell" in text(pilot)
        assert load(own).language is not None
