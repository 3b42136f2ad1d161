"""What people come for most, through the true window by keys alone: from the first page over all pages to the receipts.

Real services, simulated devices, the embedded intake. Which pages there are the profile says; what is done on each is
said once for its kind (`tests/support/keyboard_pages.py`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from intake.acceptance.opening import open_packet
from station.bootstrap import Station, build
from station.domain.classes import class_of
from station.domain.outbox import OutboxState
from station.profiles import built_in
from station.settings import load_settings
from tests.support import comers, packed
from tests.support.desk import PINS
from tests.support.keyboard_desk import KeyboardDesk
from tests.support.keyboard_pages import walk
from tests.support.once import copy_of
from ui.messages import set_language

QUICK = {
    "sim_camera": {"blink_every_s": 0, "script": [{"seconds": 1.0}]},
    "sim_fingerprint": {"preview_frames": 3, "preview_interval_s": 0.01},
}
"""Who stands as they should, and presses at once."""


@pytest.fixture(scope="module")
def one_desk(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[KeyboardDesk]:
    """For all visits, as in a unit: one station, and one window that nobody closes between them."""
    home = copy_of(demo_keys, tmp_path_factory.mktemp("desk") / "home")
    settings = load_settings(home)
    with closing(build(replace(settings, devices=QUICK))) as station:
        desk = KeyboardDesk(station, qapp)
        yield desk
        desk.leave()


@pytest.fixture
def desk(one_desk: KeyboardDesk, qtbot: QtBot) -> KeyboardDesk:
    set_language("en")
    one_desk.qtbot = qtbot
    return one_desk


def opened(station: Station, packet_id: str, service: str) -> Mapping[str, bytes]:
    """Files of a packet that the intake holds, as whoever it is sealed to reads them."""
    of = class_of(built_in().versions(service)[-1].case_class)
    receiver = of.name.lower() if of.confidential else "production"
    home = station.settings.intake_home
    (packet,) = (home / "data").glob(f"packets/{packet_id}/packet.p7m")
    content = open_packet(packet, home, receiver, datetime.now(UTC)).verified.content
    return {file.path: file.data for file in content.files}


COMMONEST: Mapping[str, Callable[[date], comers.Visit]] = {
    "passport of an infant": comers.infant,
    "identity card at 12": comers.child_of_12,
    "residence card": comers.entrepreneur,
    "asylum with interpreter": comers.alone,
    "family of five displaced": comers.family_of_five,
}
"""The sixth, an adult's passport, has a test of its own: test_gui_enrollment.py."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", COMMONEST)
def test_a_visit_by_keyboard(who: str, desk: KeyboardDesk) -> None:
    station = desk.station
    today = datetime.now(UTC).astimezone().date()
    visit = COMMONEST[who](today)
    profile = built_in().versions(visit.service)[-1]
    until = profile.in_force.until
    if until is not None and until < today:
        pytest.skip(f"the law ended {visit.service} on {until}")
    desk.to_the_first_page(visit.operator, PINS[visit.operator])
    desk.begin(visit.service)
    for applicant in visit.applicants:
        if applicant is not visit.applicants[0]:
            desk.add(applicant.relation)
        walk(desk, applicant)
    people = [each.enrollment_id for each in desk.view.people] or [desk.view.enrollment.enrollment_id]
    for which in people:
        desk.turn_to(which)
        desk.sign()
    rows = desk.approve_and_seal(visit.officer, PINS[visit.officer])
    assert {row.state for row in rows} == {OutboxState.RECEIPTED}
    found = {row.enrollment_id: opened(station, row.packet_id, visit.service) for row in rows}
    assert set(found) == set(people)
    assert len(found) == len(visit.applicants)
    for row in rows:
        receipt = Path(str(station.work.call(station.deliver.receipt_path, row.packet_id)))
        assert receipt.stat().st_size > 0
    first = visit.applicants[0].fields
    begun = {name: (each.begins, each.default) for name, each in profile.fields.items()}
    begun |= {name: (text, *begun.get(name, ())) for name, text in first.items()}  # what they share is typed once
    for which, applicant in zip(people, visit.applicants, strict=True):
        assert packed.differences(found[which], applicant, begun) == []
        assert packed.papers(found[which]) == packed.papers_of(applicant)
        case = json.loads(found[which]["data/application.json"])["contextualData"].get("case")
        assert (case is None) is (len(people) == 1)
        assert case is None or case["id"] == people[0]
