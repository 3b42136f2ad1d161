"""`stationctl withdraw`: by the number on the receipt, with the people of a script, to a packet behind the first."""

from contextlib import closing
from pathlib import Path

import pytest

from station.__main__ import main
from station.domain.enrollment import EnrollmentState
from station.domain.follows import Follows
from station.outbox.followers import Followers
from station.settings import Settings
from station.storage.database import connect
from tests.support.desk import OPERATOR, open_desk
from tests.unit.station.services.test_withdrawals import queued

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "enroll.toml"


def test_what_was_sent_is_taken_back(demo_settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        packet_id = queued(desk)
    told = ["withdraw", packet_id[:8], "--script", str(EXAMPLE), "--shown", "ID_CARD", "--reason", "ELSEWHERE"]
    command = ["--home", str(demo_settings.data.parent), *told]
    assert main(command) == 0, capsys.readouterr().err
    assert "Packet" in capsys.readouterr().out
    with closing(connect(demo_settings.database)) as db:
        found = Followers(db).begun(Follows(packet_id))
        assert found is not None
        assert found[1] is EnrollmentState.SEALED
