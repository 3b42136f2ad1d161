"""Registration numbers after a repair: above the highest that anything left here knows, else a person says it."""

from dataclasses import replace
from pathlib import Path

import pytest

from station.receivers.errors import SequenceNeeded
from station.receivers.mosip.numbers import counter_of, last_number
from station.receivers.mosip.rid import RidCounter
from station.receivers.table import receiver_of
from station.settings import Settings


@pytest.fixture
def mosip(tmp_path: Path) -> Settings:
    (tmp_path / "data" / "outbox").mkdir(parents=True)
    return Settings(tmp_path / "data", tmp_path, intake="mosip+https://mosip.example")


def left(settings: Settings, name: str, number: int, second: str) -> None:
    path = settings.data / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'{{"packetId":"x","registrationId":"1000110077{number:05}{second}"}}')


def test_nothing_knows_it_but_a_person(mosip: Settings) -> None:
    with pytest.raises(SequenceNeeded):
        last_number(mosip, None)
    assert last_number(mosip, 41) == 41


def test_files_receipts_and_what_was_put_aside_know_it(mosip: Settings) -> None:
    left(mosip, "outbox/packet-aa.p7m.p7s", 7, "20261101120000")
    assert last_number(mosip, None) == 7
    left(mosip, "outbox/packet-bb.receipt.p7m", 9, "20261102120000")
    assert last_number(mosip, None) == 9
    left(mosip, "aside/x-restore/outbox/packet-cc.p7m.p7s", 11, "20261103120000")
    assert last_number(mosip, None) == 11
    assert last_number(mosip, 5) == 11
    assert last_number(mosip, 50) == 50


def test_after_the_counter_has_begun_again_the_newest_counts(mosip: Settings) -> None:
    left(mosip, "outbox/packet-aa.p7m.p7s", 99998, "20261101120000")
    left(mosip, "outbox/packet-bb.p7m.p7s", 3, "20261102120000")
    assert last_number(mosip, None) == 3


def test_the_counter_s_own_file_counts_unless_it_is_damaged(mosip: Settings) -> None:
    counter = counter_of(mosip)
    assert [counter.next() for _ in range(3)] == [1, 2, 3]
    assert last_number(mosip, None) == 3
    (mosip.data / "mosip" / "sequence").write_text("damaged")
    with pytest.raises(SequenceNeeded):
        last_number(mosip, None)
    counter.go_on_after(12)
    assert RidCounter(mosip.data / "mosip" / "sequence").next() == 13


def test_other_desks_have_no_such_number(mosip: Settings) -> None:
    assert receiver_of(mosip).numbers is not None
    assert receiver_of(replace(mosip, intake="https://intake.example")).numbers is None
