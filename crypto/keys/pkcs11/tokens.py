"""Inside the module's process: tokens, logins and what a private key does there. Everything here may hang or crash.

A login belongs to a token: whoever signs in to it again ends the login before. A module that answers with an error it
should not give is not asked again: `spent` tells the process to end, and a fresh one loads the module anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import MGF, Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as refused

from crypto.errors import (
    CryptoError,
    KeyGone,
    KeyLocked,
    KeyModuleMissing,
    PinCountLow,
    PinNotCounted,
    TokenUnfit,
    WrongPin,
)
from crypto.keys.pkcs11 import making, objects
from crypto.keys.pkcs11.wire import Form, Kind, PrivateSeen, PublicMaterial, Scheme, Token, Use

_WRONG_PIN = (refused.PinIncorrect, refused.PinInvalid, refused.PinLenRange)
_CANNOT = (
    refused.ArgumentsBad,
    refused.MechanismInvalid,
    refused.MechanismParamInvalid,
    refused.FunctionNotSupported,
    refused.KeyTypeInconsistent,
    refused.TokenWriteProtected,
)
_HASHES = {Form.OAEP_SHA256: (Mechanism.SHA256, MGF.SHA256), Form.OAEP_SHA1: (Mechanism.SHA_1, MGF.SHA1)}
_PSS = (Mechanism.SHA256, MGF.SHA256, 32)


@dataclass
class _Login:
    token: str
    session: pkcs11.Session
    mechanisms: frozenset[int]
    pin: str = field(repr=False)
    """Kept for the keys that want it at every signature (CKA_ALWAYS_AUTHENTICATE), and for no longer than the login."""
    keys: dict[bytes, tuple[Any, str | None]] = field(default_factory=dict)


class Tokens:
    """Raises KeyModuleMissing where the module does not load or start."""

    def __init__(self, module: Path) -> None:
        try:
            self._library = pkcs11.lib(str(module))
        except refused.PKCS11Error:
            raise KeyModuleMissing from None
        self._logins: dict[int, _Login] = {}
        self._number = 0
        self._seen: dict[str, Token] = {}
        self._odd = False

    @property
    def spent(self) -> bool:
        """Something odd happened, and nobody is signed in: a fresh start costs nothing."""
        return self._odd and not self._logins

    # --- without a PIN ---------------------------------------------------------------------------------------------

    def present(self) -> tuple[str, ...]:
        """Which tokens are there."""
        return tuple(sorted(name for name, _ in self._tokens()))

    def look(self) -> tuple[Token, ...]:
        """Every token that is there, with what it shows to everybody.

        While nobody is signed in the module starts anew for it: some look for tokens only then.
        """
        if not self._logins:
            self._seen = {}
            try:
                self._library.reinitialize()
            except refused.PKCS11Error:
                self._odd = True
                return ()
        found = {}
        for name, token in self._tokens():
            try:
                found[name] = self._seen.get(name) or _public(name, token)
            except refused.PKCS11Error:
                self._odd = True  # pulled while it was read, or broken: the others are still to be shown
        self._seen = found
        return tuple(found[name] for name in sorted(found))

    # --- with a PIN ------------------------------------------------------------------------------------------------

    def login(self, name: str, pin: str, writes: bool = False) -> int:
        """Sign in to a token; the number stands for it from here on. Raises WrongPin, KeyLocked, KeyGone."""
        for number in [number for number, login in self._logins.items() if login.token == name]:
            self.logout(number)
        token = self._token(name)
        try:
            session = token.open(rw=writes, user_pin=pin)
            mechanisms = frozenset(int(mechanism) for mechanism in token.slot.get_mechanisms())
        except _WRONG_PIN:
            self._odd = True  # the library forgets to close the session of a refused login
            raise _wrong_pin(token) from None
        except refused.PinLocked:
            self._odd = True
            raise KeyLocked from None
        except refused.PKCS11Error:
            self._odd = True
            raise KeyGone from None
        self._number += 1
        self._logins[self._number] = _Login(name, session, mechanisms, pin)
        return self._number

    def unblock(self, name: str, puk: str, pin: str) -> None:
        """A new PIN and all its tries, by the PUK, which the token counts by itself: C_SetPIN while nobody is signed
        in, as OpenSC has it where `opensc.conf` beside this file is its configuration. Raises WrongPin and its kin, and
        KeyLocked, of the PUK; TokenUnfit(what=pin) where the token takes no such PIN, TokenUnfit(what=unblock),
        KeyGone."""
        for number in [number for number, login in self._logins.items() if login.token == name]:
            self.logout(number)
        token = self._token(name)
        self._odd = True  # the library forgets to close the session of a refused login
        try:
            session = token.open(rw=True)
            try:
                session.set_pin(puk, pin)
            finally:
                session.close()
        except refused.PinIncorrect:
            raise _wrong_puk(token) from None
        except refused.PinLocked:
            raise KeyLocked from None
        except (refused.PinInvalid, refused.PinLenRange):
            raise TokenUnfit(what="pin") from None
        except _CANNOT:
            raise TokenUnfit(what="unblock") from None
        except refused.PKCS11Error:
            raise KeyGone from None

    def logout(self, number: int) -> None:
        """Harmless when the login is over already."""
        login = self._logins.pop(number, None)
        if login is not None:
            with suppress(refused.PKCS11Error):
                login.session.close()

    def private_keys(self, number: int) -> tuple[PrivateSeen, ...]:
        """The private keys that the login opened."""
        with self._using(number, "keep") as login:
            return tuple(objects.private_keys(login.session, login.mechanisms))

    def sign(self, number: int, key_id: bytes, scheme: Scheme, data: bytes) -> bytes:
        """ECDSA as r || s; RSA as the standard writes it. Raises KeyGone, TokenUnfit(what=sign)."""
        with self._using(number, "sign") as login:
            key, pin = self._private(login, key_id, "sign")
            if scheme is Scheme.ECDSA:
                signed = key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA, pin=pin)
            elif scheme is Scheme.PKCS1:
                signed = key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS, pin=pin)
            elif Mechanism.SHA256_RSA_PKCS_PSS in login.mechanisms:
                signed = key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=_PSS, pin=pin)
            else:
                digest = sha256(data).digest()
                signed = key.sign(digest, mechanism=Mechanism.RSA_PKCS_PSS, mechanism_param=_PSS, pin=pin)
            return bytes(signed)

    def open_wrapped(self, number: int, key_id: bytes, form: Form, wrapped: bytes) -> bytes:
        """What `wrapped` holds (RSA), or the secret agreed with the public point `wrapped` (ECDH, its x coordinate).

        Raises KeyGone, TokenUnfit(what=wrap).
        """
        with self._using(number, "wrap") as login:
            if form is Form.ECDH:
                return objects.agree(self._private(login, key_id, "derive_key")[0], wrapped)
            key, pin = self._private(login, key_id, "decrypt")
            parameters = (*_HASHES[form], None)
            opened = key.decrypt(wrapped, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=parameters, pin=pin)
            return bytes(opened)

    def make(self, number: int, kind: Kind, use: Use, label: str, key_id: bytes) -> PublicMaterial:
        """A new key pair that never leaves the token. Raises KeyGone, TokenUnfit(what=generate|keep)."""
        with self._using(number, "generate") as login:
            self._seen.pop(login.token, None)
            return making.key_pair(login.session, kind, use, label, key_id)

    def store_certificate(self, number: int, key_id: bytes, label: str, subject: bytes, der: bytes) -> None:
        """Raises KeyGone, TokenUnfit(what=store)."""
        with self._using(number, "store") as login:
            self._seen.pop(login.token, None)
            making.certificate(login.session, key_id, label, subject, der)

    def forget(self, number: int, key_id: bytes) -> None:
        """Remove a key pair and its certificates from the token. Raises KeyGone, TokenUnfit(what=store)."""
        with self._using(number, "store") as login:
            self._seen.pop(login.token, None)
            login.keys.pop(key_id, None)
            for found in list(login.session.get_objects({Attribute.ID: key_id})):
                found.destroy()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _tokens(self) -> Iterator[tuple[str, pkcs11.Token]]:
        try:
            slots = self._library.get_slots(token_present=True)
        except refused.PKCS11Error:
            self._odd = True
            return
        for slot in slots:
            try:
                token = slot.get_token()
            except (refused.TokenNotPresent, refused.TokenNotRecognised):
                continue
            except refused.PKCS11Error:
                self._odd = True
                continue
            if token.flags & TokenFlag.TOKEN_INITIALIZED:
                yield f"{token.serial.decode('ascii', 'replace')}/{token.label}", token

    def _token(self, name: str) -> pkcs11.Token:
        for found, token in self._tokens():
            if found == name:
                return token
        raise KeyGone

    def _private(self, login: _Login, key_id: bytes, ability: str) -> tuple[Any, str | None]:
        """The key, and the PIN where it wants it each time. The library gives a key the methods that its token allows.

        Raises KeyGone, TokenUnfit.
        """
        if key_id not in login.keys:
            wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: key_id}
            found = list(login.session.get_objects(wanted))
            if not found:
                raise KeyGone
            each_time = objects.attribute(found[0], Attribute.ALWAYS_AUTHENTICATE)
            login.keys[key_id] = found[0], login.pin if each_time else None
        key, pin = login.keys[key_id]
        if not hasattr(key, ability):
            raise TokenUnfit(what="sign" if ability == "sign" else "wrap")
        return key, pin

    @contextmanager
    def _using(self, number: int, what: str) -> Iterator[_Login]:
        """The login of that number; what the module refuses becomes TokenUnfit, anything else ends the login."""
        login = self._logins.get(number)
        if login is None:
            raise KeyGone
        try:
            yield login
        except _CANNOT:
            raise TokenUnfit(what=what) from None
        except refused.PKCS11Error:
            self._odd = True
            self.logout(number)
            raise KeyGone from None


def _public(name: str, token: pkcs11.Token) -> Token:
    session = token.open()
    try:
        return Token(name, tuple(objects.certificates(session)))
    finally:
        session.close()


def _wrong_pin(token: pkcs11.Token) -> CryptoError:
    return _wrong(token, TokenFlag.USER_PIN_LOCKED, TokenFlag.USER_PIN_FINAL_TRY, TokenFlag.USER_PIN_COUNT_LOW)


def _wrong_puk(token: pkcs11.Token) -> CryptoError:
    return _wrong(token, TokenFlag.SO_PIN_LOCKED, TokenFlag.SO_PIN_FINAL_TRY, TokenFlag.SO_PIN_COUNT_LOW)


def _wrong(token: pkcs11.Token, locked: TokenFlag, last: TokenFlag, low: TokenFlag) -> CryptoError:
    """What the token's flags say of it (PKCS#11 v2.40 clause 3.2: low, final try, locked; nobody says a number)."""
    try:
        flags = token.slot.get_token().flags
    except refused.PKCS11Error:
        return PinNotCounted()
    if flags & locked:
        return KeyLocked()
    if flags & last:
        return WrongPin(tries_left=1)
    return PinCountLow() if flags & low else PinNotCounted()
