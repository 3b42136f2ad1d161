"""Who is found, who is not, and who may not be."""

from dataclasses import replace
from pathlib import Path

import pytest

from station.receivers.errors import ReceiverUnavailable
from station.receivers.table import every_receiver, receiver_at, receiver_named, receiver_of, refuse_unfit
from station.roster import BUILT_IN, packages
from station.settings import Settings, SettingsWrong
from tests.support.installed import EXAMPLE, installed

SETTINGS = Settings(Path("data"), Path("config"))


def project(folder: Path, **points: str) -> Path:
    lines = "\n".join(f'{name} = "{value}"' for name, value in points.items())
    text = f'[project]\nname = "x"\nversion = "1"\n[project.entry-points."enrollment_station.receivers"]\n{lines}\n'
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_is_found_by_its_address(name: str) -> None:
    found = receiver_named(name)
    assert receiver_at(f"{found.scheme}://somewhere.example") is found


def test_an_address_that_nobody_has_is_a_mistake_in_the_settings() -> None:
    for intake in ("nobody+https://x.example", "mosip+file://x"):
        with pytest.raises(SettingsWrong) as caught:
            receiver_of(replace(SETTINGS, intake=intake))
        assert caught.value.params["key"] == "intake"


def test_options_of_one_that_has_none_are_a_mistake() -> None:
    with pytest.raises(SettingsWrong):
        refuse_unfit(replace(SETTINGS, receivers={"intake": {"colour": "red"}}))


def test_another_s_comes_and_goes_with_its_package() -> None:
    assert "stick" not in packages()
    with installed(EXAMPLE):
        assert receiver_of(replace(SETTINGS, intake="stick+file:///media/stick")).scheme == "stick+file"
    assert "stick" not in packages()


def test_nobody_takes_the_name_of_one_of_ours(tmp_path: Path) -> None:
    with installed(project(tmp_path, mosip="stick_receiver")):
        assert packages()["mosip"] == BUILT_IN["mosip"]
        with pytest.raises(ReceiverUnavailable) as caught:
            refuse_unfit(SETTINGS)
    assert caught.value.params == {"receiver": "mosip", "reason": "name"}


def test_one_that_does_not_load_stops_a_station_only_where_it_is_the_one_set(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with installed(project(tmp_path, broken="no_such_package")):
        refuse_unfit(SETTINGS)
        assert len(list(every_receiver())) == len(BUILT_IN)
        with pytest.raises(ReceiverUnavailable) as caught:
            refuse_unfit(replace(SETTINGS, intake="broken+https://x.example"))
    assert caught.value.params == {"receiver": "broken", "reason": "ModuleNotFoundError"}
    assert "broken" in caplog.text


def test_one_that_says_another_scheme_is_not_loaded(tmp_path: Path) -> None:
    other = project(tmp_path, cart="stick_receiver")
    with installed(EXAMPLE), installed(other), pytest.raises(ReceiverUnavailable) as caught:
        receiver_named("cart")
    assert caught.value.params["reason"] == "scheme"
