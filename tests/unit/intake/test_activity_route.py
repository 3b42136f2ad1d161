"""That a visit ended, told to the centre: kept beside its packet, once, from who sealed it and from nobody else."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto import cms
from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from devices.api import CancelScope
from station.domain.activity import Activity, Evidence, Strength
from station.domain.clock import SystemClock
from station.domain.outbox import OutboxRow
from station.formats.activity import MAX_MESSAGE_BYTES, decode_activity, encode_activity
from station.outbox.errors import TransportDown
from station.outbox.outgoing import Outgoing
from station.outbox.store import OutboxStore
from station.outbox.telling import OutboxActivities, Telling
from station.receivers.intake.answers import code
from station.receivers.line import Answer
from station.storage.database import connect
from tests.support.asgi_calls import Body, call
from tests.support.centre import centre
from tests.support.clock import FakeClock
from tests.support.judged import other_station
from tests.support.packets import new_draft
from tests.support.pki import Pki
from tests.unit.intake.test_answer_route import Door, door

__all__ = ["centre", "door"]


def activity_of(door: Door, pki: Pki) -> Activity:
    at = SystemClock().now().replace(microsecond=0)
    station = pki.station.certificate.fingerprint
    evidence = (Evidence.PORTRAIT, Evidence.FINGERPRINTS)
    return Activity(door.packet.packet_id, "biometric_passport", "gyumri-1", "1", station, "demo", at, evidence)


def signed(activity: Activity, key: SigningKey) -> bytes:
    return cms.sign_attached(encode_activity(activity), key, activity.at)


def put(door: Door, peer: Certificate, message: bytes, packet_id: str = "") -> Answer:
    path = f"/v1/packets/{packet_id or door.packet.packet_id}/activity"
    return asyncio.run(call(door.gateway.app, peer, "PUT", path, {}, Body((message,))))


def kept(door: Door) -> list[Path]:
    return sorted(door.folder.glob("activity*"))


def test_it_is_kept_once_however_often_it_comes(door: Door, pki: Pki) -> None:
    message = signed(activity_of(door, pki), pki.station)
    assert [put(door, pki.station.certificate, message).status for _ in range(3)] == [200, 200, 200]
    (file,) = kept(door)
    assert file.read_bytes() == message
    assert decode_activity(cms.claimed_content(message)).strength is Strength.HIGH


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"packet_id": "00" * 32}, 400, "INT-002"),
        ({"service": "Passport!"}, 400, "INT-002"),
        ({"at": timedelta(days=3)}, 503, "INT-014"),
    ],
)
def test_what_does_not_fit_is_refused(
    door: Door, pki: Pki, change: Mapping[str, object], status: int, told: str
) -> None:
    activity = activity_of(door, pki)
    values = {name: activity.at + value if isinstance(value, timedelta) else value for name, value in change.items()}
    answer = put(door, pki.station.certificate, signed(replace(activity, **values), pki.station))  # type: ignore[arg-type]
    assert (answer.status, code(answer), kept(door)) == (status, told, [])


def test_another_one_for_the_same_packet_is_refused_and_the_first_stays(door: Door, pki: Pki) -> None:
    first = activity_of(door, pki)
    own = pki.station.certificate
    assert put(door, own, signed(first, pki.station)).status == 200
    again = put(door, own, signed(replace(first, unit="vanadzor"), pki.station))
    assert (again.status, code(again)) == (400, "INT-002")
    assert decode_activity(cms.claimed_content(kept(door)[0].read_bytes())) == first


def test_of_nobody_else_of_no_other_packet_and_not_without_a_signature(door: Door, pki: Pki) -> None:
    activity, own = activity_of(door, pki), pki.station.certificate
    stranger = other_station(pki)
    refused = (
        (stranger.certificate, signed(activity, stranger), "", 409, "INT-021"),
        (own, signed(activity, stranger), "", 403, "INT-012"),
        (own, signed(activity, pki.operator), "", 403, "INT-011"),
        (own, encode_activity(activity), "", 422, "INT-010"),
        (own, b"\x30" * (MAX_MESSAGE_BYTES + 1), "", 400, "INT-002"),
        (own, signed(activity, pki.station), "11" * 32, 404, "INT-081"),
        (own, signed(activity, pki.station), "up", 400, "INT-002"),
    )
    for peer, message, packet_id, status, told in refused:
        answer = put(door, peer, message, packet_id)
        assert (answer.status, code(answer)) == (status, told)
    assert kept(door) == []


class Way:
    """To the gateway, without a network; a reply can be lost."""

    def __init__(self, door: Door, peer: Certificate) -> None:
        self.door, self.peer = door, peer
        self.down, self.loses, self.asked = False, False, 0

    def tell(self, row: OutboxRow, message: bytes, scope: CancelScope) -> None:
        self.asked += 1
        if self.down:
            raise TransportDown(reason="offline")
        assert put(self.door, self.peer, message).status == 200
        if self.loses:
            raise TransportDown(reason="the reply was lost")

    def close(self) -> None: ...


def test_from_the_sealing_to_the_centre_exactly_one(door: Door, pki: Pki, tmp_path: Path) -> None:
    """Two days without a network, three crashes, a reply that is lost: one file at the centre, nothing left here."""
    message = signed(activity_of(door, pki), pki.station)
    clock, way = FakeClock(), Way(door, pki.station.certificate)
    db = connect(tmp_path / "station.db")
    which = new_draft(db)
    store = OutboxStore(db, tmp_path / "outbox")
    store.seal_case(which, (Outgoing(which, door.packet, "0d" * 16, activity=message),), clock.now())
    store.mark_receipted(door.packet.packet_id, b"receipt", clock.now())
    for step in range(3):
        db.close()
        clock.restart()
        db = connect(tmp_path / "station.db")
        store = OutboxStore(db, tmp_path / "outbox")
        telling = Telling(store, OutboxActivities(db), way, lambda event: None, clock)
        way.down, way.loses = step == 0, step == 1
        for _ in range(48):
            clock.advance(3600)
            while telling.step(CancelScope()):
                pass
    assert [file.read_bytes() for file in kept(door)] == [message]
    assert list((tmp_path / "outbox").glob("*.activity.p7m")) == []
    assert way.asked > 48
    db.close()
