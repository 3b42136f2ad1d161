"""The script of a headless enrollment: the shipped example, and what is refused by name."""

from pathlib import Path

import pytest

from station.commands.script import Applicant, Person, ScriptWrong, load_script
from station.domain.enrollment import Relation
from station.domain.sample import BiometricException, ExceptionReason, Eye, Finger, Modality, Slap, VetoReason

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


def test_reasons_for_what_a_rule_refuses_are_those_of_the_sample(tmp_path: Path) -> None:
    script = load_script(write(tmp_path, LEAST + '[overrides]\nportrait = "body"\nthumbs = "worn_ridges"\n'))
    assert script.applicants[0].overrides == {"portrait": "body", "thumbs": "worn_ridges"}


def test_the_example_is_right() -> None:
    script = load_script(EXAMPLE)
    assert script.use == {"camera": "sim_camera", "fingerprint": "sim_fingerprint", "signature": "sim_signature"}
    assert script.applicants[0].fields["surname_hy"] == "Հովհաննիսյան"


def test_a_family_is_its_people_in_their_order() -> None:
    script = load_script(EXAMPLE.with_name("family.toml"))
    assert [each.relation for each in script.applicants] == [Relation.FIRST, Relation.SPOUSE, Relation.PARENT]
    assert [each.take_over for each in script.applicants] == [False, True, True]
    assert [each.fields["given_latin"] for each in script.applicants] == ["ANI", "ARAM", "SHUSHAN"]


def test_the_rest_has_defaults(tmp_path: Path) -> None:
    script = load_script(write(tmp_path, LEAST))
    assert (script.procedure, script.patience_s, script.applicants) == ("biometric_passport", 30.0, (Applicant({}),))


def test_missing_fingers_and_device_options(tmp_path: Path) -> None:
    text = LEAST + '[[missing_fingers]]\nfinger = "left_ring"\nreason = "amputated"\n'
    text += '[devices.replay_camera]\nsource = "a.jpg"\nfps = 5\n'
    script = load_script(write(tmp_path, text))
    assert script.applicants[0].exceptions == (BiometricException(Finger.LEFT_RING, ExceptionReason.AMPUTATED),)
    assert script.devices == {"replay_camera": {"source": str(tmp_path / "a.jpg"), "fps": 5}}


def test_fingers_one_by_one_and_prints_left_out(tmp_path: Path) -> None:
    text = 'singly = ["right_four"]\n' + LEAST + '[left_out]\nthumbs = ["dirty", "moved"]\nright_ring = ["partial"]\n'
    (applicant,) = load_script(write(tmp_path, text)).applicants
    assert applicant.singly == {Slap.RIGHT_FOUR}
    assert applicant.left_out == {
        Slap.THUMBS: (VetoReason.DIRTY, VetoReason.MOVED),
        Slap.RIGHT_RING: (VetoReason.PARTIAL,),
    }


def test_why_there_is_no_portrait_or_signature(tmp_path: Path) -> None:
    script = load_script(write(tmp_path, LEAST + '[exceptions]\nface = "religion"\nsignature = "cannot_write"\n'))
    reasons = {Modality.FACE: ExceptionReason.RELIGION, Modality.SIGNATURE: ExceptionReason.CANNOT_WRITE}
    assert script.applicants[0].reasons == reasons


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "operator", ""),
        (LEAST.replace('pin = "1"', ""), "operator", ":2"),
        (LEAST.replace('pin = "1"', 'pin = "1"\npun = "1"'), "operator.pun", ":5"),
        (LEAST.replace("[officer]", "[approver]"), "approver", ":5"),
        ("patience_s = 0\n" + LEAST, "patience_s", ":1"),
        ("fields = 3\n" + LEAST, "fields", ":1"),
        (LEAST + "[fields]\nsex = 1\n", "fields.sex", ":9"),
        (LEAST + '[use]\niris = "x"\n', "use.iris", ":9"),
        (LEAST + '[[missing_fingers]]\nfinger = "sixth"\nreason = "amputated"\n', "missing_fingers.0", ":8"),
        (LEAST + '[[missing_fingers]]\nfinger = "left_ring"\nreason = "lazy"\n', "missing_fingers.0", ":8"),
        (LEAST + '[exceptions]\nface = "mark"\n', "exceptions.face", ":9"),
        (LEAST + '[overrides]\nportrait = "worn_ridges"\n', "overrides.portrait", ":9"),
        (LEAST + '[overrides]\nleft_toe = "body"\n', "overrides.left_toe", ":9"),
        (LEAST + '[exceptions]\nfingers = "refuses"\n', "exceptions.fingers", ":9"),
        (LEAST + "[exceptions]\nface = 1\n", "exceptions.face", ":9"),
        ("people = 1\n" + LEAST, "people", ":1"),
        (LEAST + '[[people]]\nrelation = "first"\n', "people.0.relation", ":9"),
        (LEAST + "[[people]]\ntake_over = true\n", "people.0", ":8"),
        (LEAST + '[[people]]\nrelation = "child"\ntake_over = 1\n', "people.0.take_over", ":10"),
        (LEAST + '[[people]]\nrelation = "child"\nname = "A"\n', "people.0.name", ":10"),
        (LEAST + '[[people]]\nrelation = "child"\n[people.fields]\nsex = 1\n', "people.0.fields.sex", ":11"),
        ("missing_fingers = 1\n" + LEAST, "missing_fingers", ":1"),
        (LEAST + "[devices]\nsim_camera = 1\n", "devices.sim_camera", ":9"),
        ('singly = ["left_index"]\n' + LEAST, "singly", ":1"),
        ('singly = ["left_hand"]\n' + LEAST, "singly", ":1"),
        ("left_out = 1\n" + LEAST, "left_out", ":1"),
        (LEAST + '[left_out]\nleft_toe = ["dirty"]\n', "left_out.left_toe", ":9"),
        (LEAST + '[left_out]\nthumbs = "dirty"\n', "left_out.thumbs", ":9"),
        (LEAST + '[left_out]\nthumbs = ["ugly"]\n', "left_out.thumbs", ":9"),
        ("\n[", "script.toml", ":2"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, key: str, line: str) -> None:
    with pytest.raises(ScriptWrong) as caught:
        load_script(write(tmp_path, text))
    assert caught.value.params == {"key": key, "place": f"script.toml{line}"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_script_out_of_any_editor(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "script.toml"
    file.write_text(LEAST.replace('"A"', '"Անի"'), encoding=encoding)
    assert load_script(file).operator.credential == "Անի"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_script(tmp_path / "none.toml")


def test_an_eye_has_reasons_of_its_own(tmp_path: Path) -> None:
    made = load_script(write(tmp_path, LEAST + '[exceptions]\nleft_eye = "eye_covered"\nface = "religion"\n'))
    assert made.applicants[0].reasons == {
        Eye.LEFT: ExceptionReason.EYE_COVERED,
        Modality.FACE: ExceptionReason.RELIGION,
    }
    for name, word in (("left_eye", "religion"), ("face", "eye_covered"), ("third_eye", "eye_covered")):
        with pytest.raises(ScriptWrong):
            load_script(write(tmp_path, LEAST + f'[exceptions]\n{name} = "{word}"\n'))


def test_who_confirms_is_a_person_like_the_others(tmp_path: Path) -> None:
    assert load_script(write(tmp_path, LEAST)).second is None
    second = load_script(write(tmp_path, LEAST + '[second]\ncredential = "B"\npin = "2222"\n')).second
    assert second == Person("B", "2222")
