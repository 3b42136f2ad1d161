"""Who signs a log: its own Ed25519 key, which every C2SP verifier reads, and the station's certified key beside it."""

from dataclasses import dataclass
from hashlib import sha256

from crypto.keys.api import SigningKey
from crypto.keys.log import LogKeys
from station.formats.checkpoint import Checkpoint
from station.formats.note import COSIGNATURE, ED25519, X509, Line, Note, Verifier, key_id

_ORIGIN_DIGITS = 16


def log_verifier(keys: LogKeys) -> Verifier:
    """The log's public key and name. The name follows from the key, so it stays when a certificate is renewed."""
    return verifier_of(keys.log.public)


def verifier_of(public: bytes) -> Verifier:
    """public: an Ed25519 key of a log."""
    return Verifier(f"enrollment-station/{sha256(public).hexdigest()[:_ORIGIN_DIGITS]}", ED25519, public)


@dataclass(frozen=True)
class LogSigner:
    keys: LogKeys
    station: SigningKey

    @property
    def origin(self) -> str:
        return self.verifier.name

    @property
    def verifier(self) -> Verifier:
        return log_verifier(self.keys)

    @property
    def witness(self) -> Verifier:
        """As which this station cosigns other logs."""
        return Verifier(f"{self.origin}/witness", COSIGNATURE, self.keys.witness.public)

    def sign(self, size: int, root: bytes) -> Note:
        """The checkpoint with both signatures. Raises KeyGone."""
        body = Checkpoint(self.origin, size, root).body
        own = Line(self.origin, self.verifier.key_id, self.keys.log.sign(body.encode()))
        certificate_id = key_id(self.origin, X509, self.station.certificate.der)
        return Note(body, (own, Line(self.origin, certificate_id, self.station.sign(body.encode()))))
