"""Standard output is for data, standard error for talk; text to a terminal is always cleaned."""

import sys


def put(text: str) -> None:
    """Write data to standard output: verbatim into a pipe or a file, cleaned to a terminal; ends in a new line."""
    if sys.stdout.isatty():
        from tui.formats import clean

        text = "\n".join(map(clean, text.replace("\r\n", "\n").split("\n")))
    if text:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")


def talk(sentence: str) -> None:
    """Write a sentence for the person to standard error, one line, nothing harmful in it."""
    from tui.formats import clean

    sys.stderr.write(clean(sentence) + "\n")


def is_terminal() -> bool:
    """Whether a person can be shown a screen: keys can be read and a cursor moved."""
    import os

    streams = (sys.stdin, sys.stdout, sys.stderr)  # keys come from the first, screens go to the last
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "") not in ("", "dumb", "unknown")
