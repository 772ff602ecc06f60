"""What billing systems and exit forms call a reason, mapped to our codes: one versioned table of knowledge.

A wording that says nothing about the cause ("other", "Canceled") has no code: it stays null, and the
file's own words stay readable beside it. The table only ever grows: a wording that comes to mean
something else gets a new source, so that what a book was told under one version can be told again.
"""

import re
from dataclasses import dataclass

import polars as pl

VERSION = 1


@dataclass(frozen=True, slots=True)
class Source:
    """One list of reasons in use: who prints it, since which version it is known here, wording to code."""

    name: str
    since: int
    codes: dict[str, str]


STRIPE_FEEDBACK = Source(
    "stripe_feedback",
    1,
    {
        "too_expensive": "money",
        "unused": "value",
        "low_quality": "product",
        "missing_features": "product",
        "too_complex": "product",
        "customer_service": "service",
        "switched_service": "competitor",
    },
)
STRIPE_PORTAL = Source(
    "stripe_portal",
    1,
    {
        "It's too expensive": "money",
        "I need more features": "product",
        "Ease of use was less than expected": "product",
        "Quality was less than expected": "product",
        "Customer service was less than expected": "service",
        "I found an alternative": "competitor",
        "I no longer need it": "need",
    },
)
STRIPE_REASON = Source("stripe_reason", 1, {"payment_disputed": "involuntary", "payment_failed": "involuntary"})
CHARGEBEE = Source(
    "chargebee",
    1,
    {
        "not_paid": "involuntary",
        "no_card": "involuntary",
        "fraud_review_failed": "involuntary",
        "non_compliant_eu_customer": "involuntary",
        "non_compliant_customer": "involuntary",
        "tax_calculation_failed": "involuntary",
        "currency_incompatible_with_gateway": "involuntary",
    },
)
RECURLY = Source(
    "recurly",
    1,
    {
        "Non-payment": "involuntary",
        "Nonpayment": "involuntary",
        "Nonpayment_gift": "involuntary",
        "Nonpayment_trial": "involuntary",
        "Tax Location Invalid": "involuntary",
    },
)
PLANHAT = Source(
    "planhat",
    1,
    {
        "Budget": "money",
        "Product Performance": "product",
        "Functionality vs Expectations": "product",
        "Overselling": "product",
        "Competitors": "competitor",
        "Change in Exec Sponsor": "relationship",
        "Chance in Exec Sponsor": "relationship",  # as its documentation prints it
    },
)
GAINSIGHT = Source(
    "gainsight", 1, {"Sponsor moved": "relationship", "Acquired": "relationship", "Out of business": "closed"}
)
LOSTCHURN = Source(
    "lostchurn",
    1,
    {
        "Too expensive": "money",
        "Too expensive for the value": "money",
        "Not using it enough": "value",
        "Not enough team adoption": "value",
        "Don't have time to use it": "value",
        "Missing features I need": "product",
        "Missing a critical integration": "product",
        "Technical issues": "product",
        "Too complex to use": "product",
        "Not enough new content": "product",
        "Found a better alternative": "competitor",
        "Found something I prefer": "competitor",
        "Switching to a competitor": "competitor",
        "Just need a break": "need",
        "Project ended / no longer needed": "need",
        "Only needed it temporarily": "need",
    },
)
TELCO = Source(
    "telco",
    1,
    {
        "Price too high": "money",
        "Extra data charges": "money",
        "Lack of affordable download/upload speed": "money",
        "Long distance charges": "money",
        "Network reliability": "product",
        "Product dissatisfaction": "product",
        "Limited range of services": "product",
        "Attitude of support person": "service",
        "Attitude of service provider": "service",
        "Service dissatisfaction": "service",
        "Lack of self-service on Website": "service",
        "Poor expertise of phone support": "service",
        "Poor expertise of online support": "service",
        "Competitor offered higher download speeds": "competitor",
        "Competitor offered more data": "competitor",
        "Competitor made better offer": "competitor",
        "Competitor had better devices": "competitor",
        "Moved": "need",
        "Deceased": "closed",
        "Don't know": "unknown",
    },
)

SOURCES: tuple[Source, ...] = (
    STRIPE_FEEDBACK, STRIPE_PORTAL, STRIPE_REASON, CHARGEBEE, RECURLY, PLANHAT, GAINSIGHT, LOSTCHURN, TELCO,
)  # fmt: skip

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


def normalised(wording: str) -> str:
    """A wording without what exports change: case, apostrophes, and what stands between the words."""
    return _BETWEEN_WORDS.sub(" ", wording.translate(_APOSTROPHES)).strip(" .").casefold()


def stated_codes(texts: pl.Series, own: tuple[str, ...]) -> pl.Series:
    """The codes of the file's own words (String -> String), null where they name no known cause.

    `own` are the book's own codes: a file that already speaks them is taken at its word.
    """
    known = {normalised(code): code for code in own}
    known |= {normalised(wording): code for source in SOURCES for wording, code in source.codes.items()}
    mapping = {
        text: known[word] for text in texts.unique().drop_nulls().to_list() if (word := normalised(text)) in known
    }
    return texts.replace_strict(mapping, default=None, return_dtype=pl.String).alias("stated")
