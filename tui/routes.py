"""The ways through the program: which screens there are, and what opens each of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.screen import Screen

from tui.host import Host
from tui.messages import (
    OpenAccount,
    OpenBench,
    OpenFact,
    OpenGroup,
    OpenLosses,
    OpenMetric,
    OpenOwnFigure,
    OpenRestated,
    OpenView,
)
from tui.screens.opening import OpeningScreen

if TYPE_CHECKING:
    from tui.screens.retention import RetentionScreen


# Only the first screen is loaded for the first frame.
def _overview() -> Screen[Any]:
    from tui.screens.overview import OverviewScreen

    return OverviewScreen()


def _accounts() -> Screen[Any]:
    from tui.screens.accounts import AccountsScreen

    return AccountsScreen()


def _losses() -> Screen[Any]:
    from tui.screens.losses import LossesScreen

    return LossesScreen()


def _retention() -> Screen[Any]:
    from tui.screens.retention import RetentionScreen

    return RetentionScreen()


def _compare() -> Screen[Any]:
    from tui.screens.compare import CompareScreen

    return CompareScreen()


def _losses_view(name: str) -> Screen[Any]:
    if name == "reasons":
        from tui.screens.reasons import ReasonsScreen

        return ReasonsScreen()
    if name == "lessons":
        from tui.screens.lessons import LessonsScreen

        return LessonsScreen()
    if name == "not_a_loss":
        from tui.screens.not_a_loss import NotALossScreen

        return NotALossScreen()
    from tui.screens.when import WhenScreen

    return WhenScreen()


def _import() -> Screen[Any]:
    from tui.screens.importing import ImportScreen

    return ImportScreen()


class Routes(Host):
    """A mode a room: each keeps its own way back. Screens ask for one another by messages."""

    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "opening": OpeningScreen,
        "overview": _overview,
        "accounts": _accounts,
        "losses": _losses,
        "retention": _retention,
        "compare": _compare,
        "import": _import,
    }
    DEFAULT_MODE = "opening"

    def action_go(self, mode: str) -> None:
        """Another room; in the same one, back to its first screen."""
        if mode == self.current_mode:
            while len(self.screen_stack) > 1:
                self.pop_screen()
        else:
            self.switch_mode(mode)

    @on(OpenMetric)
    def _open_metric(self, message: OpenMetric) -> None:
        from tui.screens.explain import ExplainScreen

        self.push_screen(ExplainScreen(message.metric, message.room, message.by, message.group))

    @on(OpenOwnFigure)
    def _open_own_figure(self, message: OpenOwnFigure) -> None:
        from tui.screens.own_figure import OwnFigureScreen

        self.push_screen(OwnFigureScreen(message))

    @on(OpenGroup)
    def _open_group(self, message: OpenGroup) -> None:
        from tui.screens.group import GroupScreen

        self.push_screen(GroupScreen(message.by, message.group))

    @on(OpenLosses)
    def _open_losses(self, message: OpenLosses) -> None:
        from tui.screens.losses import LossesScreen

        self.push_screen(LossesScreen(message))

    @on(OpenView)
    async def _open_view(self, message: OpenView) -> None:
        await self.turn_to(message.room, message.name)

    async def turn_to(self, room: str, view: str = "") -> None:
        """A view of a room, in place of what stands on top of its first screen."""
        if room != self.current_mode:
            await self.switch_mode(room)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if room == "losses" and view not in ("", "queue"):
            self.push_screen(_losses_view(view))
        elif room == "retention" and view:
            cast("RetentionScreen", self.screen).turn_to(view)

    @on(OpenRestated)
    def _open_restated(self, message: OpenRestated) -> None:
        from tui.screens.restated import RestatedScreen

        self.push_screen(RestatedScreen(message.metric, message.period))

    @on(OpenBench)
    def _open_bench(self, message: OpenBench) -> None:
        from tui.screens.bench import BenchScreen

        self.push_screen(BenchScreen(message.metric))

    @on(OpenFact)
    def _open_fact(self, message: OpenFact) -> None:
        from tui.screens.fact import FactPanel

        self.push_screen(FactPanel(message))

    @on(OpenAccount)
    def _open_account(self, message: OpenAccount) -> None:
        from tui.screens.account import AccountScreen

        self.push_screen(AccountScreen(message.source, message.room))
