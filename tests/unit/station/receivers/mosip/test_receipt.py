"""What a MOSIP receiver signs and what of it is believed."""

import json
from dataclasses import replace

import pytest

from station.domain.outbox import PacketId
from station.outbox import errors
from station.receivers.mosip.kept import decode_mosip_receipt, encode_mosip_receipt
from tests.support.mosip_bench import ANNOUNCEMENT, ROW, Bench
from tests.support.mosip_talk import RID


def test_receipt_is_the_receivers_signed_word(bench: Bench) -> None:
    receipt = decode_mosip_receipt(bench.send())
    assert receipt.announcement == ANNOUNCEMENT
    assert json.loads(receipt.answer)["response"] == [{"registrationId": RID, "statusCode": "PROCESSED"}]


def test_without_a_signature_there_is_no_receipt(bench: Bench) -> None:
    bench.server.signs = False
    with pytest.raises(errors.ReceiptUntrusted):
        bench.check(bench.send())


def test_what_is_no_receipt(bench: Bench) -> None:
    good = decode_mosip_receipt(bench.send())
    forged = good.answer.replace(b"PROCESSED", b"PROCESSeD")
    with pytest.raises(errors.ReceiptUntrusted):
        bench.check(encode_mosip_receipt(replace(good, answer=forged)))
    with pytest.raises(errors.ReceiptUntrusted):
        bench.check(encode_mosip_receipt(replace(good, signature=bench.world.policy.jws(good.answer))))
    with pytest.raises(errors.ReceiptOtherPacket):
        bench.check(encode_mosip_receipt(good), replace(ROW, packet_id=PacketId("00" * 32)))
    with pytest.raises(errors.ReceiptUnreadable):
        bench.check(b"\x30\x82")


def signed(bench: Bench, answer: bytes) -> bytes:
    good = decode_mosip_receipt(bench.send())
    return encode_mosip_receipt(replace(good, answer=answer, signature=bench.world.answers.jws(answer)))


def test_a_receipt_of_the_first_version_still_holds(bench: Bench) -> None:
    """It kept what was said of the packet."""
    said = {"packetId": ANNOUNCEMENT.packet_id, "statusCode": "PROCESSED"}
    bench.check(signed(bench, json.dumps({"response": [said]}).encode()))


def test_a_signed_word_about_something_else_is_no_receipt(bench: Bench) -> None:
    for said in (
        {"registrationId": f"{RID[:-1]}0", "statusCode": "PROCESSED"},
        {"registrationId": RID, "statusCode": "REJECTED"},
        {"registrationId": RID, "statusCode": "ACCEPTED"},
        {"packetId": "another", "statusCode": "PROCESSED"},
        {"packetId": ANNOUNCEMENT.packet_id, "statusCode": "ACCEPTED"},
    ):
        with pytest.raises(errors.ReceiptOtherPacket):
            bench.check(signed(bench, json.dumps({"response": [said]}).encode()))
    with pytest.raises(errors.ReceiptUnreadable):
        bench.check(signed(bench, b"[]"))
