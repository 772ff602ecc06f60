"""Where things are: workspaces, the user's settings, the log; and the folder that `--files` keeps paths in."""

import os
from pathlib import Path

from metrics.errors import ChurnError

APPLICATION = "churn-tui"
WORKSPACE_VARIABLE = "CHURN_TUI_WORKSPACE"


def workspace(given: str | None = None) -> Path:
    """The book's folder: as given, else $CHURN_TUI_WORKSPACE, else in the user's data folder."""
    chosen = given or os.environ.get(WORKSPACE_VARIABLE)
    return Path(chosen).expanduser() if chosen else _data() / "book"


def demo_workspace(given: str | None = None) -> Path:
    """The demo's folder, never the user's own book: as given, else in the user's data folder."""
    return Path(given).expanduser() if given else _data() / "demo"


def settings_file() -> Path:
    """The user's own settings (language, theme, keys)."""
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False) / "config.toml"


def log_file() -> Path:
    """Where errors of the program itself are written down."""
    from platformdirs import user_log_path

    return user_log_path(APPLICATION, appauthor=False) / "errors.log"


def within(path: Path, files: str | None) -> Path:
    """The path, if it lies below the folder `files` (None: anywhere), symbolic links followed.

    Raises ChurnError("outside_files") where it does not.
    """
    if files is None:
        return path
    folder = Path(files).expanduser().resolve()
    if not path.expanduser().resolve().is_relative_to(folder):
        raise ChurnError("outside_files", file=str(path), folder=str(folder))
    return path


def _data() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)
