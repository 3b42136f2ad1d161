"""`[osia]` of station.toml."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from station.receivers.osia.options import read_options
from station.settings import Settings, SettingsWrong


def settings(**osia: Any) -> Settings:
    return Settings(Path("data"), Path("config"), receivers={"osia": osia})


def test_without_a_word_everything_is_kept() -> None:
    options = read_options(settings())
    assert options.token_file == Path("config/osia.token")
    assert options.erase_after is None


def test_said_otherwise() -> None:
    options = read_options(settings(token_file="centre.jwt", erase_after_hours=1.5))
    assert options.token_file == Path("config/centre.jwt")
    assert options.erase_after == timedelta(minutes=90)
    assert read_options(settings(erase_after_hours=0)).erase_after == timedelta(0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("token", "x"),
        ("notifications", "http://notification.example.am"),
        ("notifications", 5),
        ("topic", "visits"),
        ("token_file", "../token"),
        ("token_file", ".."),
        ("token_file", 5),
        ("erase_after_hours", -1),
        ("erase_after_hours", True),
        ("erase_after_hours", "1"),
        ("erase_after_hours", 10_000),
        ("erase_after_hours", float("nan")),
    ],
)
def test_what_does_not_fit_is_named(key: str, value: object) -> None:
    with pytest.raises(SettingsWrong) as caught:
        read_options(settings(**{key: value}))
    assert caught.value.params["key"] == f"osia.{key}"
