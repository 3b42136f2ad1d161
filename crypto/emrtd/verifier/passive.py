"""A document verified: passive authentication, and what may be concluded from it (Doc 9303 part 11 clauses 5, 6)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from crypto.emrtd import tlv
from crypto.emrtd.active_authentication import read_dg15
from crypto.emrtd.errors import ChipNotAuthentic, MalformedFile, UnsupportedAlgorithm
from crypto.emrtd.files import CARD_SECURITY, COM, DATA_GROUPS, GROUP_TAGS, SOD
from crypto.emrtd.security_info import SecurityInfos, read_security_infos
from crypto.emrtd.signatures import digest
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.checks import Check, Name, Status
from crypto.emrtd.verifier.document import Document, listed_groups, read_zone
from crypto.emrtd.verifier.findings import (
    Downgraded,
    GroupChanged,
    GroupNotRead,
    GroupNotSigned,
    KeyNotBound,
    ListsDiffer,
    NothingToCompare,
    NotUnderSignature,
    OtherDocument,
    SodUnreadable,
    StatesDiffer,
)
from crypto.emrtd.verifier.proofs import ActiveProof, ChipProof, MappingProof, Refused
from crypto.emrtd.verifier.revocation import RevocationLists
from crypto.emrtd.verifier.security_object import SecurityObject, read_security_object
from crypto.emrtd.verifier.signed_data import read_signed_data
from crypto.emrtd.verifier.signer_checks import Signed, check_signer
from crypto.errors import CryptoError

CARD_SECURITY_CONTENT = "0.4.0.127.0.7.3.2.1"
MAX_CARD_SECURITY = 64 * 1024
Letters = Callable[[str], str | None]
"""The two letters of a State by those of a zone (Doc 9303 part 3 clause 5); None where there is none."""


@dataclass(frozen=True)
class Knowledge:
    """What a verification stands on besides the document. letters: None where there is no table of States."""

    authorities: Authorities
    lists: RevocationLists = field(default_factory=RevocationLists)
    letters: Letters | None = None


def verify(document: Document, known: Knowledge, now: datetime) -> tuple[Check, ...]:
    """Every check there is, in one order, done or not. Raises nothing for what a document can have."""
    return tuple(_checks(document, known, now))


def _checks(document: Document, known: Knowledge, now: datetime) -> Iterator[Check]:
    yield _access(document)
    read = _sod(document)
    if isinstance(read, Check):
        yield read
        yield Check.not_done(Name.SIGNATURE, NotUnderSignature())
        hashes, signed = {}, Signed(())
    else:
        yield Check.passed(Name.SOD)
        signed = check_signer(read.signed, Name.SIGNATURE, known.authorities, known.lists, now)
        hashes = read.hashes
    yield from signed.checks
    groups = tuple(_groups(document, None if isinstance(read, Check) else read, signed))
    yield from groups
    bound = frozenset(each.about for each in groups if each.status is Status.PASSED and signed.proven)
    yield _lists(document, hashes, signed)
    yield from _zone(document, signed, known.letters, bound)
    yield from _chip(document, bound, known, now)


def _access(document: Document) -> Check:
    if document.downgraded is not None:
        return Check.failed(Name.ACCESS, Downgraded(by=document.by, reason=document.downgraded))
    return Check.passed(Name.ACCESS, notes=(document.by,))


def _sod(document: Document) -> SecurityObject | Check:
    if SOD.name not in document.files:
        return Check.not_done(Name.SOD, GroupNotRead(file=SOD.name))
    try:
        return read_security_object(document.files[SOD.name])
    except UnsupportedAlgorithm as error:
        return Check.not_supported(Name.SOD, error)
    except CryptoError as error:
        return Check.failed(Name.SOD, SodUnreadable(reason=error.code))


def _groups(document: Document, sod: SecurityObject | None, signed: Signed) -> Iterator[Check]:
    """Hashes count only under a signature that holds: without one nothing is compared."""
    if sod is None or signed.by is None:
        for number in document.groups:
            yield Check.not_done(Name.GROUP, NotUnderSignature(), DATA_GROUPS[number].name)
        return
    read = document.groups
    for number in sorted(sod.hashes.keys() | read.keys()):
        name = f"DG{number}"
        if number not in sod.hashes:
            yield Check.failed(Name.GROUP, GroupNotSigned(file=name), name)
        elif number not in read:
            yield Check.not_done(Name.GROUP, GroupNotRead(file=name), name)
        elif digest(sod.hash, read[number]) != sod.hashes[number]:
            yield Check.failed(Name.GROUP, GroupChanged(file=name), name)
        else:
            yield Check.passed(Name.GROUP, name)


def _lists(document: Document, hashes: dict[int, bytes], signed: Signed) -> Check:
    if COM.name not in document.files:
        return Check.not_done(Name.LISTS, GroupNotRead(file=COM.name))
    if signed.by is None:
        return Check.not_done(Name.LISTS, NotUnderSignature())
    try:
        listed = listed_groups(document.files[COM.name])
    except MalformedFile as error:
        return Check.failed(Name.LISTS, error)
    if differ := listed ^ hashes.keys():
        return Check.failed(Name.LISTS, ListsDiffer(groups=", ".join(f"DG{number}" for number in sorted(differ))))
    return Check.passed(Name.LISTS)


def _zone(document: Document, signed: Signed, letters: Letters | None, bound: frozenset[str]) -> Iterator[Check]:
    names = (Name.ZONE, Name.STATES)
    if 1 not in document.groups:
        yield from (Check.not_done(name, GroupNotRead(file="DG1")) for name in names)
        return
    try:
        zone = read_zone(document.groups[1])
    except MalformedFile as error:
        yield from (Check.failed(name, error) for name in names)
        return
    if document.mrz is None:
        yield Check.not_done(Name.ZONE, NothingToCompare())
    elif zone.key.information != document.mrz.information:
        yield Check.failed(Name.ZONE, OtherDocument())
    else:
        yield Check.passed(Name.ZONE)
    state = None if letters is None else letters(zone.state)
    if "DG1" not in bound:
        yield Check.not_done(Name.STATES, NotUnderSignature())
    elif state is None:
        yield Check.not_done(Name.STATES, NothingToCompare())
    elif state != signed.state:
        yield Check.failed(Name.STATES, StatesDiffer(zone=zone.state, signer=signed.state))
    else:
        yield Check.passed(Name.STATES)


def _chip(document: Document, bound: frozenset[str], known: Knowledge, now: datetime) -> Iterator[Check]:
    infos = _infos(document)

    def chip(proof: ChipProof) -> None:
        proof.verify(infos)

    def active(proof: ActiveProof) -> None:
        declared = infos.active_hash if "DG14" in bound else None
        proof.verify(read_dg15(document.groups[15]), declared)

    yield _proven(Name.CHIP_AUTHENTICATION, document.chip, chip, "DG14", document, bound)
    yield _proven(Name.ACTIVE_AUTHENTICATION, document.active, active, "DG15", document, bound)
    yield from _mapping(document, known, now)


def _proven(
    name: Name,
    proof: ChipProof | ActiveProof | MappingProof | Refused | None,
    verified: Callable[..., None],
    file: str,
    document: Document,
    bound: frozenset[str],
) -> Check:
    """Only a key that the State has signed for says that the chip is the State's."""
    if proof is None:
        return Check.not_done(name, Refused("").error)
    if isinstance(proof, Refused):
        refused = Check.not_done if proof.status else Check.not_supported
        return refused(name, proof.error)
    if file not in document.files:
        return Check.not_done(name, GroupNotRead(file=file))
    try:
        verified(proof)
    except ChipNotAuthentic as error:
        return Check.failed(name, error)
    except UnsupportedAlgorithm as error:
        return Check.not_supported(name, error)
    except CryptoError as error:
        return Check.failed(name, error)
    return Check.passed(name) if file in bound else Check.failed(name, KeyNotBound(file=file))


def _infos(document: Document) -> SecurityInfos:
    """Of DG14; nothing where it cannot be read, which its hash says already."""
    try:
        return read_security_infos(tlv.one(document.groups[14], GROUP_TAGS[14]), "DG14")
    except (KeyError, CryptoError):
        return SecurityInfos()


def _mapping(document: Document, known: Knowledge, now: datetime) -> Iterator[Check]:
    """EF.CardSecurity is signed by itself: its own signer must lead to the State."""
    file, name = CARD_SECURITY.name, Name.CARD_SECURITY
    if file not in document.files:
        yield Check.not_done(name, GroupNotRead(file=file))
        yield _proven(Name.CHIP_MAPPING, document.mapping, _nothing, file, document, frozenset())
        return
    try:
        data = read_signed_data(document.files[file], MAX_CARD_SECURITY)
        if data.type != CARD_SECURITY_CONTENT:
            raise MalformedFile(file=file, reason="type")
        infos = read_security_infos(data.content, file)
    except CryptoError as error:
        refused = Check.not_supported if isinstance(error, UnsupportedAlgorithm) else Check.failed
        yield refused(name, error)
        yield Check.not_done(Name.CHIP_MAPPING, NotUnderSignature())
        return
    signed = check_signer(data, name, known.authorities, known.lists, now)
    yield from (Check(each.name, each.status, each.reason, file, each.notes) for each in signed.checks)

    def mapping(proof: MappingProof) -> None:
        proof.verify(infos)

    bound = frozenset({file} if signed.proven else ())
    yield _proven(Name.CHIP_MAPPING, document.mapping, mapping, file, document, bound)


def _nothing(_: object) -> None:
    """Never asked: there is no file that a key would stand in."""
