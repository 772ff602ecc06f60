"""Money: whole minor units inside, decimal strings at the edges, never binary floating point."""

from decimal import ROUND_HALF_UP, Decimal

# ISO 4217: the currencies whose minor unit is not a hundredth.
_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
DEFAULT_DIGITS = 2


def minor_digits(currency: str | None) -> int:
    """Decimals of a currency (ISO 4217); 2 where the currency is not known."""
    return _DIGITS.get(currency.upper(), DEFAULT_DIGITS) if currency else DEFAULT_DIGITS


def to_decimal_string(minor: int, currency: str | None) -> str:
    """Minor units as a plain decimal string with a point: 123450 EUR is "1234.50"."""
    digits = minor_digits(currency)
    sign, whole = ("-", -minor) if minor < 0 else ("", minor)
    if digits == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"


def to_minor(amount: Decimal, currency: str | None) -> int:
    """A decimal amount as minor units, rounded half away from zero."""
    return int(amount.scaleb(minor_digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def divide_half_away(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers, rounded half away from zero.

    Raises ZeroDivisionError where nothing stands under the line.
    """
    negative = (numerator < 0) != (denominator < 0)
    quotient = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return -quotient if negative else quotient
