"""Addresses of the web as people write them down: in policy, and on a command line."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether it can be asked as it stands: http:// or https://, a host, perhaps a path; no query, and no password,
    since whoever reads it may know it."""
    try:
        place = urlsplit(text)
        named = place.hostname and place.port != 0
    except ValueError:
        return False
    bare = not (place.username or place.password or place.query or place.fragment)
    plain = text.isascii() and text.isprintable() and " " not in text
    return bool(named) and bare and plain and place.scheme in ("http", "https")
