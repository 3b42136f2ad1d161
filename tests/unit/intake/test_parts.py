"""Parts of packets on the disk: what was settled counts, few of them are kept, and not for long."""

import os
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path

import pytest

from intake.errors import StoreFull
from intake.store.embedded import EmbeddedStore
from intake.store.layout import PACKET, SIGNATURE
from intake.store.parts import KEPT, MOST_OF_A_STATION, Parts, Progress
from station.domain.outbox import PacketId

DATA = bytes(range(200))
PACKET_ID = PacketId(sha256(DATA).hexdigest())
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(tmp_path)
    made.create("station", PACKET_ID, len(DATA))
    return made


def bring(parts: Parts, data: bytes) -> None:
    part = parts.open("station", PACKET_ID)
    assert part is not None
    part.write(data)
    part.settle()


def here(parts: Parts, station: str = "station") -> Progress | None:
    return parts.progress(station, PACKET_ID)


def test_only_what_was_settled_counts(parts: Parts, tmp_path: Path) -> None:
    assert here(parts) == Progress(0, 200)
    bring(parts, DATA[:90])
    with (tmp_path / "parts" / "station" / PACKET_ID / PACKET).open("ab") as file:
        file.write(DATA[90:150])  # then a crash
    parts = Parts(tmp_path)
    assert here(parts) == Progress(90, 200)
    assert parts.whole("station", PACKET_ID) is None
    bring(parts, DATA[90:100])
    assert here(parts) == Progress(100, 200), "what did not count is not in the way"
    bring(parts, DATA[100:])
    whole = parts.whole("station", PACKET_ID)
    assert whole is not None
    assert (whole.digest, whole.size, whole.ends(3, 2)) == (PACKET_ID, 200, (DATA[:3], DATA[-2:]))
    whole.discard()
    assert here(parts) == Progress(200, 200), "who did not keep it may come again"


def test_what_a_try_to_keep_it_left_does_not_come_along(parts: Parts, tmp_path: Path) -> None:
    bring(parts, DATA)
    folder = tmp_path / "parts" / "station" / PACKET_ID
    (folder / SIGNATURE).write_bytes(b"of then")
    (folder / "trust" / "roots").mkdir(parents=True)
    whole = parts.whole("station", PACKET_ID)
    assert whole is not None
    whole.discard()
    assert [path.name for path in folder.iterdir()] == [PACKET]


def test_what_the_store_could_not_keep_stays_a_part(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(ENOSPC, "full")

    bring(parts, DATA)
    whole = parts.whole("station", PACKET_ID)
    assert whole is not None
    with closing(EmbeddedStore(tmp_path)) as store:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(StoreFull):
                store.keep(whole, b"signature", PACKET_ID, lambda: b"receipt")
        assert list((tmp_path / "packets").iterdir()) == []
    assert here(parts) == Progress(200, 200)
    again = parts.whole("station", PACKET_ID)
    assert again is not None
    assert again.digest == PACKET_ID
    again.discard()


def test_a_part_is_of_one_station(parts: Parts) -> None:
    bring(parts, DATA[:90])
    assert here(parts, "another") is None
    assert parts.open("another", PACKET_ID) is None
    parts.remove("another", PACKET_ID)
    assert here(parts) == Progress(90, 200)


def test_of_too_many_of_one_station_the_oldest_gives_way(parts: Parts, tmp_path: Path) -> None:
    def age(number: int) -> None:
        file = tmp_path / "parts" / "greedy" / f"{number:064}.offset"
        os.utime(file, (number, number))

    for number in range(2 * MOST_OF_A_STATION):
        parts.create("greedy", PacketId(f"{number:064}"), 10)
        age(number)
    kept = [number for number in range(2 * MOST_OF_A_STATION) if parts.progress("greedy", PacketId(f"{number:064}"))]
    assert kept == list(range(MOST_OF_A_STATION, 2 * MOST_OF_A_STATION))
    assert here(parts), "nobody else's gives way"


Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def small_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for 1,000 bytes, of which parts may take half."""
    monkeypatch.setattr("intake.store.parts.shutil.disk_usage", lambda _: Usage(5000, 4000, 1000))


def begun(parts: Parts, tmp_path: Path, station: str, number: int, length: int) -> None:
    """As many seconds after the epoch as its number."""
    parts.create(station, PacketId(f"{number:064}"), length)
    os.utime(tmp_path / "parts" / station / f"{number:064}.offset", (number, number))


def numbers(tmp_path: Path, station: str) -> list[int]:
    return sorted(int(record.stem) for record in (tmp_path / "parts" / station).glob("*.offset"))


@pytest.mark.usefixtures("small_disk")
def test_many_certificates_do_not_fill_the_disk(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    begun(parts, tmp_path, "honest", 1, 100)
    for number in range(2, 60):
        begun(parts, tmp_path, f"stolen-{number % 20}", number, 100)
    every = [number for own in (tmp_path / "parts").iterdir() for number in numbers(tmp_path, own.name)]
    assert sorted(every) == [55, 56, 57, 58, 59], "of equals the oldest"


@pytest.mark.usefixtures("small_disk")
def test_who_has_most_gives_way_first_the_oldest_of_theirs(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    begun(parts, tmp_path, "honest", 1, 100)
    for number in (2, 3, 4):
        begun(parts, tmp_path, "greedy", number, 120)
    begun(parts, tmp_path, "another", 5, 60)
    assert (numbers(tmp_path, "honest"), numbers(tmp_path, "greedy"), numbers(tmp_path, "another")) == (
        [1],
        [3, 4],
        [5],
    )


@pytest.mark.usefixtures("small_disk")
def test_who_would_have_most_sends_nobody_away(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for number in range(1, 5):
        begun(parts, tmp_path, f"station-{number}", number, 100)
    with pytest.raises(StoreFull):
        parts.create("long", PACKET_ID, 101)
    assert [numbers(tmp_path, f"station-{number}") for number in range(1, 5)] == [[1], [2], [3], [4]]
    begun(parts, tmp_path, "long", 5, 100)
    with pytest.raises(StoreFull):
        parts.create("long", PACKET_ID, 501)
    assert numbers(tmp_path, "station-1") == [1]


def test_what_nobody_goes_on_with_goes_after_its_time(parts: Parts, tmp_path: Path) -> None:
    record = tmp_path / "parts" / "station" / f"{PACKET_ID}.offset"
    os.utime(record, (NOW.timestamp(), NOW.timestamp()))
    assert parts.sweep(NOW + KEPT) == 0
    assert here(parts)
    assert parts.sweep(NOW + KEPT + timedelta(seconds=1)) == 1
    assert list((tmp_path / "parts").iterdir()) == []


def test_what_a_crash_left_goes(parts: Parts, tmp_path: Path) -> None:
    own = tmp_path / "parts" / "station"
    (own / ("f" * 64)).mkdir()  # its record was not written yet
    (own / ".tmp-0123").write_bytes(b"half a record")
    assert parts.sweep(datetime.now(UTC)) == 1
    assert sorted(path.name for path in own.iterdir()) == [PACKET_ID, f"{PACKET_ID}.offset"]


@pytest.mark.parametrize("record", [b"", b"\xff\xfe", b"90", b"-1 200", b"201 200", b"150 200", b"9" * 40 + b" 200"])
def test_a_damaged_part_begins_again(parts: Parts, tmp_path: Path, record: bytes) -> None:
    """More cannot count than lies there, nor than there is."""
    bring(parts, DATA[:90])
    (tmp_path / "parts" / "station" / f"{PACKET_ID}.offset").write_bytes(record)
    assert here(parts) is None
    parts.create("station", PACKET_ID, len(DATA))
    assert here(parts) == Progress(0, 200)
