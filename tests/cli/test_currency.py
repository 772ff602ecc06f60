"""A book's currency cannot be switched under amounts that nobody can convert."""

from pathlib import Path

import pytest

from metrics.book import Book
from tests.cli.conftest import Run

NAMED = "subscription_id,account_id,start_on,mrr,currency\ns1,A1,2026-01-01,100.00,EUR\ns2,A2,2026-01-01,50.00,EUR\n"
UNNAMED = "subscription_id,account_id,start_on,mrr\ns3,A3,2026-01-01,100.00\n"
RATES = "day,currency,rate\n2025-01-01,EUR,1.10\n"


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def mrr(churn: Run) -> tuple[str, str]:
    answer = churn("report", "--format", "json", "--metric", "mrr_end", "--as-of", "2026-01-31").json
    return answer["currency"], answer["rows"][-1]["value"]


@pytest.mark.parametrize("first", [(NAMED,), (UNNAMED, "--currency", "EUR")])
def test_a_switch_without_a_rate_is_refused(churn: Run, tmp_path: Path, first: tuple[str, ...]) -> None:
    churn("import", written(tmp_path, "a.csv", first[0]), *first[1:])
    before = mrr(churn)
    version = Book.open(tmp_path / "book").version()
    other = written(tmp_path, "b.csv", UNNAMED.replace("3", "4"))
    for command in (("import", other, "--currency", "USD"), ("settings", "currency", "USD")):
        answer = churn(*command)
        assert answer.code == 1
        assert "--workspace" in answer.err
    assert Book.open(tmp_path / "book").version() == version
    assert mrr(churn) == before


def test_a_switch_with_rates_converts(churn: Run, tmp_path: Path) -> None:
    churn("import", written(tmp_path, "a.csv", NAMED))
    other = written(tmp_path, "b.csv", UNNAMED)
    answer = churn("import", other, "--currency", "USD", "--rates", written(tmp_path, "r.csv", RATES))
    assert (answer.code, mrr(churn)) == (0, ("USD", "265.00"))


def test_rates_of_the_former_currency_do_not_convert(churn: Run, tmp_path: Path) -> None:
    """A rate says what one unit is in the book's currency: it says nothing of another."""
    pounds = "subscription_id,account_id,start_on,mrr,currency\np,A9,2026-01-01,10.00,GBP\n"
    rates = written(tmp_path, "r.csv", "day,currency,rate\n2025-01-01,GBP,1.20\n")
    churn("import", written(tmp_path, "a.csv", NAMED), written(tmp_path, "p.csv", pounds), "--rates", rates)
    assert mrr(churn) == ("EUR", "162.00")
    usd = written(tmp_path, "usd.csv", RATES)
    assert churn("import", written(tmp_path, "b.csv", UNNAMED), "--currency", "USD", "--rates", usd).code == 1


def test_a_currency_that_was_never_said_can_be(churn: Run, tmp_path: Path) -> None:
    churn("import", written(tmp_path, "a.csv", UNNAMED))
    assert churn("settings", "currency", "CHF").code == 0
    assert mrr(churn) == ("CHF", "100.00")


def test_projections_name_no_currency(churn: Run, tmp_path: Path) -> None:
    churn("import", written(tmp_path, "a.csv", NAMED))
    projected = "account_id,made_on,for_date,mrr\nA1,2026-01-01,2026-06-01,120.00\n"
    assert churn("import", written(tmp_path, "p.csv", projected), "--as", "projections").code == 0
    usd = written(tmp_path, "usd.csv", RATES)
    other = written(tmp_path, "b.csv", UNNAMED)
    assert churn("import", other, "--currency", "USD", "--rates", usd).code == 1
