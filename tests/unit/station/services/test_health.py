"""What the doctor says of keys, certificates and revocation lists."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crypto.keys.api import SigningKey
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore
from crypto.revocation import Revocation
from station.outbox.quarantine import Quarantine, Reason
from station.services.health import RENEW_BEFORE, HealthSources, _gone, _keys, _put_aside, _untold
from station.services.people import People
from station.storage.errors import DatabaseFailed
from tests.support.clock import NOW
from tests.support.pki import Pki, other_pki, pki

__all__ = ["other_pki", "pki"]


def sources(pki: Pki, key: SigningKey | None = None) -> HealthSources:
    people = People(SoftKeyStore(pki.keys, pki.secret), pki.trust, {})
    nowhere = Path("/nowhere")
    key = key or pki.station
    return HealthSources(
        nowhere, key, pki.trust_folder, nowhere, nowhere, pki.trust, people, lambda: "ok", lambda _: iter(())
    )


def found(sources: HealthSources, at: datetime = NOW) -> dict[str, str]:
    return {line.code: line.outcome for line in _keys(sources, at)}


def test_everything_is_there(pki: Pki) -> None:
    assert found(sources(pki)) == dict.fromkeys(
        ("CHK-STATION-KEY", "CHK-REVOCATION", "CHK-OPERATORS", "CHK-OFFICERS", "CHK-RECIPIENTS"), "pass"
    )


@pytest.mark.parametrize(("left", "said"), [(timedelta(days=1), True), (-timedelta(days=1), False)])
def test_a_renewal_is_said_in_time(left: timedelta, said: bool, pki: Pki) -> None:
    at = pki.station.certificate.not_after - RENEW_BEFORE + left
    assert found(sources(pki), at).get("CHK-RENEWAL") == ("skip" if said else None)


def test_a_key_that_signs_wrongly_or_leads_nowhere_fails(pki: Pki, other_pki: Pki) -> None:
    swapped = MachineKey(pki.station.certificate, pki.station.chain, other_pki.station._key)
    for key in (swapped, other_pki.station):
        assert found(sources(pki, key))["CHK-STATION-KEY"] == "fail"


def test_visits_that_nobody_was_told_of_are_counted_and_refusals_fail(pki: Pki) -> None:
    def shut() -> dict[str, int]:
        raise DatabaseFailed(reason="SQLITE_CANTOPEN")

    for untold, told in (
        (dict, []),
        (lambda: {"": 3}, [("CHK-VISITS-WAIT", "skip", "3")]),
        (lambda: {"": 3, "STN-120": 2}, [("CHK-VISITS-TOLD", "fail", "2 STN-120")]),
        (shut, [("CHK-VISITS-TOLD", "fail", "STN-103")]),
    ):
        lines = list(_untold(replace(sources(pki), untold=untold)))  # type: ignore[arg-type]
        assert [(line.code, line.outcome, line.measured) for line in lines] == told


def test_drafts_whose_packet_is_gone_are_told(pki: Pki) -> None:
    def shut() -> int:
        raise DatabaseFailed(reason="damaged")

    for gone, told in ((lambda: 0, []), (lambda: 2, [("fail", "2")]), (shut, [("fail", "STN-103")])):
        lines = list(_gone(replace(sources(pki), gone=gone)))
        assert [(line.outcome, line.measured) for line in lines] == told
        assert {line.code for line in lines} <= {"CHK-PACKETS-GONE"}


def test_lists_that_are_missing_or_too_old_fail(pki: Pki, tmp_path: Path) -> None:
    without = replace(sources(pki), trust=replace(pki.trust, revocation=Revocation(tmp_path)))
    assert found(without)["CHK-REVOCATION"] == "fail"
    assert found(sources(pki), NOW + timedelta(days=1825 + 8))["CHK-REVOCATION"] == "fail"
    unlisted = replace(sources(pki), trust=replace(pki.trust, revocation=None))
    assert "CHK-REVOCATION" not in found(unlisted)


def test_what_was_put_aside_is_counted(pki: Pki) -> None:
    def lines(**counts: int) -> list[tuple[str, str, str]]:
        told = replace(sources(pki), quarantine=lambda: {Reason(reason): count for reason, count in counts.items()})
        return [(line.code, line.outcome, line.measured) for line in _put_aside(told)]

    assert lines() == [("CHK-QUARANTINE", "pass", "")]
    assert lines(unfinished=2, twice=1) == [("CHK-QUARANTINE", "pass", ""), ("CHK-UNFINISHED", "skip", "3")]
    assert lines(foreign=1, half=4) == [("CHK-QUARANTINE", "fail", "foreign 1, half 4")]


def test_a_quarantine_that_cannot_be_read_fails(pki: Pki, tmp_path: Path) -> None:
    (tmp_path / "quarantine").mkdir()
    (tmp_path / "quarantine" / "half").write_text("no folder")
    told = replace(sources(pki), quarantine=Quarantine(tmp_path / "quarantine").counts)
    assert [(line.code, line.outcome) for line in _put_aside(told)] == [("CHK-QUARANTINE", "fail")]
