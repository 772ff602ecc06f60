"""The line that says what is new since the user last looked; nothing where nothing is."""

from textual import work

from tui.host import Host
from tui.news import Latest, headline
from tui.snapshot import Snapshot
from tui.widgets.pane import Pane


class NewsLine(Pane):
    """Asks for the news when it is told to, off the UI thread; it is not there while there is none."""

    def __init__(self) -> None:
        super().__init__(identity="news", most=1)

    def on_mount(self) -> None:
        """Nothing is known yet."""
        self.show([])

    @property
    def host(self) -> Host:
        """The program."""
        assert isinstance(self.app, Host)
        return self.app

    @work(thread=True, exclusive=True, exit_on_error=False, group="latest")
    def ask(self, snapshot: Snapshot) -> None:
        """What is new, as far as it is not known yet; then keep what is shown, for the visits to come."""
        found = self.host.session.latest(snapshot)
        self.app.call_from_thread(self._tell, snapshot, found)
        self.host.session.remember(snapshot)

    def _tell(self, snapshot: Snapshot, found: Latest | None) -> None:
        if snapshot.data != self.host.snapshot.data:
            return
        text = headline(found) if found else ""
        self.show([[(" N ", "key"), (text, "accent")]] if text else [])
