"""Somebody whose prints stay poor is taken with a reason: who opens the packet with `openssl` and `unzip` reads it
there, and the centre takes it."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from intake.acceptance.findings import examine
from intake.acceptance.opened import OPENED, Remembered
from intake.acceptance.opening import open_packet
from station.bootstrap import Station, build
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.override import OverrideReason
from station.domain.sample import Slap
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.desk import OFFICER, OPERATOR, slap_candidate
from tests.support.enrolling import ACTIONS, Action, sign_in

pytestmark = needs_openssl


def worn(station: Station, which: EnrollmentId) -> EnrollmentView | Problem:
    """Both thumbs, three times far below their threshold, and why they are taken all the same."""
    for _ in range(3):
        station.enroll.accept_slap(which, slap_candidate(station.enroll._clock.now(), Slap.THUMBS, 3))
    return station.overrides.propose(which, "thumbs", OverrideReason.WORN_RIDGES, "mason")


def enrolled(station: Station) -> EnrollmentView | SealedView | Problem:
    actions: dict[str, Action] = {**ACTIONS, Slap.THUMBS.value: worn}
    sign_in(station)
    answer, which = actions.pop("start")(station, EnrollmentId("")), EnrollmentId("")
    for action in actions.values():
        assert isinstance(answer, EnrollmentView), answer
        which = answer.enrollment.enrollment_id
        answer = action(station, which)
    return answer


def test_the_packet_says_what_failed_why_it_is_there_and_by_whose_word(demo_settings: Settings, tmp_path: Path) -> None:
    with closing(build(demo_settings)) as station:
        sealed = station.work.call(enrolled, station)
    assert isinstance(sealed, SealedView), sealed
    home, packet = demo_settings.intake_home, Path(sealed.packet_path)
    application = json.loads(files_by_openssl(packet, home, tmp_path / "out")["data/application.json"])
    (said,) = application["contextualData"]["overrides"].items()
    name, thumbs = said
    assert (name, thumbs["reason"], thumbs["note"]) == ("thumbs", "worn_ridges", "mason")
    assert (thumbs["proposedBy"]["name"], thumbs["settledWith"]) == (OPERATOR, "signature002")
    assert [(check["check"], check["about"], check["value"], check["limit"]) for check in thumbs["checks"]] == [
        ("FNG-CHECK-QUALITY", "left_thumb", 3, "x >= 30"),
        ("FNG-CHECK-QUALITY", "right_thumb", 3, "x >= 30"),
    ]
    taken = {each.get("biometricSubType"): each.get("quality") for each in application["biometricData"]}
    assert (taken["LEFT_THUMB"], taken["RIGHT_THUMB"]) == (3, 3), "what was measured stands as it was"
    opened = open_packet(packet, home, "production", datetime.now(UTC))
    assert opened.verified.officer is not None
    assert opened.verified.officer.certificate.common_name == OFFICER, "who answers for it"
    examined = examine(opened, Remembered(home / "centre" / OPENED))
    assert set(examined.overrides) == {"thumbs"}
    assert [each.code for each in examined.findings if each.code == "INT-091"] == []
