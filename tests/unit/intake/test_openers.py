"""A packet of a confidential class: who has no key of the class says so, and neither opens, judges nor refuses it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from crypto.errors import NotARecipient
from crypto.trust_folder import load_recipients
from intake.__main__ import main as intake
from intake.acceptance.judging import Decision, judge
from intake.acceptance.openers import class_of, opener_of
from intake.errors import HeldForClass
from intake.store.layout import answers_of
from station.domain.answers import Reason, Verdict
from station.packet import sealed
from station.packet.envelope_policy import KeyManagement, key_management
from tests.support.centre import Centre, centre
from tests.support.clock import NOW
from tests.support.judged import container_of, sealed_by
from tests.support.pki import Pki

__all__ = ["centre"]

LATER = NOW + timedelta(days=1)
NO = Decision(Verdict.REJECTED, (Reason("ANSWER-NOT-ENTITLED"),))


@pytest.fixture
def asylum(centre: Centre, pki: Pki) -> Path:
    """Its folder in the store."""
    shutil.copytree(pki.intake_home / "gateway", centre.home / "gateway")
    installed = load_recipients(pki.trust_folder / "classes" / "asylum", pki.trust, NOW)
    own = [each for each in installed if key_management(each) is KeyManagement.RSA_OAEP]
    assert len(own) == 2
    return centre.receive(sealed.seal(container_of(pki), own, pki.station, NOW), pki.station.certificate, NOW)


def take_keys_away(home: Path) -> None:
    for file in (home / "centre").glob("asylum*.key.pem"):
        file.unlink()


@pytest.mark.parametrize("decision", [None, NO, Decision(Verdict.ACCEPTED)])
def test_without_the_key_of_the_class_nothing_is_answered(
    centre: Centre, asylum: Path, decision: Decision | None
) -> None:
    take_keys_away(centre.home)
    for receiver in ("", "production", "escrow", "asylum"):
        with pytest.raises(HeldForClass) as caught:
            judge(asylum, centre.home, receiver, LATER, decision)
        assert caught.value.params["case_class"] == "ASYLUM"
    assert list(answers_of(asylum / "packet.p7m")) == []


def test_a_key_that_is_of_no_class_says_so_although_the_others_lie_beside_it(centre: Centre, asylum: Path) -> None:
    with pytest.raises(HeldForClass):
        centre.open(asylum, LATER)


@pytest.mark.parametrize("receiver", ["", "asylum", "asylum-escrow"])
def test_with_the_key_it_is_judged_as_any_other(centre: Centre, asylum: Path, receiver: str) -> None:
    judged = judge(asylum, centre.home, receiver, LATER)
    assert (judged.answer.verdict, judged.findings) == (Verdict.ACCEPTED, ())


def test_the_commands_find_the_key_themselves(
    centre: Centre, asylum: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(command: str) -> int:
        monkeypatch.setattr("sys.argv", ["intake", command, str(asylum), "--home", str(centre.home)])
        return intake()

    assert (asked("open"), asked("judge")) == (0, 0)
    assert "answered     accepted" in capsys.readouterr().out
    take_keys_away(centre.home)
    assert asked("open") != 0
    said = capsys.readouterr().err
    assert "INT-106" in said
    assert "ASYLUM" in said


def test_an_ordinary_packet_is_of_no_class(centre: Centre, pki: Pki) -> None:
    folder = centre.receive(sealed_by(pki, container_of(pki)), pki.station.certificate, NOW)
    packet = folder / "packet.p7m"
    assert class_of(packet, centre.home) == ""
    assert opener_of(packet, centre.home) == "production"
    (centre.home / "centre" / "production.key.pem").unlink()
    assert opener_of(packet, centre.home) == "escrow"
    with pytest.raises(NotARecipient):
        judge(folder, centre.home, "visa", LATER)
