"""One biometric record of each kind, and what holds such records, as the station writes them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from station.domain.record import RecordKind
from station.formats.ansi_nist.samples import face_record, grey_print, print_record, text_record
from station.formats.ansi_nist.transaction import AT_500, Transaction, about, write_transaction
from station.formats.iso19794.face import FaceData, FaceView, Landmark
from station.formats.iso19794.fields import NFIQ2, Certification, Quality
from station.formats.iso19794.finger import Compression, FingerView
from station.formats.iso19794.minutiae_2005 import Minutia, MinutiaeRecord, MinutiaeView, write_minutiae_record
from station.formats.lds.biometric_groups import write_dg2, write_dg3
from station.formats.records import write_face, write_finger

AT = datetime(2026, 11, 30, 8, 30, 1, 250_000, UTC)
FACE = FaceView(
    bytes.fromhex("0000000c6a5020200d0a870a") + bytes(40), 413, 531, FaceData.JP2, captured_at=AT, gender=2,
    qualities=(Quality(71, 1, 0x41),), pose=(1, 180, 2), technology=6, vendor=5, device=6,
    landmarks=(Landmark(1, 0x33, 150, 240),), certifications=(Certification(1, 2),),
)  # fmt: skip
FINGER = FingerView(
    2, bytes.fromhex("ffa0ffa4") + bytes(40), 300, 400, Compression.WSQ, AT, (Quality(61, *NFIQ2),), technology=1,
    vendor=5, device=6,
)  # fmt: skip
_FACES = {kind: write_face(kind, (FACE,)) for kind in RecordKind}
_FINGERS = {kind: write_finger(kind, (FINGER,)) for kind in RecordKind}

WRITTEN: Mapping[str, list[bytes]] = {
    "face record": [_FACES[RecordKind.ISO_19794_2011]],
    "finger record": [_FINGERS[RecordKind.ISO_19794_2011]],
    "face record of 2005": [_FACES[RecordKind.ISO_19794_2005]],
    "finger record of 2005": [_FINGERS[RecordKind.ISO_19794_2005]],
    "extensible face record": [_FACES[RecordKind.ISO_39794]],
    "extensible finger record": [_FINGERS[RecordKind.ISO_39794]],
    "data group 2": [write_dg2((_FACES[kind],)) for kind in RecordKind],
    "data group 3": [write_dg3(((2, _FINGERS[kind]), (7, _FINGERS[kind]))) for kind in RecordKind],
    "minutiae record": [
        write_minutiae_record(MinutiaeRecord((MinutiaeView(2, (Minutia(1, 10, 20, 64, 90),) * 3, 80),), 300, 400))
    ],
    "ANSI/NIST transaction": [
        write_transaction(
            Transaction(
                about("ENROL", AT, "AM1", "AM2", "T-1", prints_at=AT_500),
                (
                    text_record(0, {3: "a text"}),
                    grey_print(1, FINGER),
                    print_record(2, FINGER, "AM2"),
                    face_record(3, FACE, "AM2", 300),
                ),
            )
        )
    ],
}
"""By the names of tests/unit/test_hostile_bytes.py."""
