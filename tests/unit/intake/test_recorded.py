"""Biometric records in a packet, as the centre examines them: each of its kind, of its sample, with the packet's
picture."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.acceptance.findings import examine
from intake.acceptance.judging import judge
from intake.acceptance.opened import Remembered
from station.domain.answers import Verdict
from station.domain.record import RecordKind
from station.formats.iso19794.face import FaceData, FaceView
from station.formats.iso19794.finger import Compression, FingerView
from station.formats.records import write_face, write_finger
from tests.support.centre import Centre, centre
from tests.support.clock import NOW
from tests.support.judged import change, container_of, opened_as, sealed_by
from tests.support.pki import Pki

__all__ = ["centre"]

PORTRAIT, INDEX = "biometrics/face/portrait", "biometrics/fingers/right_index"
KIND = RecordKind.ISO_39794
Files = dict[str, bytes]
Spoil = Callable[[Files], object]


def face(picture: bytes, kind: RecordKind = KIND, times: int = 1) -> bytes:
    return write_face(kind, (FaceView(picture, 413, 531, FaceData.JP2),) * times)


def finger(picture: bytes, position: int = 2, kind: RecordKind = KIND) -> bytes:
    return write_finger(kind, (FingerView(position, picture, 300, 400, Compression.WSQ),))


def recorded(files: Files) -> None:
    """With a record of the portrait and of one finger."""
    files[f"{PORTRAIT}.bdb"] = face(files[f"{PORTRAIT}.jp2"])
    files[f"{INDEX}.bdb"] = finger(files[f"{INDEX}.wsq"])
    names = {"portrait": PORTRAIT, "right_index": INDEX}
    said = {name: {"kind": KIND.value, "ref": f"{path}.bdb"} for name, path in names.items()}
    change(files, lambda value: value["contextualData"].update(format=13, records=said))


def found(pki: Pki, home: Path, spoil: Spoil = lambda _: None) -> list[tuple[str, str]]:
    """Code, and which item, of each finding."""

    def both(files: Files) -> None:
        recorded(files)
        spoil(files)

    findings = examine(opened_as(pki, both), Remembered(home / "opened")).findings
    return [(each.code, getattr(each, "item", "")) for each in findings]


def told(how: Callable[[dict[str, Any]], object]) -> Spoil:
    return lambda files: change(files, lambda value: how(value["contextualData"]["records"]))


def put(path: str, make: Callable[[Files], bytes]) -> Spoil:
    return lambda files: files.update({path: make(files)})


def test_sound_records_are_found_nothing_in(pki: Pki, tmp_path: Path) -> None:
    assert found(pki, tmp_path) == []


def test_a_packet_with_them_is_opened_and_accepted(centre: Centre, pki: Pki) -> None:
    shutil.copytree(pki.intake_home / "gateway", centre.home / "gateway")
    folder = centre.receive(sealed_by(pki, container_of(pki, recorded)), pki.station.certificate, NOW)
    done = judge(folder, centre.home, "production", NOW + timedelta(days=1))
    assert (done.answer.verdict, done.findings) == (Verdict.ACCEPTED, ())


@pytest.mark.parametrize("kind", RecordKind)
def test_of_every_kind(pki: Pki, tmp_path: Path, kind: RecordKind) -> None:
    def of_kind(files: Files) -> None:
        files[f"{PORTRAIT}.bdb"] = face(files[f"{PORTRAIT}.jp2"], kind)
        files[f"{INDEX}.bdb"] = finger(files[f"{INDEX}.wsq"], 2, kind)
        told(lambda said: [each.update(kind=kind.value) for each in said.values()])(files)

    assert found(pki, tmp_path, of_kind) == []


@pytest.mark.parametrize(
    ("spoil", "item"),
    [
        (put(f"{PORTRAIT}.bdb", lambda _: b"no record"), "portrait"),
        (put(f"{PORTRAIT}.bdb", lambda files: files[f"{PORTRAIT}.bdb"][:-1]), "portrait"),
        (put(f"{PORTRAIT}.bdb", lambda _: face(b"another picture")), "portrait"),
        (put(f"{PORTRAIT}.bdb", lambda files: face(files[f"{PORTRAIT}.jp2"], times=2)), "portrait"),
        (put(f"{PORTRAIT}.bdb", lambda files: finger(files[f"{INDEX}.wsq"])), "portrait"),
        (put(f"{PORTRAIT}.bdb", lambda files: face(files[f"{PORTRAIT}.jp2"], RecordKind.ISO_19794_2005)), "portrait"),
        (put(f"{INDEX}.bdb", lambda files: finger(files[f"{INDEX}.wsq"], position=3)), "right_index"),
        (put(f"{INDEX}.bdb", lambda files: finger(files["biometrics/fingers/right_middle.wsq"] + b"x")), "right_index"),
    ],
)
def test_another_record_than_it_says_is_asked_for_again(pki: Pki, tmp_path: Path, spoil: Spoil, item: str) -> None:
    assert found(pki, tmp_path, spoil) == [("INT-092", item)]


@pytest.mark.parametrize(
    "spoil",
    [
        told(lambda said: said["right_index"].update(ref=f"{PORTRAIT}.jp2")),
        told(lambda said: said["right_index"].update(ref="biometrics/fingers/right_middle.bdb")),
        told(lambda said: said["right_index"].update(kind="19794")),
        told(lambda said: said["right_index"].update(more=1)),
        told(lambda said: said.update(left_foot=said["right_index"])),
        told(lambda said: said.update(right_thumb={"kind": "39794", "ref": "biometrics/fingers/right_thumb.bdb"})),
        told(lambda said: said.clear()),
        lambda files: change(files, lambda value: value["contextualData"].update(format=9)),
    ],
)
def test_what_is_said_wrong_of_a_record_is_refused(pki: Pki, tmp_path: Path, spoil: Spoil) -> None:
    assert found(pki, tmp_path, spoil) == [("INT-091", "")]


def test_a_record_that_is_not_there_and_one_that_nobody_names(pki: Pki, tmp_path: Path) -> None:
    assert found(pki, tmp_path, lambda files: files.pop(f"{INDEX}.bdb")) == [("INT-093", "right_index")]
    unnamed = told(lambda said: said.pop("right_index"))
    assert found(pki, tmp_path, unnamed) == [("INT-093", "right_index")]
