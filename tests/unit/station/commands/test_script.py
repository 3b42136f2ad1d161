"""The script of a headless enrollment: the shipped example, and what is refused by name."""

from pathlib import Path

import pytest

from station.commands.script import ScriptWrong, load_script
from station.domain.sample import BiometricException, ExceptionReason, Finger

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "enroll.toml"
LEAST = """
[operator]
credential = "A"
pin = "1"
[officer]
credential = "B"
pin = "2"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "script.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_example_is_right() -> None:
    script = load_script(EXAMPLE)
    assert script.use == {"camera": "sim_camera", "fingerprint": "sim_fingerprint", "signature": "sim_signature"}
    assert script.fields["surname_hy"] == "Հովհաննիսյան"


def test_the_rest_has_defaults(tmp_path: Path) -> None:
    script = load_script(write(tmp_path, LEAST))
    assert (script.procedure, script.patience_s, script.exceptions) == ("biometric_passport", 30.0, ())


def test_missing_fingers_and_device_options(tmp_path: Path) -> None:
    text = LEAST + '[[missing_fingers]]\nfinger = "left_ring"\nreason = "amputated"\n'
    text += '[devices.replay_camera]\nsource = "a.jpg"\nfps = 5\n'
    script = load_script(write(tmp_path, text))
    assert script.exceptions == (BiometricException(Finger.LEFT_RING, ExceptionReason.AMPUTATED),)
    assert script.devices == {"replay_camera": {"source": str(tmp_path / "a.jpg"), "fps": 5}}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "operator"),
        (LEAST.replace('pin = "1"', ""), "operator"),
        (LEAST.replace("[officer]", "[approver]"), "approver"),
        ("patience_s = 0\n" + LEAST, "patience_s"),
        ("fields = 3\n" + LEAST, "fields"),
        (LEAST + "[fields]\nsex = 1\n", "fields"),
        (LEAST + '[use]\niris = "x"\n', "use"),
        (LEAST + '[[missing_fingers]]\nfinger = "sixth"\nreason = "amputated"\n', "missing_fingers"),
        (LEAST + '[[missing_fingers]]\nfinger = "left_ring"\nreason = "lazy"\n', "missing_fingers"),
        ("missing_fingers = 1\n" + LEAST, "missing_fingers"),
        (LEAST + "[devices]\nsim_camera = 1\n", "devices"),
        ("[", "script.toml"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ScriptWrong) as caught:
        load_script(write(tmp_path, text))
    assert caught.value.params == {"key": key}


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ScriptWrong):
        load_script(tmp_path / "none.toml")
