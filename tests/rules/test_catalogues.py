"""Every string is in every catalogue, translated, with the same blanks, in both forms of the file."""

import gettext
import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog

from tui.locale.__main__ import TRANSLATED, compiled, current, extracted, missing, po_path
from tui.words import CATALOGUES, DOMAIN

_BLANK = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sdr]|%[sdr]")


@pytest.fixture(scope="module")
def strings() -> Catalog:
    return extracted()


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_holds_exactly_the_strings_of_the_code(code: str, strings: Catalog) -> None:
    wanted = {message.id for message in strings if message.id}
    held = {message.id for message in current(code) if message.id}
    assert wanted == held, "run `python -m tui.locale`"


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_string_is_translated(code: str) -> None:
    assert missing(current(code)) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_fill_the_same_blanks(code: str) -> None:
    for message in current(code):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if ids == ("",) or not all(strings):
            continue
        blanks = {blank for text in ids for blank in _BLANK.findall(text)}
        for text in strings:
            assert set(_BLANK.findall(text)) == blanks, text


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_file_is_that_of_the_text(code: str) -> None:
    mo = po_path(code).with_suffix(".mo").read_bytes()
    assert (
        gettext.GNUTranslations(BytesIO(mo))._catalog
        == gettext.GNUTranslations(  # type: ignore[attr-defined]
            BytesIO(compiled(current(code)))
        )._catalog
    ), "run `python -m tui.locale`"


def test_gettext_finds_the_catalogues_where_the_program_looks() -> None:
    assert all(gettext.find(DOMAIN, str(CATALOGUES), [code]) for code in TRANSLATED)
