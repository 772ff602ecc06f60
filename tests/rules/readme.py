"""The generated sections of the README; `python -m tests.rules.readme` renews them."""

from pathlib import Path

from metrics.catalogue import MEASURES
from metrics.tables import TABLES, Table
from tui.cli import COMMANDS
from tui.commands import SCOPES, by_scope, keys_shown

README = Path(__file__).parents[2] / "README.md"


def keys() -> str:
    """A table of keys for every scope, from the one declaration of keys."""
    tables = []
    for scope, commands in by_scope():
        rows = [f"| `{keys_shown(command)}` | {command.label} | {command.help} |" for command in commands]
        tables.append("\n".join([f"**{SCOPES[scope]}**", "", "| key | | what it does |", "| --- | --- | --- |", *rows]))
    return "\n\n".join(tables)


def metrics() -> str:
    """A line for every metric, from its declaration."""
    rows = [
        f"| `{one.id}` | {one.title} | {one.unit} | {_cell(one.definition)} | {_cell(one.formula)} |"
        for one in MEASURES
    ]
    return "\n".join(["| id | title | unit | what it is | formula |", "| --- | --- | --- | --- | --- |", *rows])


def tables() -> str:
    """A line for every table that files become, from the one list of them."""
    rows = [f"| {table.name} | {', '.join(table.key)} | {_columns(table)} |" for table in TABLES.values()]
    return "\n".join(["| table | key | columns |", "| --- | --- | --- |", *rows])


def _columns(table: Table) -> str:
    return ", ".join(f"**{column.name}**" if column.required else column.name for column in table.columns)


def commands() -> str:
    """A line for every command, as `--help` lists them."""
    rows = [f"| `churn-tui {name}` | {entry.summary} |" for name, entry in COMMANDS.items()]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])


SECTIONS = {"commands": commands, "keys": keys, "tables": tables, "metrics": metrics}


def renewed(text: str) -> str:
    """The README's text with its generated sections as they should be."""
    for name, section in SECTIONS.items():
        before, rest = text.split(f"<!-- generated: {name} -->\n", 1)
        after = rest.split("<!-- end -->", 1)[1]
        text = f"{before}<!-- generated: {name} -->\n\n{section()}\n\n<!-- end -->{after}"
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
