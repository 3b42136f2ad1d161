"""What the centre decided: the true answer is believed, any other is not; and who knows no answers is no fault."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto import cms
from crypto.keys.api import SigningKey
from crypto.keys.machine import server_context
from devices.api import CancelScope
from station.domain.answers import Answer, Reason, Verdict
from station.domain.clock import SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import OutboxRow, OutboxState, PacketId
from station.formats.answer import encode_answer
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.errors import AnswerUnexpected, AnswerUnfit, PacketRefused, ReceiptUnreadable, ReceiverBusy
from station.receivers.api import Belief, Way
from station.receivers.intake.decision import check_answer, open_answers
from station.receivers.intake.receipt import check_receipt
from station.settings import load_settings
from tests.support.bad_intake import BadIntake, answering
from tests.support.clock import NOW
from tests.support.pki import Pki

HOUR = timedelta(hours=1)
ROW = OutboxRow(PacketId("a1" * 32), EnrollmentId("e"), OutboxState.RECEIPTED, NOW, 1, None, nonce="0d" * 16, size=5)
RECEIPT = Receipt(ROW.packet_id, "c0" * 32, ROW.nonce, NOW)
TRUE = Answer(ROW.packet_id, Verdict.AGAIN, NOW + HOUR, (Reason("ANSWER-QUALITY", "portrait"),))


def signed(answer: Answer, key: SigningKey) -> bytes:
    return cms.sign_attached(encode_answer(answer), key, min(answer.answered_at, NOW + HOUR))


def receipt(pki: Pki) -> bytes:
    return cms.sign_attached(encode_receipt(RECEIPT), pki.receipt_key, NOW)


def check(pki: Pki, message: bytes) -> Answer:
    return check_answer(message, ROW.packet_id, receipt(pki), pki.trust, NOW + HOUR)


def test_the_true_answer_is_believed(pki: Pki) -> None:
    assert check(pki, signed(TRUE, pki.receipt_key)) == TRUE


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(TRUE, packet_id=PacketId("a2" * 32)), "other-packet"),
        (replace(TRUE, answered_at=NOW - HOUR), "before-receipt"),
        (replace(TRUE, answered_at=NOW + 2 * HOUR), "CRY-026"),
    ],
)
def test_of_another_packet_or_another_time(pki: Pki, wrong: Answer, reason: str) -> None:
    with pytest.raises(AnswerUnfit) as caught:
        check(pki, signed(wrong, pki.receipt_key))
    assert caught.value.params["reason"] == reason


def test_signed_by_somebody_else(pki: Pki, other_pki: Pki) -> None:
    """By another centre, and by our own station."""
    for key in (other_pki.receipt_key, pki.station):
        with pytest.raises(AnswerUnfit):
            check(pki, signed(TRUE, key))


def test_a_receipt_is_no_answer_and_an_answer_no_receipt(pki: Pki) -> None:
    with pytest.raises(AnswerUnfit) as caught:
        check(pki, receipt(pki))
    assert caught.value.params["reason"] == "form"
    with pytest.raises(ReceiptUnreadable):
        check_receipt(signed(TRUE, pki.receipt_key), ROW, RECEIPT.station_id, pki.trust, NOW + HOUR)


def test_no_bit_of_it_may_be_wrong(pki: Pki) -> None:
    message = signed(TRUE, pki.receipt_key)
    for at in range(0, len(message), 40):
        with pytest.raises(AnswerUnfit):
            check(pki, message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :])


def test_what_an_intake_may_say(pki: Pki, tmp_path: Path) -> None:
    told = signed(replace(TRUE, answered_at=NOW + HOUR), pki.receipt_key)
    says = [
        answering(200, told, "application/pkcs7-mime"),
        answering(204, b"", "application/pkcs7-mime"),
        answering(404, b"Not Found", "text/plain"),  # of 0.1.0
        answering(200, b"<html>", "text/html"),
        answering(409, b'{"code": "INT-021"}', "application/problem+json"),
        answering(404, b'{"code": "INT-081"}', "application/problem+json"),
        answering(503, b"", "text/plain"),
    ]
    context = server_context(pki.intake_home / "gateway", pki.intake_home / "gateway" / "secret",
                             pki.trust_folder / "roots" / "station.pem", "tls")  # fmt: skip
    settings = load_settings(tmp_path)
    with BadIntake(context, says).running() as intake:
        source = open_answers(
            Way(intake.url, pki.client(), settings), Belief(settings, pki.trust, SystemClock(), RECEIPT.station_id)
        )

        def ask() -> tuple[bytes, Answer] | None:
            return source.ask(ROW, receipt(pki), CancelScope(10))

        assert ask() == (told, TRUE)
        assert ask() is None
        for error in (AnswerUnexpected, AnswerUnexpected, PacketRefused, PacketRefused, ReceiverBusy):
            with pytest.raises(error):
                ask()
        source.close()
    assert intake.requests[0].head.startswith(f"GET /v1/packets/{ROW.packet_id}/answer ")
