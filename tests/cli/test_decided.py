"""A change decided draws a line in the pictures of losses of a report, and is named below them."""

from collections.abc import Mapping

import pytest

from metrics.book import Book
from tests.cli.conftest import Run


@pytest.fixture
def changed(book: Book, churn: Run) -> Mapping[str, str]:
    """Reports of the small book with a change decided, in each form."""
    assert churn("decided", "price <page> rewritten", "--on", "2025-08").code == 0
    assert churn("decided", "long ago", "--on", "2010-01").code == 0
    return {form: churn("report", "--format", form).out for form in ("html", "md", "json", "csv")}


def test_pictures_have_an_upright_line(changed: Mapping[str, str]) -> None:
    figures = {part.split("<title>")[1].split("</title>")[0]: part for part in changed["html"].split("<svg")[1:]
               if "<polyline" in part and "<title>" in part}  # fmt: skip
    marked = {title for title, part in figures.items() if 'class="mark"' in part}
    assert "Customers lost" in marked and "Customer churn rate" in marked
    assert "Customers at the end" in set(figures) - marked
    assert "price &lt;page&gt; rewritten" in changed["html"] and "long ago" not in changed["html"]


def test_signs_have_one_too(changed: Mapping[str, str]) -> None:
    lines = [line.split("|") for line in changed["md"].splitlines() if line.count("|") == 4]
    rows = {line[1].strip(): line[2] for line in lines}
    assert rows["Customers lost"].count("│") == 1 and rows["Customers at the end"].count("│") == 0
    assert "Changes decided" in changed["md"] and "price \\<page\\> rewritten" in changed["md"]


def test_figures_for_machines_are_as_ever(changed: Mapping[str, str]) -> None:
    assert "rewritten" not in changed["json"] + changed["csv"]
