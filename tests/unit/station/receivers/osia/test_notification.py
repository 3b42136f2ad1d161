"""Telling of a visit in OSIA's words, held against the interface's definition where that lies beside the checkout."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from crypto import cms
from devices.api import CancelScope
from station.domain.activity import Activity, Evidence
from station.domain.clock import SystemClock
from station.formats.activity import decode_activity, encode_activity
from station.outbox.errors import AnswerUnexpected, PacketRefused, ReceiverBusy
from station.receivers.line import Answer
from station.receivers.osia.errors import TokenRefused
from station.receivers.osia.notification import Notifications
from station.receivers.osia.transport.token import BearerToken
from tests.support.clock import NOW
from tests.support.packets import parcel_of, random_packet
from tests.support.pki import Pki, pki

__all__ = ["pki"]


@dataclass
class Line:
    """What was asked, and what is answered."""

    answer: Answer = field(default_factory=lambda: Answer(200, {}, b""))
    target: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def post(self, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], scope: CancelScope) -> Answer:
        self.target, self.body, self.headers = path, b"".join(parts), headers
        return self.answer

    def close(self) -> None: ...


@pytest.fixture
def line() -> Line:
    return Line()


def tell(line: Line, pki: Pki, folder: Path) -> Activity:
    token = folder / "osia.token"
    token.touch(0o600)
    token.write_text("e30.e30.x")
    packet = random_packet()
    evidence = (Evidence.PORTRAIT,)
    activity = Activity(packet.packet_id, "id_card", "gyumri-1", "1", "a" * 64, "production", NOW, evidence)
    message = cms.sign_attached(encode_activity(activity), pki.station, NOW)
    way = Notifications(line, "visits", BearerToken(token, SystemClock()))  # type: ignore[arg-type]
    way.tell(parcel_of(packet, "0d" * 16).row, message, CancelScope())
    return activity


def test_what_is_published_can_be_read_and_proven(line: Line, pki: Pki, tmp_path: Path) -> None:
    activity = tell(line, pki, tmp_path)
    told = json.loads(line.body)
    assert told.keys() == {"activity", "enrollmentId", "signed"}
    assert told["enrollmentId"] == "e"
    signed = cms.claimed_content(b64decode(told["signed"], validate=True))
    assert decode_activity(signed) == activity
    assert json.loads(signed) == told["activity"]


@pytest.mark.shared_data
def test_it_is_what_the_interface_defines(line: Line, pki: Pki, tmp_path: Path, shared_data: Path) -> None:
    tell(line, pki, tmp_path)
    defined = yaml.safe_load((shared_data / "osia" / "notification.yaml").read_text(encoding="utf-8"))
    assert defined["info"]["version"] == "1.2.0"
    parts = urlsplit(line.target)
    assert parts.path == "/v1/topics/{uuid}/publish".replace("{uuid}", "visits")
    publish = defined["paths"]["/v1/topics/{uuid}/publish"]["post"]
    assert set(parse_qs(parts.query)) <= {each["name"] for each in publish["parameters"] if each["in"] == "query"}
    assert publish["requestBody"]["content"][line.headers["Content-Type"]]["schema"] == {"type": "string"}
    assert publish["security"] == [{"BearerAuth": ["notif.topic.publish"]}]
    assert line.headers["Authorization"].startswith("Bearer ")
    assert 200 in publish["responses"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(400, {"Content-Type": "application/json"}, b'{"code": 7, "message": "no"}'), PacketRefused),
        (Answer(401, {}, b""), TokenRefused),
        (Answer(403, {}, b""), AnswerUnexpected),
        (Answer(404, {}, b""), AnswerUnexpected),
        (Answer(204, {}, b""), AnswerUnexpected),
        (Answer(500, {}, b""), ReceiverBusy),
    ],
)
def test_anything_but_200_is_no_telling(
    line: Line, pki: Pki, tmp_path: Path, answer: Answer, error: type[Exception]
) -> None:
    line.answer = answer
    with pytest.raises(error):
        tell(line, pki, tmp_path)
