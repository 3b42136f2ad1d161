"""`stationctl refer`: PIN and words come in unseen, a number comes out, and nothing of it is said again."""

import io
from contextlib import closing
from pathlib import Path

import pytest

from station.__main__ import main
from station.bootstrap import Station, build
from station.domain.item import ItemKind
from station.domain.referral import number_of
from station.services.views import EnrollmentView
from station.settings import Settings, load_settings
from tests.support.desk import OPERATOR, PINS

WORDS = "the purple ladder"


@pytest.fixture
def settings(demo_home: Path) -> Settings:
    (demo_home / "config").mkdir(exist_ok=True)
    (demo_home / "config" / "station.toml").write_text('intake = "https://127.0.0.1:9"\n', encoding="utf-8")
    return load_settings(demo_home)


def begun(settings: Settings, applications: int = 1) -> list[EnrollmentView]:
    with closing(build(settings)) as station:
        sign_in(station)
        views = [station.work.call(station.enroll.start, "biometric_passport") for _ in range(applications)]
    return [view for view in views if isinstance(view, EnrollmentView)]


def sign_in(station: Station) -> None:
    people = station.work.call(station.sign_in.credentials)
    operator = next(each.credential_id for each in people if each.name == OPERATOR)
    assert not hasattr(station.work.call(station.sign_in.sign_in, operator, PINS[OPERATOR]), "code")


def refer(monkeypatch: pytest.MonkeyPatch, settings: Settings, *said: str, unseen: str = f"1234\n{WORDS}\n") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(unseen))
    return main(["--home", str(settings.data.parent), "refer", "--as", OPERATOR, *said])


def test_it_is_sealed_and_a_number_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (view,) = begun(settings)
    assert refer(monkeypatch, settings, "--sign", "afraid") == 0
    said = capsys.readouterr().out
    with closing(build(settings)) as station:
        sign_in(station)
        after = station.work.call(station.enroll.view, view.enrollment.enrollment_id)
    assert isinstance(after, EnrollmentView)
    (item,) = [each for each in after.enrollment.items if each.kind is ItemKind.REFERRAL]
    assert number_of(item.item_id) in said
    assert "ladder" not in said
    for file in settings.data.rglob("*"):
        assert not file.is_file() or b"ladder" not in file.read_bytes(), file


def test_what_is_not_clear_is_asked_before_anything_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = begun(settings, 2)
    for said, unseen, code, status in (
        (("--sign", "happy"), "", "STN-482", 2),
        ((), f"1234\n{WORDS}\n", "STN-483", 2),
        ((first.enrollment.enrollment_id,), "1234\n\n", "STN-449", 1),
        ((first.enrollment.enrollment_id,), "9999\n", "CRY-", 1),
    ):
        assert refer(monkeypatch, settings, *said, unseen=unseen) == status
        assert code in capsys.readouterr().err
    assert refer(monkeypatch, settings, first.enrollment.enrollment_id[:8]) == 0
