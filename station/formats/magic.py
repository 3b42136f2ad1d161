"""What kind of picture some bytes are, by how they begin: records declare it, and some declare it wrongly."""

JPEG, JP2, J2K, PNG, WSQ = "image/jpeg", "image/jp2", "image/j2c", "image/png", "image/x-wsq"

_BEGINNINGS = {
    b"\x00\x00\x00\x0cjP  \r\n\x87\n": JP2,
    b"\xff\x4f\xff\x51": J2K,
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xa0\xff": WSQ,
}


def media_type_of(picture: bytes) -> str | None:
    """None for what begins like none of them."""
    for beginning, media_type in _BEGINNINGS.items():
        if picture.startswith(beginning):
            return media_type
    return None
