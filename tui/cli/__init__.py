"""The command line: a module a command.

A command module offers `add_parser(subparsers)`, which declares its options, and `run(args) -> int`, which does the
work and answers with the exit code. It imports nothing heavy (polars, babel, textual) outside of functions, because
`--help` imports every one of them. Adding a command is adding its module's name to COMMANDS.
"""

# In the order that --help lists them.
COMMANDS = ("demo",)
