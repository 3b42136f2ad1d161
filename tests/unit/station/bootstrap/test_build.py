"""What a station refuses to start with, and that nothing is left running then."""

import shutil
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from threading import enumerate as threads

import pytest

from crypto.errors import CryptoError, DemoKeysIncomplete, KeysInEarnest
from crypto.keys.soft import SoftKeyStore
from devices.api import CancelScope
from station.bootstrap import (
    DemoKeysInProduction,
    EmbeddedInProduction,
    IntakeSilent,
    PolicyNeeded,
    build,
)
from station.bootstrap.embedded import EmbeddedIntake
from station.bootstrap.way_out import WayOut
from station.domain.errors import Problem, StationError
from station.outbox.errors import TransportDown
from station.outbox.transport import Transport
from station.receivers.parts import ask_health
from station.services.receivers import NoRecipients
from station.settings import Settings, SettingsWrong, load_settings
from tests.support.desk import OPERATOR, PINS, StillClock
from tests.support.earnest import NOWHERE, production_home
from tests.support.lists import lists_now, publish_lists
from tests.support.packets import parcel_of, random_packet
from tests.support.policy import open_office


@pytest.fixture(scope="module")
def earnest_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("earnest")
    production_home(home)
    return home


@pytest.fixture
def production(earnest_home: Path, tmp_path: Path) -> Settings:
    """Of a station in production, with keys of authorities that are no demonstration's."""
    shutil.copytree(earnest_home, tmp_path / "production")
    settings = load_settings(tmp_path / "production")
    return replace(settings, mode="production", intake=NOWHERE, policy=f"{NOWHERE}/policy/")


def lose_a_recipient(settings: Settings) -> Settings:
    (settings.trust / "recipients" / "escrow.pem").unlink()
    return settings


def lose_the_root_of_policy(settings: Settings) -> Settings:
    settings.policy_root.unlink()
    return settings


def believe_a_demonstration(settings: Settings, demo: Settings, name: str) -> Settings:
    """One certificate of a demonstration among those in earnest."""
    shutil.copy(demo.trust / name, (settings.trust / name).with_stem("another"))
    return settings


def lose_the_machine_secret(settings: Settings) -> Settings:
    settings.machine_secret.unlink()
    return settings


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda settings: replace(settings, intake="gopher+https://127.0.0.1:9"), SettingsWrong),
        (lambda settings: replace(settings, mode="production"), EmbeddedInProduction),
        (lambda settings: replace(settings, mode="production", intake=NOWHERE), DemoKeysInProduction),
        (lose_the_machine_secret, DemoKeysIncomplete),
    ],
)
def test_it_does_not_start(
    demo_settings: Settings, spoil: Callable[[Settings], Settings], error: type[StationError | CryptoError]
) -> None:
    before = set(threads())
    with pytest.raises(error):
        build(spoil(demo_settings))
    assert set(threads()) == before


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lose_a_recipient, NoRecipients),
        (lambda settings: replace(settings, policy=""), PolicyNeeded),
        (lose_the_root_of_policy, PolicyNeeded),
        (lambda settings: replace(settings, mode="demo"), KeysInEarnest),
    ],
)
def test_production_does_not_start(
    production: Settings, spoil: Callable[[Settings], Settings], error: type[StationError | CryptoError]
) -> None:
    before = set(threads())
    with pytest.raises(error):
        build(spoil(production))
    assert set(threads()) == before


def test_a_demonstration_is_known_without_its_marker(demo_settings: Settings, production: Settings) -> None:
    (demo_settings.trust / "demo-pki.json").unlink()
    with pytest.raises(DemoKeysInProduction):
        build(replace(demo_settings, mode="production", intake=NOWHERE, policy=production.policy))
    with pytest.raises(DemoKeysIncomplete):  # nor are its keys made anew over the drafts
        build(demo_settings)


@pytest.mark.parametrize(
    "name", ["roots/operator.pem", "roots/tls.pem", "intermediates/stations.pem", "recipients/escrow.pem"]
)
def test_one_certificate_of_a_demonstration_is_enough(name: str, demo_settings: Settings, production: Settings) -> None:
    with pytest.raises(DemoKeysInProduction):
        build(believe_a_demonstration(production, demo_settings, name))


def test_a_key_that_a_demonstration_certified_does_not_work_in_earnest(
    demo_settings: Settings, production: Settings
) -> None:
    """The authorities were replaced, the station's own key was not."""
    for name in ("station.pem", "station.key.pem"):
        shutil.copy(demo_settings.keys / name, production.keys / name)
    shutil.copy(demo_settings.machine_secret, production.machine_secret)
    with pytest.raises(DemoKeysInProduction):
        build(production)


def test_production_knows_no_simulators_and_no_pins(production: Settings) -> None:
    station = build(production)
    try:
        assert not [device for device in station.diagnose.devices() if device.simulated]
        assert {each.demo_pin for each in station.work.call(station.sign_in.credentials)} == {""}
    finally:
        station.close()


def test_it_starts_past_its_grace_and_says_why_nobody_may_sign_in(demo_settings: Settings) -> None:
    clock = StillClock(datetime.now(UTC))
    publish_lists(demo_settings, clock.at)
    clock.forward(timedelta(days=22))
    station = build(replace(demo_settings, intake=NOWHERE), clock)
    try:
        assert station.work.call(station.sign_in.credentials) == ()
        problem = station.work.call(station.sign_in.unproven)
        assert isinstance(problem, Problem)
        assert problem.code == "STN-723"
        publish_lists(demo_settings, clock.at)
        assert station.work.call(station.sign_in.unproven) is None
        assert len(station.work.call(station.sign_in.credentials)) == len(PINS)
    finally:
        station.close()


def test_a_dismissal_that_policy_brings_counts_in_the_open_program_and_at_the_next_start(
    demo_settings: Settings, tmp_path: Path
) -> None:
    """By stick. What was put in place and taken away again is put back before anybody may come in."""
    office = open_office(tmp_path / "repository")
    demo_settings.policy_root.parent.mkdir(exist_ok=True)
    demo_settings.policy_root.write_bytes(office.first_root)
    settings = replace(demo_settings, intake=NOWHERE, policy=str(office.repository.folder))
    store = SoftKeyStore(settings.keys, settings.machine_secret)
    gone = next(each.certificate for each in store.entries() if each.certificate.common_name == OPERATOR)
    office.publish(trust={"lists": lists_now(settings, datetime.now(UTC), dismissed=[gone])})
    came, by_hand = Event(), set((settings.trust / "crls").iterdir())

    def known() -> set[str]:
        return {each.name for each in station.work.call(station.sign_in.credentials)}

    station = build(settings)
    try:
        station.policy.subscribe(came.set)
        while "trust" not in station.policy.view().versions:
            assert came.wait(30)
            came.clear()
        assert known() == set(PINS) - {OPERATOR}
    finally:
        station.close()
    brought = set((settings.trust / "crls").iterdir()) - by_hand
    assert brought
    for file in brought:
        file.unlink()
    station = build(replace(settings, policy=str(tmp_path / "no stick")))
    try:
        assert known() == set(PINS) - {OPERATOR}
    finally:
        station.close()


def test_it_stops_quickly_and_twice(demo_settings: Settings) -> None:
    before = set(threads())
    station = build(replace(demo_settings, intake=NOWHERE))
    assert {each.demo_pin for each in station.work.call(station.sign_in.credentials)} == set(PINS.values())
    station.close()
    station.close()
    assert not [thread for thread in set(threads()) - before if thread.name in ("work", "outbox", "hotplug")]
    assert station.work.submit(int).cancelled()


def test_the_doctor_finds_what_is_missing(production: Settings) -> None:
    settings = production
    station = build(settings)
    try:
        shutil.rmtree(settings.trust / "recipients")
        found = {line.code: line.outcome for line in station.work.call(station.diagnose.doctor)}
    finally:
        station.close()
    assert found["CHK-INTAKE"] == "fail"
    assert found["CHK-RECIPIENTS"] == "fail"
    assert found["CHK-FINGERPRINT"] == "fail"
    assert found["CHK-SIGNATURE"] == "skip"
    assert found["CHK-STATION-KEY"] == found["CHK-DATABASE"] == found["CHK-OFFICERS"] == "pass"


def test_a_child_that_does_not_start_is_said(tmp_path: Path) -> None:
    intake = EmbeddedIntake(tmp_path)
    intake.start()
    with pytest.raises(IntakeSilent):
        intake.url()
    intake.close()
    intake.close()


def test_a_silent_intake_makes_packets_wait() -> None:
    def silent() -> str:
        raise IntakeSilent

    def never(_: str) -> Transport:
        raise AssertionError("there is no address")

    way_out = WayOut(silent, never)
    with pytest.raises(TransportDown):
        way_out.send(parcel_of(random_packet(), "0f" * 16), CancelScope())
    way_out.close()


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(TransportDown):
        ask_health(NOWHERE, ssl.create_default_context(), load_settings(tmp_path))
