"""What a chip answered when it was asked for its key, kept so that anybody can judge it again.

At the desk too the judgement is made from these, never from the conversation itself: whoever has the evidence comes to
the same result.
"""

from collections.abc import Callable
from dataclasses import dataclass

from crypto.emrtd.active_authentication import signing_hash
from crypto.emrtd.apdu import Response, Transmit
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip_authentication import PROBE, Offer, authenticate_chip, offers
from crypto.emrtd.ciphers import Keys
from crypto.emrtd.errors import (
    AuthenticationNotOffered,
    ChipError,
    ChipNotAuthentic,
    SessionBroken,
)
from crypto.emrtd.groups import Group, ephemeral
from crypto.emrtd.pace.chip_mapping import same_key
from crypto.emrtd.pace.terminal import Established
from crypto.emrtd.parameters import group
from crypto.emrtd.public_key import EcKey, RsaKey
from crypto.emrtd.secure_messaging import Session
from crypto.emrtd.security_info import SecurityInfos


@dataclass(frozen=True)
class Refused:
    """The chip did not do it. status: of its refusal, "" where it does not offer it."""

    protocol: str
    status: str = ""

    @property
    def error(self) -> AuthenticationNotOffered:
        return AuthenticationNotOffered(protocol=self.protocol, status=self.status)


@dataclass(frozen=True, repr=False)
class ChipProof:
    """Of chip authentication. oid, key: which of the chip's offers. private: ours, for this session. response: the
    first one under the new keys, as it came."""

    oid: str
    key: int | None
    private: int
    response: bytes

    def verify(self, infos: SecurityInfos) -> None:
        """infos: of DG14. Raises ChipNotAuthentic, AuthenticationNotOffered, BadPublicKey."""
        offer = next((each for each in offers(infos) if (each.oid, each.key.key) == (self.oid, self.key)), None)
        if offer is None:
            raise AuthenticationNotOffered(protocol="CA")
        static = offer.key.public
        secret = static.group.secret(static.group.shared(self.private, static.element))
        session = Session(Keys.of(offer.suite, secret))
        session.protect(PROBE)
        try:
            session.unprotect(Response.decode(self.response))
        except (SessionBroken, ChipError) as error:
            raise ChipNotAuthentic(protocol="CA", status=str(error.params.get("status", ""))) from None


@dataclass(frozen=True, repr=False)
class ActiveProof:
    challenge: bytes
    signature: bytes

    def verify(self, key: RsaKey | EcKey, declared: str | None) -> None:
        """key: of DG15. declared: by DG14. Raises ChipNotAuthentic."""
        if signing_hash(key, self.challenge, self.signature, declared) is None:
            raise ChipNotAuthentic(protocol="AA")


@dataclass(frozen=True, repr=False)
class MappingProof:
    """Of PACE with chip authentication mapping. number: of the group. mapping_key, data: as the chip sent them."""

    number: int
    mapping_key: bytes
    data: bytes

    @classmethod
    def of(cls, established: Established | None) -> "MappingProof | Refused":
        if established is None or established.chip_data is None or established.mapping_key is None:
            return Refused("CAM")
        used = established.protocol
        return cls(used.number, used.group.encode(established.mapping_key), established.chip_data)

    def verify(self, infos: SecurityInfos) -> None:
        """infos: of EF.CardSecurity. Raises ChipNotAuthentic, AuthenticationNotOffered."""
        same_key(infos, group(self.number), self.mapping_key, self.data)


class Recorder:
    """Stands between a terminal and its chip: `Terminal(recorder.connect, watch=recorder.watch)`."""

    def __init__(self, connect: Callable[[], Transmit]) -> None:
        self._connect = connect
        self.last = b""
        self.log: list[tuple[bytes, int]] = []

    def connect(self) -> Transmit:
        transmit = self._connect()

        def recorded(command: bytes) -> bytes:
            self.last = transmit(command)
            return self.last

        return recorded

    def watch(self, header: bytes, status: int) -> None:
        self.log.append((header, status))

    def chip(self, channel: Channel, offer: Offer) -> ChipProof | Refused:
        """Chip authentication. What it proves, the proof says; a chip without the key ends the session."""
        drawn: list[int] = []

        def private(of: Group) -> int:
            drawn.append(ephemeral(of))
            return drawn[-1]

        try:
            authenticate_chip(channel, offer, private=private)
        except AuthenticationNotOffered as error:
            return Refused("CA", str(error.params.get("status", "")))
        except ChipNotAuthentic:
            pass  # the answer is kept, and says so to whoever looks
        return ChipProof(offer.oid, offer.key.key, drawn[-1], self.last)
