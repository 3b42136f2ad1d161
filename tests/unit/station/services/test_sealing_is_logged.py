"""Sealing and its entry in the audit log are one commit: a crash leaves both or neither. And the receipt of it."""

from collections.abc import Callable
from contextlib import closing

import pytest

from crypto.errors import KeyGone
from crypto.keys.log import NAME, load_log_keys
from crypto.keys.machine import load_machine_key
from station.audit import AuditLog, ProofUnavailable, log_verifier
from station.bootstrap.log_signer import log_signer
from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.domain.sample import SLAPS
from station.formats.checkpoint import read_checkpoint
from station.formats.note import read_note
from station.outbox.errors import PacketUnknown
from station.printing import receipt_page
from station.printing.receipt_page import ReceiptFacts
from station.services.receipts import Receipts, receipt_from_disk
from station.services.views import EnrollmentView, PolicyView, SealedView
from station.settings import Settings
from station.storage.enrollments import state_of
from station.storage.vault import Vault
from tests.support.applicants import WHOLE
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)


class PowerCut(BaseException):
    """Nothing catches it but the end of the test."""


def view(answer: EnrollmentView | Problem) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def ready(desk: Bench) -> EnrollmentId:
    """Signed and approved."""
    enroll, at = desk.enroll, desk.clock.now()
    which = view(enroll.start("biometric_passport")).enrollment.enrollment_id
    view(enroll.set_fields(which, WHOLE))
    view(enroll.accept_portrait(which, portrait_candidate(at)))
    for slap in SLAPS:
        view(enroll.accept_slap(which, slap_candidate(at, slap)))
    view(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    view(enroll.sign(which))
    view(enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    return which


def sealed(desk: Bench) -> PacketId:
    answer = desk.enroll.seal(ready(desk))
    assert isinstance(answer, SealedView), answer
    return answer.packet_id


def after_restart(settings: Settings, look: Callable[[Bench], None]) -> None:
    bench = open_desk(settings)
    with closing(bench.db):
        look(bench)


def test_power_cut_just_after_the_commit(desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the commit and everything after it: the packet is queued, so the log must say so."""
    which = ready(desk)

    def cut(*_: object) -> None:
        raise PowerCut

    monkeypatch.setattr(Vault, "wipe", cut)
    with pytest.raises(PowerCut):
        desk.enroll.seal(which)
    desk.db.close()

    def look(bench: Bench) -> None:
        (row,) = bench.outbox.rows()
        assert row.state is OutboxState.PENDING
        assert bench.events()[-2:] == ["enrollment_sealed", "packet_sealed"]
        assert row.logged is not None
        note = read_note(row.logged.checkpoint)
        assert read_checkpoint(note).size == row.logged.seq == len(bench.events())
        keys = load_log_keys(demo_settings.keys, demo_settings.machine_secret)
        assert log_verifier(keys).signed(note)

    after_restart(demo_settings, look)


def test_power_cut_just_before_the_commit(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log was written, the row not yet: neither is there afterwards."""
    which = ready(desk)
    append = AuditLog.checkpoint

    def cut(*arguments: object) -> str:
        append(*arguments)  # type: ignore[arg-type]
        raise PowerCut

    monkeypatch.setattr(AuditLog, "checkpoint", cut)
    with pytest.raises(PowerCut):
        desk.enroll.seal(which)
    monkeypatch.undo()
    desk.db.close()

    def look(bench: Bench) -> None:
        assert bench.outbox.rows() == ()
        assert bench.events()[-1] == "content_approved"
        assert state_of(bench.db, which) is EnrollmentState.DRAFT
        bench.sign_in_as(OPERATOR)
        assert isinstance(bench.enroll.seal(which), SealedView), "and it can be sealed again"

    after_restart(demo_settings, look)


def test_event_on_the_receipt_names_nobody(desk: Bench, demo_settings: Settings) -> None:
    packet_id = sealed(desk)
    event = desk.db.execute("SELECT event FROM audit ORDER BY seq DESC LIMIT 1").fetchone()[0]
    assert packet_id in event
    assert '"actor":""' in event
    assert desk.credential(OPERATOR) not in event


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_receipt_of_a_sealed_packet(desk: Bench, demo_settings: Settings, language: str) -> None:
    packet_id = sealed(desk)
    keys = load_log_keys(demo_settings.keys, demo_settings.machine_secret)
    service = Receipts(demo_settings, desk.outbox, AuditLog(desk.db, desk.clock, keys.salt_key), log_verifier(keys))
    page = service.citizen(packet_id, language)
    assert isinstance(page, bytes)
    assert page.startswith(b"%PDF-")
    assert receipt_from_disk(demo_settings, packet_id[:8], language).startswith(b"%PDF-")


def test_the_receipt_says_unit_and_desk_in_its_own_language(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    packet_id = sealed(desk)
    keys = load_log_keys(demo_settings.keys, demo_settings.machine_secret)
    log = AuditLog(desk.db, desk.clock, keys.salt_key)
    places: list[tuple[str, str]] = []

    def page(facts: ReceiptFacts, language: str) -> bytes:
        places.append((facts.unit, facts.desk))
        return b""

    monkeypatch.setattr(receipt_page, "receipt_page", page)
    view = PolicyView("fresh", unit={"ru": "Гюмри 1"}, desk="2", desk_names={"ru": "Второе"})
    service = Receipts(demo_settings, desk.outbox, log, log_verifier(keys), lambda: view)
    for language in ("ru", "en"):
        service.page(packet_id, language)
    Receipts(demo_settings, desk.outbox, log, log_verifier(keys)).page(packet_id, "ru")
    assert places == [
        ("Гюмри 1", "Второе"), (demo_settings.unit, "2"), (demo_settings.unit, demo_settings.desk)
    ]  # fmt: skip


def test_receipt_that_cannot_be(desk: Bench, demo_settings: Settings) -> None:
    packet_id = sealed(desk)
    keys = load_log_keys(demo_settings.keys, demo_settings.machine_secret)
    log = AuditLog(desk.db, desk.clock, keys.salt_key)
    service = Receipts(demo_settings, desk.outbox, log, log_verifier(keys))
    answer = service.citizen(PacketId("0" * 64), "hy")
    assert isinstance(answer, Problem)
    assert answer.code == "STN-311"
    with pytest.raises(PacketUnknown):
        receipt_from_disk(demo_settings, "zz", "hy")
    log.forget(len(desk.events()))
    with pytest.raises(ProofUnavailable):
        service.page(packet_id, "hy")
    desk.db.execute("UPDATE outbox SET audit_seq = NULL")
    with pytest.raises(ProofUnavailable):
        service.page(packet_id, "hy")


def test_log_keys_are_made_once_and_never_again(desk: Bench, demo_settings: Settings) -> None:
    sealed(desk)
    station = load_machine_key(demo_settings.keys, demo_settings.machine_secret)
    first = log_signer(demo_settings, station, desk.db)
    assert log_signer(demo_settings, station, desk.db).origin == first.origin
    (demo_settings.keys / NAME).unlink()
    with pytest.raises(KeyGone):
        log_signer(demo_settings, station, desk.db)
