"""Making a packet's augmented copy, and renewing it: what keeps it believable when everything that proves it has ended.

The packet stays as it came. Beside it a container is laid that holds the sealed one, the evidence and an authority's
time-stamps over both (intake.acceptance.archived), sealed again to this centre's receivers. Each further copy has one
time-stamp more, over all before; it is laid there whole, and only then the one before it goes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crypto import cms, envelope
from crypto.certificate import Certificate
from crypto.evidence import Evidence, together
from crypto.pinned import PinnedFiles
from crypto.time_stamp import claimed_authority
from crypto.time_stamp_request import TimeStampRequest
from crypto.trust import CLOCK_SKEW, Purpose, TrustStore
from intake.acceptance.archived import Archived, begun, read_archived
from intake.acceptance.openers import sealed_to
from intake.acceptance.opening import Opened, knowing, open_packet
from intake.errors import StampEarly
from intake.mode import believed
from intake.store.disk import sync, write_durably
from intake.store.layout import augmented_after, augmented_of, packet_in, receipt_of, signature_of, time_stamp_of
from station.domain.classes import CLASSES, folder_of
from station.packet import asice


@dataclass(frozen=True)
class Augmented:
    """stamps: the moments of its time-stamps, oldest first. until: when the last one's authority ends; before that it
    is to be renewed."""

    file: Path
    receivers: tuple[Certificate, ...]
    stamps: tuple[datetime, ...]
    until: datetime


@dataclass(frozen=True)
class Authority:
    """ask: brings a TimeStampReq to an authority and its answer back. clock: now."""

    ask: Callable[[bytes], bytes]
    clock: Callable[[], datetime]

    def stamped(self, archived: Archived, trust: TrustStore, evidence: Evidence) -> Archived:
        """With a time-stamp that `trust` believes; it brings `evidence` beside that of its own authority. Raises
        StampEarly, as `TimeStampRequest.token`, and as `ask`."""
        request = TimeStampRequest(archived.next_manifest())
        answer = self.ask(request.der)
        now = self.clock()
        token, at = request.token(answer, trust, now)
        if at + CLOCK_SKEW < now:
            raise StampEarly
        return archived.stamped(token, together((evidence, _of_authority(token, trust))))


def augment(
    packet: Path,
    home: Path,
    receiver: str,
    authority: Authority,
    *,
    at: datetime | None = None,
    mode: str | None = None,
) -> Augmented:
    """Open and verify `packet` as `open_packet` does, then lay its augmented copy beside it: the first with two
    time-stamps, the second of which shows that the evidence was there in time; after that one more each time.

    Nothing is written before all of it holds; a copy that was there stays until then. Raises as `open_packet` and
    `Authority.stamped`; BadRecipient where no two of this centre's receivers are left to seal it to; OSError.
    """
    packet = packet_in(packet)
    opened = open_packet(packet, home, receiver, authority.clock(), at=at, mode=mode)
    p7s, receipt = signature_of(packet).read_bytes(), receipt_of(packet)
    judge = believed(home, mode)
    trust = knowing(judge.store_for(p7s), packet, opened.archived)
    own = knowing(judge.own, packet, opened.archived)
    if opened.archived is None:
        archived = begun(opened.container, p7s, receipt.read_bytes() if receipt.exists() else b"")
        archived = authority.stamped(archived, trust, together(_of_signers(packet, opened, archived, trust, own)))
    else:
        last = opened.archived.stamps[-1].token
        archived = opened.archived.proven(_of_authority(last, trust))  # with the lists that came out since
    archived = authority.stamped(archived, trust, Evidence())
    receivers = _receivers(packet, home, opened, trust, authority.clock())
    written = archived.written()
    read_archived(written)  # as whoever opens it will: rather none than one whose lists are too long
    file = _laid(packet, len(archived.stamps), envelope.encrypt(written, receivers))
    tokens = [claimed_authority(stamp.token) for stamp in archived.stamps]
    return Augmented(file, receivers, tuple(at for _, _, at in tokens), tokens[-1][0].not_after)


def _of_signers(
    packet: Path, opened: Opened, archived: Archived, trust: TrustStore, own: TrustStore
) -> Iterator[Evidence]:
    """Of everybody who signed the packet or stamped one of its signatures."""
    judged, signatures = opened.judged, asice.signatures(opened.container)
    yield trust.evidence(*cms.claimed_signer(archived.sealing), Purpose.STATION, judged.station.at)
    people = (
        (Purpose.OPERATOR, judged.operator),
        (Purpose.OFFICER, judged.officer),
        (Purpose.STATION, judged.officer),
    )
    for signature, (purpose, moment) in zip(signatures, people, strict=False):
        yield trust.evidence(*cms.claimed_signer(signature), purpose, moment.at)
    for signature in (archived.sealing, *signatures):
        stamp = cms.time_stamp_of(signature)
        if stamp is not None:
            yield _of_authority(stamp[0], trust)
    if time_stamp_of(packet).exists():
        yield _of_authority(time_stamp_of(packet).read_bytes(), trust)
    if archived.receipt:
        signer = cms.claimed_signer(archived.receipt, attached=True)
        yield own.evidence(*signer, Purpose.INTAKE, cms.claimed_time(archived.receipt))


def _of_authority(token: bytes, trust: TrustStore) -> Evidence:
    """None where it is not believed here: then its word is not used either."""
    authority, chain, at = claimed_authority(token)
    if not trust.allows(authority, chain, Purpose.TIME_STAMP, at):
        return Evidence()
    return trust.evidence(authority, chain, Purpose.TIME_STAMP, at)


def _receivers(packet: Path, home: Path, opened: Opened, trust: TrustStore, now: datetime) -> tuple[Certificate, ...]:
    """Those whom the packet is sealed to, as far as they are known here, so that whoever opens it opens the copy; and
    this centre's that hold now, where they have keys of the same kinds: what was kept from quantum computers stays kept
    from them."""
    known = _known(home / "trust", opened.receiver, trust.training)
    sealed = sealed_to(packet, known)
    kinds = {_kind(each) for each in (opened.receiver, *sealed)}

    def proven(receiver: Certificate, at: datetime) -> bool:
        return trust.allows(receiver, known[receiver], Purpose.RECEIVER, at)

    then = (each for each in sealed if proven(each, opened.judged.station.at))
    today = (each for each in known if _kind(each) in kinds and proven(each, now))
    return tuple(dict.fromkeys((opened.receiver, *then, *today)))


def _known(folder: Path, opener: Certificate, training: bool) -> dict[Certificate, list[Certificate]]:
    """This centre's receivers of that kind of packet, each with its issuers: of practice, of the confidential class
    whose receiver opened it, or of all others."""
    of_classes = (folder_of(each.name) for each in CLASSES.values() if each.confidential)
    found: dict[Certificate, list[Certificate]] = {}
    for place in ("training",) if training else (*of_classes, "."):
        found = {first: chain for first, *chain in PinnedFiles(folder / place / "recipients").by_name().values()}
        if opener in found:
            break
    return found


def _kind(receiver: Certificate) -> str:
    return receiver.key_algorithm.partition("-")[0]  # of whatever size or curve


def _laid(packet: Path, stamps: int, sealed: bytes) -> Path:
    """On the disk, and only then those before it go."""
    file = augmented_after(packet, stamps, sealed)
    write_durably(file, sealed)
    sync(file.parent)
    for former in augmented_of(packet):
        if former != file:
            former.unlink(missing_ok=True)
    return file
