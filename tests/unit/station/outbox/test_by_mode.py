"""Practice and work in earnest go separate ways, by who sealed them."""

from datetime import datetime

import pytest

from crypto import cms
from crypto.keys.machine import load_machine_key
from crypto.trust_folder import load_trust
from devices.api import CancelScope
from station.domain.outbox import Logged, OutboxRow, OutboxState, PacketId, Parcel
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.by_mode import ByMode, check_by_mode, is_practice
from station.outbox.errors import ReceiptOtherMode
from station.receivers.intake.receipt import check_receipt
from tests.support.clock import NOW
from tests.support.pki import Pki, pki

__all__ = ["pki"]

PACKET, NONCE = PacketId("a" * 64), "b" * 32


class Way:
    def __init__(self, name: str, log: list[str]) -> None:
        self._name, self._log = name, log

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        self._log.append(f"sent {self._name} {parcel.checkpoint}".strip())
        return b"receipt"

    def close(self) -> None:
        self._log.append(f"closed {self._name}")


@pytest.fixture
def signatures(pki: Pki) -> dict[str, bytes]:
    training = load_machine_key(pki.keys, pki.secret, "training")
    return {
        "earnest": cms.sign_detached(b"packet", pki.station, NOW),
        "training": cms.sign_detached(b"packet", training, NOW),
        "of another form": b"signed word of a MOSIP machine",
    }


def test_who_sealed_decides_the_way(signatures: dict[str, bytes]) -> None:
    log: list[str] = []
    ways = ByMode(Way("earnest", log), Way("training", log))
    row = OutboxRow(PACKET, "e", OutboxState.SENDING, NOW, 1, None, NONCE, 1, logged=Logged(7, "note"))
    for name in signatures:
        assert ways.send(Parcel(row, b"packet", signatures[name]), CancelScope()) == b"receipt"
    ways.close()
    assert log == ["sent earnest note", "sent training", "sent earnest note", "closed earnest", "closed training"]
    assert {name: is_practice(p7s) for name, p7s in signatures.items()} == {
        "earnest": False,
        "training": True,
        "of another form": False,
    }


def test_each_kind_believes_its_own_receipt(signatures: dict[str, bytes]) -> None:
    asked: list[str] = []

    def check(name: str) -> object:
        def checked(receipt: bytes, row: OutboxRow) -> str:
            asked.append(f"{name} {row.logged}")
            return name

        return checked

    row = OutboxRow(PACKET, "e", OutboxState.PENDING, NOW, 0, None, NONCE, 1)
    for name, p7s in signatures.items():
        told = check_by_mode(check("earnest"), check("training"), lambda _, p7s=p7s: p7s)
        assert told(b"", row) == ("training" if name == "training" else "earnest")
    assert asked == ["earnest None", "training None", "earnest None"]


@pytest.mark.parametrize(("said", "fits"), [("demo", True), ("production", False), ("training", False)])
def test_a_receipt_of_another_mode_ends_nothing(said: str, fits: bool, pki: Pki) -> None:
    def receipt(version: int) -> bytes:
        at: datetime = NOW
        mode = said if version > 1 else ""
        made = Receipt(PACKET, pki.station.certificate.fingerprint, NONCE, at, mode=mode, version=version)
        return cms.sign_attached(encode_receipt(made), pki.receipt_key, NOW)

    row = OutboxRow(PACKET, "e", OutboxState.PENDING, NOW, 0, None, NONCE, 1)
    trust, own = load_trust(pki.trust_folder), pki.station.certificate.fingerprint
    assert check_receipt(receipt(1), row, own, trust, NOW, mode="demo")  # version 1 does not say
    if fits:
        assert check_receipt(receipt(2), row, own, trust, NOW, mode="demo")
    else:
        with pytest.raises(ReceiptOtherMode):
            check_receipt(receipt(2), row, own, trust, NOW, mode="demo")
