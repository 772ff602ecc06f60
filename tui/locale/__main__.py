"""For developers: gathers every marked string into the catalogues and compiles them (needs Babel).

Run it after adding or changing a string, translate what is empty in `<language>/LC_MESSAGES/churn_tui.po`, run it
again; a test fails where this was forgotten.
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tui.words import CATALOGUES, DOMAIN, LANGUAGES

ROOT = CATALOGUES.parent.parent
SOURCES = ("tui", "metrics")
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2)}
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")


def po_path(code: str) -> Path:
    """The catalogue that translators edit."""
    return CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def extracted() -> Catalog:
    """Every string that the code marks, from its sources."""
    catalogue = Catalog(domain=DOMAIN, project="churn-tui", charset="utf-8")
    for folder in SOURCES:
        for _file, _line, message, _comments, context in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            catalogue.add(message, context=context)
    return catalogue


def current(code: str) -> Catalog:
    """The catalogue as it is on disk; an empty one for a language that has none yet."""
    path = po_path(code)
    if not path.exists():
        return Catalog(locale=code, domain=DOMAIN, project="churn-tui", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue in the form that gettext reads."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The strings that have no translation yet, or a doubtful one."""
    return [
        str(message.id) for message in catalogue if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def renew(code: str) -> Catalog:
    """Bring a language's catalogue up to date with the code, on disk, in both forms."""
    catalogue = current(code)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = f"# churn-tui in {catalogue.locale_identifier}."
    catalogue.fuzzy = False
    path = po_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return catalogue


def main() -> int:
    """Renew every catalogue; names what is left to translate, and answers 1 if anything is."""
    left = {code: missing(renew(code)) for code in TRANSLATED}
    for code, ids in left.items():
        sys.stdout.write("".join(f"{code}: {text}\n" for text in ids))
    return int(any(left.values()))


def _forms(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (string,)


if __name__ == "__main__":
    sys.exit(main())
