"""BER of indefinite length, as some States write it around the DER that they sign (ITU-T X.690 clause 8.1.3.6)."""

from crypto import der
from crypto.emrtd import tlv
from crypto.errors import MalformedDer, TooLarge

_DEEPEST, _MOST_PARTS = 7, 4_096
"""As far down as the wrapping of signed data goes: below it are certificates and attributes, which are signed as they
stand."""
_INDEFINITE, _CONSTRUCTED, _PIECES = 0x80, 0x20, 0x24


def definite(data: bytes, max_size: int) -> bytes:
    """The first element of `data`, with definite lengths around what was signed. Bytes behind it are left out, as
    signed data begins a file that is filled up. Raises MalformedDer, TooLarge."""
    if len(data) > max_size:
        raise TooLarge
    encoded, _ = _element(data, 0, len(data), 0)
    return encoded


def _element(data: bytes, at: int, end: int, depth: int) -> tuple[bytes, int]:
    """The element at `at`, and where the next one begins."""
    if at + 2 > end:
        raise MalformedDer
    tag = data[at]
    constructed = bool(tag & _CONSTRUCTED) and depth < _DEEPEST
    if data[at + 1] == _INDEFINITE:
        if not constructed:
            raise MalformedDer
        parts, after = _until_its_end(data, at + 2, end, depth + 1)
        return _together(tag, parts), after
    found = tlv.head(data, at)
    if found.end > end:
        raise MalformedDer
    if not constructed:
        return data[at : found.end], found.end
    parts, begins = [], found.value_start
    while begins < found.end:
        part, begins = _element(data, begins, found.end, depth + 1)
        _add(parts, part)
    if tag == _PIECES or sum(map(len, parts)) != found.length:
        return _together(tag, parts), found.end
    return data[at : found.end], found.end


def _add(parts: list[bytes], part: bytes) -> None:
    if len(parts) == _MOST_PARTS:
        raise TooLarge
    parts.append(part)


def _until_its_end(data: bytes, at: int, end: int, depth: int) -> tuple[list[bytes], int]:
    parts: list[bytes] = []
    while data[at : at + 2] != b"\0\0":
        part, at = _element(data, at, end, depth)
        _add(parts, part)
        if at + 2 > end:
            raise MalformedDer
    return parts, at + 2


def _together(tag: int, parts: list[bytes]) -> bytes:
    """An OCTET STRING in pieces is one again."""
    if tag != _PIECES:
        return der.tlv(tag, *parts)
    whole = b"".join(der.parse(part, len(part)).bytes_of(der.OCTET_STRING) for part in parts)
    return der.octet_string(whole)
