"""The Overview by group: the chart of the card in focus, and the file with everything."""

import json
from pathlib import Path

from tests.tui.conftest import Start, press, text
from tui.measuring import export
from tui.widgets.pane import Pane


async def test_the_chart_of_the_card_in_focus_has_a_line_a_group(workspace: Path, start: Start) -> None:
    async with start(workspace, (200, 60)) as pilot:
        await press(pilot, "b", *"seg", "enter")
        history = pilot.app.screen.query_one("#history", Pane)

        def drawn() -> str:
            return "\n".join("".join(piece for piece, _style in line) for line in history.lines)

        assert all(name in drawn() for name in ("Customers at the end", "Large", "SMB"))
        await press(pilot, "right")
        assert all(name in drawn() for name in ("Customer churn rate", "Large", "SMB"))
        computed = {key[2].metrics for key in pilot.app.session._answers if key[1] == "report" and key[2].by}
        assert computed == {("customers_end",), ("customer_churn_rate",)}


async def test_the_file_of_what_is_shown_by_group_has_every_metric(workspace: Path, start: Start) -> None:
    async with start(workspace, (200, 60)) as pilot:
        await press(pilot, "b", *"seg", "enter")
        assert "by segment" in text(pilot)
        app = pilot.app
        report = json.loads(export(app.session, app.snapshot, "x").text("json"))
        assert len({row["metric"] for row in report["rows"]}) > 20
