"""What a station refuses to start with, and that nothing is left running then."""

import shutil
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import enumerate as threads

import pytest

from crypto.errors import CryptoError, DemoKeysIncomplete
from devices.api import CancelScope
from station.bootstrap import DemoKeysInProduction, EmbeddedInProduction, IntakeSilent, NoRecipients, build
from station.bootstrap.embedded import EmbeddedIntake
from station.bootstrap.intake_health import ask_health
from station.bootstrap.way_out import WayOut
from station.domain.errors import StationError
from station.domain.outbox import PacketId
from station.outbox.errors import TransportDown
from station.settings import Settings, SettingsWrong, load_settings

NOWHERE = "https://127.0.0.1:9"


def production(settings: Settings) -> Settings:
    """Keys that are not the demonstration's as far as the station can see."""
    (settings.trust / "demo-pki.json").unlink()
    return replace(settings, mode="production", intake=NOWHERE)


def lose_a_recipient(settings: Settings) -> Settings:
    settings = production(settings)
    (settings.trust / "recipients" / "escrow.pem").unlink()
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
        (lose_a_recipient, NoRecipients),
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


def test_production_knows_no_simulators_and_no_pins(demo_settings: Settings) -> None:
    station = build(production(demo_settings))
    try:
        assert not [device for device in station.diagnose.devices() if device.simulated]
        assert {each.demo_pin for each in station.work.call(station.sign_in.credentials)} == {""}
    finally:
        station.close()


def test_it_stops_quickly_and_twice(demo_settings: Settings) -> None:
    before = set(threads())
    station = build(replace(demo_settings, intake=NOWHERE))
    assert {each.demo_pin for each in station.work.call(station.sign_in.credentials)} == {"1234", "5678", "2468"}
    station.close()
    station.close()
    assert not [thread for thread in set(threads()) - before if thread.name in ("work", "outbox", "hotplug")]
    assert station.work.submit(int).cancelled()


def test_the_doctor_finds_what_is_missing(demo_settings: Settings) -> None:
    settings = production(demo_settings)
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


def test_a_silent_intake_makes_packets_wait(tmp_path: Path) -> None:
    def silent() -> str:
        raise IntakeSilent

    way_out = WayOut(silent, ssl.create_default_context(), load_settings(tmp_path))
    with pytest.raises(TransportDown):
        way_out.send(PacketId("0" * 64), b"", b"", "", CancelScope())
    way_out.close()


def test_nobody_answers() -> None:
    with pytest.raises(TransportDown):
        ask_health(NOWHERE, ssl.create_default_context())
