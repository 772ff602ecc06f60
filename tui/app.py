"""The program in the terminal: what its keys do everywhere, and how it is started."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from metrics.errors import ChurnError
from tui.config import Config, load
from tui.places import settings_file
from tui.routes import Routes
from tui.session import Session
from tui.snapshot import Snapshot, Where
from tui.terminal import Facts, has_terminal, look
from tui.words import _

if TYPE_CHECKING:
    from metrics.book import Book
    from metrics.question import LossDate
    from tui.exporting import Export
    from tui.reports.render import Format


class ChurnApp(Routes):
    """The commands that work on every screen."""

    def action_leave(self) -> None:
        """Esc: the input, the search, the panel, back; at the root of a room nothing."""
        screen = self.screen
        if getattr(screen, "leave", lambda: False)():
            return
        if len(self.screen_stack) > 1:
            if screen.is_modal:
                screen.dismiss(None)
            else:
                self.pop_screen()

    def action_help(self) -> None:
        """The keys that work here."""
        from tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        self._choose_command()

    @work
    async def _choose_command(self) -> None:
        from tui.screens.palette import palette

        chosen = await self.push_screen_wait(palette(self.screen, self.run_action, self._go_and_say))
        if chosen is not None:
            await chosen.value()

    async def _go_and_say(self, room: str, view: str, said: str) -> None:
        await self.turn_to(room, view)
        if said:
            self.call_after_refresh(self.say, said)

    def action_open_demo(self) -> None:
        """Turn to the sample company's workspace, filling it the first time."""
        self.say(_("Opening the demo; the first time its files are imported, which takes some seconds."))
        self._open_demo()

    @work(thread=True, exclusive=True, exit_on_error=False, group="long")
    def _open_demo(self) -> None:
        from tui.places import demo_workspace
        from tui.sample import fill

        self.session.move(demo_workspace(), fill)
        self.call_from_thread(self._show_demo, self.session.read())

    def _show_demo(self, snapshot: Snapshot) -> None:
        self.publish(snapshot)
        self.switch_mode("overview")

    def action_news(self) -> None:
        """What is new since this user last looked."""
        from tui.screens.news import NewsScreen

        if not isinstance(self.screen, NewsScreen):
            self.push_screen(NewsScreen())

    def action_settings(self) -> None:
        """The book's settings, and the user's own."""
        from tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen(getattr(self.screen, "room", "overview")))

    @work
    async def action_export(self) -> None:
        """Write what is on screen to a file, which is asked for."""
        from tui.exporting import FORMS
        from tui.screens.ask import Ask
        from tui.screens.choice import Choice, Option
        from tui.screens.room import Room

        found = self.screen.exported() if isinstance(self.screen, Room) else None
        if found is None:
            self.refuse(_("There is nothing to export here."))
            return
        options = [Option(form, _(name), key) for form, key, name in FORMS]
        chosen = await self.push_screen_wait(Choice(_("Export “{title}” as").format(title=found.title), options))
        if chosen is None:
            return
        given = await self.push_screen_wait(Ask(_("Into which file?"), found.file_name(chosen.value)))
        if given is None:
            return
        path = self.session.written_to(Path(given))
        if path.is_file():
            sure = [Option(False, _("No"), "n"), Option(True, _("Yes, replace it"), "y")]
            replace = await self.push_screen_wait(Choice(_("{file} is there already").format(file=path.name), sure))
            if replace is None or not replace.value:
                return
        self._write_file(found, chosen.value, path)

    @work(thread=True, exit_on_error=False, group="export")
    def _write_file(self, found: "Export", form: "Format", path: Path) -> None:
        text = found.text(form)
        self.session.save(path, text)
        self.call_from_thread(self.say, _("Written: {file}").format(file=str(path)), "good")

    def action_copy(self) -> None:
        """Copy the cell of the cursor."""
        from tui.screens.room import Room

        text = self.screen.copied() if isinstance(self.screen, Room) else None
        if text:
            self.copy(text)
        else:
            self.refuse(_("There is no cell to copy here."))


def run(
    workspace: Path,
    *,
    read_only: bool = False,
    files: str | None = None,
    as_of: date | None = None,
    loss_date: "LossDate | None" = None,
    where: Where = (),
    fill: "Callable[[Book], None] | None" = None,
) -> int:
    """Open a workspace on the terminal until the user leaves; returns the exit code.

    `files` is the only folder that Import reads from; `fill` is called with a book that holds no import yet.
    Raises ChurnError where there is no terminal to draw on, and where the program stopped on an error.
    """
    facts = look()
    if not has_terminal() or facts.dumb:
        raise ChurnError("no_terminal")
    session = Session(
        workspace, read_only=read_only, as_of=as_of, loss_date=loss_date, where=where, files=files, fill=fill
    )
    app = make(session, facts, load(settings_file()))
    code = app.run(mouse=app.config.mouse)
    if app.failure is not None:
        raise app.failure
    return app.return_code or code or 0


def make(session: Session, facts: Facts, config: Config | None = None) -> ChurnApp:
    """The program, not yet running, as the user wants it to look."""
    return ChurnApp(session, facts, config)
