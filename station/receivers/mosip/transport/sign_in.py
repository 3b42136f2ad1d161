"""A token for the receiver: user and password of the station, under the machine's signature; the answer is encrypted to
the machine. The token is kept in memory only."""

import json
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch

from crypto.errors import CryptoError
from crypto.mosip.machine import MosipMachine
from devices.api import CancelScope
from station.domain.clock import Clock
from station.formats.moment import moment_text
from station.outbox.errors import AnswerUnexpected
from station.receivers.line import Line
from station.receivers.mosip.errors import CredentialsMissing, SignInRefused
from station.receivers.mosip.transport.answers import errors_in, read_answer
from station.toml import NotToml, read_toml

PATH = "/v1/syncdata/authenticate/useridpwd"
_EARLY_S = 30.0
_LONGEST_S = 24 * 3600


@dataclass(frozen=True)
class _Token:
    """until_s: of the computer's own count."""

    text: str = field(repr=False)
    until_s: float


class MosipSignIn:
    """For the outbox thread."""

    def __init__(self, line: Line, machine: MosipMachine, credentials: Path, clock: Clock) -> None:
        self._line = line
        self._machine = machine
        self._credentials = credentials
        self._clock = clock
        self._token: _Token | None = None

    def token(self, scope: CancelScope) -> str:
        """The one we have, or a new one. Raises SignInRefused, CredentialsMissing, and as `Line.post`."""
        if self._token is None or self._clock.monotonic_s() >= self._token.until_s:
            self._token = self._fetch(scope)
        return self._token.text

    def forget(self) -> None:
        """The receiver did not take it."""
        self._token = None

    def _fetch(self, scope: CancelScope) -> _Token:
        user, password = read_credentials(self._credentials)
        asked_s, at = self._clock.monotonic_s(), moment_text(self._clock.now())
        header = json.dumps({"kid": self._machine.sign_index})
        payload = json.dumps({"userId": user, "password": password, "authType": "NEW", "timestamp": at})
        signature = self._machine.sign(payload.encode())  # the server verifies the payload alone
        request = ".".join(_base64(part) for part in (header.encode(), payload.encode(), signature))
        body = json.dumps({"id": "", "version": "", "requesttime": at, "request": request}).encode()
        answer = self._line.post(PATH, (body,), {"Content-Type": "application/json"}, scope)
        if answer.status in (401, 403):
            raise SignInRefused(reason=f"HTTP {answer.status}")
        value = read_answer(answer)
        if not isinstance(value.get("response"), str):
            raise SignInRefused(reason=next(iter(errors_in(value)), "no token"))
        return self._open(value["response"], asked_s, answer.status)

    def _open(self, sealed: str, asked_s: float, status: int) -> _Token:
        try:
            value = json.loads(self._machine.open_answer(urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))))
            token, expiry_s = value["token"], value["expiryTime"]
        except (ValueError, KeyError, TypeError, CryptoError, RecursionError):
            raise AnswerUnexpected(status=status) from None
        # the token goes into a header: nothing but what RFC 6265 allows there
        if not isinstance(token, str) or not fullmatch(r"[!#-+\--:<-\[\]-~]{1,8192}", token):
            raise AnswerUnexpected(status=status)
        seconds = expiry_s if isinstance(expiry_s, int) and 0 <= expiry_s <= _LONGEST_S else 0
        return _Token(token, asked_s + seconds - _EARLY_S)


def read_credentials(path: Path) -> tuple[str, str]:
    """User and password from `mosip-credentials.toml`, which only its owner may read. Raises CredentialsMissing."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise CredentialsMissing(reason="rights")
        value = read_toml(path).entries
    except (OSError, NotToml):
        raise CredentialsMissing(reason="file") from None
    user, password = value.get("user"), value.get("password")
    if not isinstance(user, str) or not isinstance(password, str) or not user or not password:
        raise CredentialsMissing(reason="entries")
    return user, password


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
