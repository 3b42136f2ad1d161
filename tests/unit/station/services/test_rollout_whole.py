"""Trust of policy comes whole, once and never backwards; what cannot be read is refused."""

from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto.authority import revocation_list
from crypto.certificate import pem_of
from crypto.revocation import RevocationList
from station.policy import PolicyWrong
from station.policy.fetch import FolderFetcher
from station.policy.publishable import PublicationWrong
from station.policy.trusted import PART, parse_trusted
from station.services import rollout as module
from station.services.rollout import roll_out_kept
from station.storage.errors import DiskFailed, DiskFull
from tests.support.clock import NOW
from tests.support.desk import OPERATOR
from tests.support.lists import WEEK
from tests.support.policy import rules_toml
from tests.support.rollout import DAY, STRANGER, Place, place

__all__ = ["place"]

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
