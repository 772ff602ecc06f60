"""Yes and no in three languages, and the words of a customer's status."""

import polars as pl

from metrics.reading.values.texts import by_distinct, value_or_null

_YES = "1 1.0 true t yes y x oui o vrai v ja j waar wahr on checked churned churn lost left exited canceled cancelled ended inactive expired terminated résilié resilie résiliée perdu perdue parti partie inactif inactive opgezegd verloren vertrokken beëindigd beeindigd inactief"  # noqa: E501
_NO = "0 0.0 false f no n non faux nee neen onwaar off unchecked stayed joined active retained current existing alive actif active fidèle fidele actief gebleven lopend"  # noqa: E501

_CHURNED = {**dict.fromkeys(_NO.split(), False), **dict.fromkeys(_YES.split(), True)} | {
    "attrited customer": True,
    "existing customer": False,
    "not churned": False,
    "no churn": False,
    "true.": True,
    "false.": False,
}


def flags(column: pl.Series) -> pl.Series:
    """True, False, or null where the text (case aside) says neither."""

    def parse(texts: pl.Series) -> pl.DataFrame:
        folded = texts.to_frame("cell").select(value_or_null(pl.col("cell")).str.to_lowercase()).to_series()
        return folded.replace_strict(_CHURNED, default=None, return_dtype=pl.Boolean).to_frame("flag")

    return by_distinct(column, parse)["flag"]
