"""What an applicant took back: recorded when the packet that says so is accepted, and nobody accepts the other then."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from crypto.keys.machine import load_machine_key
from intake.__main__ import main
from intake.acceptance.contexts import Again
from intake.acceptance.declared import Declared, read_application
from intake.acceptance.errors import PersonNeeded, PictureUnfit, Withdrawn
from intake.acceptance.findings import _taken_back
from intake.acceptance.judging import Decision, Judged, automatic, judge
from intake.acceptance.opening import open_packet
from intake.acceptance.withdrawn import WITHDRAWN, WithdrawnHere
from station.domain.answers import Reason, Verdict, person_code
from station.domain.outbox import PacketId, Parcel
from station.formats.moment import moment_text
from station.packet import layout
from station.settings import Settings
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, Bench, open_desk
from tests.support.whole_desk import Centre
from tests.unit.station.services.test_withdrawals import begun, said, sealed

EARLIER, LATER, THIRD = "a1" * 32, "b2" * 32, "c3" * 32
TAKEN = Decision(Verdict.ACCEPTED)
REFUSED = Decision(Verdict.REJECTED, (Reason(person_code("other-person")),))


class Both:
    """A packet and the one that takes it back, as a desk made them; a centre takes each when it is told to."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.desk: Bench = open_desk(settings)
        self.desk.sign_in_as(OPERATOR)
        self.earlier, which = begun(self.desk)
        said(self.desk, which)
        self.later = sealed(self.desk, which).packet_id
        self._station = load_machine_key(settings.keys, settings.machine_secret).certificate.fingerprint
        self._home, self._centre = settings.intake_home, Centre(folder, settings, self.desk.clock)
        self.folder = folder

    def arrives(self, packet_id: PacketId) -> None:
        """After the one before, so that they stand in that order."""
        self.desk.clock.forward(timedelta(seconds=5))
        parcel = Parcel(self.desk.outbox.row(packet_id), *self.desk.outbox.payload(packet_id))
        self._centre.take(parcel, self._station)

    def judge(self, packet_id: PacketId, decision: Decision | None = None) -> Judged:
        self.desk.clock.forward(timedelta(seconds=5))
        packet = self.folder / "packets" / packet_id
        return judge(packet, self._home, "production", self.desk.clock.now(), decision)


@pytest.fixture
def both(demo_settings: Settings, tmp_path: Path) -> Both:
    return Both(demo_settings, demo_settings.intake_home / "data")


def test_it_is_recorded_and_the_station_of_the_first_is_told(
    both: Both, demo_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    both.arrives(both.earlier)
    both.arrives(both.later)
    assert both.judge(both.earlier).answer.verdict is Verdict.ACCEPTED
    done = both.judge(both.later)
    assert (done.findings, done.answer.verdict) == ((), Verdict.ACCEPTED)
    told = done.taken_back
    assert told is not None
    assert (told.packet_id, told.verdict, told.reasons) == (both.earlier, Verdict.REJECTED, (Reason("INT-103"),))
    for decision in (TAKEN, Decision(Verdict.AGAIN, (Reason(person_code("quality"), "portrait"),))):
        with pytest.raises(Withdrawn):
            both.judge(both.earlier, decision)
    assert both.judge(both.earlier).answer.reasons == (Reason("INT-103"),)
    monkeypatch.setattr("sys.argv", ["intake", "list", "--home", str(demo_settings.intake_home)])
    assert main() == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(both.earlier)
    assert first.endswith(f"rejected  INT-103  withdrawn by {both.later}")
    assert second.startswith(both.later)
    assert second.endswith("accepted")
    both.judge(both.later, REFUSED)  # it was not this applicant after all
    assert both.judge(both.earlier, TAKEN).answer.verdict is Verdict.ACCEPTED


def test_one_that_comes_before_the_application_waits_for_a_person(both: Both) -> None:
    both.arrives(both.later)
    with pytest.raises(PersonNeeded) as found:
        both.judge(both.later)
    assert [each.code for each in found.value.findings] == ["INT-104"]
    assert both.judge(both.later, TAKEN).taken_back is None
    both.arrives(both.earlier)
    assert both.judge(both.earlier).answer.reasons == (Reason("INT-103"),)


def test_its_form_is_its_own(both: Both, demo_settings: Settings) -> None:
    packet = both.desk.outbox.packet_path(both.later)
    opened = open_packet(packet, demo_settings.intake_home, "production", both.desk.clock.now())
    (data,) = (file.data for file in opened.verified.content.files if file.path == layout.APPLICATION)
    declared = read_application(data)
    assert (declared.withdraws, declared.items) == (both.earlier, ())
    wrong: tuple[dict[str, Any], ...] = (
        {"biographicData": {}},
        {"biographicData": {"further": {"withdrawal_reason": "OTHER"}}},
        {"biographicData": {"further": {"withdrawal_shown": "PASSPORT", "phone": "1"}}},
    )
    for changes in wrong:
        with pytest.raises(ValueError, match=r"takes it back|asked for"):
            read_application(rfc8785.dumps({**json.loads(data), **changes}))


def test_what_completes_a_packet_that_was_taken_back_is_not_accepted_either(tmp_path: Path) -> None:
    record = WithdrawnHere(tmp_path / WITHDRAWN)
    record.add(EARLIER, LATER, counts=True)
    again = Again(EARLIER, moment_text(NOW), ("portrait",))
    declared = Declared("", "", "", False, (), frozenset(), ("portrait",), again)
    (found,) = _taken_back(declared, PacketId(THIRD), None, record)
    assert isinstance(found, Withdrawn)
    assert found.reason == LATER


def test_a_withdrawal_whose_signature_does_not_decode_is_refused_and_not_asked_for_again() -> None:
    """It may be begun anew; of a withdrawal no part is asked for."""
    unfit = PictureUnfit("biometrics/signature/signature.png", "size")
    assert automatic((unfit,), ("signature",)).verdict is Verdict.AGAIN
    said = automatic((unfit,), ())
    assert (said.verdict, said.reasons) == (Verdict.REJECTED, (Reason("INT-092", "signature"),))


def test_the_last_word_counts_and_a_cut_line_hides_none(tmp_path: Path) -> None:
    record = WithdrawnHere(tmp_path / WITHDRAWN)
    record.add(EARLIER, LATER, counts=False)
    assert not (tmp_path / WITHDRAWN).exists(), "nothing to take away"
    record.add(EARLIER, LATER, counts=True)
    record.add(EARLIER, LATER, counts=True)
    with (tmp_path / WITHDRAWN).open("ab") as file:
        file.write(EARLIER.encode()[:9])
    record.add(THIRD, LATER, counts=True)
    assert [record.by(each) for each in (EARLIER, THIRD, LATER)] == [LATER, LATER, ""]
    record.add(EARLIER, LATER, counts=False)
    assert (record.by(EARLIER), record.by(THIRD)) == ("", LATER)
    assert len((tmp_path / WITHDRAWN).read_bytes().splitlines()) == 4
