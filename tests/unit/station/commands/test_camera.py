"""`stationctl camera`: zeros in words, and one that is forgotten."""

from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from station.commands import camera
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.pitch import LEAST
from station.services.health import _zeros
from station.settings import Settings
from station.storage import camera_pitch
from station.storage.database import connect


def known(settings: Settings, measured: dict[str, list[float]]) -> Settings:
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(settings.database)) as db:
        for device, degrees in measured.items():
            for each in degrees:
                camera_pitch.add(db, device, each)
    return settings


def said(settings: Settings, forget: str | None = None, language: str = "en") -> tuple[Exit, str, str]:
    out, errors = StringIO(), StringIO()
    code = camera.run(settings, forget, Voice(language, out, errors))
    return code, out.getvalue(), errors.getvalue()


@pytest.mark.parametrize("language", ["en", "ru", "hy"])
def test_each_camera_says_what_is_measured_and_what_is_applied(demo_settings: Settings, language: str) -> None:
    known(demo_settings, {"cam:one": [3.5, 4.5] * 10, "cam:two": [6.0] * (LEAST - 1)})
    code, out, _ = said(demo_settings, language=language)
    assert code is Exit.DONE
    first, second = out.splitlines()
    assert "cam:one" in first
    assert "+4.0° (n = 20, +3.5 … +4.5)" in first
    assert "+4.0°" in first.rpartition(",")[2]
    assert "+6.0° (n = 9, +6.0 … +6.0)" in second
    assert "+0.0°" in second.rpartition(",")[2]  # too few


def test_before_the_first_portrait_it_says_so(demo_settings: Settings) -> None:
    code, out, _ = said(known(demo_settings, {}))
    assert code is Exit.DONE
    assert out == "No portrait was sealed yet: no camera has a zero of pitch of its own.\n"


def test_one_that_was_moved_is_forgotten(demo_settings: Settings) -> None:
    known(demo_settings, {"cam:one": [4.0] * LEAST, "cam:two": [6.0] * LEAST})
    code, out, _ = said(demo_settings, "cam:one")
    assert code is Exit.DONE
    assert "10 portraits" in out
    assert "cam:one" not in said(demo_settings)[1]
    assert "cam:two" in said(demo_settings)[1]
    with closing(connect(demo_settings.database)) as db:
        kinds = [kind for (kind,) in db.execute("SELECT json_extract(event, '$.kind') FROM audit")]
    assert kinds.count("camera_zero_forgotten") == 1


def test_one_that_is_not_known_is_not_forgotten(demo_settings: Settings) -> None:
    code, _, errors = said(known(demo_settings, {}), "cam:one")
    assert code is Exit.FAILED
    assert "CLI-CAMERA-UNKNOWN" in errors


def test_the_doctor_asks_for_a_camera_that_hangs_too_far_off(demo_settings: Settings, tmp_path: Path) -> None:
    known(demo_settings, {"cam:low": [12.0] * LEAST, "cam:off": [4.0] * LEAST, "cam:new": [4.0]})
    told = {line.params["device"]: (line.code, line.outcome) for line in _zeros(demo_settings.database)}
    code = "CHK-CAMERA-PITCH"
    assert told == {"cam:low": (code, "fail"), "cam:off": (code, "pass"), "cam:new": (code, "skip")}
    assert list(_zeros(tmp_path / "none.db")) == []  # that has a line of its own
