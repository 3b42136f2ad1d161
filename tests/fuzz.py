"""`python -m tests.fuzz --seconds N [--seed S]`: altered bytes for every parser of bytes that come from outside.

The parsers are those of tests/unit/test_hostile_bytes.py; the bytes begin as what version 0.1.0 wrote. A value or a
typed error is right; anything else ends the run with 1, and the bytes are kept under build/fuzz.
"""

import argparse
import signal
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random, SystemRandom
from time import monotonic
from types import FrameType
from uuid import uuid4

from crypto import demo_pki
from station.cases.case import Case
from station.domain.enrollment import Enrollment, EnrollmentId, Relation
from station.settings import load_settings
from station.storage.draft_format import encode_draft
from tests.support import chip_bytes, records
from tests.support.people import Shelf, enrollment
from tests.support.released import FROZEN
from tests.unit.test_hostile_bytes import DRAFT, PARSERS, World

KEPT = Path(__file__).parents[1] / "build" / "fuzz"
MOST_BYTES = 64 * 1024  # of a beginning: larger files alter too slowly
PATIENCE_S = 30  # of one parser on one input


class Silent(Exception):
    """A parser that does not come to an end."""


def main() -> int:
    options = argparse.ArgumentParser(prog="fuzz")
    options.add_argument("--seconds", type=float, required=True)
    options.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    given = options.parse_args()
    say(f"fuzz: seed {given.seed}")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, limited():
        found, tried = run(world(Path(folder)), given.seconds, Random(given.seed))
    say(f"fuzz: {sum(tried.values())} inputs, {min(tried.values())} for each of {len(PARSERS)} parsers at least")
    return 1 if found else 0


def run(place: World, seconds: float, chance: Random) -> tuple[bool, Counter[str]]:
    """Whether something was found, and how many inputs each parser had."""
    samples, tried, until = beginnings(place), Counter(dict.fromkeys(PARSERS, 0)), monotonic() + seconds
    while monotonic() < until or not all(tried.values()):
        for name in PARSERS:
            data = altered(chance.choice(samples[name]), chance, samples[name])
            tried[name] += 1
            if error := wrong(name, place, data):
                keep(name, data, error)
                return True, tried
    return False, tried


def world(folder: Path) -> World:
    home = load_settings(folder / "home")
    demo_pki.create(home.keys, home.trust, home.machine_secret, home.intake_home)
    return World(home, folder)


def beginnings(place: World) -> dict[str, list[bytes]]:
    """For each parser what it takes of the frozen files; all of them where it takes none."""
    with tarfile.open(FROZEN / "homes.tar.xz") as archive:
        files = [archive.extractfile(entry) for entry in archive if entry.isfile() and entry.size <= MOST_BYTES]
        data = sorted({file.read() for file in files if file is not None})
    found = {name: [each for each in data if takes(name, place, each)] or data for name in PARSERS}
    return {
        **found,
        **records.WRITTEN,
        **chip_bytes.WRITTEN,
        "draft": [encode_draft(a_case())],
    }  # 0.1.0 wrote none in the open


def a_case() -> Case:
    first = enrollment(Shelf())
    second = Enrollment(EnrollmentId(str(uuid4())), first.procedure, first.started_at, first.operator, "review")
    return Case.of_one(replace(first, enrollment_id=DRAFT)).with_person(second, Relation.CHILD)


def takes(name: str, place: World, data: bytes) -> bool:
    read, typed = PARSERS[name]
    try:
        read(place, data)
    except typed:
        return False
    return True


def wrong(name: str, place: World, data: bytes) -> BaseException | None:
    """What must not come of any bytes."""
    signal.alarm(PATIENCE_S)
    try:
        takes(name, place, data)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return error
    finally:
        signal.alarm(0)
    return None


def altered(data: bytes, chance: Random, others: list[bytes]) -> bytes:
    """Some changes, one after another."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(made) + 1), chance.choice((1, 1, 2, 4, 8, 64, 1000))
        kind = chance.randrange(7)
        if kind == 0 and made:
            made[at % len(made)] ^= 1 << chance.randrange(8)
        elif kind == 1 and made:
            made[at % len(made)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x30, 0x22, 0x7B))
        elif kind == 2:
            del made[at : at + length]
        elif kind == 3:
            made[at:at] = chance.randbytes(length)
        elif kind == 4:
            made[at:at] = made[at : at + length]
        elif kind == 5:
            other = chance.choice(others)
            begin = chance.randrange(len(other) + 1)
            made[at : at + length] = other[begin : begin + length]
        else:
            del made[at:]
    return bytes(made)


@contextmanager
def limited() -> Iterator[None]:
    """A parser that hangs is interrupted."""

    def ring(_: int, __: FrameType | None) -> None:
        raise Silent

    before = signal.signal(signal.SIGALRM, ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


def keep(name: str, data: bytes, error: BaseException) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{name.replace(' ', '-')}-{sha256(data).hexdigest()[:12]}"
    file.write_bytes(data)
    say(f"fuzz: {name}: {type(error).__name__}; its {len(data)} bytes are in {file}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
