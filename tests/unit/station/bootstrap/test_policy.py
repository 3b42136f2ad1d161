"""Signed policy in a whole station: the demonstration's own, a stick's, one that never came."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from crypto.keys.machine import load_machine_key
from station.bootstrap import Station, build
from station.domain.errors import Problem
from station.settings import Settings
from tests.support.policy import Office, open_office, registry_toml

NOWHERE = "https://127.0.0.1:9"
GIVE_UP_S = 20.0


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path / "stick")


@pytest.fixture
def settings(demo_settings: Settings, office: Office) -> Settings:
    """A desk whose policy comes on a stick."""
    return replace(demo_settings, intake=NOWHERE, policy=str(office.repository.folder))


def install_root(settings: Settings, office: Office) -> None:
    settings.policy_root.parent.mkdir(parents=True)
    settings.policy_root.write_bytes(office.first_root)


def begin(station: Station) -> str:
    """Who signs in and begins; the code of what stands in the way, or nothing."""
    people = station.work.call(station.sign_in.credentials)
    operator = next(each for each in people if each.demo_pin == "1234")
    station.work.call(station.sign_in.sign_in, operator.credential_id, operator.demo_pin)
    answer = station.work.call(station.enroll.start, "biometric_passport")
    return answer.code if isinstance(answer, Problem) else ""


def test_the_demonstration_starts_under_a_policy_of_its_own(demo_settings: Settings) -> None:
    for _ in range(2):
        station = build(replace(demo_settings, intake=NOWHERE))
        try:
            view = station.policy.view()
            assert (view.state, view.problem, view.unit["hy"]) == ("fresh", None, "Դեմո")
            assert view.versions == {"policyRoot": "1", "registry": "1", "rules": "1"}
            lines = {line.code: line.outcome for line in station.work.call(station.diagnose.doctor)}
            assert lines["CHK-POLICY"] == lines["CHK-POLICY-DESK"] == "pass"
            assert begin(station) == ""
        finally:
            station.close()


def test_a_stick_brings_the_policy_while_the_station_runs(settings: Settings, office: Office) -> None:
    install_root(settings, office)
    heard = Event()
    station = build(settings)
    try:
        unsubscribe = station.policy.subscribe(heard.set)
        assert begin(station) == "STN-709"
        certificate = load_machine_key(settings.keys, settings.machine_secret).certificate.fingerprint
        office.publish(registry_toml(certificate=certificate))
        station.policy.refresh()
        while station.policy.view().state != "fresh":
            assert heard.wait(GIVE_UP_S)
            heard.clear()
        unsubscribe()
        assert begin(station) == ""
        assert station.policy.view().unit["en"] == "Gyumri-en"
    finally:
        station.close()
    again = build(replace(settings, policy="/nowhere/stick"))
    try:
        assert again.policy.view().state == "fresh"
        assert begin(again) == "", "offline is no hindrance"
    finally:
        again.close()


def test_without_the_root_nobody_new_is_enrolled(settings: Settings, office: Office) -> None:
    office.publish()
    station = build(settings)
    try:
        problem = station.policy.view().problem
        assert problem is not None
        assert problem.code == "STN-719"
        assert begin(station) == "STN-709"
    finally:
        station.close()
