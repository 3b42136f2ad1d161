"""Opening a packet, examining it and answering the station: accepted, rejected, or parts of it once more.

What a packet says wrong of itself is answered at once. What may have an honest reason (a missing proof, another station
inside, a second packet of one enrollment) and what the centre lacks itself waits for a person, who may also decide
otherwise, or anew: answers are numbered, the newest counts, and none is ever replaced.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

from crypto import cms
from crypto.errors import BadEnvelope, BadSignature, CryptoError
from crypto.keys.machine import MachineKey, load_machine_key
from crypto.trust import CLOCK_SKEW, TrustStore
from intake.acceptance.contexts import Again, Overridden
from intake.acceptance.errors import Fault, Finding, PersonNeeded, Withdrawn
from intake.acceptance.excepted import NOTHING_EXCEPTED, Excepted
from intake.acceptance.findings import Examined, examine
from intake.acceptance.moment import delivered_by
from intake.acceptance.opened import OPENED, Remembered
from intake.acceptance.opening import open_packet
from intake.acceptance.signed_here import signed_here
from intake.acceptance.withdrawn import WITHDRAWN, WithdrawnHere
from intake.errors import (
    AnswerUnfit,
    HeldForClass,
    IntakeError,
    ItemsNotThere,
    NothingToAnswer,
    PacketOfOtherMode,
    StoreDiffers,
)
from intake.store.disk import sync, write_durably
from intake.store.layout import answers_of, next_answer, packet_in, receipt_of, signature_of
from station.domain.answers import Answer, Reason, Verdict
from station.domain.errors import StationError
from station.domain.outbox import PacketId
from station.domain.person import PersonUnidentified
from station.formats.answer import MOST_REASONS, decode_answer, encode_answer
from station.packet.errors import (
    ContainerMalformed,
    ContainerTooLarge,
    ManifestMismatch,
    SamePerson,
    SignatureMissing,
    SignatureNotAllowed,
)

_OF_THE_PACKET = (
    BadEnvelope, BadSignature, ContainerMalformed, ContainerTooLarge, ManifestMismatch, PacketOfOtherMode,
    PersonUnidentified, SamePerson, SignatureMissing, SignatureNotAllowed,
)  # fmt: skip
"""No list, key or clock of the centre makes any of these good: the station is answered. Whatever else keeps a packet
from opening is the centre's to mend."""

_LEAST = timedelta(milliseconds=1)  # that answers tell apart


@dataclass(frozen=True)
class Decision:
    """A person's, whatever was found. due, request: of one that asks for items once more, until when, and under which
    number of the centre's."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    due: date | None = None
    request: str = ""


@dataclass(frozen=True)
class Judged:
    """findings: all there were, answered with or not. file: where the answer lies. again, excepted, overrides: as
    `Examined`. taken_back: what the station is told of the packet that this one takes back."""

    answer: Answer
    findings: tuple[Fault, ...]
    file: Path
    again: Again | None = None
    excepted: Excepted = NOTHING_EXCEPTED
    overrides: Mapping[str, Overridden] = field(default_factory=dict)
    taken_back: Answer | None = None


def judge(
    packet: Path,
    home: Path,
    receiver: str,
    now: datetime,
    decision: Decision | None = None,
    *,
    at: datetime | None = None,
    mode: str | None = None,
) -> Judged:
    """packet: its folder in the store, with the receipt that was given. The rest as `open_packet`; what a person
    refuses need not open.

    Raises NothingToAnswer, StoreDiffers, PersonNeeded (with what was found) where the centre cannot say by itself,
    Withdrawn where somebody takes what the applicant took back, ItemsNotThere where somebody asks for what the packet
    does not have, and as `open_packet` where the centre lacks something itself.
    """
    file = packet_in(packet)
    if not receipt_of(file).exists():
        raise NothingToAnswer
    remembered = Remembered(home / "centre" / OPENED)
    packet_id = _as_received(file)
    withdrawn = WithdrawnHere(home / "centre" / WITHDRAWN)
    with remembered.alone():
        examined = _examined(packet, home, receiver, now, decision, remembered, withdrawn, at, mode)
        said = decision or automatic(examined.findings, examined.items)
        _require_standing(said, examined)
        _require_there(said, examined)
        if examined.withdraws and said.verdict is not Verdict.AGAIN:
            withdrawn.add(examined.withdraws, packet_id, counts=said.verdict is Verdict.ACCEPTED)
        answer = Answer(packet_id, said.verdict, _after_the_last(file, now), said.reasons, said.due, said.request)
        written = _write(file, cms.sign_attached(encode_answer(answer), _signing_key(home), now))
        if examined.entry is not None:
            remembered.add(examined.entry)
    what = examined.again, examined.excepted, examined.overrides
    told = None
    earlier = file.parent.parent / examined.withdraws
    if examined.withdraws and said.verdict is Verdict.ACCEPTED and receipt_of(packet_in(earlier)).exists():
        taken_back = Decision(Verdict.REJECTED, (Reason(Withdrawn.code),))
        told = judge(earlier, home, receiver, now, taken_back, at=at, mode=mode).answer
    return Judged(answer, examined.findings, written, *what, told)


def _require_standing(said: Decision, examined: Examined) -> None:
    """What the applicant took back is refused, whoever decides. Raises Withdrawn."""
    for each in examined.findings:
        if isinstance(each, Withdrawn) and said.verdict is not Verdict.REJECTED:
            raise each


def _require_there(said: Decision, examined: Examined) -> None:
    """The desk could not begin what its packet never had. Raises ItemsNotThere."""
    if said.verdict is Verdict.AGAIN:
        others = [reason.item for reason in said.reasons if reason.item not in examined.items]
        if others:
            raise ItemsNotThere(dict.fromkeys(others), examined.items)


def automatic(findings: Sequence[Fault], items: Collection[str] | None = None) -> Decision:
    """What the centre says by itself. items: what may be asked for once more, of a withdrawal nothing; None: anything.
    Raises PersonNeeded."""
    if any(isinstance(each, Finding) and each.speaks_for is None for each in findings):
        raise PersonNeeded(findings)
    if not findings:
        return Decision(Verdict.ACCEPTED)
    reasons = tuple(dict.fromkeys(_reason(each) for each in findings))
    named = [each.item for each in findings if isinstance(each, Finding) and each.speaks_for is Verdict.AGAIN]
    again = len(named) == len(findings) and all(item and (items is None or item in items) for item in named)
    return Decision(Verdict.AGAIN if again else Verdict.REJECTED, reasons[:MOST_REASONS])


def answered(file: Path, packet_id: PacketId, trust: TrustStore, now: datetime) -> Answer:
    """What lies in `file`. trust: whose answers count; who signed is judged by when they did. Raises AnswerUnfit,
    OSError."""
    return signed_here(file, packet_id, decode_answer, lambda answer: answer.answered_at, AnswerUnfit, trust, now)


def _as_received(file: Path) -> PacketId:
    """When it was given a receipt the station's signature held. Raises StoreDiffers where something rotted here since,
    which would be laid to the station's charge, and OSError."""
    with file.open("rb") as opened:
        digest = file_digest(opened, "sha256").digest()
    try:
        cms.require_over(signature_of(file).read_bytes(), digest)
    except CryptoError as error:
        raise StoreDiffers(1) from error
    return PacketId(digest.hex())


def _examined(
    packet: Path,
    home: Path,
    receiver: str,
    now: datetime,
    decision: Decision | None,
    remembered: Remembered,
    withdrawn: WithdrawnHere,
    at: datetime | None,
    mode: str | None,
) -> Examined:
    """Raises as `open_packet` what keeps anybody from deciding: nobody accepts what does not open, nor asks for a part
    of it."""
    try:
        opened = open_packet(packet, home, receiver, now, at=at, mode=mode)
    except HeldForClass:
        raise  # whoever has no key of the class refuses nothing of it either
    except (CryptoError, StationError, IntakeError) as error:
        refused = decision is not None and decision.verdict is Verdict.REJECTED
        if refused or (decision is None and isinstance(error, _OF_THE_PACKET)):
            return Examined((error,), None)
        raise
    file = packet_in(packet)
    return examine(opened, remembered, delivered_by(file), file.parent.parent, withdrawn)


def _reason(fault: Fault) -> Reason:
    return Reason(fault.code, fault.item if isinstance(fault, Finding) else "")


def _signing_key(home: Path) -> MachineKey:
    """Of the centre's answers: `centre/answer` where there is one, as where no gateway is; else that of its receipts.
    Raises KeyGone, KeyDamaged, UnsupportedKey, FileTrouble."""
    folder, name = home / "centre", "answer"
    if not (folder / f"{name}.pem").exists():
        folder, name = home / "gateway", "receipt"
    return load_machine_key(folder, folder / "secret", name)


def _after_the_last(packet: Path, now: datetime) -> datetime:
    """Stations keep the later of two answers: one that is decided anew is later, though the clock was put back since by
    as much as clocks may differ. What is further ahead no station believed."""
    last = answers_of(packet)[-1:]
    try:
        before = [decode_answer(cms.claimed_content(file.read_bytes())).answered_at for file in last]
    except (CryptoError, ValueError):
        return now  # `intake verify` names it
    return max([now, *(at + _LEAST for at in before if at <= now + CLOCK_SKEW)])


def _write(packet: Path, message: bytes) -> Path:
    """Beside the others, under the next number."""
    file = next_answer(packet)
    write_durably(file, message)
    sync(file.parent)
    return file
