"""Bytes become text: a byte order mark, strict UTF-8, UTF-16 by its zeros, else the western code page."""

import codecs
from dataclasses import dataclass
from unicodedata import category

from metrics.errors import ChurnError
from metrics.reading.grid import Reason

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that cp1252 does not define; latin-1 maps them to control characters.
UNDEFINED_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
# Characters of text: a file with other control characters is no text.
TEXT_CONTROLS = frozenset(b"\x01\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding it was written in, and why that one."""

    text: str
    encoding: str
    reason: Reason


def recognise_encoding(sample: bytes, *, whole: bool) -> tuple[str, str]:
    """The encoding of `sample` and the code of the reason; `whole` = the sample is the whole file.

    Raises `not_text` where the bytes are no text in any of them.
    """
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name, "encoding_mark"
    wide = _wide(sample)
    if wide:
        return wide, "encoding_zeros"
    if _binary(sample):
        raise ChurnError("not_text")
    if _is_utf8(sample, whole=whole):
        return "utf-8", "encoding_ascii" if sample.isascii() else "encoding_valid"
    if UNDEFINED_1252.intersection(sample):
        return "latin-1", "encoding_fallback"
    return "cp1252", "encoding_fallback"


def decode(data: bytes, hint: str | None = None) -> Decoded:
    """The whole of `data` as text. Raises `unknown_encoding`, `not_in_encoding` or `not_text`."""
    if hint is not None:
        return _decode_as(data, hint)
    name, code = recognise_encoding(data, whole=True)
    if name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        data = data[: len(data) - len(data) % 2]
    try:
        return Decoded(data.decode(name), name, Reason(code))
    except UnicodeDecodeError as error:
        if name == "utf-8-sig":
            # A mark in front of another encoding: two programs wrote into the file.
            return (
                Decoded(data[3:].decode("cp1252", errors="strict"), "cp1252", Reason("encoding_fallback"))
                if not (UNDEFINED_1252.intersection(data[3:]))
                else Decoded(data[3:].decode("latin-1"), "latin-1", Reason("encoding_fallback"))
            )
        raise ChurnError("not_in_encoding", encoding=name, position=error.start) from error


def _decode_as(data: bytes, hint: str) -> Decoded:
    try:
        name = codecs.lookup(hint).name
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except LookupError as error:
        raise ChurnError("unknown_encoding", encoding=hint) from error
    except UnicodeDecodeError as error:
        raise ChurnError("not_in_encoding", encoding=hint, position=error.start) from error
    return Decoded(text, name, Reason("encoding_given"))


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of western text is zero."""
    head = sample[:4096]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    # Other scripts have few zero bytes, but their blanks and line breaks do, all on one side.
    if odd and not even and _reads_as_text(head, "utf-16-le"):
        return "utf-16-le"
    return "utf-16-be" if even and not odd and _reads_as_text(head, "utf-16-be") else None


def _reads_as_text(head: bytes, encoding: str) -> bool:
    """Whether these bytes are lines of letters, digits and marks in this encoding, and nothing else."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head[: len(head) - len(head) % 2])
    except UnicodeDecodeError:
        return False
    return "\n" in text and not any(category(char) in ("Cc", "Cn", "Co") for char in text if char not in "\t\r\n")


def _binary(sample: bytes) -> bool:
    """Whether control bytes say that this is no text."""
    head = sample[: 1 << 16]
    controls = sum(head.count(byte) for byte in range(32) if byte not in TEXT_CONTROLS)
    return head.count(0) > len(head) // 100 or controls > len(head) // 20
