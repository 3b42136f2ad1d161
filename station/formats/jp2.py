"""Lossless JPEG 2000 of pictures that are kept as PNG."""

from io import BytesIO


def lossless_jp2(png: bytes) -> bytes:
    """The same pixels, grey or R, G, B, reversible transform. Raises OSError for what is no PNG."""
    from PIL import Image

    buffer = BytesIO()
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        picture.save(buffer, "JPEG2000", irreversible=False)
    return buffer.getvalue()
