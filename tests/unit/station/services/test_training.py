"""Practice is sealed under the root of training, to receivers of training, and never mixes with work in earnest."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crypto import cms, roles
from crypto.errors import CryptoError, NotARecipient, UntrustedCertificate
from crypto.keys.machine import load_machine_key
from crypto.trust import Purpose
from crypto.trust_folder import load_trust
from intake.acceptance.opening import open_packet
from station.domain.errors import Problem
from station.domain.modes import MODES, UNORDERED, Mode
from station.packet.flags import flags_of
from station.services.training import TrainingNotSetUp, find_training
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage import visit_events
from tests.support.desk import OPERATOR, Bench, approved_draft, complete_draft, open_desk


class Orders:
    """The work mode that policy orders now."""

    def __init__(self) -> None:
        self.mode = "TRAINING"

    def __call__(self) -> Mode:
        return MODES.get(self.mode, UNORDERED)


def desk_of(settings: Settings, orders: Orders) -> Bench:
    desk = open_desk(settings)
    signing = desk.enroll._signing
    signing._identity = replace(signing._identity, work_mode=orders)
    signing._sealing = replace(signing._sealing, training=lambda: find_training(settings, desk.clock))
    desk.sign_in_as(OPERATOR)
    return desk


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def desk(demo_settings: Settings, orders: Orders) -> Iterator[Bench]:
    with closing((made := desk_of(demo_settings, orders)).db):
        yield made


def sealed(desk: Bench) -> Path:
    answer = desk.enroll.seal(approved_draft(desk))
    assert isinstance(answer, SealedView), answer
    return Path(answer.packet_path)


def said(answer: object) -> str:
    assert isinstance(answer, Problem), answer
    return answer.code


@pytest.mark.parametrize("mode", ["TRAINING", "EXAM"])
def test_practice_opens_at_the_centre_of_training_only(
    mode: str, desk: Bench, orders: Orders, demo_settings: Settings
) -> None:
    orders.mode = mode
    packet, at = sealed(desk), desk.clock.now()
    p7s, home = packet.with_name(f"{packet.name}.p7s").read_bytes(), demo_settings.intake_home
    for training, purpose in ((True, Purpose.STATION),):
        trust = load_trust(demo_settings.trust, training=training)
        signer = cms.verify_detached(p7s, packet.read_bytes(), trust, purpose, at)
        assert roles.TRAINING_POLICY in signer.certificate.policies
    with pytest.raises(UntrustedCertificate):
        cms.verify_detached(p7s, packet.read_bytes(), load_trust(demo_settings.trust), Purpose.STATION, at)
    with pytest.raises(NotARecipient):  # the keys in earnest do not even open it
        open_packet(packet, home, "production", at, mode="training")
    opened = open_packet(packet, home, "training", at, mode="training")
    assert flags_of(opened.verified.content).mode == mode
    assert opened.verified.operator.certificate.common_name == OPERATOR


@pytest.mark.parametrize(("lost", "missing"), [("keys/training.key.pem", "key"), ("trust/training", "receivers")])
def test_without_what_training_needs_nothing_is_sealed(
    lost: str, missing: str, desk: Bench, demo_settings: Settings
) -> None:
    which = approved_draft(desk)
    place = demo_settings.data / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    answer = desk.enroll.seal(which)
    assert said(answer) == "STN-612"
    assert isinstance(answer, Problem)
    assert answer.params == {"missing": missing}
    assert desk.outbox.rows() == ()
    assert isinstance(desk.enroll.resume(which), EnrollmentView)  # the draft is as it was


def test_a_key_in_earnest_is_no_key_of_training(demo_settings: Settings, desk: Bench) -> None:
    for suffix in ("key.pem", "pem"):
        shutil.copy(demo_settings.keys / f"station.{suffix}", demo_settings.keys / f"training.{suffix}")
    with pytest.raises(CryptoError):
        find_training(demo_settings, desk.clock)
    with pytest.raises(TrainingNotSetUp):
        find_training(replace(demo_settings, data=demo_settings.data / "nothing"), desk.clock)


@pytest.mark.parametrize(("begun", "now"), [("TRAINING", "NORMAL"), ("NORMAL", "TRAINING")])
def test_what_was_begun_in_one_mode_does_not_end_in_another(begun: str, now: str, desk: Bench, orders: Orders) -> None:
    orders.mode = begun
    which = approved_draft(desk)
    orders.mode = now
    for answer in (
        desk.enroll.resume(which),
        desk.enroll.seal(which),
        desk.enroll.sign(which),
        desk.enroll.approve(which, desk.credential("Կարեն Սարգսյան"), "5678"),
    ):
        assert said(answer) == "STN-613"
    orders.mode = begun
    assert isinstance(desk.enroll.seal(which), SealedView)


@pytest.mark.parametrize(("begun", "now"), [("TRAINING", "NORMAL"), ("NORMAL", "TRAINING")])
def test_a_draft_of_the_other_mode_is_neither_resumed_nor_counted(
    begun: str, now: str, desk: Bench, orders: Orders
) -> None:
    """The refusal is the mode's: nobody lacked a right, and no visit goes on, nor begins."""
    orders.mode = begun
    which = complete_draft(desk)
    before = list(visit_events.read(desk.db))
    orders.mode = now
    assert said(desk.enroll.resume(which)) == "STN-613"
    assert list(visit_events.read(desk.db)) == before
    assert "enrollment_resumed" not in desk.events()
    orders.mode = begun
    assert isinstance(desk.enroll.resume(which), EnrollmentView)
    waits = [each for each in visit_events.read(desk.db) if each.reason == "resumed"]
    assert len(waits) == (begun == "NORMAL"), "practice is not counted"


def test_a_demonstration_that_practises_seals_for_training(desk: Bench, demo_settings: Settings) -> None:
    """Its own centre takes both, as everything is tried there."""
    packet = sealed(desk)
    opened = open_packet(packet, demo_settings.intake_home, "training", desk.clock.now())
    training = load_machine_key(demo_settings.keys, demo_settings.machine_secret, "training")
    assert opened.station.certificate == training.certificate
