"""station.toml: defaults, entries, what is refused."""

from pathlib import Path

import pytest

from station.settings import SettingsWrong, load_settings, url_in


def write(home: Path, text: str) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "station.toml").write_text(text, encoding="utf-8")


def test_a_bare_laptop_needs_no_file(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.mode, settings.intake, settings.language) == ("demo", "embedded", "hy")
    assert settings.machine_secret.parent != settings.keys.parent


def test_the_home_may_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENROLLMENT_HOME", str(tmp_path))
    assert load_settings().data == tmp_path / "data"


def test_without_a_home_the_users_own_folders_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENROLLMENT_HOME", raising=False)
    settings = load_settings()
    assert "enrollment-station" in str(settings.data)
    assert settings.data != settings.config


def test_entries_replace_defaults(tmp_path: Path) -> None:
    write(tmp_path, 'mode = "production"\nintake = "https://intake.example:8443"\n[devices.uvc_camera]\nwidth = 1920\n')
    settings = load_settings(tmp_path)
    assert settings.mode == "production"
    assert settings.devices == {"uvc_camera": {"width": 1920}}


@pytest.mark.parametrize(
    ("intake", "receiver", "url"),
    [
        ("embedded", "intake", "embedded"),
        ("https://intake.example", "intake", "https://intake.example"),
        ("mosip+https://mosip.example", "mosip", "https://mosip.example"),
        ("stick+file:///media/stick", "stick", "file:///media/stick"),
    ],
)
def test_the_address_says_who_receives(tmp_path: Path, intake: str, receiver: str, url: str) -> None:
    write(tmp_path, f'intake = "{intake}"\n[mosip]\ncentre = "10001"\n')
    settings = load_settings(tmp_path)
    assert (settings.receiver, url_in(settings.intake)) == (receiver, url)
    assert settings.options("mosip") == {"centre": "10001"}
    assert settings.options("osia") == {}


@pytest.mark.parametrize("policy", ["", "https://policy.example/tuf", "/media/policy"])
def test_where_policy_comes_from(tmp_path: Path, policy: str) -> None:
    write(tmp_path, f'policy = "{policy}"\n')
    settings = load_settings(tmp_path)
    assert settings.policy == policy
    assert settings.policy_floor.parent != settings.policy_store.parent, "the floor lies apart from the data"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('mode = "test"', "mode"),
        ('language = "tg"', "language"),
        ('intake = "http://intake.example"', "intake"),
        ("keep_receipted_hours = -1", "keep_receipted_hours"),
        ("keep_receipted_hours = true", "keep_receipted_hours"),
        ("archive_after_days = 0", "archive_after_days"),
        ("archive_after_days = true", "archive_after_days"),
        ("desk = 7", "desk"),
        ('desk = ""', "desk"),
        ('intake = "https://"', "intake"),
        ('intake = "+https://mosip.example"', "intake"),
        ('intake = "ftp://intake.example"', "intake"),
        ("[nobody]", "nobody"),
        ("devices = 3", "devices"),
        ('policy = "http://policy.example"', "policy"),
        ('policy = "media/stick"', "policy"),
        ("policy = 3", "policy"),
        ('ofiq = "/opt/ofiq"', "ofiq"),
        ("[ofiq]", "ofiq"),
        ('ofiq = {data = "models"}', "ofiq"),
        ('ofiq = {data = "/opt/ofiq", threads = 2}', "ofiq"),
        ('ofiq = {program = "/opt/ofiq/bin/OFIQSampleApp"}', "ofiq"),
        ("mosip = 3", "mosip"),
        ('data = "/tmp"', "data"),
        ('colour = "red"', "colour"),
        ("mode = ", "station.toml"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, key: str) -> None:
    write(tmp_path, text)
    with pytest.raises(SettingsWrong) as caught:
        load_settings(tmp_path)
    assert caught.value.params == {"key": key, "place": "station.toml:1"}


def test_an_unknown_entry_is_named_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, '# of desk 1\nmode = "demo"\n\ncolour = "red"\n')
    with pytest.raises(SettingsWrong) as caught:
        load_settings(tmp_path)
    assert caught.value.params == {"key": "colour", "place": "station.toml:4"}


def test_settings_know_the_line_of_what_is_found_wrong_later(tmp_path: Path) -> None:
    write(tmp_path, '[tokens.cards]\nmodule = "/m.so"\n[mosip]\ncenter = "1"\n')
    settings = load_settings(tmp_path)
    assert settings.wrong("mosip", "center").params == {"key": "mosip.center", "place": "station.toml:4"}
    assert settings.wrong("osia").params == {"key": "osia", "place": "station.toml"}
