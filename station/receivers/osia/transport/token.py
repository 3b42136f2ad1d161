"""The bearer token: a JWT in a file, put there by whoever manages access. Only `exp` is looked at (RFC 7519 4.1.4)."""

import json
from base64 import urlsafe_b64decode
from binascii import Error
from pathlib import Path
from re import fullmatch

from station.domain.clock import Clock
from station.receivers.osia.errors import TokenExpired, TokenMissing

MAX_TOKEN_BYTES = 16 * 1024
_OTHERS = 0o077


class BearerToken:
    """Read anew each time: a new token works without a restart."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def read(self) -> str:
        """Raises TokenMissing, TokenExpired."""
        try:
            if self._file.stat().st_mode & _OTHERS:
                raise TokenMissing(reason="readable by others")
            with self._file.open("rb") as file:
                token = file.read(MAX_TOKEN_BYTES + 1).decode("ascii").strip()
        except OSError:
            raise TokenMissing(reason="no file") from None
        except UnicodeDecodeError:
            raise TokenMissing(reason="no JWT") from None
        expires_at = _expiry(token)
        if expires_at is not None and expires_at <= self._clock.now().timestamp():
            raise TokenExpired
        return token


def _expiry(token: str) -> float | None:
    """`exp`, seconds since 1970; None where the token has none. Its signature is the receiver's business."""
    if len(token) > MAX_TOKEN_BYTES or not fullmatch(r"[\w-]+\.[\w-]+\.[\w-]*", token):
        raise TokenMissing(reason="no JWT")
    payload = token.split(".")[1]
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, Error, RecursionError):
        raise TokenMissing(reason="no JWT") from None
    if not isinstance(claims, dict):
        raise TokenMissing(reason="no JWT")
    expires_at = claims.get("exp")
    if expires_at is None:
        return None
    if isinstance(expires_at, bool) or not isinstance(expires_at, int | float):
        raise TokenMissing(reason="no JWT")
    return float(expires_at)
