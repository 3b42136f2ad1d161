"""Trust travels with signed policy: what comes is put in place and counts at once, nothing older ever does, and roots
take the keys of the root."""

import shutil
from datetime import timedelta
from shutil import rmtree

import pytest

from crypto.authority import revocation_list
from crypto.certificate import pem_of
from crypto.trust import Purpose
from crypto.trust_folder import TRAINING
from station.copies.errors import RecoveryPeopleUnusable
from station.copies.people import load_halves
from station.domain.errors import Problem
from station.packet.envelope_policy import FILE
from station.policy import PolicyWrong
from station.policy.publishable import PublicationWrong
from station.policy.trusted import PART, parse_trusted
from station.services.receivers import SealedTo
from station.services.rollout import pems_in, trust_in
from station.services.views import SealedView
from tests.support import policies
from tests.support.copies import named_in
from tests.support.desk import OPERATOR, approved_draft
from tests.support.lists import WEEK, lists_now, publish_lists
from tests.support.policy import replace_signed, rules_toml
from tests.support.rollout import DAY, STRANGER, Place, place

__all__ = ["place"]

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
