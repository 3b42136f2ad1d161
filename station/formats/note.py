"""Signed notes (C2SP signed-note): a text, a blank line, one line a signature. Reads strictly, writes one form."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from re import fullmatch

from crypto import ed25519, signature
from crypto.certificate import Certificate
from crypto.errors import CryptoError

ED25519 = b"\x01"
COSIGNATURE = b"\x04"  # C2SP tlog-cosignature: Ed25519 over a time and a checkpoint
X509 = b"\xffx509"  # no number of its own, so it has a name: what the certificate's key signs with, SHA-256
MAX_NOTE_BYTES = 16 * 1024
_MAX_LINES = 16
_MAX_KEY_TEXT = 1024
_ID_BYTES = 4


@dataclass(frozen=True)
class Line:
    """One signature. key_id and name together say whose; the name alone says nothing."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True)
class Note:
    """body: what is signed, with its last newline."""

    body: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return f"{self.body}\n{''.join(line.text for line in self.lines)}"

    def line_of(self, name: str, key_id: bytes) -> Line | None:
        return next((line for line in self.lines if (line.name, line.key_id) == (name, key_id)), None)

    def with_line(self, line: Line) -> "Note":
        """With this signature in the place of an earlier one of the same key."""
        others = tuple(item for item in self.lines if (item.name, item.key_id) != (line.name, line.key_id))
        return replace(self, lines=(*others, line))


@dataclass(frozen=True)
class Verifier:
    """A public key with its name, as C2SP writes it: name+key id+base64 of kind and key. kind: ED25519, COSIGNATURE."""

    name: str
    kind: bytes
    public: bytes

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    @property
    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self.kind + self.public).decode()}"

    def signed(self, note: Note) -> bool:
        """Whether the note carries this key's signature and it holds. For kind ED25519."""
        line = note.line_of(self.name, self.key_id)
        return line is not None and ed25519.verifies(self.public, line.signature, note.body.encode())


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + kind + public).digest()[:_ID_BYTES]


def signed_by_certificate(note: Note, name: str, certificate: Certificate) -> bool:
    """Whether the note carries a signature of that certified key (kind X509) and it holds."""
    line = note.line_of(name, key_id(name, X509, certificate.der))
    if line is None:
        return False
    try:
        signature.verify(certificate, signature.identifier(certificate), line.signature, note.body.encode())
    except CryptoError:
        return False
    return True


def read_verifier(text: str) -> Verifier:
    """One line of a key list. Raises ValueError."""
    if len(text) > _MAX_KEY_TEXT:
        raise ValueError("too long for a verifier key")
    found = fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    if found is None:
        raise ValueError("not a verifier key")
    key = b64decode(found[3], validate=True)
    verifier = Verifier(found[1], key[:1], key[1:])
    if verifier.kind not in (ED25519, COSIGNATURE) or len(verifier.public) != ed25519.PUBLIC_BYTES:
        raise ValueError("a key of another kind")
    if verifier.text != text:
        raise ValueError("the key does not fit its id")
    return verifier


def read_note(text: str) -> Note:
    """Raises ValueError for anything that `Note.text` would not write."""
    if len(text) > MAX_NOTE_BYTES or len(text.encode("utf-8", "strict")) > MAX_NOTE_BYTES:
        raise ValueError("too long for a note")
    if any(ord(letter) < 0x20 and letter != "\n" for letter in text):
        raise ValueError("a control character")
    body, blank, signatures = text.rpartition("\n\n")
    if not blank:
        raise ValueError("no signatures")
    lines = tuple(_line(line) for line in signatures.removesuffix("\n").split("\n"))
    note = Note(body + "\n", lines)
    if len(lines) > _MAX_LINES or note.text != text:
        raise ValueError("not a note's form")
    return note


def _line(text: str) -> Line:
    found = fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})", text)
    if found is None:
        raise ValueError("not a signature line")
    signature = b64decode(found[2], validate=True)
    if len(signature) <= _ID_BYTES:
        raise ValueError("an empty signature")
    return Line(found[1], signature[:_ID_BYTES], signature[_ID_BYTES:])
