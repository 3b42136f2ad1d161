"""Trust travels with signed policy: what comes is put in place and counts at once, nothing older ever does, and roots
take the keys of the root."""

import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner

from crypto import issuing
from crypto.authority import load_authority, revocation_list
from crypto.certificate import pem_of
from crypto.issuing import Authority
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from crypto.keys.soft import SoftKeyStore
from crypto.revocation import RevocationList
from crypto.trust import Purpose
from crypto.trust_folder import TRAINING
from station.copies.errors import RecoveryPeopleUnusable
from station.copies.people import load_halves
from station.domain.errors import Problem
from station.domain.events import AuditEvent
from station.packet.envelope_policy import FILE
from station.policy import Keeper, PolicyStore, PolicyWrong
from station.policy.fetch import FolderFetcher
from station.policy.publishable import PublicationWrong
from station.policy.trusted import PART, parse_trusted
from station.services import rollout as module
from station.services.receivers import Receivers, SealedTo, find_receivers
from station.services.rollout import Rollout, pems_in, roll_out_kept, trust_in
from station.services.tokens import open_trust
from station.services.views import SealedView
from station.settings import Settings
from station.storage.errors import DiskFailed, DiskFull
from station.storage.signed_time import SignedTime
from tests.support import policies
from tests.support.clock import NOW
from tests.support.copies import named_in
from tests.support.desk import OPERATOR, Bench, approved_draft, open_desk
from tests.support.lists import WEEK, lists_now, publish_lists
from tests.support.policy import open_office, replace_signed, rules_toml

DAY = timedelta(days=1)
STRANGER = issuing.root("Another Root", "State", NOW, 30)


class Place:
    """A station, its publisher, and what the station wrote into its log."""

    def __init__(self, settings: Settings, bench: Bench) -> None:
        self.settings, self.bench, self.clock = settings, bench, bench.clock
        self.office = open_office(settings.data.parent / "repository", bench.clock.at)
        settings.policy_root.parent.mkdir(exist_ok=True)
        settings.policy_root.write_bytes(self.office.first_root)
        self.trust = open_trust(settings, self.clock)
        self.receivers = Receivers(partial(find_receivers, settings, self.trust, self.clock))
        self.receivers.now()
        self.events: list[AuditEvent] = []
        self.keeper = self.start(self.office.source, Rollout(settings.trust, self.receivers, self.events.append))

    def start(self, source: FolderFetcher, follower: Rollout | None = None) -> Keeper:
        settings, signed = self.settings, SignedTime(self.settings.signed_time, self.clock)
        store = PolicyStore(settings.policy_store, self.office.first_root)
        return Keeper(store, source, settings.policy_floor, signed, self.clock, self.events.append, follower)

    def publish(self, **entries: object) -> None:
        self.office.at = self.clock.at
        self.office.publish(trust=entries)
        assert self.keeper.refresh()

    def rotate(self, roots: dict[str, str] | None, signers: list[CryptoSigner] | None = None) -> None:
        office = self.office
        office.repository.rotate(office.keys, signers or office.roots, self.clock.at, roots)

    @property
    def refused(self) -> str:
        problem = self.keeper.held().refused
        return problem.code if problem is not None else ""

    def knows(self) -> bool:
        """Whether the operator may sign in now."""
        return OPERATOR in {each.name for each in self.bench.sign_in.credentials()}

    @property
    def authority(self) -> Authority:
        folder = self.settings.intake_home / "authority"
        return load_authority(folder, folder / "secret", "operators")

    def the_list(self, *, without: str = "", age: timedelta = timedelta(0)) -> bytes:
        """The operators' authority's; `without`: who was dismissed."""
        at, keys = self.clock.at - age, SoftKeyStore(self.settings.keys, self.settings.machine_secret)
        gone = [
            (each.certificate.serial, at, x509.ReasonFlags.cessation_of_operation)
            for each in keys.entries()
            if each.certificate.common_name == without
        ]
        return revocation_list(self.authority, gone, at, WEEK)

    @property
    def state_key(self) -> SigningKey:
        folder = self.settings.intake_home / "state"
        return load_machine_key(folder, folder / "secret", "policy")

    def files(self) -> dict[str, bytes]:
        folder = self.settings.trust
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    def told(self) -> list[dict[str, Any]]:
        return [dict(event.details) for event in self.events if event.kind.value == "trust_taken"]


@pytest.fixture
def place(demo_settings: Settings) -> Iterator[Place]:
    bench = open_desk(demo_settings)
    with closing(bench.db):
        yield Place(demo_settings, bench)


# --- revocation lists --------------------------------------------------------------------------------------------


def test_a_list_counts_at_once_for_the_open_session_too(place: Place) -> None:
    place.bench.sign_in_as(OPERATOR)
    which = approved_draft(place.bench)
    place.clock.forward(DAY)
    place.publish(lists=[place.the_list(without=OPERATOR)])
    assert not place.knows()
    answer = place.bench.enroll.seal(which)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-403"
    assert place.told() == [{"crls": 1}]
    assert place.keeper.held().policy is not None
    assert place.keeper.refresh()
    assert place.told() == [{"crls": 1}], "the same again is no news"


def test_nothing_older_hides_whom_a_newer_list_names(place: Place) -> None:
    """Neither what is published, nor what a technician brought meanwhile."""
    place.clock.forward(DAY)
    before = place.the_list(age=DAY / 2)
    place.publish(lists=[place.the_list(without=OPERATOR)])
    with pytest.raises(PublicationWrong, match="older"):
        place.office.publish(trust={"lists": [before]})
    published = parse_trusted(place.office.repository.files()[PART])
    (newest,) = published.revocation_lists()
    file = place.settings.trust / "crls" / f"{newest.authority}.crl"
    place.clock.forward(DAY)
    file.write_bytes(place.the_list(without=OPERATOR))
    by_hand = file.read_bytes()
    place.clock.forward(-DAY / 2)
    place.publish(lists=[place.the_list()])
    assert file.read_bytes() == by_hand
    place.clock.forward(DAY)
    place.publish(lists=[place.the_list()])
    assert place.knows(), "taken off again by a newer one"


def test_lists_come_to_a_station_that_lost_its_own_and_to_one_past_its_grace(place: Place) -> None:
    publish_lists(place.settings, place.clock.at)
    place.office.publish(rules=rules_toml(grace_days=7))
    assert place.keeper.refresh()
    place.clock.forward(timedelta(days=13))
    assert place.knows()
    place.clock.forward(timedelta(days=2))
    assert not place.knows()
    assert isinstance(place.bench.sign_in.unproven(), Problem)
    place.publish(lists=lists_now(place.settings, place.clock.at))
    assert place.knows()
    assert place.bench.sign_in.unproven() is None
    rmtree(place.settings.trust / "crls")
    assert not place.knows(), "a folder that was removed never means that nobody was dismissed"
    assert place.keeper.refresh()
    assert place.knows(), "what is published is put back at the next look"


def test_a_list_of_nobody_known_harms_nobody(place: Place) -> None:
    stray = revocation_list(STRANGER, (), place.clock.at, WEEK)
    place.publish(lists=[stray, place.the_list(without=OPERATOR)])
    assert not place.knows()
    floor = place.trust.newest_list()
    later = place.clock.at + 3650 * DAY
    issuer = {"stranger": pem_of((STRANGER.certificate,))}
    place.publish(intermediates=issuer, lists=[revocation_list(STRANGER, (), later, WEEK)])
    assert place.refused == ""
    assert place.trust.newest_list() == floor, "nor does it say how late it is, though it brings its own issuer"


# --- receivers and the policy of sealing -------------------------------------------------------------------------


def test_receivers_are_those_of_the_policy_and_no_others_from_the_next_sealing_on(place: Place) -> None:
    before = place.receivers.now()
    installed = trust_in(place.settings.trust)
    assert installed is not None
    place.publish()
    assert place.receivers.now() == before, "none named: those installed stay"
    wanted = {"new": installed["recipients"]["production"], "escrow": installed["recipients"]["escrow"]}
    place.publish(recipients=wanted)
    assert trust_in(place.settings.trust) == {**installed, "recipients": wanted}
    found = place.receivers.held
    assert isinstance(found, SealedTo)
    assert found.fingerprints == before.fingerprints
    place.bench.sign_in_as(OPERATOR)
    assert isinstance(place.bench.enroll.seal(approved_draft(place.bench)), SealedView)


def test_auditors_are_those_of_the_policy(place: Place) -> None:
    pem = pem_of((STRANGER.certificate,))
    folder = place.settings.trust / "auditors"
    place.publish(auditors={"one": pem, "two": pem})
    place.publish(auditors={"two": pem})
    assert pems_in(folder) == {"two": pem}
    place.publish()
    assert pems_in(folder) == {"two": pem}, "none named: those installed stay"


def test_the_policy_of_sealing_comes_and_no_older_issue_of_it(place: Place) -> None:
    file, key = place.settings.trust / FILE, place.state_key
    third, second = (policies.signed(policies.TRANSITION, key, number) for number in (3, 2))
    place.publish(sealing=second)
    assert place.receivers.versions() == {"envelope": "transition 2"}
    file.write_bytes(third)
    place.publish(sealing=second, intermediates={"operators": pem_of((place.authority.certificate,))})
    assert file.read_bytes() == third
    place.publish(sealing=policies.signed(policies.CLASSICAL, key))
    assert place.receivers.versions() == {"envelope": "classical 1"}, "another policy is no older issue"


def test_people_who_recover_drafts_come_with_the_policy_that_names_them(place: Place) -> None:
    named, folder = named_in(place.settings), place.settings.trust / "recovery"
    published = trust_in(place.settings.trust)
    assert published is not None
    shutil.rmtree(folder)
    with pytest.raises(RecoveryPeopleUnusable):
        load_halves(named, place.settings.trust, place.trust, place.clock.at)
    place.publish(recovery=published["recovery"])
    first, second = load_halves(named, place.settings.trust, place.trust, place.clock.at)
    assert (len(first), len(second)) == (2, 2)


def test_receivers_that_nobody_vouches_for_are_sealed_to_by_nobody(place: Place) -> None:
    """They are installed as ordered, and the window says why nobody begins; a newer policy heals it."""
    good = trust_in(place.settings.trust)
    assert good is not None
    stranger = pem_of((STRANGER.certificate,))
    place.publish(recipients={"one": stranger, "two": stranger})
    assert isinstance(place.receivers.held, Problem)
    assert place.receivers.held.code == "CRY-021"
    place.publish(recipients=good["recipients"])
    assert isinstance(place.receivers.held, SealedTo)


@pytest.mark.parametrize("entries", ["one receiver", "other receivers", "no policy of sealing"])
def test_what_cannot_be_sealed_by_is_refused_and_everything_stays(place: Place, entries: str) -> None:
    place.publish(lists=[place.the_list()])
    before, policy = place.files(), place.keeper.held().policy
    pem = pem_of((STRANGER.certificate,))
    place.publish(
        **{
            "one receiver": {"recipients": {"one": pem}},
            "other receivers": {
                "recipients": {"one": pem, "two": pem},
                "sealing": policies.signed(policies.CLASSICAL, place.state_key),
            },
            "no policy of sealing": {"sealing": b"nothing"},
        }[entries]
    )
    assert place.refused == "STN-706"
    assert (place.files(), place.keeper.held().policy) == (before, policy)


# --- roots ---------------------------------------------------------------------------------------------------------


def test_a_new_root_counts_in_the_running_station_and_stays_until_another_is_named(place: Place) -> None:
    place.rotate({"operator": pem_of((STRANGER.certificate,))})
    place.publish()
    assert not place.knows()
    assert place.trust.roots[Purpose.OPERATOR] == (STRANGER.certificate,)
    assert place.told() == [{"roots": 1}]
    place.rotate(None)
    place.publish()
    assert place.trust.roots[Purpose.OPERATOR] == (STRANGER.certificate,), "renewed without a word of roots"


def test_a_root_takes_two_keys_of_the_root(place: Place) -> None:
    """One of them is not enough, and those of the targets are none of them."""
    place.publish()
    before = place.files()
    pem = pem_of((STRANGER.certificate,))
    with pytest.raises(PublicationWrong):
        place.rotate({"operator": pem}, place.office.roots[:1])
    with pytest.raises(PolicyWrong):
        place.office.publish(trust={"roots": {"operator": pem}})
    place.rotate({"operator": pem})
    few = [place.office.roots[0], *place.office.targets]
    replace_signed(place.office.metadata / "2.root.json", lambda _: None, few)
    assert place.keeper.refresh()
    assert place.refused == "STN-703"
    assert place.files() == before


def test_the_root_of_training_is_never_that_of_anything_else(place: Place) -> None:
    training = (place.settings.trust / "roots" / "training.pem").read_text()
    with pytest.raises(PolicyWrong, match="operator"):
        place.rotate({"operator": training, TRAINING: training})
    before = place.files()
    place.rotate({"operator": training})
    place.publish(lists=[place.the_list()])
    assert place.refused == "STN-706"
    assert place.files() == before


# --- whole, once, and never backwards --------------------------------------------------------------------------------


def test_an_older_file_is_a_rollback_also_when_the_data_folder_was_put_back(place: Place) -> None:
    place.publish(lists=[place.the_list()])
    folder = place.office.repository.folder
    old = FolderFetcher(Path(copytree(folder, folder.with_name("old"))))
    place.clock.forward(DAY)
    place.publish(lists=[place.the_list(without=OPERATOR)])
    rmtree(place.settings.policy_store)
    again = place.start(old)
    assert again.refresh()
    problem = again.held().refused
    assert problem is not None
    assert (problem.code, dict(problem.params)) == ("STN-701", {"part": "trust"})


def test_a_policy_that_lost_its_trust_is_a_rollback(place: Place) -> None:
    place.publish(lists=[place.the_list()])
    kept = {name: data for name, data in place.office.repository.files().items() if name != PART}
    place.office.at = place.clock.at
    place.office.publish_unchecked(kept)
    assert place.keeper.refresh()
    assert place.refused == "STN-701"


def test_pieces_of_two_states_are_refused(place: Place) -> None:
    """The file of the one under the signatures of the other."""
    place.publish(lists=[place.the_list()])
    (first,) = (place.office.repository.folder / "targets").glob(f"*.{PART}")
    old = first.read_bytes()
    place.clock.forward(DAY)
    before = place.files()
    place.office.publish(trust={"lists": [place.the_list(without=OPERATOR)]})
    (second,) = set((place.office.repository.folder / "targets").glob(f"*.{PART}")) - {first}
    second.write_bytes(old)
    assert place.keeper.refresh()
    assert place.refused in ("STN-704", "STN-708")
    assert place.files() == before


def test_a_crash_between_keeping_and_putting_in_place_is_made_good_at_the_next_start(place: Place) -> None:
    place.clock.forward(DAY)
    place.office.publish(trust={"lists": [place.the_list(without=OPERATOR)]})
    assert place.start(place.office.source).refresh()
    assert place.knows()
    assert roll_out_kept(place.settings)
    assert not place.knows()
    files = place.files()
    assert roll_out_kept(place.settings)
    assert place.files() == files


def test_a_disk_that_refuses_is_said_and_the_next_look_completes_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise DiskFull(file=path.name)

    with monkeypatch.context() as patched:
        patched.setattr(module, "durable_write", full)
        place.clock.forward(DAY)
        place.publish(lists=[place.the_list(without=OPERATOR)])
    assert place.refused == DiskFull.code
    assert place.knows()
    assert place.keeper.refresh()
    assert place.refused == ""
    assert not place.knows()


def test_a_file_that_cannot_be_read_is_said_and_healed(place: Place) -> None:
    found = RevocationList.from_bytes(place.the_list())
    blocked = place.settings.trust / "crls" / f"{found.authority}.crl"
    blocked.mkdir()
    place.clock.forward(DAY)
    place.publish(lists=[place.the_list(without=OPERATOR)])
    assert place.refused == DiskFailed.code
    blocked.rmdir()
    assert place.keeper.refresh()
    assert place.refused == ""
    assert not place.knows()


def test_a_damaged_list_is_replaced(place: Place) -> None:
    place.publish(lists=[place.the_list()])
    found = RevocationList.from_bytes(place.the_list())
    damaged = place.settings.trust / "crls" / f"{found.authority}.crl"
    damaged.write_bytes(b"?")
    assert not place.knows()
    assert place.keeper.refresh()
    assert place.knows()


def test_nothing_is_put_in_place_of_a_policy_that_is_not_proven(place: Place) -> None:
    place.publish(lists=[place.the_list(without=OPERATOR)])
    rmtree(place.settings.trust / "crls")
    (place.settings.policy_store / "proven.msgpack").write_bytes(b"?")
    assert not roll_out_kept(place.settings)
    assert not (place.settings.trust / "crls").exists()


def test_what_was_published_once_stays_published(place: Place) -> None:
    place.publish(lists=[place.the_list()])
    place.office.publish(rules=rules_toml(grace_days=3))
    assert PART in place.office.repository.files()
    files = {name: data for name, data in place.office.repository.files().items() if name != PART}
    with pytest.raises(PublicationWrong, match="missing"):
        place.office.repository.publish(files, place.office.online, place.clock.at)


# --- bytes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entries",
    [
        {"lists": [b"?"]},
        {"recipients": {"production": "no PEM"}},
        {"recovery": {"first": "no PEM"}},
        {"intermediates": {"a": ""}},
        {"intermediates": {"../x": pem_of((STRANGER.certificate,))}},
        {"more": 1},
    ],
    ids=lambda entries: "-".join(entries),
)
def test_what_cannot_be_read_is_not_published(place: Place, entries: dict[str, object]) -> None:
    with pytest.raises(PolicyWrong):
        place.office.publish(trust=entries)


ISSUED = NOW.isoformat().replace("+00:00", "Z")
LISTS = [revocation_list(STRANGER, (), NOW + DAY * number, WEEK) for number in range(3)]


@given(data=st.data())
def test_a_changed_document_is_a_value_or_a_typed_refusal(data: st.DataObject) -> None:
    good = f'{{"version":1,"issued":"{ISSUED}","lists":["{b64encode(LISTS[0]).decode()}"]}}'.encode()
    assert parse_trusted(good).lists == (LISTS[0],)
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with suppress(PolicyWrong):
        parse_trusted(bytes(changed))


@given(order=st.lists(st.integers(0, 2), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_in_whatever_order_the_newest_list_stays(
    order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    trust = tmp_path_factory.mktemp("trust")
    for number in order:
        module._list(trust / "crls", RevocationList.from_bytes(LISTS[number]))
    (file,) = (trust / "crls").iterdir()
    assert file.read_bytes() == LISTS[max(order)]
