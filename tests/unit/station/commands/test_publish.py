"""`stationctl publish`: two of three sign a policy, each on a machine of their own; what it changes is said first."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from station.__main__ import main
from station.commands.exits import Exit
from station.policy import PolicyStore
from station.policy.fetch import FolderFetcher
from station.policy.proposal import Proposal
from station.policy.publish import Keys, Repository
from station.policy.publishable import PublicationWrong
from station.policy.signers import load_public, load_signer, new_key
from station.texts import LANGUAGES
from tests.support.policy import registry_toml, rules_toml
from tests.unit.station.profiles.test_faults import PROFILE

FIRST = PROFILE.replace("until = 2026-12-31\n", "")
SECOND = (
    FIRST.replace("version = 1", "version = 2")
    .replace("since = 2026-01-01", "since = 2027-01-01")
    .replace("[samples.fingers]", '[samples.fingers]\nwhen = "age(issue) >= 12"')
)
PEOPLE = ("anna", "boris", "cyrus")


@dataclass
class Office:
    folder: Path
    type: Callable[[str], None]

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def policy(self) -> Path:
        return self.folder / "policy"

    def key(self, name: str) -> Path:
        return self.folder / "keys" / f"{name}.pem"

    def run(self, *arguments: object, language: str = "en") -> int:
        given = ["--home", str(self.folder / "home"), "--lang", language, "publish"]
        return main([*given, *map(str, arguments)])

    def propose(self, name: str) -> Path:
        assert self.run("propose", self.repository, self.policy, "--into", self.folder / name) == Exit.DONE
        return self.folder / name

    def sign(self, folder: Path, who: str, typed: str = "") -> int:
        self.type(f"{typed or Proposal(folder).number}\n")
        return self.run("sign", folder, "--key", self.key(who))

    def finish(self, folder: Path, *by: str) -> int:
        keys = [self.key(name) for name in by or ("snapshot", "timestamp")]
        return self.run("finish", self.repository, folder, "--sign", *keys)

    def describe(self, **profiles: str) -> None:
        (self.policy / "profiles").mkdir(exist_ok=True)
        for name, text in profiles.items():
            (self.policy / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(tmp_path, lambda typed: monkeypatch.setattr("sys.stdin", StringIO(typed)))
    roots = ("root-1", "root-2", "root-3")
    for name in (*roots, *PEOPLE, "snapshot", "timestamp", "stranger"):
        new_key(tmp_path / "keys", name)

    def public(*names: str) -> list[object]:
        return [load_public(tmp_path / "keys" / f"{name}.pub.pem") for name in names]

    keys = Keys(public(*roots), public(*PEOPLE), *public("snapshot", "timestamp"), targets_threshold=2)  # type: ignore[arg-type]
    signers = [load_signer(made.key(name)) for name in roots[:2]]
    Repository(made.repository).create(keys, signers, datetime.now(UTC))
    made.policy.mkdir()
    (made.policy / "registry.toml").write_text(registry_toml(), encoding="utf-8")
    (made.policy / "rules.toml").write_text(rules_toml(), encoding="utf-8")
    made.describe(reading=FIRST)
    return made


def published(office: Office) -> None:
    folder = office.propose("first")
    assert [office.sign(folder, who) for who in PEOPLE[:2]] == [Exit.DONE, Exit.DONE]
    assert office.finish(folder) == Exit.DONE


def test_two_of_three_sign_in_turn_and_a_station_takes_it(
    office: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = office.propose("first")
    assert office.sign(folder, "anna") == Exit.DONE
    assert capsys.readouterr().out.splitlines()[-1] == "Signatures: 1; still missing: 1"
    assert office.finish(folder) == Exit.FAILED
    assert "targets" in capsys.readouterr().err
    on_a_stick = Path(shutil.copytree(folder, tmp_path / "stick"))
    assert office.sign(on_a_stick, "cyrus") == Exit.DONE
    assert office.finish(on_a_stick) == Exit.DONE
    root = (office.repository / "metadata" / "1.root.json").read_bytes()
    policy, _ = PolicyStore(tmp_path / "station", root).fetch(FolderFetcher(office.repository))
    assert dict(policy.profiles) == {"library_card@1.toml": FIRST.encode()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ages_that_move_are_said_before_anybody_signs(
    office: Office, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    published(office)
    office.describe(reading=PROFILE, next=SECOND)
    folder = office.propose("second")
    capsys.readouterr()
    assert office.run("show", folder, language=language) == Exit.DONE
    told = capsys.readouterr().out
    assert "PUB-" not in told
    expected = {
        "en": "sample fingerprints, asked: ages 0+ before, 12+ now",
        "hy": "տարիքն առաջ 0+, հիմա 12+",
        "ru": "возраст — было 0+, стало 12+",
    }
    assert expected[language] in told
    assert "2026-12-31" in told
    assert "library_card@" not in told


def test_what_the_check_refuses_is_not_even_proposed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.describe(reading=FIRST.replace("chip = 2", "chip = 9"))
    assert office.run("propose", office.repository, office.policy, "--into", office.folder / "x") == Exit.USAGE
    assert "reading.toml:" in capsys.readouterr().err
    assert not (office.folder / "x").exists()


def test_a_published_version_is_not_changed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    published(office)
    office.describe(reading=FIRST.replace("attempts = 3", "attempts = 4"))
    assert office.run("propose", office.repository, office.policy, "--into", office.folder / "x") == Exit.USAGE
    assert "library_card@1.toml:3: Version 1 was published and says something else now." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "reading.toml",
            FIRST.replace("version = 1", "version = 2"),
            "library_card@2.toml:12: “library_card”: this version",
        ),
        ("reading.tml", FIRST, "reading.tml: "),
        ("card.toml", FIRST.replace('"library_card"', '"id_card"'), "card.toml:3: "),
    ],
)
def test_what_would_be_lost_or_hide_another_is_said_in_words(
    office: Office, name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A version beside the published one; a file under a name that nobody reads; a version that the program has."""
    published(office)
    (office.policy / "profiles" / name).write_text(text, encoding="utf-8")
    assert office.run("propose", office.repository, office.policy, "--into", office.folder / "x") == Exit.USAGE
    assert said in capsys.readouterr().err
    assert not (office.folder / "x").exists()


def test_a_service_that_the_folder_does_not_hold_stays_published(office: Office) -> None:
    published(office)
    (office.policy / "profiles" / "reading.toml").unlink()
    assert Proposal(office.propose("second")).after.keys() >= {"profiles/library_card@1.toml"}


@pytest.mark.parametrize("by", [("anna", "timestamp"), ("snapshot", "anna")])
def test_the_wrong_key_at_the_end_changes_nothing(
    office: Office, by: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office.propose("first")
    for who in PEOPLE[:2]:
        office.sign(folder, who)
    before = sorted(office.repository.rglob("*"))
    assert office.finish(folder, *by) == Exit.FAILED
    assert ({"snapshot", "timestamp"} - set(by)).pop() in capsys.readouterr().err
    assert sorted(office.repository.rglob("*")) == before
    assert office.finish(folder) == Exit.DONE


def test_who_changes_services_alone_needs_neither_registry_nor_rules(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is published of them stays; one without the other is a mistake, and so is a first publication."""
    services = Path(shutil.copytree(office.policy / "profiles", office.folder / "services" / "profiles")).parent
    assert office.run("propose", office.repository, services, "--into", office.folder / "x") == Exit.FAILED
    published(office)
    now = Repository(office.repository).files()
    for name, text in (("reading", FIRST.replace("[subject]", "until = 2026-12-31\n[subject]")), ("next", SECOND)):
        (services / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")
    assert office.run("propose", office.repository, services, "--into", office.folder / "second") == Exit.DONE
    after = Proposal(office.folder / "second").after
    assert set(after) - set(now) == {"profiles/library_card@2.toml"}
    assert [after[name] for name in ("registry.json", "rules.json")] == [now["registry.json"], now["rules.json"]]
    shutil.copy(office.policy / "rules.toml", services)
    assert office.run("propose", office.repository, services, "--into", office.folder / "y") == Exit.FAILED
    assert "registry.toml" in capsys.readouterr().err


def test_a_day_of_the_law_is_proposed_alone_and_said_to_whoever_signs(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    published(office)
    days = office.folder / "days"
    (days / "profiles").mkdir(parents=True)
    laws = "version = 1\n[days]\nid_law_from = 2027-03-01\nforeigners_law_from = 2026-11-01\n"
    (days / "profiles" / "laws.toml").write_text(laws, encoding="utf-8")
    capsys.readouterr()
    assert office.run("propose", office.repository, days, "--into", office.folder / "second") == Exit.DONE
    assert "id_law_from, first day: – before, 2027-03-01 now" in capsys.readouterr().out
    after = Proposal(office.folder / "second").after
    assert after["profiles/laws@1.toml"] == laws.encode()
    (days / "profiles" / "laws.toml").write_text(laws.replace("version = 1", "version = 0"), encoding="utf-8")
    assert office.run("propose", office.repository, days, "--into", office.folder / "third") != Exit.DONE
    assert "PRF-006" in capsys.readouterr().err


@pytest.mark.parametrize(("who", "typed"), [("anna", "no"), ("stranger", ""), ("snapshot", "")])
def test_who_does_not_agree_or_may_not_leaves_no_signature(office: Office, who: str, typed: str) -> None:
    folder = office.propose("first")
    assert office.sign(folder, who, typed) == Exit.FAILED
    assert Proposal(folder).signatures.given == ()


def test_one_person_counts_once(office: Office) -> None:
    folder = office.propose("first")
    assert [office.sign(folder, "anna"), office.sign(folder, "anna")] == [Exit.DONE, Exit.FAILED]
    assert office.finish(folder) == Exit.FAILED


def test_a_sealed_key_asks_for_its_passphrase(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.key("anna").unlink()
    new_key(office.folder / "sealed", "anna", b"long enough")
    folder = office.propose("first")
    monkeypatch.setenv("POLICY_PASSPHRASE", "long enough")
    office.type("1\n")
    assert (
        office.run("sign", folder, "--key", office.folder / "sealed" / "anna.pem") == Exit.FAILED
    )  # opened; no member


def test_what_was_changed_on_the_way_is_noticed(office: Office) -> None:
    folder = office.propose("first")
    office.sign(folder, "anna")
    (file,) = (folder / "targets" / "profiles").iterdir()
    file.write_bytes(file.read_bytes().replace(b"attempts = 3", b"attempts = 4"))
    with pytest.raises(PublicationWrong, match="list of files"):
        Proposal(folder)
    assert office.run("show", folder) == Exit.FAILED


def test_what_was_overtaken_is_proposed_anew(office: Office) -> None:
    slow = office.propose("slow")
    for who in PEOPLE[:2]:
        office.sign(slow, who)
    published(office)
    assert office.finish(slow) == Exit.FAILED
    assert office.run("show", office.folder / "nothing") == Exit.FAILED


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_nothing_is_published_is_said_in_the_readers_language(
    office: Office, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office.propose("first")
    capsys.readouterr()
    office.sign(folder, "anna")
    again = [office.sign(folder, "anna"), office.finish(folder)]
    assert again == [Exit.FAILED, Exit.FAILED]
    capsys.readouterr()
    assert office.run("finish", office.repository, folder, "--sign", office.key("snapshot"), language=language) == 1
    said = capsys.readouterr().err
    assert said.endswith("[PUBLISH-KEYS]\n")
    starts = {"en": "Not published: ", "hy": "Չի հրապարակվել․ ", "ru": "Не опубликовано: "}
    assert said.startswith(starts[language])
