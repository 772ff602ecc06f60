"""Starting costs little, and less where there is nothing to draw."""

import os
import resource
import subprocess

import pytest

from tests.terminal.person import ROOT, program


def _cpu(command: list[str], env: dict[str, str]) -> float:
    """Seconds of processor time of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_and_version_cost_few_times_a_bare_interpreter(home: dict[str, str], option: str) -> None:
    """At most 60 ms on a machine whose bare interpreter takes 15; the least of several, for others use it too."""
    env = {**home, "PATH": os.environ["PATH"]}
    program_cost, bare = (
        min(_cpu(command, env) for _ in range(5)) for command in (program(option), [program()[0], "-c", "pass"])
    )
    assert program_cost <= max(0.06, 4 * bare)
