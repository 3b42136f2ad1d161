"""What the centre finds in a packet that opened: by signatures and digests it holds; this is about what it holds.

A finding is never raised: each is told, and an answer is made of all of them (intake.acceptance.judging).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intake.acceptance.asked import asked_here
from intake.acceptance.contexts import Again, Overridden
from intake.acceptance.declared import Declared, read_application, require_held_document, require_strokes
from intake.acceptance.errors import (
    ContainerTwice,
    ContentUndeclared,
    EnrollmentTwice,
    Fault,
    FilesDiffer,
    Finding,
    LogNotShown,
    OtherStationInside,
    PictureUnfit,
    Withdrawn,
    WithdrawsUnknown,
)
from intake.acceptance.excepted import NOTHING_EXCEPTED, Excepted, unproven
from intake.acceptance.opened import Entry, Remembered
from intake.acceptance.opening import Opened
from intake.acceptance.pictures import require_picture
from intake.acceptance.records import picture_of, require_record
from intake.acceptance.withdrawn import WithdrawnHere
from station.domain.modes import PRACTISED
from station.domain.outbox import PacketId
from station.formats.proof import read_proof
from station.packet import layout

_STROKES = layout.strokes("application/json")


@dataclass(frozen=True)
class Examined:
    """entry: what is remembered of the packet; None where the application does not say of which enrollment it is.
    again: of which earlier packet it gives which items; None for an application of its own. items: what of it may be
    asked for once more. excepted: what is not taken, and why. overrides: what is taken though a rule refused it.
    application: False of a request. withdraws: id of the packet that it takes back; "" of any other."""

    findings: tuple[Fault, ...]
    entry: Entry | None
    again: Again | None = None
    items: tuple[str, ...] = ()
    excepted: Excepted = NOTHING_EXCEPTED
    overrides: Mapping[str, Overridden] = field(default_factory=dict)
    application: bool = True
    withdraws: str = ""


def examine(
    opened: Opened,
    remembered: Remembered,
    delivered_by: str = "",
    store: Path | None = None,
    withdrawn: WithdrawnHere | None = None,
) -> Examined:
    """remembered: packets that were judged here before. delivered_by: fingerprint of the certificate that the receipt
    names; "" where there is none. store: where the folders of other packets are, if there is one. withdrawn: what was
    taken back."""
    files = {file.path: file.data for file in opened.verified.content.files}
    try:
        declared = read_application(files.get(layout.APPLICATION, b""))
    except ValueError as error:
        return Examined((ContentUndeclared(layout.APPLICATION, str(error)),), None)
    entry = Entry.of(opened.packet_id, opened.container, declared.enrollment_id)
    found = (
        *_content(declared, files),
        *_station(declared, opened, delivered_by, files.get(layout.AUDIT_PROOF, b"")),
        *_before(entry, remembered),
        *unproven(declared.excepted),
        *(asked_here(declared.again, store and store / declared.again.packet) if declared.again is not None else ()),
        *_taken_back(declared, opened.packet_id, store, withdrawn),
    )
    what = (declared.items, declared.excepted, declared.overrides, declared.application, declared.withdraws)
    return Examined(found, entry, declared.again, *what)


def _taken_back(
    declared: Declared, packet_id: PacketId, store: Path | None, withdrawn: WithdrawnHere | None
) -> Iterator[Finding]:
    """Itself, or the packet that it completes; and that what it takes back is here."""
    if declared.withdraws and not (store is not None and (store / declared.withdraws).is_dir()):
        yield WithdrawsUnknown(layout.APPLICATION, declared.withdraws)
    completes = () if declared.again is None else (declared.again.packet,)
    for each in (packet_id, *completes):
        if withdrawn is not None and (by := withdrawn.by(each)):
            yield Withdrawn(reason=by)


def _content(declared: Declared, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Digests were recomputed at the opening, against what was signed; here against what the application names."""
    known = {layout.APPLICATION, layout.AUDIT_PROOF, *declared.paths}
    for path in sorted(known ^ files.keys()):
        if path != layout.AUDIT_PROOF and not layout.is_referral(path):  # the first: told by whether the log is shown
            yield FilesDiffer(path, "missing" if path in known else "unnamed")
    for picture in declared.pictures:
        if picture.path in files:
            try:
                require_picture(files[picture.path], picture.media_type, picture.width, picture.height)
            except ValueError as error:
                yield PictureUnfit(picture.path, str(error), picture.item if picture.item in declared.items else "")
    for name, said in declared.records.items():
        if said.ref in files and picture_of(name) in files:
            try:
                require_record(files[said.ref], name, said, files[picture_of(name)])
            except ValueError as error:
                yield PictureUnfit(said.ref, str(error))
    for path, require in ((layout.HELD_DOCUMENT, require_held_document), (_STROKES, require_strokes)):
        if path in declared.paths and path in files:
            try:
                require(files[path])
            except ValueError as error:
                yield ContentUndeclared(path, str(error))


def _station(declared: Declared, opened: Opened, delivered_by: str, proof: bytes) -> Iterator[Finding]:
    """The inside names the station that captured, by the certificate that opens its connections, which may be another
    than the one that seals; that both are one station's the gateway saw to. It names its log too. Of training both are
    those of work in earnest, which is another key's: then only that there is a log is asked for."""
    practised = declared.mode in PRACTISED
    if not practised and declared.station not in (opened.station.certificate.fingerprint, delivered_by):
        yield OtherStationInside(layout.APPLICATION)
    if opened.proof is None:
        try:
            read_proof(proof)
        except ValueError:
            yield LogNotShown(layout.AUDIT_PROOF, "form" if proof else "missing")
        else:
            if not practised:
                yield LogNotShown(layout.AUDIT_PROOF, "signer")


def _before(entry: Entry, remembered: Remembered) -> Iterator[Finding]:
    for other in remembered.before(entry):
        if other.container == entry.container:
            yield ContainerTwice(reason=other.packet_id)
        else:
            yield EnrollmentTwice(reason=other.packet_id)
