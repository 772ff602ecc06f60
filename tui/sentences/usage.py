"""What is said of a command that cannot be meant so: its options, periods, metrics, accounts."""

from collections.abc import Mapping
from typing import Final

from metrics.words import N_

USAGE: Final[Mapping[str, str]] = {
    "bad_date": N_("{option}: “{value}” is not a date; write it as 2026-09-30."),
    "date_beyond": N_("{option}: “{value}” lies outside {first} to {last}; give a day between them."),
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
    "unexpected": N_(
        "The program stopped on an error of its own ({kind}); what was said to be done is stored, details are in {log}."
    ),
    "unknown_field": N_("There is no field “{field}” to group or filter by; there are {known}."),
    "unknown_family": N_("There is no family of definitions “{family}”; there are {known}."),
    "period_after_as_of": N_(
        "The period {period} begins after {as_of}, the last day that counts; take an earlier one."
    ),
    "metric_without_data": N_("“{metric}” needs {tables}, which hold nothing yet; import a file with them."),
    "by_without_group": N_(
        "--by “{by}” explains one of its groups; name it with --group, the empty --group for those without a value."
    ),
    "group_without_by": N_("--group “{group}” needs --by with the field that it is a value of."),
    "group_not_in_period": N_("There is nothing of the group “{group}” in {period}."),
    "too_little_to_forecast": N_(
        "Too little has happened for a forecast: {periods} whole periods with {losses} lost customers; "
        "from {least_periods} periods and {least_losses} losses on there is one."
    ),
    "nothing_lost_in_year": N_("Nobody was lost in the last year, so there is nothing that could not have happened."),
    "never_lost": N_("“{account}” has no loss up to as-of; `churn-tui losses` lists those that are."),
    "unknown_loss": N_("“{account}” has no loss on {day}; `churn-tui losses` lists those that are."),
    "nothing_to_note": N_("A note needs a text; write it after the account's id."),
    "nothing_to_tag": N_("`tag` needs something to say, such as --reason money, or --undo alone."),
    "bad_tag_row": N_("Row {row} is not one that `churn-tui tags export` writes; export the tags again."),
    "bad_tag_file": N_("“{file}” is not a CSV that `churn-tui tags export` wrote; export the tags again."),
    "unknown_account": N_("No account “{account}” is in this book; `churn-tui accounts` lists those that are."),
}
