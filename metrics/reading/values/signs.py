"""The signs and codes of currencies beside amounts: `€`, `US$`, `kr`, `EUR`."""

_SYMBOLS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₫": "VND", "₪": "ILS",
    "₴": "UAH", "₦": "NGN", "₱": "PHP", "฿": "THB", "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "US$": "USD",
    "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
    "EURO": "EUR", "EUROS": "EUR",
}  # fmt: skip
# Signs that several countries share: the first is meant where the book's own is none of them.
_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS")
_CROWNS = ("SEK", "NOK", "DKK", "ISK")
_SHARED_SYMBOLS = {"$": _DOLLARS, "KR": _CROWNS, "KR.": _CROWNS, "FR": ("CHF", "XOF", "XAF"), "FR.": ("CHF",)}
# A sign or a code, as a pattern.
CURRENCY = r"[A-Za-z]{0,2}\$|[€£¥₹₽₺₩₫₪₴₦₱฿]|(?i:zł|kč|ft|kr\.?|fr\.?|euros?)|[A-Za-z]{3}"


def symbol_currency(text: str | None) -> str | None:
    """The ISO code that a symbol or a code (`€`, `EUR`, `us$`) names by itself; None for `$`, which many share."""
    if not text:
        return None
    upper = text.strip().upper()
    if upper in _SHARED_SYMBOLS:
        return None
    return _SYMBOLS.get(upper, upper if len(upper) == 3 and upper.isascii() and upper.isalpha() else None)


def row_currency(text: str | None, book: str | None) -> str | None:
    """The ISO code that a cell names in a book of that currency; `$` is the book's dollar, the US one without."""
    code = symbol_currency(text)
    if code is not None or not text:
        return code
    shared = _SHARED_SYMBOLS.get(text.strip().upper())
    if shared is None:
        return None
    return book if book in shared else shared[0]


def sign_currencies(text: str) -> tuple[str, ...]:
    """The ISO codes that a sign or a code beside an amount can mean: one, of `$` several, none of what is no sign."""
    code = symbol_currency(text)
    return (code,) if code else _SHARED_SYMBOLS.get(text.strip().upper(), ())
