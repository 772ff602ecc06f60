"""What a column's header says: known names of fields, in exports of known systems and in three languages."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from metrics.reading.forms import FORMS, Form
from metrics.reading.values.months import fold
from metrics.reading.values.signs import symbol_currency

# Where a name is known from, best first: a name of ours, of the recognised system, of a trade, the file's own id.
OURS, SYSTEM, TRADE, OWN_ID = 0, 1, 2, 4
_OWN_KEY = {
    "accounts": "account_id", "snapshots": "account_id", "customers": "account_id", "price": "subscription_id",
    "subscriptions": "subscription_id", "invoices": "invoice_id", "orders": "order_id", "surveys": "response_id",
    "tickets": "ticket_id", "emails": "email_id", "signals": "signal_id",
}  # fmt: skip


@cache
def knowledge() -> Mapping[str, Any]:
    """The knowledge table: what columns and files are called, and by whom."""
    return tomllib.loads(files("metrics.reading").joinpath("knowledge.toml").read_text(encoding="utf-8"))


@cache
def header_key(text: str) -> str:
    """A header without what does not matter: case, accents, separators."""
    key = re.sub(r"[\W_]+", "", fold(text).replace("œ", "oe").replace("æ", "ae").replace("°", ""))
    return key or ("#" if text.strip() == "#" else "")


@cache
def _keys(section: str) -> frozenset[str]:
    return frozenset(header_key(name) for name in knowledge()["sayings"][section])


@cache
def kinds(table: str) -> Mapping[str, str]:
    """The kinds of a table that figures know, by the key of every word for them."""
    known = knowledge()["kinds"].get(table, {})
    return {header_key(word): kind for kind, words in known.items() for word in words}


@dataclass(frozen=True, slots=True)
class Header:
    """One column's header: `label` is its unique name for the user, `keys` what it may be known by, best first.

    `utc`, `cents` and `currency` are what it says beside its name, in brackets or at its end.
    """

    index: int
    label: str
    keys: tuple[str, ...]
    utc: bool = False
    cents: bool = False
    currency: str | None = None

    def says(self, saying: str) -> bool:
        """Whether the header is one of the names of that saying (`yearly`, `months`, `complaints`, `which_end`)."""
        return any(key in _keys(saying) for key in self.keys)


def read_headers(names: Sequence[str], width: int) -> tuple[Header, ...]:
    """The headers of a table; columns without one are called by their number, repeated ones get a count."""
    seen: dict[str, int] = {}
    headers = []
    for index in range(max(width, len(names))):
        text = names[index] if index < len(names) else ""
        label = text or f"column {index + 1}"
        seen[label] = seen.get(label, 0) + 1
        headers.append(_read(index, label if seen[label] == 1 else f"{label} ({seen[label]})", text))
    return tuple(headers)


@lru_cache(4096)
def _read(index: int, label: str, text: str) -> Header:
    tags = [inner for pair in re.findall(r"\(([^()]*)\)|\[([^\[\]]*)\]", text) for inner in pair if inner]
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    known = [tag for tag in tags if header_key(tag) in _keys("tags")]
    currency = next((code for tag in tags if (code := _currency(tag))), None)
    trailing = re.fullmatch(rf"(.+?)[\s_]+(?:in |en )?([A-Z]{{3}}|€|£|{_SMALL_CURRENCIES})", bare.strip())
    forms = [text] if not (known and len(known) == len(tags)) else []
    if trailing and currency is None and (named := _currency(trailing[2])):
        currency = named
        forms += [bare, trailing[1]]
    forms += [bare]
    cents = any(header_key(tag) in _keys("cents") for tag in tags)
    cents = cents or bool(re.search(r"(?:^|[\s_(])(?:in[\s_])?(?:cents|centimes|centen)\b", fold(text)))
    if cents:
        forms.append(re.sub(r"(?i)[\s_(]*(?:in[\s_])?(?:cents|centimes|centen)\)?", "", text))
    forms += ["currency"] if re.fullmatch(r"(?i).*\w[\s_]+currency(?:[\s_]code)?", bare.strip()) else []
    forms += [text.rpartition(sep)[2] for sep in (": ", ".", "/", " - ") if sep in text]
    forms += tags if header_key(bare) == "customfield" else []
    forms += [_TAX.sub("", bare.strip())] if _TAX.search(bare.strip()) else []
    keys = tuple(dict.fromkeys(key for form in forms if (key := header_key(form))))
    return Header(index, label, keys, utc="utc" in fold(text), cents=cents, currency=currency)


def _currency(tag: str) -> str | None:
    code, small = symbol_currency(tag), re.fullmatch(_SMALL_CURRENCIES, tag)
    written = small or tag.strip() == code or not tag.strip().isalpha()
    return code if code and written and code not in _NO_CURRENCIES else None


# Codes that headers carry in small letters too, as in `mrr_eur`.
_SMALL_CURRENCIES = "eur|usd|gbp|chf|cad|aud|jpy|sek|nok|dkk|pln"
# What an amount's header says of taxes, at its end.
_TAX = re.compile(
    r"(?i)[\s_]+(?:ht|ttc|htva|tvac|hors taxes?|h\.t\.|t\.t\.c\."
    r"|(?:ex|in)cl(?:\.|uding|usief)?[\s_](?:vat|tax|btw|gst))$"
)
# Three capitals behind a header that are no currency.
_NO_CURRENCIES = frozenset("UTC GMT TTC TVA BTW VAT MRR ARR NPS URL KPI DAY SKU CRM HTC EXC INC".split())


def _known_key(name: str) -> str:
    """The key of a header that the knowledge gives as it stands in a file, with "(UTC)" and the like."""
    return _read(0, name, name).keys[0]


@dataclass(frozen=True, slots=True)
class System:
    """An export of a known system: its form, the headers that give it away, and its names of the fields."""

    name: str
    form: Form
    cents: bool
    signs: frozenset[str]
    need: int
    columns: Mapping[str, tuple[str, ...]]


@cache
def systems() -> tuple[System, ...]:
    """The known systems' exports."""
    return tuple(
        System(
            entry["name"],
            next(f for f in FORMS if f.table == entry["table"] and f.shape == entry.get("shape", "rows")),
            entry.get("cents", False),
            frozenset(map(_known_key, entry["signs"])),
            entry.get("need", 2),
            {field: tuple(map(_known_key, names)) for field, names in entry["columns"].items()},
        )
        for entry in knowledge()["systems"]
    )


@cache
def words_of(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The keys by which each field of a form is known in any trade, in order of preference."""
    words = knowledge()["words"]
    own = words.get(form.name, {})
    base = words["subscriptions"] if form.table == "subscriptions" and form.name != "subscriptions" else {}
    found = {}
    for field in form.fields:
        names = [*own.get(field.name, ()), *base.get(field.name, ()), *words["any"].get(field.name, ())]
        found[field.name] = tuple(dict.fromkeys(map(_known_key, names)))
    return found


@cache
def rarity(key: str) -> float:
    """How much a header tells of its table: 1 where a single table knows it, less where several do."""
    tables = {form.table for form in FORMS for keys in words_of(form).values() if key in keys}
    return 1 / len(tables) if tables else 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """A column that a field may be: the lower the cost, the better."""

    field: str
    column: int
    cost: float
    key: str


def matches(headers: Iterable[Header], form: Form, system: System | None) -> list[Match]:
    """Every column that a field of the form may be, by its header alone, best first."""
    own_ids = {header_key(name) for name in knowledge()["own_id"]}
    words = words_of(form)
    found: dict[tuple[str, int], Match] = {}

    def offer(field: str, column: int, cost: float, key: str) -> None:
        best = found.get((field, column))
        if best is None or cost < best.cost:
            found[field, column] = Match(field, column, cost, key)

    for header in headers:
        for rank, key in enumerate(header.keys):
            for field, keys in words.items():
                listed = system.columns.get(field, ()) if system else ()
                if key == header_key(field) and key not in listed:
                    offer(field, header.index, OURS + rank * 0.1, key)
                elif key in keys:
                    offer(field, header.index, TRADE + keys.index(key) * 0.005 + rank * 0.1, key)
                if key in listed:
                    offer(field, header.index, SYSTEM + listed.index(key) * 0.01 + rank * 0.1, key)
            own = _OWN_KEY.get(form.name)
            if own and key in own_ids:
                offer(own, header.index, OWN_ID, key)
    return sorted(found.values(), key=lambda match: (match.cost, match.column))


def system_of(headers: Iterable[Header], form: Form) -> tuple[System | None, int]:
    """The known export of that form that shows the most signs, and how many: none with fewer than it needs."""
    keys = {key for header in headers for key in header.keys}
    shown = [(system, len(system.signs & keys)) for system in systems() if system.form == form]
    enough = [(system, count) for system, count in shown if count >= system.need]
    return max(enough, key=lambda pair: pair[1], default=(None, 0))


def what_else(headers: Iterable[Header]) -> str | None:
    """The code of what the file holds instead of a table, None where nothing says so."""
    keys = {key for header in headers for key in header.keys}
    shown = ((entry, keys & {_known_key(sign) for sign in entry["signs"]}) for entry in knowledge()["others"])
    return next((str(entry["code"]) for entry, signs in shown if len(signs) >= entry["need"]), None)
