"""What the centre examines in a packet that opens, and what it answers: by itself, or as a person decides."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from crypto import cms
from crypto.errors import KeyGone
from crypto.trust import Purpose
from intake.__main__ import main
from intake.acceptance.errors import Finding, PersonNeeded
from intake.acceptance.findings import examine
from intake.acceptance.held import findings as held_findings
from intake.acceptance.judging import Decision, Judged, answered, automatic, judge
from intake.acceptance.opened import Entry, Remembered
from intake.acceptance.opening import Opened, open_packet
from intake.errors import AnswerUnfit, NothingToAnswer, StoreDiffers
from intake.mode import believed
from intake.store.comparing import compare
from intake.store.copying import bring
from intake.store.layout import answers_of
from station.domain.answers import BY_A_PERSON, FINGERS, ITEMS_BEFORE, Answer, Reason, Verdict, person_code
from station.domain.outbox import PacketId, SealedPacket
from station.domain.sample import SLAPS
from station.formats.answer import MOST_REASONS, decode_answer, encode_answer
from station.formats.receipt import decode_receipt
from station.packet import layout
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.packet.errors import ManifestMismatch
from station.texts import catalogue
from tests.support.centre import Centre, centre
from tests.support.clock import NOW
from tests.support.judged import change, container_of, opened_as, other_station, sealed_by
from tests.support.pki import Pki

__all__ = ["centre"]

LATER = NOW + timedelta(days=1)
PORTRAIT, INDEX = "biometrics/face/portrait.jp2", "biometrics/fingers/right_index.wsq"
SOURCE, HELD, STROKES = "biometrics/face/source.png", layout.HELD_DOCUMENT, "biometrics/signature/strokes.json"
QUALITY = (Reason("ANSWER-QUALITY"),)
CUT_PROFILE = b"\0\0\0\4iCCPsRG\0" + crc32(b"iCCPsRG\0").to_bytes(4, "big")  # a PNG chunk that ends after its name
Files = dict[str, bytes]


@pytest.fixture
def judging(centre: Centre, pki: Pki) -> Centre:
    """With the key that answers are signed with."""
    shutil.copytree(pki.intake_home / "gateway", centre.home / "gateway")
    return centre


def judged(centre: Centre, packet: SealedPacket, pki: Pki, decision: Decision | None = None) -> Judged:
    folder = centre.receive(packet, pki.station.certificate, NOW)
    return judge(folder, centre.home, "production", LATER, decision)


def of(pki: Pki, spoil: Callable[[Files], object] = lambda _: None) -> SealedPacket:
    return sealed_by(pki, container_of(pki, spoil))


def cut(path: str, at: int) -> Callable[[Files], object]:
    return lambda files: files.update({path: files[path][:at]})


def application(how: Callable[[dict[str, Any]], object]) -> Callable[[Files], object]:
    return lambda files: change(files, how)


def image(number: int, **members: object) -> Callable[[Files], object]:
    """biometricData: 0 the portrait, 1 its source, 2 the right slap, 3 its first finger, the index."""
    return application(lambda value: value["biometricData"][number].update(members))


def test_a_sound_packet_is_accepted(judging: Centre, pki: Pki) -> None:
    """Signed as receipts are, and neither is ever taken for the other."""
    done = judged(judging, packet := of(pki), pki)
    assert (done.answer.verdict, done.findings, done.file.name) == (Verdict.ACCEPTED, (), "answer-001.p7m")
    message = done.file.read_bytes()
    content, signer = cms.verify_attached(message, pki.trust, Purpose.INTAKE, LATER)
    assert decode_answer(content) == done.answer
    assert signer.certificate == pki.receipt_key.certificate
    assert done.answer.packet_id == packet.packet_id
    with pytest.raises(ValueError, match="receipt"):
        decode_receipt(content)
    with pytest.raises(ValueError, match="answer"):
        decode_answer(cms.claimed_content((done.file.parent / "receipt.p7m").read_bytes()))


@pytest.mark.parametrize(
    ("spoil", "code", "item"),
    [
        (application(lambda value: value.update(more=1)), "INT-091", ""),
        (application(lambda value: value.pop("status")), "INT-091", ""),
        (application(lambda value: value["biographicData"].pop("dateOfBirth")), "INT-091", ""),
        (application(lambda value: value["biographicData"].update(dateOfBirth="2026-02-30")), "INT-091", ""),
        (application(lambda value: value["contextualData"].update(desk=1)), "INT-091", ""),
        (application(lambda value: value["enrollmentFlags"].update(simulated=False)), "INT-091", ""),
        (image(3, biometricSubType="RIGHT_MIDDLE"), "INT-091", ""),
        (image(3, quality=101), "INT-091", ""),
        (image(0, compression="PNG"), "INT-091", ""),
        (application(lambda value: value["biometricData"].append(value["biometricData"][3])), "INT-091", ""),
        (lambda files: files.update({layout.APPLICATION: files[layout.APPLICATION] + b" "}), "INT-091", ""),
        (lambda files: change(files, lambda held: held.update(more=1), HELD), "INT-091", "document"),
        (lambda files: change(files, lambda ink: ink.pop("sizeMm"), STROKES), "INT-091", "signature"),
        (lambda files: files.pop(SOURCE), "INT-093", "portrait"),
        (lambda files: files.update({"documents/more.json": b"{}"}), "INT-093", ""),
    ],
)  # fmt: skip
def test_what_it_says_wrong_of_itself_is_refused(
    pki: Pki, tmp_path: Path, spoil: Callable[[Files], object], code: str, item: str
) -> None:
    said = automatic(examine(opened_as(pki, spoil), Remembered(tmp_path / "opened")).findings)
    assert (said.verdict, said.reasons) == (Verdict.REJECTED, (Reason(code, item),))


@pytest.mark.parametrize(
    ("spoil", "item"),
    [
        (cut(PORTRAIT, 2000), "portrait"),
        (cut(SOURCE, 2000), "portrait"),
        (cut(INDEX, -40), "right_index"),
        (lambda files: files.update({INDEX: files[INDEX] + b"\xff"}), "right_index"),
        (lambda files: files.update({INDEX: b"\xff\xa0\xff\xa1"}), "right_index"),
        (lambda files: files.update({PORTRAIT: files[SOURCE]}), "portrait"),
        (lambda files: files.update({SOURCE: files[SOURCE][:-12] + CUT_PROFILE + files[SOURCE][-12:]}), "portrait"),
        (image(0, width=412), "portrait"),
        (image(2, height=41), "right_four"),
        (image(3, height=401), "right_index"),
    ],
)
def test_a_picture_that_does_not_hold_is_asked_for_again(
    pki: Pki, tmp_path: Path, spoil: Callable[[Files], object], item: str
) -> None:
    said = automatic(examine(opened_as(pki, spoil), Remembered(tmp_path / "opened")).findings)
    assert (said.verdict, said.reasons) == (Verdict.AGAIN, (Reason("INT-092", item),))


@pytest.mark.parametrize(
    ("spoil", "code", "reason"),
    [
        (lambda files: files.pop(layout.AUDIT_PROOF), "INT-090", "missing"),
        (lambda files: files.update({layout.AUDIT_PROOF: b'{"checkpoint":""}'}), "INT-090", "form"),
        (application(lambda value: value["contextualData"].update(station="cd" * 32)), "INT-095", ""),
    ],
)
def test_what_may_have_an_honest_reason_waits_for_a_person(
    pki: Pki, tmp_path: Path, spoil: Callable[[Files], object], code: str, reason: str
) -> None:
    found = examine(opened_as(pki, spoil), Remembered(tmp_path / "opened")).findings
    assert [(each.code, each.reason) for each in found if isinstance(each, Finding)] == [(code, reason)]
    with pytest.raises(PersonNeeded):
        automatic(found)


def test_a_station_that_seals_with_another_key_than_it_delivers_with(pki: Pki, tmp_path: Path) -> None:
    """As with a key in a token. The inside names the certificate that opens connections; so does the receipt."""
    delivers = "cd" * 32
    opened = opened_as(pki, application(lambda value: value["contextualData"].update(station=delivers)))
    remembered = Remembered(tmp_path / "opened")
    assert examine(opened, remembered, delivers).findings == ()
    assert [each.code for each in examine(opened, remembered, "ef" * 32).findings] == ["INT-095"]


def test_of_training_the_inside_names_the_station_of_work_in_earnest(pki: Pki, tmp_path: Path) -> None:
    def practised(files: Files) -> None:
        change(files, lambda value: value["enrollmentFlags"].update(mode="TRAINING"))
        change(files, lambda value: value["contextualData"].update(station="cd" * 32))

    assert examine(opened_as(pki, practised), Remembered(tmp_path / "opened")).findings == ()


def test_nobody_else_judges_between_the_look_and_the_answer(
    judging: Centre, pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, looks = judging.receive(of(pki), pki.station.certificate, NOW), []

    def looking(*packet: Any, **asked: Any) -> Opened:
        with (judging.home / "centre" / ".opened.lock").open() as lock, pytest.raises(BlockingIOError):
            looks.append(flock(lock, LOCK_EX | LOCK_NB))
        return open_packet(*packet, **asked)

    monkeypatch.setattr("intake.acceptance.judging.open_packet", looking)
    assert judge(folder, judging.home, "production", LATER).answer.verdict is Verdict.ACCEPTED
    assert looks == []


def test_resealed_by_another_station(judging: Centre, pki: Pki) -> None:
    """The inside and its proof are the first station's, the seal is the second's."""
    second = other_station(pki)
    packet = sealed_by(pki, container_of(pki), second)
    folder = judging.receive(packet, second.certificate, NOW)
    with pytest.raises(PersonNeeded) as caught:
        judge(folder, judging.home, "production", LATER)
    assert [each.code for each in caught.value.findings] == ["INT-095", "INT-090"]
    assert not list(folder.glob("answer*"))
    done = judge(folder, judging.home, "production", LATER, Decision(Verdict.ACCEPTED))
    assert (done.answer.verdict, done.answer.reasons, len(done.findings)) == (Verdict.ACCEPTED, (), 2)


def test_one_container_sealed_twice(pki: Pki, tmp_path: Path) -> None:
    """The first counts, however often it is judged."""
    remembered = Remembered(tmp_path / "opened")
    first, again = opened_as(pki), opened_as(pki, digits="cd")
    for _ in range(2):
        examined = examine(first, remembered)
        assert not examined.findings
        assert examined.entry is not None
        remembered.add(examined.entry)
    found = examine(again, remembered).findings
    assert [(each.code, each.reason) for each in found if isinstance(each, Finding)] == [("INT-094", first.packet_id)]
    said = automatic(found)
    assert (said.verdict, said.reasons) == (Verdict.REJECTED, (Reason("INT-094"),))


def test_two_packets_of_one_enrollment(pki: Pki, tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "opened")
    first, other = opened_as(pki), opened_as(pki, digits="cd", container=b"another")
    entry = examine(first, remembered).entry
    assert entry is not None
    remembered.add(entry)
    found = examine(other, remembered).findings
    assert [each.code for each in found] == ["INT-096"]
    with pytest.raises(PersonNeeded):
        automatic(found)


def test_a_line_that_a_crash_cut_off_hides_no_other(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "opened")
    first, second, third = (Entry.of(PacketId(digit * 64), b"one container", "-" * 36) for digit in "123")
    remembered.add(first)
    with (tmp_path / "opened").open("ab") as file:
        file.write(second.packet_id.encode()[:40])
    remembered.add(second)
    remembered.add(first)
    assert remembered.before(third) == (first, second)


def test_what_does_not_hold_is_refused_and_nobody_can_accept_it(judging: Centre, pki: Pki) -> None:
    files = read_archive(container_of(pki))
    altered = (PacketFile(file.path, b"other" if file.path == SOURCE else file.data) for file in files)
    packet = sealed_by(pki, write_archive(altered))
    done = judged(judging, packet, pki)
    assert done.answer.reasons == (Reason(ManifestMismatch.code),)
    with pytest.raises(ManifestMismatch):
        judge(done.file.parent, judging.home, "production", LATER, Decision(Verdict.ACCEPTED))
    assert len(list(done.file.parent.glob("answer*"))) == 1


def test_what_the_centre_lacks_is_no_fault_of_the_packet(judging: Centre, pki: Pki) -> None:
    """But a person may refuse what nobody can open."""
    packet = of(pki)
    (judging.home / "centre" / "production.key.pem").unlink()
    with pytest.raises(KeyGone):
        judged(judging, packet, pki)
    folder = judging.home / "data" / "packets" / packet.packet_id
    assert not list(folder.glob("answer*"))
    wish = Decision(Verdict.AGAIN, (Reason("ANSWER-QUALITY", "portrait"),))
    with pytest.raises(KeyGone):
        judge(folder, judging.home, "production", LATER, wish)
    reasons = (Reason(person_code("incomplete")),)
    done = judge(folder, judging.home, "production", LATER, Decision(Verdict.REJECTED, reasons))
    assert done.answer.reasons == reasons


def test_a_person_decides_anew(
    judging: Centre, pki: Pki, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the command line; the newest counts, and the first stays."""
    first = judged(judging, of(pki), pki)
    folder = first.file.parent
    before = first.file.read_bytes()

    def told(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["intake", "judge", str(folder), "--home", str(judging.home), *arguments])
        status = main()
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    status, out = told("--again", "portrait=quality", "--again", "birth_date=data-wrong")
    assert (status, "answered     again" in out, "birth_date ANSWER-DATA-WRONG" in out) == (0, True, True)
    newest = max(folder.glob("answer*"))
    at = believed(judging.home, None)
    found = answered(newest, first.answer.packet_id, at.own, LATER + timedelta(days=3650))
    assert found.reasons == (Reason("ANSWER-QUALITY", "portrait"), Reason("ANSWER-DATA-WRONG", "birth_date"))
    assert (newest.name, first.file.read_bytes()) == ("answer-002.p7m", before)
    status, out = told("--again", "portrait=quality", "--again", "nose=quality")
    assert (status, "INT-102" in out, "nose" in out, "right_index" in out) == (1, True, True, True), "and what it has"
    assert len(list(folder.glob("answer*"))) == 2
    for wrong in (["--reject", "because"], ["--again", "Nose=quality"], ["--accept", "--reject", "quality"]):
        with pytest.raises(SystemExit):
            told(*wrong)


def test_an_answer_is_later_than_the_one_before_whatever_the_clock_says(judging: Centre, pki: Pki) -> None:
    """A station keeps the later of two: what is decided anew would not be heard."""
    first = judged(judging, of(pki), pki)
    back = LATER - timedelta(minutes=9)
    anew = judge(first.file.parent, judging.home, "production", back, Decision(Verdict.REJECTED, QUALITY))
    assert anew.answer.answered_at > first.answer.answered_at
    assert decode_answer(cms.claimed_content(anew.file.read_bytes())) == anew.answer


def test_no_answer_takes_another_ones_place(judging: Centre, pki: Pki) -> None:
    first = judged(judging, of(pki), pki).file
    for number, name in ((3, "answer-003.p7m"), (999, "answer-999.p7m"), (1000, "answer-1000.p7m")):
        shutil.copyfile(first, first.with_name(name))
        (first.with_name("answer-5000 of somebody.p7m")).write_bytes(b"no answer")
        written = judge(first.parent, judging.home, "production", LATER).file
        assert written.name == f"answer-{number + 1:03}.p7m"
        assert answers_of(first)[-1] == written


@pytest.mark.parametrize("file", ["packet.p7m", "packet.p7m.p7s"])
@pytest.mark.parametrize("decision", [None, Decision(Verdict.REJECTED, QUALITY)], ids=["by-itself", "a-person"])
def test_what_rotted_at_the_centre_is_no_fault_of_the_station(
    judging: Centre, pki: Pki, file: str, decision: Decision | None
) -> None:
    """The gateway saw that the signature holds before it gave a receipt."""
    folder = judging.receive(of(pki), pki.station.certificate, NOW)
    data = bytearray((folder / file).read_bytes())
    data[-1] ^= 1
    (folder / file).write_bytes(data)
    with pytest.raises(StoreDiffers):
        judge(folder, judging.home, "production", LATER, decision)
    assert not list(folder.glob("answer*"))


def test_only_what_a_station_waits_for_is_answered(judging: Centre, pki: Pki) -> None:
    folder = judging.receive(of(pki), pki.station.certificate, NOW)
    (folder / "receipt.p7m").unlink()
    with pytest.raises(NothingToAnswer):
        judge(folder, judging.home, "production", LATER)


def test_where_no_gateway_is_the_centre_has_a_key_of_its_own(judging: Centre, pki: Pki) -> None:
    gateway, home = judging.home / "gateway", judging.home / "centre"
    pem = (gateway / "receipt.key.pem").read_bytes()
    key = load_pem_private_key(pem, (gateway / "secret").read_bytes().strip())
    own = BestAvailableEncryption((home / "secret").read_bytes().strip())
    (home / "answer.key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, own))
    shutil.copy(gateway / "receipt.pem", home / "answer.pem")
    shutil.rmtree(gateway)
    assert judged(judging, of(pki), pki).answer.verdict is Verdict.ACCEPTED


def test_answers_travel_with_backup_and_restore(judging: Centre, pki: Pki, tmp_path: Path) -> None:
    """Judged on a copy of the store, on a computer without a gateway; nothing that is there already is touched."""
    folder = judging.receive(of(pki), pki.station.certificate, NOW)
    data, copy = judging.home / "data", tmp_path / "copy"
    bring(data, copy)
    done = judge(copy / "packets" / folder.name, judging.home, "production", LATER)
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert bring(copy, data).taken == 1
    after = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert after == before | {"answer-001.p7m": done.file.read_bytes()}


def test_an_answer_that_is_not_one(judging: Centre, pki: Pki) -> None:
    done = judged(judging, of(pki), pki)
    own, packet_id = believed(judging.home, None).own, done.answer.packet_id
    with pytest.raises(AnswerUnfit, match="other-packet"):
        answered(done.file, PacketId("00" * 32), own, LATER)
    receipt = done.file.parent / "receipt.p7m"
    with pytest.raises(AnswerUnfit, match="form"):
        answered(receipt, packet_id, own, LATER)
    with pytest.raises(AnswerUnfit):
        answered(done.file, packet_id, own, NOW - timedelta(days=1))
    data = judging.home / "data"
    assert not list(held_findings(data, compare(data), own, LATER))
    done.file.write_bytes(receipt.read_bytes())
    assert [each.what for each in held_findings(data, compare(data), own, LATER)] == ["answer"]


@pytest.mark.parametrize("language", ["en", "hy", "ru"])
def test_each_reason_has_its_words(language: str) -> None:
    codes = {person_code(word) for word in BY_A_PERSON}
    assert codes <= set(catalogue(language))
    assert len(ITEMS_BEFORE) == len(set(ITEMS_BEFORE))
    assert {*FINGERS, *(slap.value for slap in SLAPS)} < set(ITEMS_BEFORE)


def test_an_answer_has_one_form() -> None:
    reasons = (Reason("INT-092", "portrait"), Reason("ANSWER-QUALITY"))
    answer = Answer(PacketId("ab" * 32), Verdict.REJECTED, NOW, reasons)
    good = encode_answer(answer)
    assert decode_answer(good) == answer
    for old, new in (
        (b'"version":1', b'"version":2'),
        (b'"answer"', b'"receipt"'),
        (b'"rejected"', b'"accepted"'),  # and yet with reasons
        (b'"rejected"', b'"again"'),  # of what?
        (b'"rejected"', b'"perhaps"'),
        (b'"portrait"', b'"Nose"'),
        (b'"portrait"', b'"nose"'),  # which takes another version
        (b"INT-092", b"<b>"),
        (b'"code"', b'"name"'),
        (b"abab", b"ABAB"),
    ):
        assert old in good
        with pytest.raises(ValueError, match=r"answer|Verdict|reason|written"):
            decode_answer(good.replace(old, new, 1))
    for bad in (good + b" ", good.replace(b",", b", "), b"[" * 10_000, b"{}", b"", b" " * 20_000):
        with pytest.raises(ValueError, match=r"answer|nested|written|Expecting"):
            decode_answer(bad)
    many = Answer(answer.packet_id, Verdict.REJECTED, NOW, reasons * (MOST_REASONS // 2))
    assert decode_answer(encode_answer(many)) == many
    with pytest.raises(ValueError, match="reasons"):
        decode_answer(encode_answer(replace(many, reasons=(*many.reasons, reasons[0]))))
