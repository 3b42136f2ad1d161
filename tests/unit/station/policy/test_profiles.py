"""Services described by signed policy: taken whole or not at all, the former ones staying; what stands where policy has
none; versions that never go back."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from station.domain.events import AuditEvent, EventKind
from station.policy import Keeper, PolicyStore
from station.policy.fetch import FolderFetcher
from station.policy.in_force import KEPT, ProfilesInForce
from station.policy.proof import SERVICES, Bundle
from station.profiles import ServiceUnknown, built_in
from station.profiles.library import built_in_texts
from tests.support.desk import StillClock
from tests.support.policy import Office, keeper_of, open_office, rules_toml
from tests.unit.station.profiles.test_faults import ONE_FAULT, PROFILE

DAY = date(2026, 11, 30)
FIRST = PROFILE.replace("until = 2026-12-31\n", "")
ENDED = PROFILE.replace("until = 2026-12-31", "until = 2026-11-30")
SECOND = PROFILE.replace("version = 1", "version = 2").replace(
    "since = 2026-01-01\nuntil = 2026-12-31", "since = 2026-12-01"
)


@dataclass
class Desk:
    """One station; `again` is the same one started anew, without its source."""

    folder: Path
    office: Office
    clock: StillClock
    events: list[AuditEvent] = field(default_factory=list)
    keeper: Keeper = field(init=False)
    profiles: ProfilesInForce = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self, source: FolderFetcher | None = None) -> None:
        self.keeper = keeper_of(self.folder, self.office, self.clock, self.events, source=source)
        store = PolicyStore(self.folder / "policy", self.office.first_root)

        def policy() -> object:
            return self.keeper.held().policy

        self.profiles = ProfilesInForce(self.folder / "policy", store, policy, self.clock, self.events.append)  # type: ignore[arg-type]
        self.keeper.subscribe(self.profiles.follow)

    def start_offline(self) -> None:
        self.start(FolderFetcher(self.folder / "no-stick"))

    def takes(self, *texts: str) -> None:
        self.office.publish_services(*texts)
        self.keeper.refresh()

    def version(self, day: date = DAY) -> int:
        return self.profiles.library().service("library_card", day).profile.version

    @property
    def told(self) -> list[tuple[EventKind, Mapping[str, str | int]]]:
        return [(each.kind, each.details) for each in self.events if each.kind.name.startswith("PROFILES")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    office = open_office(tmp_path / "repository", at=now)
    office.publish()
    return Desk(tmp_path / "desk", office, StillClock(now))


def test_without_any_in_policy_the_programs_own_hold(desk: Desk) -> None:
    desk.keeper.refresh()
    assert desk.profiles.library().ids == built_in().ids
    assert desk.profiles.taken().taken_at is None
    assert desk.told == []


def test_those_of_policy_stand_beside_the_programs_own_and_over_those_of_the_same_service(desk: Desk) -> None:
    card = built_in_texts()["id_card.toml"].replace(b"version = 2", b"version = 7")
    files = desk.office.repository.files()
    files[f"{SERVICES}id_card@7.toml"] = card
    files[f"{SERVICES}library_card@1.toml"] = FIRST.encode()
    desk.office.repository.publish(files, desk.office.online, desk.office.at)
    desk.keeper.refresh()
    library = desk.profiles.library()
    assert library.ids == tuple(sorted((*built_in().ids, "library_card")))
    assert [profile.version for profile in library.versions("id_card")] == [7]
    assert desk.profiles.taken().taken_at == desk.clock.now()
    assert desk.told == [(EventKind.PROFILES_TAKEN, {"id_card": 7, "library_card": 1})]


def test_what_was_begun_by_the_programs_own_is_finished_by_it(desk: Desk) -> None:
    """Policy describes the service since, from a version on that the program does not have."""
    card = built_in_texts()["id_card.toml"].replace(b"version = 2", b"version = 7")
    files = desk.office.repository.files()
    files[f"{SERVICES}id_card@7.toml"] = card
    files[f"{SERVICES}laws@1.toml"] = LAWS.format(1, DAY).encode()
    desk.office.repository.publish(files, desk.office.online, desk.office.at)
    desk.keeper.refresh()
    library = desk.profiles.library()
    assert [library.begun("id_card", version).profile.version for version in (2, 7)] == [2, 7]
    assert library.service("id_card", DAY).profile.version == 7
    with pytest.raises(ServiceUnknown):
        library.begun("id_card", 8)


def test_two_versions_hold_by_the_day_of_application_and_a_draft_keeps_its_own(desk: Desk) -> None:
    desk.takes(ENDED, SECOND)
    assert [desk.version(day) for day in (date(2026, 11, 30), date(2026, 12, 1))] == [1, 2]
    assert desk.profiles.library().begun("library_card", 1).profile.in_force.until == date(2026, 11, 30)


@pytest.mark.parametrize("fault", ONE_FAULT[::9], ids=lambda fault: fault[2])
def test_a_wrong_one_changes_nothing_and_is_said(desk: Desk, fault: tuple[str, str, str, str]) -> None:
    """The whole way: signed by everybody who has to, and yet not taken. What else that policy says is followed."""
    old, new, code, _ = fault
    desk.takes(FIRST)
    wrong = PROFILE.replace(old, new).replace("version = 1", "version = 2")
    desk.office.publish_services(FIRST, wrong, rules=rules_toml(grace_days=1))
    desk.keeper.refresh()
    held = desk.keeper.held()
    assert held.policy is not None
    assert (held.policy.rules.offline.grace_days, held.refused) == (1, None)
    problem = desk.profiles.problem
    assert problem is not None
    assert (problem.code, problem.params["fault"]) == ("STN-280", code)
    assert str(problem.params["place"]).startswith("library_card@2.toml:")
    for _ in range(2):
        assert desk.version(date(2026, 12, 1)) == 1
        assert desk.told[-1][0] is EventKind.PROFILES_REFUSED
        desk.start_offline()
        desk.keeper.watch()
    assert desk.profiles.problem == problem, "it is said after the next start too"


def test_once_put_right_it_is_taken(desk: Desk) -> None:
    desk.takes(FIRST)
    desk.takes(ENDED, SECOND.replace("chip = 2", "chip = 9"))
    desk.takes(ENDED, SECOND)
    assert (desk.version(date(2026, 12, 1)), desk.profiles.problem) == (2, None)


def test_what_was_taken_holds_offline_and_is_not_examined_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.takes(FIRST)
    desk.start_offline()
    monkeypatch.setattr("station.profiles.published.publishable", None)
    desk.keeper.refresh()
    assert desk.version() == 1
    assert len(desk.told) == 1


def test_versions_never_go_back(desk: Desk, tmp_path: Path) -> None:
    """Signed or not; also where the whole data folder was put back."""
    desk.takes(FIRST)
    shutil.copytree(desk.folder / "policy", tmp_path / "former")
    desk.takes(ENDED, SECOND)
    desk.office.publish_services(FIRST)
    desk.keeper.refresh()
    refused = desk.keeper.held().refused
    assert refused is not None
    assert (refused.code, refused.params["part"]) == ("STN-701", "library_card")
    assert desk.version(date(2026, 12, 1)) == 2
    shutil.rmtree(desk.folder / "policy")
    shutil.copytree(tmp_path / "former", desk.folder / "policy")
    desk.start_offline()
    missing = desk.keeper.held().missing
    assert missing is not None
    assert missing.code == "STN-701"


def test_a_version_that_was_published_says_the_same_for_ever(desk: Desk) -> None:
    desk.takes(FIRST)
    desk.takes(FIRST.replace("chip = 2", "chip = 1"))
    assert desk.profiles.problem is not None
    assert desk.profiles.problem.params["fault"] == "PRF-082"


LAWS = "version = {}\n[days]\nid_law_from = {}\nforeigners_law_from = 2026-11-01\n"


def takes_days(desk: Desk, *texts: str) -> None:
    """Each a file of its own; no service is described."""
    files = {name: data for name, data in desk.office.repository.files().items() if not name.startswith(SERVICES)}
    for number, text in enumerate(texts, 1):
        files = {**files, f"{SERVICES}laws@{number}.toml": text.encode()}
    desk.office.publish_unchecked(files)
    desk.keeper.refresh()


def card(desk: Desk) -> int:
    return desk.profiles.library().service("id_card", DAY).profile.version


def test_a_day_of_the_law_moves_without_any_other_file(desk: Desk) -> None:
    """What the program has is described by nobody else; one day decides which of its versions counts."""
    assert card(desk) == 1, "nobody knows the day yet"
    takes_days(desk, LAWS.format(1, "2027-01-01"))
    assert (card(desk), desk.profiles.problem, desk.told[-1][1]) == (1, None, {"laws": 1})
    takes_days(desk, LAWS.format(1, "2027-01-01"), LAWS.format(2, "2026-11-30"))
    assert (card(desk), desk.told[-1][1]) == (2, {"laws": 2})
    desk.start_offline()
    assert card(desk) == 2
    desk.start()
    takes_days(desk, LAWS.format(1, "2027-01-01"))
    assert desk.keeper.held().refused is not None, "a file of days never goes back"
    assert card(desk) == 2


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ((LAWS.format(1, "2027-01-02"),), "PRF-121"),
        ((LAWS.format(1, "2027-01-01"), LAWS.format(3, "2027-01-01")), "PRF-080"),
        ((LAWS.format(1, "2027-01-01"), LAWS.format(2, '"soon"')), "PRF-004"),
    ],
)
def test_days_with_a_fault_leave_the_former_ones(desk: Desk, texts: tuple[str, ...], code: str) -> None:
    takes_days(desk, LAWS.format(1, "2027-01-01"))
    takes_days(desk, *texts)
    assert desk.profiles.problem is not None
    assert desk.profiles.problem.params["fault"] == code
    assert card(desk) == 1


def test_what_was_kept_and_is_damaged_takes_nothing_from_policy(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.takes(FIRST)
    (desk.folder / "policy" / KEPT).write_bytes(b"\x00")
    desk.start_offline()
    desk.keeper.refresh()
    assert desk.version() == 1
    assert "profiles" in caplog.text
    caplog.clear()


def test_one_changed_on_the_disk_is_proven_to_be_so(desk: Desk) -> None:
    desk.takes(FIRST)
    kept = desk.folder / "policy" / "proven.msgpack"
    kept.write_bytes(kept.read_bytes().replace(b"attempts = 3", b"attempts = 4"))
    desk.start_offline()
    missing = desk.keeper.held().missing
    assert missing is not None
    assert missing.code == "STN-704"


def test_an_older_program_kept_a_policy_without_them(desk: Desk) -> None:
    """It did not know them, and did not fetch them: the program's own hold until the source is asked."""
    desk.office.publish_services(FIRST)
    store = PolicyStore(desk.folder / "policy", desk.office.first_root)
    _, bundle = store.fetch(desk.office.source)
    known = {name: data for name, data in bundle.files.items() if not name.startswith(SERVICES)}
    store.keep(Bundle(bundle.roots, bundle.timestamp, bundle.snapshot, bundle.targets, known))
    desk.start_offline()
    desk.keeper.refresh()
    assert (desk.profiles.library().ids, desk.profiles.problem) == (built_in().ids, None)
    desk.start()
    desk.keeper.refresh()
    assert desk.version() == 1
