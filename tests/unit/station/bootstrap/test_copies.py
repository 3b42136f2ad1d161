"""A whole station copies by itself, in a thread of its own; doctor and first page are told."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from station.bootstrap import Station, build
from station.bootstrap.copies import copies_as_kept, place_of
from station.bootstrap.policy import policy_as_kept
from station.copies.errors import PlaceNotApart
from station.domain.operator import Operator
from station.services.policy import PolicyService
from station.services.views import DoctorLine, EnrollmentView
from station.settings import Settings
from station.storage.leftovers import INCOMING
from tests.support.copies import wait_until_copied
from tests.support.desk import OPERATOR, PINS


@pytest.fixture
def copying(demo_settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "stick").mkdir()
    left = demo_settings.data / INCOMING / "00000000-0000-4000-8000-000000000001"
    left.mkdir(parents=True)
    (left / "key.sealed").write_bytes(b"of a recovery that was killed")
    return replace(demo_settings, copies=str(tmp_path / "stick"))


@pytest.fixture
def station(copying: Settings) -> Iterator[Station]:
    with closing(build(copying)) as station:
        yield station


def begin(station: Station) -> EnrollmentView:
    who = next(each for each in station.sign_in.credentials() if each.name == OPERATOR)
    assert isinstance(station.sign_in.sign_in(who.credential_id, PINS[OPERATOR]), Operator)
    view = station.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    return view


def said(lines: tuple[DoctorLine, ...]) -> list[tuple[str, str]]:
    return [(line.outcome, line.measured) for line in lines if line.code == "CHK-COPIES"]


def test_it_copies_says_so_and_beside_it_too(station: Station, copying: Settings) -> None:
    assert not (copying.data / INCOMING).exists()
    view = station.work.call(begin, station)
    wait_until_copied(station)
    assert [path.name for path in Path(copying.copies).glob("*/*")] == [view.enrollment.enrollment_id]
    ((outcome, newest),) = said(station.copies.doctor())
    assert (outcome, newest[2:3]) == ("pass", ".")
    policy = policy_as_kept(copying, station.enroll._clock, station.policy._client)
    assert said(copies_as_kept(copying, policy)) == [("pass", newest)]
    Path(copying.copies).rename(Path(copying.copies).with_name("pulled"))
    assert said(copies_as_kept(copying, policy)) == [("fail", f"STN-169, 0 behind, {newest}")]
    assert said(copies_as_kept(replace(copying, copies=""), policy)) == [("fail", "STN-172, 0 behind, -")]


def test_where_no_policy_asks_nothing_is_said(demo_settings: Settings) -> None:
    unasked = PolicyService(None, None)  # type: ignore[arg-type]
    assert said(copies_as_kept(demo_settings, unasked)) == [("skip", "")]


def test_in_production_it_must_be_another_disk(copying: Settings) -> None:
    copying.data.mkdir(exist_ok=True)
    place_of(copying).require()
    with pytest.raises(PlaceNotApart):
        place_of(replace(copying, mode="production")).require()
