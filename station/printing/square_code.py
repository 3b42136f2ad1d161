"""A text as a square code (QR, ISO/IEC 18004): as much damage repaired as paper in a pocket takes."""

import segno


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows from the top, each from the left; True for a dark module. The light edge around it is left to who draws."""
    return tuple(tuple(map(bool, row)) for row in segno.make_qr(text, error="m", boost_error=False).matrix)
