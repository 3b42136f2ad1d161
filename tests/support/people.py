"""One invented applicant with everything a passport needs, and the bytes of their samples."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256

import numpy as np

from station.domain.capture import InkPoint
from station.domain.document import DocumentKind, DocumentSource, TravelDocument
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.exceptions import exception_in
from station.domain.operator import CredentialId, Operator, Role
from station.domain.sample import (
    BiometricException,
    Blob,
    CaptureDevice,
    Digest,
    ExceptionReason,
    Finger,
    FingerImage,
    Modality,
    Portrait,
    QualityScore,
    Samples,
    SignatureSample,
    Slap,
    SlapImpression,
)
from station.domain.subject import (
    BiographicData,
    Contact,
    LatinSource,
    Name,
    PsnKind,
    PublicServiceNumber,
    Sex,
)
from station.domain.value import FieldValue, Source
from station.formats.face_image import encode_jp2, encode_png
from station.formats.signature_image import draw_png, encode_strokes
from station.packet import content
from station.packet.application import PacketContext
from station.packet.content import Content
from station.packet.part import Part, joined
from station.steps.applicant import content as applicant
from station.steps.document import content as held
from station.steps.face import content as face
from station.steps.signature import content as signature
from station.steps.slaps import content as slaps
from tests.support.clock import NOW

ENROLLMENT_ID = EnrollmentId("7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11")
OPERATOR = Operator(
    CredentialId("ab" * 32), "Անի Հակոբյան", "Partner", frozenset({Role.OPERATOR}), "EI:AM-1", "cd" * 32
)
CAMERA = CaptureDevice("sim_camera:head:1", "Simulated", "Head", serial="1", simulated=True)
SCANNER = CaptureDevice("sim_fingerprint:slap:1", "Simulated", "Slap", serial="1", simulated=True)
PAD = CaptureDevice("sim_signature:pad:1", "Simulated", "Pad", serial="1", simulated=True)
STARTED = NOW - timedelta(minutes=12)

PERSON = BiographicData(
    primary_identifier=Name("ՀՈՎՀԱՆՆԻՍՅԱՆ", "HOVANNESIAN", LatinSource.FOREIGN_BIRTH_DOC, "US-1234567"),
    secondary_identifier=Name("ԱՆԻ", "ANI"),
    patronymic_armenian="ԱՐԱՄԻ",
    birth_date=date(1990, 6, 15),
    birth_place="Գյումրի",
    sex=Sex.FEMALE,
    nationality="ARM",
    psn=PublicServiceNumber(PsnKind.PSN, "6506901230"),
    contact=Contact(phone="+37491000000", email="ani@example.org", address="Երևան, Փողոց 1"),
)
DOCUMENT = TravelDocument(
    DocumentKind.PASSPORT,
    "AX0000000",
    "ARM",
    date(2030, 1, 2),
    DocumentSource.MRZ_TYPED,
    ("PPARMHOVHANNISYAN<<ANI<<<<<<<<<<<<<<<<<<<<<<", "AX00000009ARM9006153F36091495506901230<<<<54"),
)


@dataclass
class Shelf:
    """Blobs by digest, in memory."""

    held: dict[Digest, bytes] = field(default_factory=dict)

    def put(self, data: bytes, media_type: str, width: int = 0, height: int = 0, ppi: int = 0) -> Blob:
        digest = Digest(sha256(data).hexdigest())
        self.held[digest] = data
        return Blob(digest, media_type, len(data), width, height, ppi)

    def get(self, digest: Digest) -> bytes:
        return self.held[digest]


def enrollment(shelf: Shelf, *, noise_bytes: int = 0) -> Enrollment:
    """Everything captured, left little finger bandaged, both thumbs missing; each slap's picture weighs noise_bytes."""
    made, held = _made(noise_bytes)
    shelf.held.update(held)
    return made


@cache
def _made(noise_bytes: int) -> tuple[Enrollment, dict[Digest, bytes]]:
    shelf = Shelf()
    rng = np.random.default_rng(7)
    crop = rng.integers(0, 256, (531, 413, 3), dtype=np.uint8)
    source = rng.integers(0, 256, (60, 80, 3), dtype=np.uint8)
    portrait = Portrait(
        shelf.put(encode_png(source), "image/png", 80, 60),
        shelf.put(encode_jp2(crop), "image/jp2", 413, 531, 300),
        CAMERA,
        STARTED + timedelta(minutes=3),
        automatic=True,
        quality=(QualityScore("Sharpness", "own-1", 71, 21.5), QualityScore("UnifiedQualityScore", "", None)),
    )
    impressions = tuple(_slap(shelf, slap, rng, noise_bytes) for slap in (Slap.RIGHT_FOUR, Slap.LEFT_FOUR))
    points = tuple(InkPoint(5 + t / 10, 10 + (t % 20) / 4, t * 8, 0.5, down=t != 120) for t in range(121))
    picture, width, height = draw_png(points, (100.0, 40.0))
    ink = SignatureSample(
        shelf.put(encode_strokes(points, (100.0, 40.0)), "application/json"),
        shelf.put(picture, "image/png", width, height, 300),
        PAD,
        STARTED + timedelta(minutes=9),
    )
    exceptions = (
        BiometricException(Finger.LEFT_LITTLE, ExceptionReason.BANDAGED),
        BiometricException(Finger.LEFT_THUMB, ExceptionReason.AMPUTATED),
        BiometricException(Finger.RIGHT_THUMB, ExceptionReason.UNABLE),
    )
    made = Enrollment(
        ENROLLMENT_ID,
        "biometric_passport",
        STARTED,
        OPERATOR,
        "review",
        {"surname_hy": FieldValue("ՀՈՎՀԱՆՆԻՍՅԱՆ", Source.TYPED, STARTED, OPERATOR.credential_id)},
        Samples(portrait, impressions, ink),
        captured_by=(OPERATOR,),
    )
    return replace(made.with_exceptions(exceptions), samples=made.samples), shelf.held


def _slap(shelf: Shelf, slap: Slap, rng: np.random.Generator, noise_bytes: int) -> SlapImpression:
    height = max(40, noise_bytes // 1600)
    platen = rng.integers(0, 256, (height, 1600 if noise_bytes else 50), dtype=np.uint8)
    fingers = tuple(
        FingerImage(
            finger,
            shelf.put(f"WSQ of {finger.name}".encode(), "image/x-wsq", 300, 400, 500),
            QualityScore("NFIQ2", "2.3", None if finger is Finger.RIGHT_RING else 50 + finger),
        )
        for finger in slap.fingers
        if finger is not Finger.LEFT_LITTLE
    )
    source = shelf.put(encode_png(platen, 500), "image/png", platen.shape[1], platen.shape[0], 500)
    return SlapImpression(slap, 1, source, fingers, SCANNER, STARTED + timedelta(minutes=6))


def context(made: Enrollment) -> PacketContext:
    return PacketContext(
        procedure=made.procedure,
        mode="demo",
        station_id="cd" * 32,
        desk="Desk 1",
        software_version="0.1.0",
        policy_versions={"age": "1", "slaps": "1"},
        simulated=True,
        audit_proof_json=b'{"checkpoint":""}',
    )


def given(made: Enrollment, person: BiographicData | None = PERSON, document: TravelDocument | None = DOCUMENT) -> Part:
    """What the passport's steps put into the packet: of this person, and all that was captured."""
    samples = made.samples
    return joined(
        (
            Part() if person is None else applicant.part(person),
            Part() if document is None else held.part(document),
            face.part(samples.portrait, exception_in(made.items, Modality.FACE)),
            slaps.part(samples.slaps, exception_in(made.items, Modality.FINGERS)),
            signature.part(samples.signature, exception_in(made.items, Modality.SIGNATURE)),
        )
    )


def build(made: Enrollment, shelf: Shelf, document: TravelDocument | None = DOCUMENT) -> Content:
    """The content of a packet of PERSON."""
    return content.build(made, given(made, PERSON, document), shelf.get, context(made))


def without_fingers(made: Enrollment) -> Enrollment:
    return replace(made, samples=replace(made.samples, slaps=()), items=())
