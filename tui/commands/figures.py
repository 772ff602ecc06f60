"""What the screens of figures do: the overview, a figure opened, the bench, retention, compare."""

from typing import Final

from metrics.words import N_
from tui.commands.command import Command

FIGURES: Final[tuple[Command, ...]] = (
    # -- overview -----------------------------------------------------------------------------------------
    Command("overview", "overview.band", "tab", "band(1)", N_("Band"), N_("The next band of figures."), 2),
    Command("overview", "overview.band_back", "shift+tab", "band(-1)", N_("Band before"), N_("The band before.")),
    Command(
        "overview", "bench", "d", "bench", N_("Bench"),
        N_("The same period under every published definition, and the accounts that make each difference."), 7,
    ),
    Command(
        "overview", "restated", "r", "restated", N_("Changed"),
        N_("What an import, its undoing or a forgetting changed in figures already shown: was, is, the rows behind."),
    ),
    # -- a figure opened ----------------------------------------------------------------------------------
    Command(
        "explain", "explain.pane", "tab", "pane", N_("Read on"),
        N_("From the rows to what is said of the figure, to scroll it, and back."), 2,
    ),
    # -- the definition bench -------------------------------------------------------------------------------
    Command(
        "bench", "bench.family", "d", "family", N_("Next family"),
        N_("Customer churn, revenue churn, retention, DSO, repeat purchase, returns: one after the other."), 2,
    ),
    Command(
        "bench", "bench.pane", "tab", "pane", N_("Accounts"),
        N_("From the definitions to the accounts that make the difference, and back."), 3,
    ),
    # -- changed figures --------------------------------------------------------------------------------------
    Command(
        "restated", "restated.pane", "tab", "pane", N_("Rows"),
        N_("From the figures to the rows that changed them, and back."), 2,
    ),
    # -- retention ----------------------------------------------------------------------------------------
    Command(
        "retention", "retention.next", "tab", "turn(1)", N_("Next view"),
        N_("Cohorts, survival, when they leave, forecast, what if: one after the other."), 2,
    ),
    Command("retention", "retention.back", "shift+tab", "turn(-1)", N_("View before"), N_("The view before.")),
    Command(
        "retention", "retention.measure", "m", "measure", N_("Measure"),
        N_("What is counted: customers or MRR; each stay or the first; by tenure, calendar month or renewal."), 3,
    ),
    Command(
        "retention", "retention.shares", "x", "shares", N_("Shares"), N_("Shares or counts, in the cohorts."), 4
    ),
    # -- compare --------------------------------------------------------------------------------------------
    Command("compare", "compare.next", "tab", "page(1)", N_("More figures"), N_("The next columns."), 2),
    Command("compare", "compare.back", "shift+tab", "page(-1)", N_("Back"), N_("The columns before.")),
    Command(
        "compare", "compare.sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."), 2,
    ),
)  # fmt: skip
