"""A wish for an operator of the same sex that was taken back: both moments stand in the sealed packet, as read with
`openssl` and `unzip`, and as the centre reads it."""

import json
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from intake.acceptance.opening import open_packet
from station.bootstrap import Station, build
from station.domain.citizen_view import SAME_SEX, SAME_SEX_BACK
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.packet.archive import read_archive
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.enrolling import ACTIONS, sign_in

pytestmark = needs_openssl

SAID = ((SAME_SEX, "fa"), (SAME_SEX_BACK, "ar"))


def _wished(station: Station) -> EnrollmentView | SealedView | Problem:
    actions = dict(ACTIONS)
    sign_in(station)
    answer, which = actions.pop("start")(station, EnrollmentId("")), EnrollmentId("")
    for number, action in enumerate(actions.values()):
        assert isinstance(answer, EnrollmentView)
        which = answer.enrollment.enrollment_id
        if number == 0:
            for about, language in SAID:
                station.belongings.told(which, about, "2", language)
        answer = action(station, which)
    return answer


def test_both_moments_are_in_the_packet_and_the_centre_reads_them(demo_settings: Settings, tmp_path: Path) -> None:
    with closing(build(demo_settings)) as station:
        sealed = station.work.call(_wished, station)
    assert isinstance(sealed, SealedView)
    home, packet = demo_settings.intake_home, Path(sealed.packet_path)
    files = files_by_openssl(packet, home, tmp_path / "out")
    notices = json.loads(files["data/application.json"])["contextualData"]["notices"]
    told = [each for each in notices if each["notice"].startswith(SAME_SEX)]
    assert [(each["notice"], each["language"], each["version"]) for each in told] == [(*each, "2") for each in SAID]
    moments = [datetime.fromisoformat(each["givenAt"]) for each in told]
    assert all(earlier < later for earlier, later in pairwise(moments)), "each has a moment of its own"
    assert len({each["by"] for each in told}) == 1
    opened = open_packet(packet, home, "production", datetime.now(UTC))
    ours = {each.path: each.data for each in read_archive(opened.container)}
    assert ours["data/application.json"] == files["data/application.json"]
