"""What a chip remembers between two commands; a reset clears it."""

from dataclasses import dataclass

from crypto.emrtd.apdu import SHORT_LE
from crypto.emrtd.chip.session import ChipSession
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.groups import EcGroup, Element, Group
from crypto.emrtd.pace.protocols import Protocol
from crypto.emrtd.public_key import EcKey, RsaKey


@dataclass
class PaceState:
    """protocol, secret: of MSE:Set AT and the password that it names. group: with the new generator, once there is one.
    mapping: the chip's private key of the generic mapping, which chip authentication mapping shows."""

    protocol: Protocol
    secret: bytes
    nonce: bytes = b""
    group: Group | None = None
    mapping: int = 0
    ours: Element | None = None
    theirs: Element | None = None
    shared: bytes = b""


@dataclass
class TerminalState:
    """above: whose certificate's key verifies the next one; b"" until it is named. rights: those that all of the chain
    give. curve: of the certificates above, for keys that leave it out."""

    above: bytes
    key: RsaKey | EcKey
    oid: str
    role: int
    rights: int
    holder: bytes
    curve: EcGroup | None


@dataclass
class State:
    """next_session: holds from the next command on. identifier: ID_PICC. static, suite: of chip authentication, between
    its two commands. compressed: the terminal's key of chip authentication. rights: of terminal authentication.
    most: bytes that the answer to this command may have."""

    application: bool = False
    file: int | None = None
    session: ChipSession | None = None
    next_session: ChipSession | None = None
    unlocked: bool = False
    challenge: bytes = b""
    pace: PaceState | None = None
    static: int | None = None
    suite: Suite = Suite.TDES
    compressed: bytes = b""
    identifier: bytes = b""
    terminal: TerminalState | None = None
    rights: int = 0
    poisoned: bool = False
    most: int = SHORT_LE
