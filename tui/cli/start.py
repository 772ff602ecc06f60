"""`churn-tui` without a command: opens the workspace in the terminal."""

import argparse

from metrics.errors import ChurnError


def run(args: argparse.Namespace) -> int:
    """Open the workspace in the terminal, or say what to do without one."""
    raise ChurnError("no_terminal")
