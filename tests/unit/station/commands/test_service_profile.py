"""`stationctl profile`: faults with file and line, and what somebody gets, in each language."""

from datetime import date
from importlib.resources import files
from pathlib import Path
from re import findall

import pytest

from station import __version__
from station.__main__ import main
from station.commands.exits import Exit
from station.profiles import Library, built_in
from station.texts import LANGUAGES
from tests.unit.station.profiles.test_faults import PROFILE

CARD = files("station.profiles").joinpath("data", "id_card@4.toml").read_text(encoding="utf-8")
CHILD = ["explain", "--service", "id_card", "--born", "2014-03-15", "--sex", "M", "--on", "2026-12-01"]


def asked(home: Path, language: str, *arguments: str) -> int:
    return main(["--home", str(home), "--lang", language, "profile", *arguments])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault_is_named_with_file_and_line(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "card.toml"
    file.write_text(CARD.replace("age(application) >= 6", "aged >= 6").replace('mrz = "TD1"', 'mrz = "TD7"'), "utf-8")
    assert asked(tmp_path, language, "check", str(file)) == 2
    told = capsys.readouterr()
    lines = file.read_text("utf-8").splitlines()
    named = findall(r"^card\.toml:(\d+): .+ \[(PRF-\d{3})\]$", told.err, flags=8)
    assert [code for _, code in named] == ["PRF-027", "PRF-027", "PRF-005"]
    assert ["TD7" in lines[int(number) - 1] or "aged" in lines[int(number) - 1] for number, _ in named] == [True] * 3
    assert "3" in told.out


def test_a_step_says_which_field_its_kind_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before it is published: at a desk nobody could begin with it."""
    file = tmp_path / "card.toml"
    text = PROFILE.replace('kind = "form"', 'kind = "applicant"')
    file.write_text(text, encoding="utf-8")
    assert main(["--home", str(tmp_path / "home"), "profile", "check", str(file)]) == Exit.USAGE
    line = text.splitlines().index('id = "person"')
    said = capsys.readouterr().err
    assert said.startswith(f"card.toml:{line}: ")
    assert "“person” needs the field “given_hy”" in said


def test_what_has_no_fault_is_said_to_have_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "card.toml"
    file.write_text(PROFILE, "utf-8")
    assert asked(tmp_path, "en", "check", str(file)) == 0
    told = capsys.readouterr()
    assert "card.toml: no fault" in told.out
    assert told.err == ""


def test_what_is_only_to_be_looked_at_is_said_and_is_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A phone for who is in a hurry: that is asked on a later page."""
    file = tmp_path / "card.toml"
    hurried = '[fields.phone]\nrequired = "speed == D1"\n\n[fields.nationality]'
    assert "[fields.nationality]" in CARD
    file.write_text(CARD.replace("[fields.nationality]", hurried), "utf-8")
    assert asked(tmp_path, "en", "check", str(file)) == 0
    told = capsys.readouterr()
    assert "card.toml: no fault" in told.out
    assert set(findall(r"PRF-\d{3}", told.err)) == {"PRF-117"}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "not offered"), ("hy", "չի առաջարկվում"), ("ru", "не предлагается")]
)
@pytest.mark.parametrize("kind", ["lookup", "chip"])
def test_a_step_that_no_program_has_yet_is_checked_and_said_not_to_be_offered(
    tmp_path: Path,
    kind: str,
    language: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By `check`, by `explain` and in the list."""
    file = tmp_path / "library_card.toml"
    step = f'[[steps]]\nid = "asked"\nkind = "{kind}"\n\n[[steps]]\nid = "review"'
    file.write_text(PROFILE.replace('[[steps]]\nid = "review"', step), "utf-8")
    assert asked(tmp_path, language, "check", str(file)) == Exit.DONE
    who = ("--service", "library_card", "--born", "1990", "--on", "2026-06-01")
    assert asked(tmp_path, language, "explain", *who, "--file", str(file)) == Exit.DONE
    library = Library({file.name: file.read_bytes()})
    monkeypatch.setattr("station.services.profiles.library_of", lambda _: library)
    assert asked(tmp_path, language, "list") == Exit.DONE
    lines = [line for line in capsys.readouterr().out.splitlines() if said in line]
    assert len(lines) == 3
    assert all(kind in line for line in lines)


def test_a_file_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    assert asked(tmp_path, "en", "check", str(tmp_path / "none.toml")) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("not known", "guardian", "The document ends on 2031-12-01")),
        ("hy", ("հայտնի չէ", "խնամակալ", "2031-12-01")),
        ("ru", ("неизвестно", "опекун", "до 2031-12-01")),
    ],
)
def test_it_is_explained_with_what_was_known(
    tmp_path: Path, language: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, language, *CHILD, "--set", "nationality=ARM", "--set", "document_kind=NONE") == 0
    told = capsys.readouterr().out
    for word in (*words, "age(application) >= 6", "age(application) = 12", "nationality = ARM"):
        assert word in told


def test_a_file_of_ones_own_is_explained_before_it_is_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "card.toml"
    file.write_text(CARD.replace("issue + years(5)", "issue + years(4)"), "utf-8")
    assert asked(tmp_path, "en", *CHILD, "--file", str(file)) == 0
    assert "The document ends on 2030-12-01" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["shoes=44", "sex=Q", "birth_place.1.x=3", "doc.LICENCE=yes", "parents=two"])
def test_what_is_no_answer_is_refused(tmp_path: Path, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(tmp_path, "en", "explain", "--service", "id_card", "--born", "1990", "--set", answer) == 2
    assert "[STN-283]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("service", "on", "code"), [("fishing_licence", "2026-12-01", "STN-281"), ("id_card", "2019-12-31", "STN-282")]
)
def test_a_service_that_is_not_there_is_said(
    tmp_path: Path, service: str, on: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(tmp_path, "en", "explain", "--service", service, "--born", "1990", "--on", on) == 1
    assert f"[{code}]" in capsys.readouterr().err


def test_a_file_with_faults_is_not_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "card.toml"
    file.write_text(CARD.replace("version = 4", "version = 0").replace('mrz = "TD1"', 'mrz = "TD7"'), "utf-8")
    assert asked(tmp_path, "en", *CHILD, "--file", str(file)) == 2
    told = capsys.readouterr()
    assert findall(r"\[(PRF-\d{3})\]", told.err) == ["PRF-006", "PRF-005"]
    assert told.out == ""


def halves(lines: list[str]) -> tuple[list[str], list[str]]:
    """What is said of versions, and of the days of laws."""
    first = next(number for number, line in enumerate(lines) if "_from:" in line)
    return lines[:first], lines[first:]


def test_a_day_that_is_not_set_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the card the version before is explained; a file of days by itself is checked."""
    laws = tmp_path / "laws.toml"
    laws.write_text("version = 2\n[days]\nforeigners_law_from = 2026-11-01\nforeigner_law_from = 2027-01-01\n", "utf-8")
    assert asked(tmp_path, "en", "check", str(laws)) == 0
    told = capsys.readouterr()
    assert "laws.toml: no fault. Days of laws, version 2: foreigner_law_from 2027-01-01, foreigners_law" in told.out
    assert findall(r"laws.toml:4.*|PRF-123", told.err)
    assert asked(tmp_path, "en", *CHILD, "--file", str(laws), "--on", "2026-12-01") == 0
    told = capsys.readouterr()
    assert "id_card 2: checked, not in force. It waits for the day “id_law_from”" in told.out
    assert "id_card, version 3" in told.out
    (card := tmp_path / "card.toml").write_text(CARD, "utf-8")
    assert asked(tmp_path, "en", "check", str(laws), str(card)) == 0
    told = capsys.readouterr()
    assert "card.toml: no fault. id_card, version 4, from ..." in told.out
    assert "id_card 4: checked, not in force" in told.out
    assert asked(tmp_path, "en", *CHILD, "--file", str(laws), "--file", str(card)) == 1
    assert "[STN-467]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("version = 1\ndays = 3\n", "PRF-004"),
        ('version = 1\n[days]\nid_law_from = "soon"\n', "PRF-004"),
        ("[days]\nid_law_from = 2027-01-01\n", "PRF-003"),
        ("version = 1\nuntil = 2\n[days]\n", "PRF-002"),
        ("version = [\n", "PRF-001"),
    ],
)
def test_days_with_a_fault_are_refused(
    tmp_path: Path, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    laws = tmp_path / "laws.toml"
    laws.write_text(text, "utf-8")
    assert asked(tmp_path, "en", "check", str(laws)) == 2
    assert findall(r"PRF-\d{3}", capsys.readouterr().err) == [code]


def test_list_says_what_is_in_force_and_whence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--home", str(tmp_path), "profile", "list"]) == 0
    told, days = halves(capsys.readouterr().out.splitlines())
    versions = [each for service in built_in().ids for each in built_in().versions(service)]
    waits = [line for line in told if "waits for the day" in line]
    told = [line for line in told if line not in waits]
    unset = [each for each in versions if each.in_force.day == "notice_from"]
    assert [line.split(":")[0] for line in waits] == [f"{each.id} {each.version}" for each in unset]
    assert [line.split(":")[0] for line in told] == [f"{each.id} {each.version}" for each in versions]
    assert all(line.endswith(__version__) for line in told)
    held = [(each, built_in().service(each, date.today()).profile.version) for each in built_in().ids]
    assert [line.split(":")[0] for line in told if "in force" in line] == [f"{each} {number}" for each, number in held]
    assert [line.split(";")[0] for line in days] == ["foreigners_law_from: 2026-11-01", "id_law_from: 2026-05-11"]
    assert list(tmp_path.rglob("*")) == []
