"""The centre asks for one finger of a packet: it is taken, sent, opened by a stranger, and joined to the first."""

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
from tests.e2e.test_family import opened_by_a_stranger
from tests.support.desk import OFFICER, PINS, slap_candidate
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


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("unzip")), reason="needs openssl and unzip")
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
    told = opened_by_a_stranger(packets / again / "packet.p7m", home, tmp_path / "opened")
    assert told["contextualData"]["recapture"]["packet"] == packet_id
    assert {each["biometricSubType"] for each in told["biometricData"]} == {"PLAIN_RIGHT_FOUR_FINGERS", "RIGHT_INDEX"}
    assert told["biographicData"] == {}
    assert not (tmp_path / "opened" / "content" / "biometrics" / "face").exists()
    judged = judge(packets / again, home, "production", datetime.now(UTC))
    assert (judged.findings, judged.answer.verdict) == ((), Verdict.ACCEPTED)
    shown = ask_intake("open", "--home", home, packets / again).stdout
    assert f"completes    {packet_id}\n             right_index (R-7)\n" in shown
    assert "INT-101" not in shown
    shutil.move(packets / packet_id, tmp_path / "elsewhere")
    assert "INT-101" in ask_intake("open", "--home", home, packets / again).stdout
