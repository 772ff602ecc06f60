"""What is said of a file that cannot be read as it is, or was read in a way worth telling."""

from collections.abc import Mapping
from typing import Final

from metrics.words import N_

FILES: Final[Mapping[str, str]] = {
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
    "credit_notes_named": N_("What calls itself a credit note counts as one, whatever the sign of its amount."),
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
}
