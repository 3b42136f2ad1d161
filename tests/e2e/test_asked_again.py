"""The centre asks for one finger of a packet: it is taken, sent, opened by a stranger, and joined to the first. Then
the applicant takes the first back, and the desk hears that the centre knows."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from intake.acceptance.judging import judge
from station.bootstrap import Station, build
from station.domain.answers import Verdict
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import OutboxState, PacketId
from station.domain.sample import Slap
from station.services.views import OutboxView, SealedView
from station.settings import Settings
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.desk import DEVICE, OFFICER, PINS, ink, slap_candidate
from tests.support.enrolling import credential, sign_in
from tests.support.family import capture_all, seen
from tests.support.intake_command import ask_intake
from tests.support.intake_process import running


def sent(station: Station, which: EnrollmentId) -> PacketId:
    """Signed, approved, sealed. On the work thread."""
    seen(station.enroll.sign(which))
    seen(station.enroll.approve(which, credential(station, OFFICER), PINS[OFFICER]))
    sealed = station.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    return sealed.packet_id


def first(station: Station) -> PacketId:
    sign_in(station)
    which = seen(station.enroll.start("biometric_passport")).enrollment.enrollment_id
    capture_all(station, which)
    return sent(station, which)


def once_more(station: Station, packet_id: PacketId) -> PacketId:
    which = seen(station.enroll.recapture(packet_id)).enrollment.enrollment_id
    seen(station.enroll.accept_slap(which, slap_candidate(station.enroll._clock.now(), Slap.RIGHT_FOUR)))
    return sent(station, which)


def taken_back(station: Station, packet_id: PacketId) -> PacketId:
    which = seen(station.enroll.take_back_sent(packet_id[:8])).enrollment.enrollment_id
    seen(station.enroll.set_fields(which, {"withdrawal_shown": "ID_CARD"}))
    seen(station.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    return sent(station, which)


def when(station: Station, packet_id: PacketId, holds: Callable[[OutboxView], object]) -> OutboxView:
    """The packet, once that holds of it."""
    changed = Event()
    forget = station.work.call(station.deliver.subscribe, changed.set)
    for _ in range(200):
        view = station.work.call(station.deliver.row, packet_id)
        assert isinstance(view, OutboxView), view
        if holds(view):
            station.work.call(forget)
            return view
        assert changed.wait(20), view
        changed.clear()
    raise AssertionError(packet_id)


@needs_openssl
def test_one_finger_once_more(demo_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.outbox.asking.pace", lambda asks: timedelta(seconds=1 if asks else 0))
    home = demo_settings.intake_home
    packets = home / "data" / "packets"
    with running(home, tmp_path) as receiver, closing(build(replace(demo_settings, intake=receiver.url))) as station:
        packet_id = station.work.call(first, station)
        when(station, packet_id, lambda view: view.state is OutboxState.RECEIPTED)
        asks = ["--again", "right_index=quality", "--due", "2030-12-24", "--request", "R-7"]
        done = ask_intake("judge", "--home", home, packets / packet_id, *asks)
        assert done.returncode == 0, done.stderr
        found: Any = when(station, packet_id, lambda view: view.answer is not None).answer
        assert (found.answer.items, found.answer.request) == (("right_index",), "R-7")
        again = station.work.call(once_more, station, packet_id)
        when(station, again, lambda view: view.state is OutboxState.RECEIPTED)
        back = station.work.call(taken_back, station, packet_id)
        when(station, back, lambda view: view.state is OutboxState.RECEIPTED)
        done = ask_intake("judge", "--home", home, packets / back)
        assert f"taken back   {packet_id}" in done.stdout, done.stderr
        known: Any = when(station, packet_id, lambda view: view.answer.answer.verdict is Verdict.REJECTED).answer
        assert [reason.code for reason in known.answer.reasons] == ["INT-103"]
    files = files_by_openssl(packets / again / "packet.p7m", home, tmp_path / "opened")
    told = json.loads(files["data/application.json"])
    assert told["contextualData"]["recapture"]["packet"] == packet_id
    assert {each["biometricSubType"] for each in told["biometricData"]} == {"PLAIN_RIGHT_FOUR_FINGERS", "RIGHT_INDEX"}
    assert told["biographicData"] == {}
    assert not [path for path in files if path.startswith("biometrics/face")]
    said = json.loads(files_by_openssl(packets / back / "packet.p7m", home, tmp_path / "back")["data/application.json"])
    assert said["contextualData"]["withdrawal"]["packet"] == packet_id
    assert said["biographicData"] == {"further": {"withdrawal_shown": "ID_CARD"}}
    judged = judge(packets / again, home, "production", datetime.now(UTC))
    assert [each.code for each in judged.findings] == ["INT-103"], "what completes it is accepted no more either"
    assert judged.answer.verdict is Verdict.REJECTED
    shown = ask_intake("open", "--home", home, packets / again).stdout
    assert f"completes    {packet_id}\n             right_index (R-7)\n" in shown
    assert "INT-101" not in shown
    shutil.move(packets / packet_id, tmp_path / "elsewhere")
    assert "INT-101" in ask_intake("open", "--home", home, packets / again).stdout
