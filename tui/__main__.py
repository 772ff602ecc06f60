"""`churn-tui` and `python -m tui`."""

import sys

from tui.cli.program import run


def main() -> int:
    """Run the program on the command line's arguments; returns the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
