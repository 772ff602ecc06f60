"""The program: arguments in, exit code out; every error becomes one sentence on standard error."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from tui import __version__
from tui.cli import COMMANDS
from tui.cli.options import DEFAULTS, add_everywhere, add_question
from tui.cli.parser import Parser
from tui.cli.streams import talk
from tui.words import LANGUAGE_VARIABLE, _, use_language

PROGRAM = "churn-tui"
FAILED, INTERRUPTED = 1, 130


def run(argv: Sequence[str]) -> int:
    """Do what the arguments say; returns the exit code (0, 1, 2, 3 or 130)."""
    use_language(_before_parsing(argv, "--lang"))
    _open_streams()
    _write_utf8()
    try:
        code = _dispatch(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); Python must not try to flush again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as leave:  # argparse, after --help or its own sentence
        return leave.code if isinstance(leave.code, int) else FAILED
    except KeyboardInterrupt:
        talk(_("Interrupted; nothing more was stored."))
        return INTERRUPTED
    except BaseException as error:  # noqa: BLE001 - the last place that can turn it, even a panic of Polars, into a sentence
        return _fail(error, debug="--debug" in argv)
    return code


def build_parser(argv: Sequence[str]) -> Parser:
    """The parser of the command line; only the commands named in `argv` know their options."""
    parser = Parser(prog=PROGRAM, description=_("Learn why customers leave, from the exports you have."))
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    add_everywhere(parser)
    add_question(parser)
    subparsers = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), parser_class=Parser)
    for name, entry in COMMANDS.items():
        if name in argv:
            import_module(f"tui.cli.{entry.module}").add_parser(subparsers)
        else:
            subparsers.add_parser(name, help=_(entry.summary))
    return parser


def _dispatch(argv: Sequence[str]) -> int:
    parser = build_parser(argv)
    args = parser.parse_whole(argv, argparse.Namespace(run=None, **DEFAULTS))
    _speak(argv)
    if args.run is None:
        from tui.cli.start import run as start

        return start(args)
    code: int = args.run(args)
    return code


def _speak(argv: Sequence[str]) -> None:
    """Take the language of the user's settings, unless the command line or the environment names one."""
    if _before_parsing(argv, "--lang") or os.environ.get(LANGUAGE_VARIABLE):
        return
    from tui.config import load
    from tui.places import settings_file

    if chosen := load(settings_file()).language:
        use_language(chosen)


def _fail(error: BaseException, *, debug: bool) -> int:
    from tui.failures import as_churn_error
    from tui.sentences import say

    if debug:
        import traceback

        traceback.print_exception(error)
    known = as_churn_error(error)
    talk(say(known))
    return known.exit_code


def _before_parsing(argv: Sequence[str], option: str) -> str | None:
    """An option's value before there is a parser, because the parser's own words depend on it."""
    for word, following in zip(argv, [*argv[1:], None], strict=False):
        if word == option:
            return following
        if word.startswith(option + "="):
            return word.partition("=")[2]
    return None


def _open_streams() -> None:
    """Let a stream that the caller closed lead nowhere: else the next file that is opened, a book's, takes its
    place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _write_utf8() -> None:
    """Data is UTF-8 whatever the locale says; a terminal without it shows question marks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(**({"errors": "replace"} if stream.isatty() else {"encoding": "utf-8", "errors": "replace"}))
