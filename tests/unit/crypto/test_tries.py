"""Wrong PINs are counted for good: nobody gets tries back by deleting, copying or cutting the power."""

import errno
import os
import shutil
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from crypto.errors import KeyGone, PinLocked, TryNotCounted
from crypto.keys import tries
from crypto.keys.tries import MOST, NAME, Tries, first_table

KEY, OTHER = "a" * 64, "b" * 64


@dataclass
class Hardware:
    """Counter."""

    shown: int = 7
    silent: bool = False

    def read(self) -> int:
        if self.silent:
            raise TryNotCounted(place="TPM")
        return self.shown

    def increment(self) -> None:
        self.read()
        self.shown += 1


@dataclass(frozen=True)
class Place:
    keys: Path
    secret: Path

    def tries(self, counter: Hardware | None = None) -> Tries:
        return Tries(self.keys, self.secret, counter)

    @property
    def both(self) -> tuple[Path, Path]:
        return self.keys / NAME, self.secret.parent / NAME


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "keys", tmp_path / "config" / "machine.secret")
    made.keys.mkdir()
    made.secret.parent.mkdir()
    made.secret.write_bytes(b"of this machine")
    for file in made.both:
        file.write_bytes(first_table(b"of this machine", (KEY, OTHER)))
    return made


def test_they_add_up_to_a_lock_for_one_key_only(place: Place) -> None:
    assert [place.tries().count(KEY) for _ in range(MOST)] == [1, 2, 3, 4, 5]
    for _ in range(2):
        with pytest.raises(PinLocked):
            place.tries().count(KEY)
    assert place.tries().locked(KEY)
    assert not place.tries().locked(OTHER)
    assert place.tries().count(OTHER) == 1


def test_a_right_pin_forgives_and_a_release_too(place: Place) -> None:
    for _ in range(3):
        place.tries().count(KEY)
    place.tries().forgive(KEY)
    for _ in range(MOST):
        place.tries().count(KEY)
    place.tries().release(KEY)
    assert place.tries().count(KEY) == 1


@pytest.mark.parametrize("lost", [(0,), (1,), (0, 1)])
def test_a_missing_table_locks_everybody_until_each_is_released(lost: tuple[int, ...], place: Place) -> None:
    place.tries().count(KEY)
    for number in lost:
        place.both[number].unlink()
    for key in (KEY, OTHER):
        assert place.tries().locked(key)
        with pytest.raises(PinLocked):
            place.tries().count(key)
    place.tries().release(KEY)
    assert place.tries().count(KEY) == 1
    with pytest.raises(PinLocked):
        place.tries().count(OTHER)
    place.tries().release(OTHER)
    assert place.tries().count(OTHER) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_an_old_copy_in_one_place_gives_no_tries(number: int, place: Place, tmp_path: Path) -> None:
    file, kept = place.both[number], tmp_path / "kept"
    shutil.copy(file, kept)
    for _ in range(2):
        place.tries().count(KEY)
    shutil.copy(kept, file)
    with pytest.raises(PinLocked):
        place.tries().count(KEY)


@pytest.mark.parametrize("number", [0, 1])
def test_a_table_that_was_written_to_is_none(number: int, place: Place) -> None:
    place.tries().count(KEY)
    file = place.both[number]
    file.write_bytes(file.read_bytes().replace(b"1", b"0"))
    with pytest.raises(PinLocked):
        place.tries().count(KEY)


@pytest.mark.parametrize("junk", [b"", b"[]", b"{}", b"\xff", b'{"table": 3, "code": 4}', b"[" * 200_000])
def test_junk_is_no_table(junk: bytes, place: Place) -> None:
    place.both[0].write_bytes(junk)
    with pytest.raises(PinLocked):
        place.tries().count(KEY)


def test_a_crash_between_the_two_places_loses_no_try(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real, written = tries.write_private, []

    def crash(path: Path, data: bytes) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(tries, "write_private", crash)
        with pytest.raises(KeyboardInterrupt):
            place.tries().count(KEY)
    assert place.tries().count(KEY) == 2
    with monkeypatch.context() as patch:
        written.clear()
        patch.setattr(tries, "write_private", crash)
        with pytest.raises(KeyboardInterrupt):
            place.tries().forgive(KEY)
    assert place.tries().count(KEY) == 1


def test_a_try_is_on_the_disk_before_it_counts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both files, then both folders that name them."""
    flushed: list[str] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        flushed.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    place.tries().count(KEY)
    assert flushed == [f".{NAME}.new", "keys", f".{NAME}.new", "config"]


@pytest.mark.parametrize("call", ["write", "fsync", "open", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_try_that_cannot_be_counted_is_typed(
    call: str, number: int, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr(Path if call == "replace" else os, call, fails)
        with pytest.raises(TryNotCounted) as caught:
            place.tries().count(KEY)
    assert set(caught.value.params) == {"place"}
    assert place.tries().count(KEY) == 1


def test_an_unreadable_table_is_typed(place: Place) -> None:
    place.both[0].unlink()
    place.both[0].mkdir()
    for ask in (place.tries().count, place.tries().locked):
        with pytest.raises(TryNotCounted) as caught:
            ask(KEY)
        assert caught.value.params == {"place": NAME}


def test_without_the_machine_secret_nothing_counts(place: Place) -> None:
    place.secret.unlink()
    with pytest.raises(KeyGone):
        place.tries().count(KEY)


def test_of_another_machine_it_is_none(place: Place) -> None:
    place.secret.write_bytes(b"of another machine")
    with pytest.raises(PinLocked):
        place.tries().count(KEY)


def _count_three(place: Place, key: str) -> None:
    for _ in range(3):
        place.tries().count(key)


def test_two_programs_at_once_count_both(place: Place) -> None:
    context = get_context("spawn")
    children = [context.Process(target=_count_three, args=(place, key)) for key in (KEY, OTHER)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert [place.tries().count(key) for key in (KEY, OTHER)] == [4, 4]


# --- keys of version 0.1.0 -----------------------------------------------------------------------------------------


def test_what_the_first_version_counted_goes_on(place: Place) -> None:
    for file in place.both:
        file.unlink()
    assert not place.tries().locked(KEY, 3)
    assert place.tries().locked(KEY, MOST)
    assert place.tries().count(KEY, 3) == 4
    assert place.tries().count(KEY, 0) == 5  # from now on the table counts
    with pytest.raises(PinLocked):
        place.tries().count(KEY, 0)
    with pytest.raises(PinLocked):
        place.tries().count(OTHER)  # no key of the first version


# --- a counter in hardware -----------------------------------------------------------------------------------------


@pytest.fixture
def hardware(place: Place) -> Hardware:
    counter = Hardware()
    for key in (KEY, OTHER):
        place.tries(counter).release(key)
    return counter


def test_hardware_counts_along(place: Place, hardware: Hardware) -> None:
    before = hardware.shown
    assert [place.tries(hardware).count(KEY) for _ in range(3)] == [1, 2, 3]
    place.tries(hardware).forgive(KEY)
    assert hardware.shown == before + 3


def test_old_copies_in_both_places_are_seen(place: Place, hardware: Hardware, tmp_path: Path) -> None:
    kept = [shutil.copy(file, tmp_path / f"kept-{number}") for number, file in enumerate(place.both)]
    place.tries(hardware).count(KEY)
    for old, file in zip(kept, place.both, strict=True):
        shutil.copy(old, file)
    with pytest.raises(PinLocked):
        place.tries(hardware).count(KEY)
    place.tries(hardware).release(KEY)
    assert place.tries(hardware).count(KEY) == 1


def test_leaving_the_hardware_out_locks(place: Place, hardware: Hardware) -> None:
    with pytest.raises(PinLocked):
        place.tries().count(KEY)
    place.tries(hardware).count(KEY)


def test_a_crash_before_the_hardware_counted_is_made_up_for(place: Place, hardware: Hardware) -> None:
    place.tries(hardware).count(KEY)
    hardware.shown -= 1
    assert place.tries(hardware).count(KEY) == 2
    assert place.tries(hardware).count(KEY) == 3


def test_silent_hardware_counts_nothing(place: Place, hardware: Hardware) -> None:
    hardware.silent = True
    for ask in (place.tries(hardware).count, place.tries(hardware).release):
        with pytest.raises(TryNotCounted):
            ask(KEY)


def test_another_hardware_is_no_shorter_way(place: Place, hardware: Hardware) -> None:
    other = Hardware(shown=1)
    with pytest.raises(PinLocked):
        place.tries(other).count(KEY)
    place.tries(other).release(KEY)
    assert place.tries(other).count(KEY) == 1
