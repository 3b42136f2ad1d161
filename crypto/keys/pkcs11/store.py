"""KeyStore over the tokens that a module shows now: people's cards, and the TPM or HSM that holds their keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from crypto import signature
from crypto.certificate import Certificate
from crypto.errors import BadSignature, CryptoError, KeyDamaged, KeyGone, KeyModuleMissing, KeyModuleSilent, TokenUnfit
from crypto.keys.api import KeyEntry, UnlockedKey
from crypto.keys.pkcs11 import admission
from crypto.keys.pkcs11.login import Login, login, scheme_of
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.wire import Token

LOOK_S = 8.0  # three certificates from a slow card
PAUSE_S = 30.0
_SIGNS = frozenset({"digital_signature", "content_commitment"})
_MAX_CHAIN = 3
_UNBLOCKING = Path(__file__).with_name("opensc.conf")


@dataclass(frozen=True)
class _Place:
    token: str
    key_id: bytes
    entry: KeyEntry


class Pkcs11KeyStore:
    """folder: where admissions lie. issuers: authorities known beforehand, for cards that do not carry theirs."""

    def __init__(self, process: ModuleProcess, folder: Path, issuers: Iterable[Certificate] = ()) -> None:
        self._process = process
        self._folder = folder
        self._issuers = issuers
        self._pause_until = 0.0

    def entries(self) -> Sequence[KeyEntry]:
        """Nothing while the module does not answer; it is then left alone for half a minute."""
        if monotonic() < self._pause_until:
            return ()
        try:
            places = self._places()
        except (KeyModuleSilent, KeyModuleMissing):
            self._pause_until = monotonic() + PAUSE_S
            return ()
        return [place.entry for place in places]

    def present(self) -> tuple[str, ...]:
        """Which tokens are there, without reading them: what changes when a card is put in or pulled."""
        if monotonic() < self._pause_until:
            return ()
        try:
            found: tuple[str, ...] = self._process.ask("present", within_s=LOOK_S)
        except (KeyModuleSilent, KeyModuleMissing):
            self._pause_until = monotonic() + PAUSE_S
            return ()
        return found

    def unlock(self, key_id: str, pin: str) -> UnlockedKey:
        place, opened = self._open(key_id, pin)
        return _TokenKey(place.entry.certificate, place.entry.chain, place.key_id, self._folder, opened)

    def admit(self, key_id: str, pin: str, data_key: bytes) -> None:
        """Give the token the key of the drafts. Raises as `unlock`; TokenUnfit(what=wrap) where it cannot open it."""
        place, opened = self._open(key_id, pin)
        try:
            admission.admit(self._folder, opened, place.key_id, place.entry.certificate, data_key)
        finally:
            opened.end()

    def release_by_puk(self, key_id: str, puk: str, new_pin: str) -> None:
        """A new PIN and all its tries, by a process of its own: the configuration that lets the module do so holds for
        nothing else. Raises KeyGone where no token here has that key, and as `Tokens.unblock`."""
        self._pause_until = 0.0  # somebody asks for it: try now
        place = next((place for place in self._places() if place.entry.key_id == key_id), None)
        if place is None:
            raise KeyGone
        module = self._process.module
        asked = ModuleProcess(replace(module, environment={**module.environment, "OPENSC_CONF": str(_UNBLOCKING)}))
        try:
            asked.ask("unblock", place.token, puk, new_pin)
        finally:
            asked.close()

    def close(self) -> None:
        """End the module's process, and every login with it."""
        self._process.close()

    def _open(self, key_id: str, pin: str) -> tuple[_Place, Login]:
        """Raises WrongPin and its kin, KeyLocked, KeyGone, KeyModuleSilent, KeyModuleMissing, TokenUnfit(what=sign)."""
        self._pause_until = 0.0  # somebody asks for it: try now
        place = next((place for place in self._places() if place.entry.key_id == key_id), None)
        if place is None:
            raise KeyGone
        opened = login(self._process, place.token, pin)
        if not any(key.key_id == place.key_id and key.signs for key in opened.private_keys()):
            opened.end()
            raise TokenUnfit(what="sign")
        return place, opened

    def _places(self) -> list[_Place]:
        tokens: tuple[Token, ...] = self._process.ask("look", within_s=LOOK_S)
        found = {place.entry.key_id: place for token in tokens for place in self._of(token)}
        return sorted(found.values(), key=lambda place: (place.entry.certificate.common_name, place.entry.key_id))

    def _of(self, token: Token) -> list[_Place]:
        """Who signs with this token: end holders' certificates for signing. What cannot be read is left out."""
        read = []
        for key_id, encoded in token.certificates:
            try:
                certificate = Certificate.from_der(encoded)
                signature.public_key(certificate)
            except CryptoError:
                continue
            read.append((key_id, certificate))
        issuers = (*(certificate for _, certificate in read), *self._issuers)
        return [
            _Place(token.token, key_id, KeyEntry(certificate.fingerprint, certificate, _chain(certificate, issuers)))
            for key_id, certificate in read
            if certificate.key_usage & _SIGNS and "key_cert_sign" not in certificate.key_usage
        ]


@dataclass
class _TokenKey:
    """UnlockedKey whose private half is in the token. The data key is here, from its first use until `lock`."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    _key_id: bytes = field(repr=False)
    _folder: Path = field(repr=False)
    _login: Login | None = field(repr=False)
    _data_key: bytes | None = field(default=None, repr=False)
    _proven: bool = field(default=False, repr=False)

    @property
    def data_key(self) -> bytes:
        opened = self._open()
        if self._data_key is None:
            self._data_key = admission.open_data_key(self._folder, opened, self.certificate)
        return self._data_key

    @property
    def under_duress(self) -> bool:
        self._open()
        return False  # a token has one PIN

    def sign(self, data: bytes) -> bytes:
        """The first signature is verified here: a card whose certificate belongs to another key is damaged."""
        signed = self._open().sign(self._key_id, scheme_of(self.certificate), data)
        if not self._proven:
            try:
                signature.verify(self.certificate, signature.identifier(self.certificate), signed, data)
            except BadSignature:
                raise KeyDamaged from None
            self._proven = True
        return signed

    def lock(self) -> None:
        opened, self._login, self._data_key = self._login, None, None
        if opened is not None:
            opened.end()

    def _open(self) -> Login:
        if self._login is None:
            raise KeyGone
        return self._login


def _chain(certificate: Certificate, issuers: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """The issuers above `certificate` by name, nearest first, without the root. Only names: trust is proven later."""
    chain: list[Certificate] = []
    below = certificate
    while len(chain) < _MAX_CHAIN:
        above = next((issuer for issuer in issuers if issuer.subject_der == below.issuer_der), None)
        if above is None or above.subject_der == above.issuer_der:
            break
        chain.append(above)
        below = above
    return tuple(chain)
