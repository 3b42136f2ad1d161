"""Weeks without a network: who may do what is what the signed policy's grace says, for whoever comes and whoever is
here, for receipts too; nothing that a newer list heals is given up."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import rmtree

import pytest

from crypto import cms
from crypto.keys.api import KeyEntry
from crypto.keys.machine import load_machine_key
from crypto.keys.soft import SoftKeyStore
from crypto.trust import Purpose
from crypto.trust_folder import PUBLISHED
from devices.api import CancelScope
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId, Parcel
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.delivery import Delivery
from station.policy import Keeper, PolicyStore
from station.receivers.parts import open_check
from station.services.receivers import Receivers, find_receivers
from station.services.rollout import Rollout
from station.services.tokens import open_trust
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage.signed_time import SignedTime
from tests.support.desk import OFFICER, OPERATOR, PINS, Bench, StillClock, approved_draft, complete_draft, open_desk
from tests.support.lists import lists_now, publish_lists
from tests.support.policy import open_office, rules_toml

THREE_WEEKS = timedelta(days=21)


@pytest.fixture
def bench(demo_settings: Settings) -> Iterator[Bench]:
    made = open_desk(demo_settings)
    publish_lists(demo_settings, made.clock.at)
    with closing(made.db):
        yield made


def hold_policy(settings: Settings, clock: StillClock, folder: Path, grace_days: int) -> None:
    """As taken before the station went out."""
    office = open_office(folder / "repository", clock.at)
    office.publish(rules=rules_toml(grace_days=grace_days))
    settings.policy_root.parent.mkdir(exist_ok=True)
    settings.policy_root.write_bytes(office.first_root)
    signed, store = SignedTime(settings.signed_time, clock), PolicyStore(settings.policy_store, office.first_root)
    assert Keeper(store, office.source, settings.policy_floor, signed, clock, lambda _: None).refresh()


def outcome(answer: object) -> str:
    return answer.code if isinstance(answer, Problem) else "done"


def two_drafts(bench: Bench) -> tuple[EnrollmentId, EnrollmentId]:
    """One signed and approved, one that only the operator signed."""
    approved, signed = approved_draft(bench), complete_draft(bench)
    assert outcome(bench.enroll.sign(signed)) == "done"
    return approved, signed


def acts(bench: Bench, settings: Settings, approved: EnrollmentId, signed: EnrollmentId) -> dict[str, str]:
    """What is answered to a new sign-in and to the session that is open."""
    operator, officer = (holder(settings, name).key_id for name in (OPERATOR, OFFICER))
    return {
        "begin": outcome(bench.enroll.start("biometric_passport")),
        "approve": outcome(bench.enroll.approve(signed, officer, PINS[OFFICER])),
        "seal": outcome(bench.enroll.seal(approved)),
        "sign in": outcome(bench.sign_in.sign_in(operator, PINS[OPERATOR])),
    }


@pytest.mark.parametrize(("grace_days", "expected"), [(30, "done"), (7, "CRY-025")])
def test_three_weeks_with_weekly_lists(
    bench: Bench, demo_settings: Settings, tmp_path: Path, grace_days: int, expected: str
) -> None:
    hold_policy(demo_settings, bench.clock, tmp_path, grace_days)
    bench.sign_in_as(OPERATOR)
    which, signed = two_drafts(bench)
    bench.clock.forward(THREE_WEEKS)
    assert acts(bench, demo_settings, which, signed) == {
        "begin": expected,
        "approve": expected,
        "seal": expected,
        "sign in": expected,
    }
    if expected != "done":
        assert isinstance(bench.enroll.view(which), EnrollmentView), "the draft is kept"
        publish_lists(demo_settings, bench.clock.at)
        assert isinstance(bench.enroll.seal(which), SealedView), "a newer list heals it"


def test_without_a_policy_the_setting_is_the_grace(bench: Bench, demo_settings: Settings) -> None:
    """Seven days, where nothing else is set."""
    bench.sign_in_as(OPERATOR)
    which, signed = two_drafts(bench)
    bench.clock.forward(timedelta(days=13))
    assert outcome(bench.enroll.start("biometric_passport")) == "done"
    bench.clock.forward(timedelta(days=2))
    assert acts(bench, demo_settings, which, signed)["seal"] == "CRY-025"


def test_lists_that_were_removed_with_every_sign_of_them_are_missed(bench: Bench, demo_settings: Settings) -> None:
    """The folder of settings remembers, also after a restart; a list brings everybody back."""
    bench.sign_in_as(OPERATOR)
    which, signed = two_drafts(bench)
    kept = {file: file.read_bytes() for file in (demo_settings.trust / "crls").iterdir()}
    rmtree(demo_settings.trust / "crls")
    (demo_settings.trust / PUBLISHED).unlink()
    assert set(acts(bench, demo_settings, which, signed).values()) == {"CRY-025"}
    entry = holder(demo_settings, OPERATOR)
    again = open_trust(demo_settings, bench.clock)
    assert not again.allows(entry.certificate, entry.chain, Purpose.OPERATOR, bench.clock.at)
    (demo_settings.trust / "crls").mkdir()
    for file, data in kept.items():
        file.write_bytes(data)
    assert set(acts(bench, demo_settings, which, signed).values()) == {"done"}


def test_an_open_session_ends_with_the_right(bench: Bench, demo_settings: Settings) -> None:
    bench.sign_in_as(OPERATOR)
    which, signed = two_drafts(bench)
    bench.clock.forward(timedelta(hours=1))
    certificate = holder(demo_settings, OPERATOR).certificate
    publish_lists(demo_settings, bench.clock.at, dismissed=[certificate])
    assert set(acts(bench, demo_settings, which, signed).values()) == {"STN-403"}
    bench.clock.at -= timedelta(days=1)
    assert set(acts(bench, demo_settings, which, signed).values()) == {"STN-403"}, (
        "putting the clock back brings nobody back"
    )


@pytest.mark.parametrize(("grace_days", "state"), [(30, OutboxState.RECEIPTED), (7, OutboxState.WAITING)])
def test_a_receipt_that_comes_meanwhile_is_judged_by_the_same_grace(
    bench: Bench, demo_settings: Settings, tmp_path: Path, grace_days: int, state: OutboxState
) -> None:
    hold_policy(demo_settings, bench.clock, tmp_path, grace_days)
    packet_id = sealed(bench)
    bench.clock.forward(THREE_WEEKS)
    delivery = Intake(demo_settings, bench).delivery()
    run(delivery)
    row = bench.outbox.row(packet_id)
    assert row.state is state
    if state is OutboxState.WAITING:
        assert row.problem_code == "STN-181"
        publish_lists(demo_settings, bench.clock.at)
        bench.clock.forward(timedelta(minutes=10))
        run(delivery)
        assert bench.outbox.row(packet_id).state is OutboxState.RECEIPTED


def test_a_receipt_that_waited_goes_when_lists_come_with_policy(
    bench: Bench, demo_settings: Settings, tmp_path: Path
) -> None:
    """Nobody does anything at the station."""
    packet_id = sealed(bench)
    bench.clock.forward(THREE_WEEKS)
    delivery = Intake(demo_settings, bench).delivery()
    run(delivery)
    assert bench.outbox.row(packet_id).problem_code == "STN-181"
    office = open_office(tmp_path / "repository", bench.clock.at)
    office.publish(trust={"lists": lists_now(demo_settings, bench.clock.at)})
    trust = open_trust(demo_settings, bench.clock)
    receivers = Receivers(partial(find_receivers, demo_settings, trust, bench.clock))
    signed = SignedTime(demo_settings.signed_time, bench.clock)
    store = PolicyStore(demo_settings.policy_store, office.first_root)
    follower = Rollout(demo_settings.trust, receivers, lambda _: None)
    keeper = Keeper(store, office.source, demo_settings.policy_floor, signed, bench.clock, lambda _: None, follower)
    assert keeper.refresh()
    bench.clock.forward(timedelta(minutes=10))
    run(delivery)
    assert bench.outbox.row(packet_id).state is OutboxState.RECEIPTED


def test_a_slow_clock_waits_and_says_so(bench: Bench, demo_settings: Settings) -> None:
    packet_id = sealed(bench)
    transport = Intake(demo_settings, bench)
    transport.ahead = timedelta(minutes=11)
    delivery = transport.delivery()
    for _ in range(3):
        run(delivery)
        row = bench.outbox.row(packet_id)
        assert (row.state, row.problem_code) == (OutboxState.WAITING, "STN-180")
        bench.clock.forward(timedelta(minutes=10))
    assert not bench.outbox.receipt_path(packet_id).exists()
    bench.clock.at += timedelta(minutes=11)
    transport.ahead = timedelta(0)
    run(delivery)
    assert bench.outbox.row(packet_id).state is OutboxState.RECEIPTED


class Intake:
    """Stores what comes and signs a receipt by its own clock, which may be ahead of the station's."""

    def __init__(self, settings: Settings, bench: Bench) -> None:
        self._settings, self._bench, self.ahead = settings, bench, timedelta(0)
        folder = settings.intake_home / "gateway"
        self._key = load_machine_key(folder, folder / "secret", "receipt")
        self._station = load_machine_key(settings.keys, settings.machine_secret).certificate.fingerprint

    def send(self, parcel: Parcel, _scope: CancelScope) -> bytes:
        at = self._bench.clock.at + self.ahead
        receipt = Receipt(parcel.packet_id, self._station, parcel.nonce, at, checkpoint=parcel.checkpoint)
        return cms.sign_attached(encode_receipt(receipt), self._key, at)

    def close(self) -> None: ...

    def delivery(self) -> Delivery:
        bench = self._bench
        check = open_check(self._settings, open_trust(self._settings, bench.clock), self._station, bench.clock)
        made = Delivery(
            bench.outbox, self, check, lambda _: None, bench.clock, timedelta(hours=1), lambda: None, lambda: 1.0
        )
        made.start()
        return made


def run(delivery: Delivery) -> None:
    while delivery.step(CancelScope(10)):
        pass


def sealed(bench: Bench) -> PacketId:
    bench.sign_in_as(OPERATOR)
    answer = bench.enroll.seal(approved_draft(bench))
    assert isinstance(answer, SealedView), answer
    return answer.packet_id


def holder(settings: Settings, name: str) -> KeyEntry:
    return next(
        each
        for each in SoftKeyStore(settings.keys, settings.machine_secret).entries()
        if each.certificate.common_name == name
    )
