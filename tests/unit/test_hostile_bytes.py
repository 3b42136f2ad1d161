"""Every parser of bytes that come from outside, in one table: any bytes give a value or a typed error, bombs at once.

The same table with its limits stands in docs/security.md; `test_the_page_lists_them` holds the two together. What only
one parser can get wrong is tested beside that parser.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import cms, envelope
from crypto.certificate import Certificate, certificates_from_pem
from crypto.emrtd import tlv
from crypto.emrtd.active_authentication import read_dg15
from crypto.emrtd.apdu import Command, Response
from crypto.emrtd.chip.stored import read_chip
from crypto.emrtd.ciphers import Engine, Keys, Suite, pad
from crypto.emrtd.cvc import read_certificate
from crypto.emrtd.files import read_atr_info, read_cvca, read_dir
from crypto.emrtd.secure_messaging import Session
from crypto.emrtd.security_info import read_security_infos
from crypto.emrtd.verifier.certificate import read_certificate as read_issued_certificate
from crypto.emrtd.verifier.evidence import read_evidence
from crypto.emrtd.verifier.master_list import read_master_list
from crypto.emrtd.verifier.revocation import read_revocation_list
from crypto.emrtd.verifier.security_object import read_security_object
from crypto.errors import CryptoError
from crypto.evidence import evidence_in
from crypto.keys.api import DecryptionKey
from crypto.keys.receiver import load_receiver_key
from crypto.mosip import jws
from crypto.request import read_request
from crypto.revocation import RevocationList
from crypto.sealing import seal, unseal
from crypto.time_stamp import read_time_stamp
from crypto.time_stamp_request import read_answer
from crypto.trust import Purpose, TrustStore
from crypto.trust_folder import load_trust
from intake.acceptance.archived import read_archived
from intake.acceptance.declared import read_application, require_held_document, require_strokes
from intake.acceptance.pictures import require_picture
from intake.errors import IntakeError
from intake.gateway.admission import read_announcement
from intake.store.places import PLACES, read_places
from station.commands.script import load_script
from station.copies.copied import decode_copied
from station.copies.enclosure import decode_enclosure, verify_enclosure
from station.copies.state import decode_state
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.formats import note
from station.formats.ansi_nist.transaction import read_transaction
from station.formats.answer import decode_answer
from station.formats.checkpoint import read_checkpoint
from station.formats.iso19794.face_2005 import read_face_record_2005
from station.formats.iso19794.face_2011 import read_face_record
from station.formats.iso19794.finger_2005 import read_finger_record_2005
from station.formats.iso19794.finger_2011 import read_finger_record
from station.formats.iso19794.minutiae_2005 import read_minutiae_record
from station.formats.iso39794.face import read_face_block
from station.formats.iso39794.finger import read_finger_block
from station.formats.lds.biometric_groups import read_dg2, read_dg3, read_dg4
from station.formats.lds.com import read_com
from station.formats.lds.displayed import read_dg5, read_dg7
from station.formats.lds.document_details import read_dg12
from station.formats.lds.optional_details import read_dg13
from station.formats.lds.personal_details import read_dg11
from station.formats.lds.persons_to_notify import read_dg16
from station.formats.lds.zone import zone_in
from station.formats.mrz import parse, split_lines
from station.formats.proof import read_proof
from station.formats.receipt import decode_receipt
from station.formats.records import faces_in, fingers_in
from station.formats.tiles import read_bundle
from station.formats.witnessed import read_witnessed
from station.outbox.slip import decode_slip
from station.packet.archive import read_archive
from station.packet.envelope_policy import parse_policy
from station.policy.registry import parse_registry
from station.policy.rules import parse_rules
from station.policy.trusted import parse_roots, parse_trusted
from station.profiles import load
from station.profiles.laws import read_laws
from station.receivers.mosip.announcement import decode_announcement
from station.receivers.mosip.kept import decode_mosip_receipt
from station.receivers.osia.statement import decode_statement
from station.receivers.osia.submission import decode_submission
from station.settings import Settings, load_settings
from station.storage.backup import check_backup
from station.storage.vault import Vault
from tests.support.bombs import BYTES, der_bombs, text_bombs

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
AT = datetime(2026, 11, 24, tzinfo=UTC)
REFUSE = 3  # times what reading as much as text takes, of processor time: this machine may be busy or slow
TYPED = (CryptoError, StationError, IntakeError)
KEY, DRAFT = bytes(range(32)), EnrollmentId("00000000-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class World:
    """What some parsers want besides the bytes."""

    home: Settings
    folder: Path

    @cached_property
    def receiver(self) -> tuple[Certificate, DecryptionKey]:
        centre = self.home.intake_home / "centre"
        return load_receiver_key(centre, centre / "secret", "production")

    @cached_property
    def trust(self) -> TrustStore:
        return load_trust(self.home.trust)

    def decrypt(self, data: bytes) -> object:
        return envelope.decrypt(data, *self.receiver)

    def signed(self, data: bytes) -> object:
        return cms.verify_attached(data, self.trust, Purpose.INTAKE, AT)

    def enclosed(self, data: bytes) -> object:
        return verify_enclosure(data, self.trust, AT)

    def draft(self, data: bytes) -> object:
        """JSON that somebody sealed who had the data key."""
        vault, place = Vault(self.folder / "vault", KEY), self.folder / "vault" / DRAFT
        vault.begin(DRAFT)
        own_key = unseal(KEY, (place / "key.sealed").read_bytes(), f"{DRAFT}/key".encode())
        (place / "draft.sealed").write_bytes(seal(own_key, data, f"{DRAFT}/draft".encode()))
        return vault.load(DRAFT)

    def sealed_draft(self, data: bytes) -> object:
        vault, place = Vault(self.folder / "vault", KEY), self.folder / "vault" / DRAFT
        vault.begin(DRAFT)
        (place / "draft.sealed").write_bytes(data)
        return vault.load(DRAFT)

    def backup(self, data: bytes) -> object:
        (self.folder / "backup.tar").write_bytes(data)
        return check_backup(self.folder / "backup.tar")

    def settings(self, data: bytes) -> object:
        (self.folder / "config").mkdir(exist_ok=True)
        (self.folder / "config" / "station.toml").write_bytes(data)
        return load_settings(self.folder)

    def places(self, data: bytes) -> object:
        (self.folder / PLACES).write_bytes(data)
        return read_places(self.folder)

    def script(self, data: bytes) -> object:
        (self.folder / "script.toml").write_bytes(data)
        return load_script(self.folder / "script.toml")


Read = Callable[[World, bytes], Any]


def text(read: Callable[[str], Any]) -> Read:
    """For parsers of text: bytes that are none never reach them."""
    return lambda _, data: read(data.decode(errors="replace"))


def plain(read: Callable[[bytes], Any]) -> Read:
    return lambda _, data: read(data)


def announced(value: str) -> object:
    return read_announcement(value, value, value, value, value, value, value)


def secured(data: bytes) -> object:
    """With a good checksum over whatever it is: what a chip that lies can send."""
    session = Session(Keys.of(Suite.AES_128, b"secret"))
    mac = Engine(session.keys).mac(pad((1).to_bytes(16, "big") + data, 16))
    return session.unprotect(Response(data + tlv.write(0x8E, mac), 0x9000))


def lists(data: bytes) -> object:
    """Of buffers, of applications, of trust points: each may refuse what the others read."""
    found: list[object] = []
    for read in (read_atr_info, read_dir, read_cvca):
        with suppress(CryptoError):
            found.append(read(data))
    return found


VALUE = (ValueError,)  # of parsers of one form, whose callers give it a code
PARSERS: dict[str, tuple[Read, tuple[type[Exception], ...]]] = {
    "certificate": (plain(Certificate.from_der), TYPED),
    "certificates in PEM": (plain(certificates_from_pem), TYPED),
    "certificate request": (plain(read_request), TYPED),
    "revocation list": (plain(RevocationList.from_bytes), TYPED),
    "signed message": (World.signed, TYPED),
    "detached signature": (plain(cms.claimed_signer), TYPED),
    "time-stamp": (plain(read_time_stamp), TYPED),
    "evidence in a time-stamp": (plain(evidence_in), TYPED),
    "answer of an authority of time-stamps": (plain(read_answer), TYPED),
    "envelope": (World.decrypt, TYPED),
    "signed word of a MOSIP receiver": (text(lambda word: jws.verify_detached(word, b"", None, AT)), TYPED),  # type: ignore[arg-type]
    "container": (plain(read_archive), TYPED),
    "augmented copy": (plain(read_archived), TYPED),
    "sealing policy": (plain(parse_policy), TYPED),
    "rules of policy": (plain(parse_rules), TYPED),
    "registry of policy": (plain(parse_registry), TYPED),
    "trust of policy": (plain(parse_trusted), TYPED),
    "roots in the root of policy": (text(lambda pem: parse_roots({"operator": pem})), TYPED),
    "receipt": (plain(decode_receipt), VALUE),
    "answer of the centre": (plain(decode_answer), VALUE),
    "application at the centre": (plain(read_application), VALUE),
    "held document at the centre": (plain(require_held_document), VALUE),
    "strokes at the centre": (plain(require_strokes), VALUE),
    "PNG picture at the centre": (plain(lambda data: require_picture(data, "image/png", 9, 9)), VALUE),
    "JPEG 2000 picture at the centre": (plain(lambda data: require_picture(data, "image/jp2", 9, 9)), VALUE),
    "WSQ picture at the centre": (plain(lambda data: require_picture(data, "image/x-wsq", 9, 9)), VALUE),
    "places of the centre's copies": (World.places, TYPED),
    "slip beside a packet": (plain(decode_slip), VALUE),
    "state of a copy": (plain(decode_state), VALUE),
    "enclosure of a copy": (plain(decode_enclosure), VALUE),
    "signed enclosure of a copy": (World.enclosed, TYPED),
    "what was copied last": (plain(decode_copied), VALUE),
    "MOSIP receipt": (plain(decode_mosip_receipt), VALUE),
    "OSIA statement": (plain(decode_statement), VALUE),
    "announcement to MOSIP": (plain(decode_announcement), VALUE),
    "OSIA submission": (plain(decode_submission), VALUE),
    "signed note": (text(note.read_note), VALUE),
    "checkpoint": (text(lambda body: read_checkpoint(note.read_note(body))), VALUE),
    "key of a log": (text(note.read_verifier), VALUE),
    "inclusion proof": (plain(read_proof), VALUE),
    "what a witness saw": (plain(read_witnessed), VALUE),
    "bundle of log entries": (plain(read_bundle), VALUE),
    "finger record": (plain(read_finger_record), TYPED + VALUE),
    "face record": (plain(read_face_record), TYPED + VALUE),
    "finger record of 2005": (plain(read_finger_record_2005), TYPED),
    "face record of 2005": (plain(read_face_record_2005), TYPED),
    "extensible finger record": (plain(read_finger_block), TYPED),
    "extensible face record": (plain(read_face_block), TYPED),
    "data group 2": (plain(lambda data: [faces_in(item.record) for item in read_dg2(data)]), TYPED),
    "data group 3": (plain(lambda data: [fingers_in(item.record) for item in read_dg3(data)]), TYPED),
    "data group 4": (plain(read_dg4), TYPED),
    "EF.COM": (plain(read_com), TYPED),
    "data group 1": (plain(zone_in), TYPED),
    "data groups 5 and 7": (plain(lambda data: (read_dg5(data), read_dg7(data))), TYPED),
    "data groups 11 to 13": (plain(lambda data: (read_dg13(data), read_dg11(data), read_dg12(data))), TYPED),
    "data group 16": (plain(read_dg16), TYPED),
    "minutiae record": (plain(read_minutiae_record), TYPED),
    "ANSI/NIST transaction": (plain(read_transaction), TYPED),
    "what is written into a chip of ours": (plain(read_chip), TYPED),
    "command to a chip": (plain(Command.decode), TYPED),
    "answer of a chip": (plain(lambda data: tlv.objects(Response.decode(data).data)), TYPED),
    "secured answer of a chip": (plain(secured), TYPED),
    "security infos of a chip": (plain(lambda data: read_security_infos(data, "EF.CardAccess")), TYPED),
    "data group 15": (plain(read_dg15), TYPED),
    "security object of a document": (plain(read_security_object), TYPED),
    "certificate of an issuing State": (plain(read_issued_certificate), TYPED),
    "revocation list of a State": (plain(read_revocation_list), TYPED),
    "master list": (plain(lambda data: read_master_list(data, ())), TYPED),
    "evidence of a chip": (plain(read_evidence), TYPED),
    "card verifiable certificate": (plain(read_certificate), TYPED),
    "lists of a chip": (plain(lists), TYPED),
    "machine-readable zone": (text(lambda zone: parse(split_lines(zone))), TYPED),
    "headers of a delivery": (text(announced), TYPED),
    "sealed draft": (World.sealed_draft, TYPED),
    "draft": (World.draft, TYPED),
    "backup": (World.backup, TYPED),
    "settings": (World.settings, TYPED),
    "script": (World.script, TYPED),
    "service profile": (lambda _, data: load(data, "service.toml"), ()),
    "days of laws": (lambda _, data: read_laws(data, "laws.toml"), ()),
}


@pytest.fixture
def world(demo_keys: Path, tmp_path: Path) -> World:
    return World(load_settings(demo_keys), tmp_path)


BYTES_OF_ANY_KIND = (
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.sampled_from([bomb for make in (der_bombs, text_bombs) for bomb in make(5_000).values()])
    | st.sampled_from(
        [b"", b"{}", b"[]", b"null", b"0", b'"', b"\xff\xfe", b"{" * 3, b"NaN", b"1e999999", b"\x00" * 64]
    )
)


@pytest.mark.parametrize("name", PARSERS)
@given(data=BYTES_OF_ANY_KIND)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_value_or_a_typed_error(name: str, data: bytes, world: World) -> None:
    read, errors = PARSERS[name]
    with suppress(*errors):
        read(world, data)


def bombs() -> Iterator[tuple[str, bytes]]:
    yield from der_bombs().items()
    yield from text_bombs().items()


@pytest.mark.parametrize("name", PARSERS)
def test_ten_megabytes_are_refused_at_once(name: str, world: World) -> None:
    """Processor time of this thread, beside a floor of the same minute: a careless parser takes seconds."""
    read, errors = PARSERS[name]
    with suppress(*errors):
        read(world, b"")  # what it loads once is loaded
    started = thread_time()
    (b"\xff" * BYTES).decode(errors="replace")
    floor = thread_time() - started
    for kind, bomb in bombs():
        assert len(bomb) >= BYTES * 0.9
        assert any(_spent(read, errors, world, bomb) < REFUSE * floor for _ in range(3)), kind


def _spent(read: Read, errors: tuple[type[Exception], ...], world: World, data: bytes) -> float:
    """Seconds of this thread. One look may fall together with a collection of garbage: three do not."""
    started = thread_time()
    with suppress(*errors):
        read(world, data)
    return thread_time() - started


def test_the_page_lists_them() -> None:
    rows = [
        line.split("|")[1].strip() for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")
    ]
    assert [name for name in PARSERS if name not in rows] == []
