"""The signed container: ASiC-E with CAdES (ETSI EN 319 162-1).

    META-INF/ASiCManifest001.xml + signature001.p7s    the operator who captured, over every file of the content
    META-INF/ASiCManifest002.xml + signature002.p7s    the state officer who approved, over all that and signature 001
    META-INF/ASiCManifest003.xml + seal003-pq.p7s      where policy asks for it: the station, ML-DSA-65, over all that

The third keeps the other two believable when elliptic curves no longer are. It stands in a file of its own, because
OpenSSL before 3.5 refuses a message in which one signer is of a kind it does not know; and its name has no "signature"
in it, because whoever validates ASiC takes each file so named for one that must hold (docs/adr/0101). Version 0.1.0
called it signature003-pq.p7s: that name is read, never written.

Checking a manifest means writing it again from the files that are there and comparing bytes (station.packet.manifest).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crypto import cms
from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from crypto.trust import Purpose, TrustStore
from station.packet.archive import read_archive, write_archive
from station.packet.content import Content, PacketFile
from station.packet.errors import (
    AlreadyApproved,
    ContainerMalformed,
    ManifestMismatch,
    SignatureMissing,
    SignatureNotAllowed,
)
from station.packet.manifest import digest_of, manifest
from station.packet.persons import require_two_people

OPERATOR, OFFICER, STATION = 1, 2, 3  # numbers of the signatures
_POST_QUANTUM = "ML-DSA-65"
_META = "META-INF/"
_SEAL, _SEAL_BEFORE = f"{_META}seal003-pq.p7s", f"{_META}signature003-pq.p7s"


@dataclass(frozen=True)
class Verified:
    """A container whose digests and signatures hold. officer: None where it was not asked for. station: who gave the
    post-quantum signature, None where there is none."""

    content: Content
    operator: cms.Signer
    officer: cms.Signer | None
    station: cms.Signer | None = None


@dataclass(frozen=True)
class Moments:
    """By which moment the certificates must hold: the operator's; the officer's, and the station's where it signed."""

    operator: datetime
    officer: datetime


def sign_operator(content: Content, key: SigningKey, at: datetime, *, under_duress: bool = False) -> bytes:
    """The container with signature 001, which says under the seal whether it was forced. Raises KeyGone."""
    return write_archive((*content.files, *_signed(content.files, OPERATOR, key, at, under_duress)))


def approve(
    container: bytes, key: SigningKey, at: datetime, operator: Certificate, *, under_duress: bool = False
) -> bytes:
    """The container with signature 002 over what it holds. operator: who gave signature 001, as `verify` found.

    Raises SamePerson, PersonUnidentified, AlreadyApproved, SignatureMissing, ContainerMalformed, ContainerTooLarge,
    KeyGone.
    """
    files = read_archive(container)
    count = _signatures(files)
    if count >= OFFICER:
        raise AlreadyApproved
    if count != OPERATOR:
        raise SignatureMissing(number=OPERATOR)
    require_two_people(files[:-2], operator, key.certificate)
    return write_archive((*files, *_signed(files, OFFICER, key, at, under_duress)))


def stamped(container: bytes, stamp: Callable[[bytes], bytes]) -> bytes:
    """The container whose last signature is what `stamp` makes of it: the same with a time-stamp beside it. What signs
    next signs that too. Raises SignatureMissing, ContainerMalformed, ContainerTooLarge, and as `stamp`."""
    *before, last = read_archive(container)
    if not _signatures((*before, last)):
        raise SignatureMissing(number=OPERATOR)
    return write_archive((*before, PacketFile(last.path, stamp(last.data))))


def countersign(container: bytes, key: SigningKey, at: datetime) -> bytes:
    """The container with signature 003 over what it holds: `key` is the station's, of kind ML-DSA-65.

    Raises SignatureMissing where it is not approved, SignatureNotAllowed, ContainerMalformed, KeyGone.
    """
    files = read_archive(container)
    count = _signatures(files)
    if count > OFFICER:
        raise ContainerMalformed(reason="countersigned")
    if count != OFFICER:
        raise SignatureMissing(number=OFFICER)
    return write_archive((*files, *_signed(files, STATION, key, at)))


def verify(
    container: bytes, trust: TrustStore, at: datetime | Moments, *, approved: bool = True, scheme: str = ""
) -> Verified:
    """Check every digest, both signatures and the post-quantum one where it is there (001 only, and no other, when
    `approved` is False).

    at: the moment the certificates must hold. scheme: of people's identifiers, "" for any. Raises ContainerMalformed,
    ContainerTooLarge, ManifestMismatch, SignatureMissing, SignatureNotAllowed, SamePerson, PersonUnidentified, and what
    crypto.cms raises for a signature.
    """
    at = at if isinstance(at, Moments) else Moments(at, at)
    files = read_archive(container)
    count = _signatures(files)
    if not approved:
        if count != OPERATOR:
            raise SignatureMissing(number=OPERATOR)
        return Verified(Content(files[:-2]), _verified(files, OPERATOR, trust, Purpose.OPERATOR, at.operator), None)
    if count < OFFICER:
        raise SignatureMissing(number=OFFICER)
    by_officer = files[: len(files) - 2 * (count - OFFICER)]
    by_operator = by_officer[:-2]
    operator = _verified(by_operator, OPERATOR, trust, Purpose.OPERATOR, at.operator)
    officer = _verified(by_officer, OFFICER, trust, Purpose.OFFICER, at.officer)
    station = _verified(files, STATION, trust, Purpose.STATION, at.officer) if count == STATION else None
    require_two_people(by_operator[:-2], operator.certificate, officer.certificate, scheme)
    return Verified(Content(by_operator[:-2]), operator, officer, station)


def signatures(container: bytes) -> tuple[bytes, ...]:
    """001, 002 and what follows as they stand there, not verified.

    Raises SignatureMissing, ContainerMalformed, ContainerTooLarge.
    """
    files = read_archive(container)
    count = _signatures(files)
    if count < OFFICER:
        raise SignatureMissing(number=OFFICER)
    return tuple(file.data for file in files[len(files) - 2 * count + 1 :: 2])


def forced(container: bytes) -> bool:
    """Whether the operator or the officer says that their signature was forced; of a container that was verified.

    Raises ContainerMalformed, ContainerTooLarge, and what crypto.cms says of a signature.
    """
    people = {_signature_path(number) for number in (OPERATOR, OFFICER)}
    return any(cms.claims_duress(file.data) for file in read_archive(container) if file.path in people)


def _signed(
    files: Sequence[PacketFile], number: int, key: SigningKey, at: datetime, under_duress: bool | None = None
) -> tuple[PacketFile, PacketFile]:
    _require_kind(key.certificate, number)
    path = _signature_path(number)
    listing = manifest(files, path)
    return (
        PacketFile(_manifest_path(number), listing),
        PacketFile(path, cms.sign_detached(listing, key, at, under_duress)),
    )


def _verified(
    files: Sequence[PacketFile], number: int, trust: TrustStore, purpose: Purpose, at: datetime
) -> cms.Signer:
    """Check the last two of `files`, a manifest and its signature, against those before them."""
    *covered, listing, signature = files
    if listing.data != manifest(covered, signature.path):
        raise ManifestMismatch(file=_first_difference(covered, listing.data))
    signer = cms.verify_detached(signature.data, listing.data, trust, purpose, at)
    _require_kind(signer.certificate, number)
    return signer


def _require_kind(signer: Certificate, number: int) -> None:
    """A person's signature is one that stock tools verify; the third is the post-quantum one."""
    if (signer.key_algorithm == _POST_QUANTUM) != (number == STATION):
        raise SignatureNotAllowed(algorithm=signer.key_algorithm)


def _first_difference(files: Sequence[PacketFile], listing: bytes) -> str:
    """Path of the first file whose line the manifest does not hold; the manifest itself when all are there."""
    for file in files:
        if f'URI="{file.path}"'.encode() not in listing or digest_of(file.data).encode() not in listing:
            return file.path
    return "META-INF"


def _signatures(files: Sequence[PacketFile]) -> int:
    """How many signatures close the container. META-INF holds them and nothing else, in their order, at the end."""
    meta = [file.path for file in files if file.path.startswith(_META)]
    expected = [
        path for number in range(1, len(meta) // 2 + 1) for path in (_manifest_path(number), _signature_path(number))
    ]
    named = [_SEAL if path == _SEAL_BEFORE else path for path in meta]
    if named != expected or [file.path for file in files[len(files) - len(meta) :]] != meta or len(meta) > 2 * STATION:
        raise ContainerMalformed(reason="meta-inf")
    return len(meta) // 2


def _manifest_path(number: int) -> str:
    return f"{_META}ASiCManifest{number:03}.xml"


def _signature_path(number: int) -> str:
    return _SEAL if number == STATION else f"{_META}signature{number:03}.p7s"
