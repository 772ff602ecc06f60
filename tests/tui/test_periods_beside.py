"""Whoever has gone to another period finds the ones beside it answered."""

from pathlib import Path

import pytest

from tests.tui.conftest import Start, lines, press, until


@pytest.mark.parametrize("room", ["1", "5"])
async def test_the_periods_beside_the_one_gone_to_are_answered_before_they_are_asked_for(
    workspace: Path, start: Start, room: str
) -> None:
    async with start(workspace) as pilot:
        app = pilot.app
        await press(pilot, "b", *"seg", "enter", room, "comma")
        assert "Sep 2026" in lines(pilot)[0]
        for beside in app.snapshot.beside:
            question = beside.question()
            assert question is not None
            last = question.stop

            def asked(last=last) -> set[str | None]:
                return {key[2].by for key in app.session._answers if key[1] == "report" and key[2].stop == last}

            await until(pilot, lambda asked=asked: asked() >= {None, "segment"})
            assert asked() >= {None, "segment"}


async def test_at_its_ends_the_book_has_one_period_beside(workspace: Path, start: Start) -> None:
    async with start(workspace) as pilot:
        assert [beside.period.label for beside in pilot.app.snapshot.beside] == ["2026-09"]
        await press(pilot, "p", "y")
        assert [beside.period.label for beside in pilot.app.snapshot.beside] == ["2026"]
