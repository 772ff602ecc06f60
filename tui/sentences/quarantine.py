"""Why a row was set aside."""

from collections.abc import Mapping
from typing import Final

from metrics.words import N_

QUARANTINE: Final[Mapping[str, str]] = {
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
}
