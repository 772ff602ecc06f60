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
    "not_in_encoding": N_(
        "“{file}” is not written in {encoding} (byte {position}); name its encoding with --encoding."
    ),
    "bad_separator": N_("“{separator}” cannot separate cells; take a character such as ; or | or the word tab."),
    "no_such_line": N_("“{file}” has no line {line} with cells; give --header-row the header's line, or 0."),
    "too_ragged": N_(
        "Line {line} of “{file}” has {cells} cells, far more than the others; mend it, or give --separator."
    ),
    "second_table": N_(
        "{file} holds another table from line {line} on, and is too large to be taken apart; make two files of it."
    ),
    "too_many_columns": N_(
        "“{file}” has {columns} columns, more than the {most} that are read; leave out those that are not needed."
    ),
    "separator_unclear": N_("“{file}” can be cut into cells in two ways; name its separator with --separator."),
    "no_such_sheet": N_("“{file}” has no sheet “{sheet}”; there are {known}."),
    "bad_workbook": N_("“{file}” could not be read as a workbook ({detail}); save it again as .xlsx or CSV."),
    "bad_parquet": N_("“{file}” could not be read as Parquet ({detail}); write it again."),
    "bad_query": N_("“{file}” refused the query ({detail}); mend it, or the address."),
    "no_driver": N_("PostgreSQL is read through a driver that is not installed; install {driver} beside this program."),
    "no_shipped_rates": N_(
        "The European Central Bank's rates come with a package that is not installed; install {package} beside this "
        "program, or give a file of rates to --rates."
    ),
    "bad_json": N_("Line {line} of “{file}” is not a JSON object; write one object a line."),
    # what a file is, and what its values leave open
    "table_unknown": N_(
        "“{file}” has no columns that are known ({columns}); name its table with --as and its columns with --map."
    ),
    "table_unclear": N_("“{file}” could be any of {tables}; say which with {option}."),
    "table_uncertain": N_("“{file}” could be {tables}, but little in it says so; say what it is with {option}."),
    "holds_deals": N_(
        "“{file}” lists deals of a sales pipeline, not what customers pay; export subscriptions or invoices, "
        "or say what it is with {option}."
    ),
    "holds_entries": N_(
        "“{file}” is a journal of accounting entries, several lines an invoice; export a list of sales invoices, "
        "a line each, or say what it is with {option}."
    ),
    "holds_movements": N_(
        "“{file}” lists movements of MRR, not what customers pay; export subscriptions or each month's MRR by "
        "customer, or say what it is with {option}."
    ),
    "holds_payments": N_(
        "“{file}” lists payments, refused ones among them, not invoices; export invoices or subscriptions, "
        "or say what it is with {option}."
    ),
    "column_missing": N_(
        "“{file}” looks like {table}, but no column is its {field}; name it with --map COLUMN={field}."
    ),
    "no_such_column": N_("No file has a column “{column}”; there are {columns}."),
    "no_such_field": N_("There is no field “{field}” to map a column to; the README lists them by table."),
    "shape_of_other_table": N_("The shape {shape} is one of subscriptions, not of {table}; leave out --shape or --as."),
    "date_order_unclear": N_(
        "“{example}” (“{column}” of “{file}”) may be day or month first; say {option} dmy or {option} mdy."
    ),
    "decimal_unclear": N_(
        "“{example}” (“{column}” of “{file}”) has a mark of two readings; say {option} , or {option} . for decimals."
    ),
    "minor_units_unclear": N_(
        "Amounts such as {example} (“{column}” of “{file}”) may be cents; say {option} yes or {option} no."
    ),
    "interval_missing": N_(
        "Nothing says what the price in “{column}” is for; give {option} day, week, month, quarter or year."
    ),
    "scores_low": N_(
        "No score in “{column}” of “{file}” passes {highest}; if they are out of 10 all the same, say {option} 10."
    ),
    "which_end": N_(
        "“{column}” may be the day they asked or the first day without service; say {option} with "
        "“{column}=cancelled_on” or “{column}=end_on”."
    ),
    "left_without_date": N_(
        "“{column}” of “{file}” says who has left, but no column says when; say {option} “{column}=churned” "
        "(on the day of the list) or {option} “{column}=” (they still run)."
    ),
    "as_of_needed": N_(
        "“{file}” has customers without a date; say on which day the list was taken with {option} 2026-09-30."
    ),
    # why something was recognised so
    "given_by_user": N_("as you said."),
    "remembered": N_("as for a file of the same headers before."),
    "from_headers": N_("the columns' names fit this best."),
    "system_signs": N_("several columns are called as in its exports."),
    "own_name": N_("it is our own name for it."),
    "system_name": N_("it is called so in exports of that system."),
    "known_name": N_("it is a known name for it."),
    "file_id": N_("it is the id of what the file is about."),
    "from_values": N_("only its values fit."),
    "only_loss_date": N_("it is the only date of a loss in the file."),
    "only_reading": N_("its values can be read in no other way."),
    "like_other_columns": N_("another column of the file proves it."),
    "like_other_files": N_("another file of the same headers proves it."),
    "typed_values": N_("the file's numbers are typed."),
    "signed_thousands": N_("no amount with a currency's sign has three decimals."),
    "dots_day_first": N_("dates with dots are written day first."),
    "month_starts": N_("every date is the first or last of its month."),
    "header_says": N_("the column's name says so."),
    # why a file was cut into cells so
    "encoding_mark": N_("the file begins with its mark."),
    "encoding_zeros": N_("every other byte is empty, as it is written in."),
    "encoding_ascii": N_("there are plain characters only."),
    "encoding_valid": N_("its accents are right in it."),
    "encoding_fallback": N_("its accents are wrong in UTF-8."),
    "encoding_given": N_("as you said."),
    "separator_found": N_("it cuts the lines most evenly."),
    "separator_given": N_("as you said."),
    "quotes_mended": N_("quotes that stood alone were taken as text ({records} rows)."),
    "separators_mended": N_("lines with a separator of their own were cut by it ({records} rows)."),
    "header_found": N_("the line is named unlike those below it."),
    "header_none": N_("the first line looks like all others."),
    "columns_named": N_("the file names its columns."),
    # remarks before anything is stored
    "rounded_decimals": N_("Amounts with more decimals than their currency, rounded: {count}."),
    "duplicates": N_("Rows that repeat another one exactly and count once: {count}."),
    "paid_without_date": N_("Payments without a date are not counted ({count}); add a payment date."),
    "ignored_columns": N_("Columns that are not used ({count}): {columns}."),
    "debit_less_credit": N_("Amounts are debit less credit: a credit alone counts as a credit note."),
    "units_times_price": N_("Amounts are units times their price, as no column holds the amount of a line."),
    "no_cancellation": N_(
        "No row has an end, so no customer was ever lost; check that ended subscriptions were exported too."
    ),
    "several_currencies": N_("The file holds amounts in {currencies}."),
    "span": N_("The rows reach from {first} to {last}."),
    "table_skipped": N_("“{table}” ({count} rows) holds none of the eleven tables and was passed over."),
    "open_last_month": N_("The last month, {month}, is still open; its snapshot may not be final."),
    "no_account_matched": N_(
        "None of the {total} accounts of the file is in the book; check which column holds their ids."
    ),
    "accounts_matched": N_("All {total} accounts of the file are in the book."),
    "accounts_unmatched": N_("Accounts of the file that are not in the book yet: {count} of {total}."),
    # -- quarantine: why a row was set aside -------------------------------------------------------------
    "value_missing": N_("There is no value in “{column}”; add it."),
    "row_too_long": N_(
        "The row has more cells than the header's {columns}; put quotes around cells that hold a separator."
    ),
    "row_too_short": N_("The row has fewer cells than the header's {columns}; complete it."),
    "unreadable_date": N_(
        "“{value}” in “{column}” is no date of the calendar in this column's style; write it as 2026-09-30."
    ),
    "date_out_of_range": N_("“{value}” in “{column}” lies outside {first} to {last}; correct it."),
    "unreadable_amount": N_("“{value}” in “{column}” is no amount in this column's style; write it as 1234.56."),
    "amount_too_large": N_("“{value}” in “{column}” is 100 billion or more; correct it."),
    "unreadable_number": N_("“{value}” in “{column}” is no number in this column's style; write it as 1234.56."),
    "number_too_large": N_("“{value}” in “{column}” is too large to be true; correct it."),
    "unreadable_score": N_("“{value}” in “{column}” is no whole number from 0 to 10; correct it."),
    "score_out_of_range": N_("The score “{value}” in “{column}” lies outside 0 to 10; correct it."),
    "unreadable_flag": N_("“{value}” in “{column}” says neither yes nor no; write yes or no."),
    "unreadable_interval": N_("“{value}” in “{column}” is no interval; write day, week, month, quarter or year."),
    "unreadable_count": N_("“{value}” in “{column}” cannot count anything; write a number above 0."),
    "unreadable_tenure": N_("“{value}” in “{column}” is no number of whole months; correct it."),
    "unknown_currency": N_("“{value}” in “{column}” names no currency; write its code, such as EUR."),
    "two_currencies": N_("“{value}” in “{column}” is in another currency than its row; correct one of them."),
    "no_rate": N_(
        "There is no rate from {currency} to {book} for that day; import rates with --rates, then this row again."
    ),
    "left_unconverted": N_(
        "{rows} rows of {table} are left out, as their currency has no rate to {book}; import rates for it."
    ),
    "rate_not_positive": N_("The rate “{value}” in “{column}” has to be above 0; correct it."),
    "end_not_after_start": N_("“{value}” in “{column}” is not after the start; end is the first day without service."),
    "negative_mrr": N_(
        "“{value}” in “{column}” is below 0; put a discount into the amount of its subscription, or leave the column "
        "out with --map “{column}=”, and nobody's revenue is known."
    ),
    "closed_before_opened": N_("“{value}” in “{column}” is before the ticket was opened; correct one of them."),
    "opened_before_sent": N_("“{value}” in “{column}” is before the mail was sent; correct one of them."),
    "key_contradicts": N_("“{value}” in “{column}” stands in several rows that differ; keep the right one."),
    "in_trial": N_("The row is in trial and does not say until when, so it pays nothing yet; add the trial's end."),
    "incomplete": N_("The subscription never began to pay ({value}); leave it out."),
    "ended_in_trial": N_("The subscription ended within its trial and never paid; leave it out."),
    # -- the book ---------------------------------------------------------------------------------------
    "no_book": N_("There is no book in “{file}” yet; import a file into it first."),
    "not_a_book": N_("“{file}” is a file of another program; choose another folder with --workspace."),
    "book_busy": N_("Another program holds “{file}” locked; try again in a moment."),
    "book_damaged": N_("“{file}” is damaged; restore a backup of the book."),
    "book_closed_to_us": N_(
        "“{file}” cannot be opened; ask whoever owns the workspace for permission to read and write it."
    ),
    "book_newer": N_(
        "“{file}” was written by a newer program (version {version}, this one knows {known}); install the newer one."
    ),
    "book_needs_upgrade": N_(
        "“{file}” is of an older version; open it once without --read-only to bring it up to date."
    ),
    "unknown_import": N_("There is no import {id}; `churn-tui imports` lists them."),
    "file_there_already": N_("“{file}” is there already; name another file."),
    "import_already_undone": N_("Import {id} was taken back already."),
    "import_already_restored": N_("Import {id} stands; there is nothing to bring back."),
    "import_file_missing": N_(
        "“{file}”, the rows of an import, is gone; restore a backup, or undo that import and import its file again."
    ),
    "import_file_damaged": N_(
        "“{file}”, the rows of an import, is damaged; restore a backup, or undo that import and import its file again."
    ),
    "mrr_restated": N_(
        "“{file}”, line {line}: subscription “{subscription}” of {start} is known with another MRR ({rows} rows in "
        "all); say with --correct that the past was wrong, or with --change-on D that it changed on that day."
    ),
    "change_outside_spell": N_(
        "“{file}”, line {line}: the day of --change-on lies outside the time of subscription “{subscription}” of "
        "{start} ({rows} rows in all); give a day after its start and before its end."
    ),
    "unknown_setting": N_("There is no setting “{key}”; there are {known}."),
    "bad_setting": N_("“{value}” is no value for {key}; it takes {takes}."),
    "config_unreadable": N_("Your settings “{file}” cannot be read; make the file readable, or take it away."),
    "config_not_toml": N_("Your settings “{file}” are not TOML: {detail}; mend that line, or take the file away."),
    "config_refused": N_("Your settings “{file}” set {key} to “{value}”, which it does not take; mend that line."),
    "config_unwritable": N_("Your settings “{file}” cannot be written; make the folder writable."),
    "currency_unnamed": N_(
        "Amounts of import {id} name no currency and were read as {known}, so the book cannot be in {currency}; take "
        "that import back first, or give the other currency a book of its own with --workspace."
    ),
    "currency_unrated": N_(
        "The book holds amounts in {known} (import {id}) and no rate for them, so it cannot be in {currency}; import "
        "with --rates FILE that says what one {known} is in {currency}, or use a book of its own with --workspace."
    ),
    "time_zone_fixed": N_(
        "The time zone stays {zone}: the days of what was imported were cut in it; set it before the first import "
        "of a book."
    ),
    "unknown_tag_field": N_("A tag has no field “{field}”; it has {known}."),
    "unknown_tag_choice": N_("“{value}” is no value for {field}; there are {known}."),
    "nothing_to_withdraw": N_("There is nothing of yours about “{account}” to take back."),
    "nothing_to_restore": N_("There is nothing of yours about “{account}” to bring back."),
    "unknown_call": N_("There is no call “{call}”; there are {known}."),
    "empty_view_name": N_("A saved view needs a name; type one."),
    "unknown_view": N_("There is no saved view “{name}”; it may have been dropped meanwhile."),
    "tagged_meanwhile": N_("{user} has said something else of “{account}” meanwhile; look at it, then tag it again."),
    "nothing_to_undo": N_("There is no tag to take back on that loss of “{account}”."),
    "nothing_to_redo": N_("There is no tag to bring back on that loss of “{account}”."),
    "unknown_reason": N_("There is no reason “{reason}”; there are {known}."),
    "link_to_itself": N_("“{account}” cannot continue itself; name two accounts."),
    "empty_lesson": N_("Say what was learned; the text is empty."),
    "no_lesson": N_("There is no lesson of yours to take back."),
    "empty_decision": N_("Say what changes; the text is empty."),
    "unknown_decision": N_("There is no change number {number}; `churn-tui decided` lists them."),
    "text_or_drop": N_("Give a text to write a change down, or --drop to take one back, not both."),
    "interview_of_whom": N_("Name the account whose answers these are."),
    "nothing_to_set": N_("Say what to set: --group or --avoidable."),
    "bad_translation": N_("--in takes LANGUAGE=TITLE with en, fr or nl, not “{value}”."),
    "linked_already": N_("“{later}” continues “{account}” already."),
    "not_linked": N_("“{later}” does not continue “{account}”; there is no link to take back."),
    "bad_reason_code": N_("“{reason}” cannot be the code of a reason; use letters, digits, - and _ only."),
    "reason_exists": N_("There is a reason “{reason}” already; rename it, or take another code."),
    "empty_title": N_("A reason needs a title; give it after the code."),
    # backup, restore, forget
    "backup_exists": N_("“{file}” is there already; a backup overwrites nothing, so name another file."),
    "backup_damaged": N_("“{file}” is not whole ({detail}); nothing was restored, so take another backup."),
    "backup_newer": N_(
        "“{file}” is a backup of version {version}, this program knows {known}; restore it with the newer program."
    ),
    "not_a_backup": N_("“{file}” is not a file that `churn-tui backup` wrote; nothing was restored."),
    "restore_not_empty": N_(
        "“{file}” holds something already; restore into a folder of its own with --workspace, nothing is overwritten."
    ),
    "forgotten_partly": N_(
        "The account is out of the book, but {file} still shows it; close what has it open and run doctor."
    ),
    "forgetting_unfinished": N_(
        "An account was forgotten, but traces of it may be left in the files; open the book once without --read-only."
    ),
    "restated_by_forgetting": N_(
        "Figures from {since} on were restated on {day}: an account that had asked for it was forgotten."
    ),
    # what `doctor` finds
    "book_not_yet": N_("The workspace “{file}” holds nothing yet; it is made with the first import."),
    "database_sound": N_("The database “{file}” is sound."),
    "import_files_sound": N_("The files of all imports are as they were stored ({n} files)."),
    "cache_sound": N_("The prepared tables are whole."),
    "cache_damaged": N_("“{file}”, a prepared table, is damaged; it is made again when it is needed."),
    "prepared_agrees": N_("The prepared tables are what the imports' files give ({rows} rows computed anew)."),
    "prepared_differs": N_(
        "The prepared table “{table}” is not what the imports' files give;"
        " remove the folder “{file}”, it is made again."
    ),
    "on_network": N_(
        "“{file}” lies on a network file system; it is kept without SQLite's log there, which is slower but safe."
    ),
    "left_over": N_("{n} files were left by writes that were interrupted; they are removed by later imports."),
    "permissions_sound": N_("Nobody but the owner (and the group, where it is shared) can read the book."),
    "open_to_others": N_("“{file}” can be read by others; take that right from them (chmod o-rwx)."),
    "closed_to_group": N_(
        "The group that the book is shared with cannot use “{file}”; share the whole folder with it again."
    ),
    "book_not_writable": N_("“{file}” can only be read by this user; nothing can be stored."),
    # -- figures ----------------------------------------------------------------------------------------
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
    # -- accounts and losses ----------------------------------------------------------------------------
    "never_lost": N_("“{account}” has no loss up to as-of; `churn-tui losses` lists those that are."),
    "unknown_loss": N_("“{account}” has no loss on {day}; `churn-tui losses` lists those that are."),
    "nothing_to_note": N_("A note needs a text; write it after the account's id."),
    "nothing_to_tag": N_("`tag` needs something to say, such as --reason money, or --undo alone."),
    "bad_tag_row": N_("Row {row} is not one that `churn-tui tags export` writes; export the tags again."),
    "bad_tag_file": N_("“{file}” is not a CSV that `churn-tui tags export` wrote; export the tags again."),
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
