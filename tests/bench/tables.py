"""Results as a table in plain text."""

Row = dict[str, str | float | None]


def table(rows: list[Row]) -> str:
    """The rows under the names of their columns; numbers to the right, nothing for None."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = [names, *([_text(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in texts) for at in range(len(names))]
    numbers = [all(isinstance(row.get(name), int | float | None) for row in rows) for name in names]
    return "\n".join(
        "  ".join(
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(line, widths, numbers, strict=True)
        ).rstrip()
        for line in texts
    )


def ratio(ours: float, theirs: float) -> float:
    """How many times the peer's."""
    return round(ours / theirs, 2) if theirs else float("inf")


def _text(value: str | float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
