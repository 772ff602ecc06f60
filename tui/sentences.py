"""The sentences behind the codes: errors, quarantine reasons and notices, each said once, in one sentence.

A sentence says what is wrong, where, and what to do. `{names}` are the parameters of the code.
"""

from collections.abc import Mapping
from string import Formatter

from metrics.errors import ChurnError
from metrics.words import N_
from tui.formats import clean
from tui.words import _

SENTENCES: dict[str, str] = {
    # -- the command line -------------------------------------------------------------------------------
    "bad_date": N_("{option}: “{value}” is not a date; write it as 2026-09-30."),
    "bad_choice": N_("{option} cannot be “{value}”; it can be {known}."),
    "unknown_metric": N_("There is no metric “{metric}”; did you mean {guess}?"),
    "bad_every": N_("There is no period “{value}”; take month, quarter, half, year, rolling3 or rolling12."),
    "bad_period": N_("“{period}” is not a period; write 2026-09, 2026-Q3, 2026-H2, 2026 or 2026-09/12."),
    "bad_where": N_("--where takes FIELD=VALUE, not “{value}”."),
    "bad_mapping": N_("--map takes COLUMN=FIELD, not “{value}”."),
    "to_not_after_from": N_("--to {stop} has to be after --from {start}; --to is the first day left out."),
    "unknown_column": N_("There is no column “{column}” to sort by; there are {known}."),
    "unknown_queue": N_("There is no queue “{queue}”; there are {known}."),
    "outside_files": N_("“{file}” lies outside {folder}, the only folder that files may be read from or written to."),
    "read_only": N_("The workspace is open for reading only; start without --read-only to change it."),
    "read_only_file": N_("“{file}” cannot be written with --read-only; leave it out to write files."),
    "no_terminal": N_("There is no terminal to draw in; `churn-tui report` gives the figures as text."),
    "no_app": N_("The screens could not be loaded; `churn-tui report` gives the figures as text."),
    "unexpected": N_("The program stopped on an error of its own ({kind}); nothing was stored, and details are in {log}."),
    # -- the disk ---------------------------------------------------------------------------------------
    "file_missing": N_("There is no file “{file}”; check the name."),
    "no_permission": N_("“{file}” may not be read or written by this user; ask for permission or take another place."),
    "is_a_folder": N_("“{file}” is a folder; name a file."),
    "not_a_folder": N_("“{file}” is not a folder; name a folder."),
    "disk_full": N_("The disk is full, nothing was stored; make room and try again."),
    "disk_read_only": N_("“{file}” lies on a disk that cannot be written; choose another place."),
    "disk_error": N_("“{file}” could not be read or written ({detail}); nothing was stored."),
    # -- reading files (appended by the reading room) ----------------------------------------------------
    "folder_empty": N_("There is no file in the folder “{file}”; name a folder with files."),
    "not_a_file": N_("“{file}” is a pipe or a device; save its content as a file and read that."),
    "file_empty": N_("“{file}” is empty; export it again."),
    "file_damaged": N_("“{file}” is damaged or packed with a password; save it again without one."),
    "file_too_large": N_("“{file}” unpacks into more than can be read; unpack it and read its parts."),
    "not_text": N_("“{file}” is neither text nor a workbook, Parquet or JSON; export it as CSV."),
    "unknown_encoding": N_("There is no encoding “{encoding}”; take utf-8, utf-16, cp1252, cp1250 or latin-1."),
    "not_in_encoding": N_("“{file}” is not written in {encoding} (byte {position}); name its encoding with --encoding."),
    "bad_separator": N_("“{separator}” cannot separate cells; take a character such as ; or | or the word tab."),
    "no_such_line": N_("“{file}” has no line {line} with cells; give --header-row the header's line, or 0."),
    "too_ragged": N_("Line {line} of “{file}” has {cells} cells, far more than the others; mend it, or give --separator."),
    "separator_unclear": N_("“{file}” can be cut into cells in two ways; name its separator with --separator."),
    "no_such_sheet": N_("“{file}” has no sheet “{sheet}”; there are {known}."),
    "bad_workbook": N_("“{file}” could not be read as a workbook ({detail}); save it again as .xlsx or CSV."),
    "bad_parquet": N_("“{file}” could not be read as Parquet ({detail}); write it again."),
    "bad_json": N_("Line {line} of “{file}” is not a JSON object; write one object a line."),
    # -- quarantine: why a row was set aside -------------------------------------------------------------
    # -- the book ---------------------------------------------------------------------------------------
    # -- figures ----------------------------------------------------------------------------------------
    "unknown_field": N_("There is no field “{field}” to group or filter by; there are {known}."),
    "period_after_as_of": N_("The period {period} begins after {as_of}, the last day that counts; take an earlier one."),
    "metric_without_data": N_("“{metric}” needs {tables}, which hold nothing yet; import a file with them."),
    "group_without_by": N_("--group “{group}” needs --by with the field that it is a value of."),
    "group_not_in_period": N_("There is nothing of the group “{group}” in {period}."),
    # -- accounts and losses ----------------------------------------------------------------------------
    "never_lost": N_("“{account}” has no loss up to as-of; `churn-tui losses` lists those that are."),
    "unknown_loss": N_("“{account}” has no loss on {day}; `churn-tui losses` lists those that are."),
    "nothing_to_tag": N_("`tag` needs something to say, such as --reason money, or --undo alone."),
    "unknown_account": N_("No account “{account}” is in this book; `churn-tui accounts` lists those that are."),
}
_SHOWN = 200  # characters of a parameter: a cell of a megabyte is not a sentence


def say(error: ChurnError) -> str:
    """The error as one sentence in the user's language, safe to print on a terminal."""
    return sentence(error.code, error.params)


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code with its blanks filled; a code without one is named as it is."""
    if code not in SENTENCES:
        return _("Refused ({code}).").format(code=clean(code))
    return Formatter().vformat(_(SENTENCES[code]), (), _Blanks(params))


class _Blanks(dict[str, str]):
    """Parameters as harmless short text; one that is missing shows as a dash."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__({name: _short(value) for name, value in params.items()})

    def __missing__(self, name: str) -> str:
        return "–"


def _short(value: object) -> str:
    text = clean("–" if value is None else str(value))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
