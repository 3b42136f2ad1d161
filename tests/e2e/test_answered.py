"""What version 0.1.0 delivered is judged by this version's centre, and the station of then is told."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.acceptance.judging import Decision, judge
from station.__main__ import main
from station.domain.answers import Reason, Verdict
from station.outbox.answers import OutboxAnswers
from station.storage.database import connect
from tests.support.intake_process import running
from tests.support.released import Released, packet, released, unpacked_once

__all__ = ["released", "unpacked_once"]


@pytest.mark.slow
def test_the_station_shows_what_the_centre_decided(
    released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two that were received then, one of them erased here since; nothing is found in either. Somebody at the centre
    wants more of one all the same."""
    monkeypatch.setattr("station.outbox.asking.pace", lambda asks: timedelta(hours=1) if asks else timedelta())
    settings, home = released.settings, released.settings.intake_home
    kept, erased = packet("home", "kept"), packet("home", "erased")
    with running(home, tmp_path) as receiver:
        released.deliver_to(receiver.url)
        wish = Decision(Verdict.AGAIN, (Reason("ANSWER-QUALITY", "left_thumb"), Reason("ANSWER-DATA-WRONG", "psn")))
        for packet_id, decision in ((kept, None), (erased, wish)):
            folder = home / "data" / "packets" / packet_id
            judged = judge(folder, home, "production", datetime.now(UTC), decision)
            assert judged.findings == ()
        capsys.readouterr()
        assert main(["--home", str(released.home), "--lang", "en", "outbox", "--deliver", "60"]) == 0
        told = capsys.readouterr().out
        status, said = receiver.stop()
        assert status == 0, said
    lines = {line[:12]: line for line in told.splitlines()}
    assert lines[kept[:12]].endswith("Accepted by the centre.")
    assert "Left thumb: The quality is too low." in lines[erased[:12]]
    assert "Personal number: It does not agree with the documents." in lines[erased[:12]]
    with closing(connect(settings.database)) as db:
        found = OutboxAnswers(db).of((kept, erased))
        assert {packet_id: row.unseen for packet_id, row in found.items()} == {kept: False, erased: True}
    assert main(["--home", str(released.home), "log", "verify"]) == 0
