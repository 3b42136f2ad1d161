"""From fresh to grace to expired, offline; a clock that is put back; what is told and what is written down."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.domain.events import AuditEvent
from station.policy import Keeper, PolicyStore
from station.policy.fetch import FolderFetcher
from station.policy.floor import Floor, read_floor, write_floor
from station.storage.signed_time import SignedTime, Source
from tests.support.desk import StillClock
from tests.support.policy import SHORT, Office, keeper_of, open_office, rules_toml


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = open_office(tmp_path / "repository", lifetimes=SHORT)
    made.publish(rules=rules_toml(grace_days=3))
    return made


@pytest.fixture
def clock(office: Office) -> StillClock:
    return StillClock(office.at)


@pytest.fixture
def keeper(tmp_path: Path, office: Office, clock: StillClock) -> Keeper:
    made = keeper_of(tmp_path, office, clock)
    assert made.refresh()
    return made


def state(keeper: Keeper) -> str:
    held = keeper.held()
    return held.validity.state if held.validity is not None else held.missing.code if held.missing else "?"


def offline(tmp_path: Path, office: Office, clock: StillClock, events: list[AuditEvent] | None = None) -> Keeper:
    """The same station, started again without its source."""
    return keeper_of(tmp_path, office, clock, events, source=FolderFetcher(tmp_path / "no-stick"))


def test_fresh_then_grace_then_expired_offline(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    assert state(keeper) == "fresh"
    for days, expected in ((6, "fresh"), (8, "grace"), (9, "grace"), (11, "expired")):
        clock.at = office.at + timedelta(days=days)
        again = offline(tmp_path, office, clock)
        assert not again.refresh()
        assert (state(keeper), state(again)) == (expected, expected)
        assert again.held().refused is None, "being offline is no attack"


def test_a_new_signature_ends_the_grace(office: Office, keeper: Keeper, clock: StillClock) -> None:
    clock.forward(timedelta(days=8))
    assert state(keeper) == "grace"
    office.repository.renew(office.online, clock.now())
    assert keeper.refresh()
    assert state(keeper) == "fresh"


def test_nothing_was_ever_received(tmp_path: Path, office: Office, clock: StillClock) -> None:
    keeper = offline(tmp_path, office, clock)
    assert not keeper.refresh()
    assert state(keeper) == "STN-709"


def test_no_root_was_installed(tmp_path: Path, office: Office, clock: StillClock) -> None:
    store, signed = PolicyStore(tmp_path / "p", b""), SignedTime(tmp_path / "signed.json", clock)
    keeper = Keeper(store, office.source, tmp_path / "floor.json", signed, clock, lambda _: None)
    keeper.refresh()
    assert state(keeper) == "STN-719"


def test_a_clock_that_is_put_back_is_noticed_and_does_not_make_policy_fresh_again(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    clock.forward(timedelta(days=12))
    assert state(keeper) == "expired"
    keeper.remember()
    clock.forward(timedelta(days=-10))
    events: list[AuditEvent] = []
    again = offline(tmp_path, office, clock, events)
    for _ in range(2):
        again.watch()
    assert again.held().clock_behind
    assert state(again) == "expired"
    assert [event.kind.value for event in events] == ["clock_went_back"], "once, not each time it is looked at"


def test_a_clock_before_the_policy_itself(keeper: Keeper, clock: StillClock) -> None:
    clock.forward(timedelta(days=-1))
    assert keeper.held().clock_behind


def test_a_few_minutes_are_no_fraud(keeper: Keeper, clock: StillClock) -> None:
    clock.forward(timedelta(minutes=-4))
    assert not keeper.held().clock_behind
    assert state(keeper) == "fresh"


def test_a_clock_that_ran_years_ahead_shuts_nothing_once_it_is_right(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    clock.at = office.at + timedelta(days=3650)
    keeper.watch()
    assert state(keeper) == "expired"
    keeper.remember()
    clock.at = office.at + timedelta(days=1)
    for each in (keeper, offline(tmp_path, office, clock)):
        assert state(each) == "fresh"
        assert each.held().clock_behind, "it is said, and no more"


def test_a_clock_ahead_before_the_first_policy_keeps_none_out(
    tmp_path: Path, office: Office, clock: StillClock
) -> None:
    clock.at = office.at + timedelta(days=3650)
    early = offline(tmp_path, office, clock)
    early.refresh()
    early.watch()
    early.remember()
    clock.at = office.at
    later = keeper_of(tmp_path, office, clock)
    assert later.refresh()
    assert (state(later), later.held().refused) == ("fresh", None)


def test_the_warning_goes_when_others_times_agree_with_the_clock_again(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    """A receipt of this minute: whatever the clock said before was wrong. Also after a restart."""
    clock.at = office.at + timedelta(days=3650)
    keeper.watch()
    keeper.remember()
    clock.restart()
    clock.at = office.at + timedelta(days=2)
    again = offline(tmp_path, office, clock)
    assert again.held().clock_behind
    SignedTime(tmp_path / "config" / "signed-time.json", clock).learn(Source.RECEIPT, clock.at)
    again.watch()
    assert not again.held().clock_behind
    assert not offline(tmp_path, office, clock).held().clock_behind


def test_after_a_restart_of_the_computer_only_what_others_signed_counts(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    """The gap that remains: days that passed before the restart, with nobody's word of them."""
    clock.forward(timedelta(days=12))
    assert state(keeper) == "expired"
    clock.forward(timedelta(days=-12))
    assert state(keeper) == "expired", "the computer has counted them"
    clock.restart()
    again = offline(tmp_path, office, clock)
    assert state(again) == "fresh"
    SignedTime(tmp_path / "config" / "signed-time.json", clock).learn(Source.RECEIPT, office.at + timedelta(days=12))
    assert state(again) == "expired"


def test_a_policy_signed_after_its_own_end_is_not_taken(tmp_path: Path, office: Office, clock: StillClock) -> None:
    """The publisher's clock was wrong: such a moment would stay for ever."""
    keeper = keeper_of(tmp_path, office, clock)
    assert keeper.refresh()
    right = office.at
    office.at = right + timedelta(days=400)
    office.publish(rules=rules_toml(grace_days=5))
    office.at = right
    office.repository.renew(office.online, right)
    keeper.refresh()
    held = keeper.held()
    assert (held.refused.code if held.refused else "", state(keeper)) == ("STN-702", "fresh")


def test_a_new_root_forgets_the_times_of_the_keys_it_replaced(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    """Stolen keys can put the time ahead as far as a policy goes; the root takes that back with the keys."""
    SignedTime(tmp_path / "config" / "signed-time.json", clock).learn(Source.POLICY, office.at + timedelta(days=300))
    assert state(keeper) == "expired"
    office.repository.rotate(office.keys, office.roots, office.at)
    office.publish()
    keeper.refresh()
    assert state(keeper) == "fresh"


def test_time_is_written_down_now_and_then(tmp_path: Path, keeper: Keeper, clock: StillClock) -> None:
    file = tmp_path / "config" / "policy.json"
    clock.forward(timedelta(minutes=59))
    keeper.watch()
    before = file.read_bytes()
    clock.forward(timedelta(minutes=2))
    keeper.watch()
    assert file.read_bytes() != before


def test_who_listens_hears_of_changes_only(office: Office, keeper: Keeper, clock: StillClock) -> None:
    keeper.watch()
    heard: list[str] = []
    unsubscribe = keeper.subscribe(lambda: heard.append(state(keeper)))
    keeper.watch()
    clock.forward(timedelta(days=8))
    keeper.watch()
    unsubscribe()
    unsubscribe()
    clock.forward(timedelta(days=8))
    keeper.watch()
    assert heard == ["grace"]


def test_what_is_taken_and_refused_is_audited_once(tmp_path: Path, office: Office, clock: StillClock) -> None:
    events: list[AuditEvent] = []
    keeper = keeper_of(tmp_path, office, clock, events)
    for _ in range(2):
        keeper.refresh()
    (office.metadata / "timestamp.json").write_bytes(b"{}")
    for _ in range(2):
        keeper.refresh()
    assert [(event.kind.value, dict(event.details)) for event in events] == [
        ("policy_taken", {"policyRoot": "1", "registry": "1", "rules": "1"}),
        ("policy_refused", {"code": "STN-705"}),
    ]
    assert state(keeper) == "fresh", "what was proven stays in force"


def test_a_state_whose_floor_is_higher_is_not_read(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    """An old copy of the data folder was put back."""
    old = shutil.copytree(tmp_path / "policy", tmp_path / "old")
    office.publish(rules=rules_toml(grace_days=4))
    keeper.refresh()
    shutil.rmtree(tmp_path / "policy")
    shutil.copytree(old, tmp_path / "policy")
    assert state(offline(tmp_path, office, clock)) == "STN-701"


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b'{"seen": "2026-01-01T00:00:00"}', b'{"root": "1"}', b"\xff"])
def test_a_damaged_floor_counts_as_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "policy.json"
    file.write_bytes(content)
    assert read_floor(file) == Floor()


def test_the_floor_comes_back_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "config" / "policy.json"
    floor = Floor(2, 3, 4, datetime(2026, 1, 1, tzinfo=UTC))
    write_floor(file, floor)
    assert read_floor(file) == floor
    assert file.stat().st_mode & 0o077 == 0
    assert "seen" in json.loads(file.read_bytes())


def test_two_programs_of_one_station_know_together_what_each_has_seen(
    tmp_path: Path, office: Office, keeper: Keeper, clock: StillClock
) -> None:
    """The window runs, the headless front end takes a newer policy meanwhile; the window then writes its floor."""
    office.publish(rules=rules_toml(grace_days=4))
    assert keeper_of(tmp_path, office, clock).refresh()
    clock.forward(timedelta(hours=2))
    keeper.watch()
    assert read_floor(tmp_path / "config" / "policy.json").rules == 2


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (Floor(1, 2, 5), Floor(1, 3, 4), Floor(1, 3, 5)),
        (Floor(2, 1, 1), Floor(1, 9, 9), Floor(2, 1, 1)),
        (Floor(1, 9, 9), Floor(2, 1, 1), Floor(2, 1, 1)),
    ],
)
def test_floors_are_joined(one: Floor, other: Floor, together: Floor) -> None:
    assert one.joined(other) == together


def test_a_listener_that_breaks_keeps_no_other_from_hearing(
    keeper: Keeper, clock: StillClock, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[int] = []
    keeper.subscribe(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    keeper.subscribe(lambda: told.append(1))
    clock.forward(timedelta(days=8))  # from fresh to grace
    keeper.watch()
    assert told == [1]
    assert "incident" in caplog.text
