"""A child process whose disk fails (tests/e2e/test_faults.py): seal, deliver, receipt, erase, with a fault somewhere.

    python -m tests.support.fault_child calls HOME SEED PLACES ERRNO ON   under the preloaded library (faults.c)
    python -m tests.support.fault_child full HOME SEED PLACES             on a file system with a few kB left

HOME holds an approved draft; it is copied for each place. PLACES: how many, drawn by SEED; 0: all. After the fault
nothing may be lost, what went wrong has a code of ours, and the next start goes on to the end. Prints a line of JSON a
place.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from ctypes import CDLL, c_char_p, c_int, c_long
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from crypto.errors import CryptoError
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.domain.outbox import OutboxState
from station.services.views import EnrollmentView
from station.settings import Settings, load_settings
from station.storage.files import TEMPORARY
from tests.support.desk import StillClock
from tests.support.whole_desk import Centre, WholeDesk, opened

DISK_KB, MOST_LEFT_KB = 8 * 1024, 700
Fault = Callable[[Path], AbstractContextManager[object]]
"""Of the station's folder: inside the block its disk fails."""


def main(how: str, home: str, seed: str, count: str, *rest: str) -> None:
    life, chance = Life(load_settings(Path(home)), Path(home).parent / "work"), Random(int(seed))
    if how == "full":
        with small_disk(life.work):
            draw(
                range(0, MOST_LEFT_KB, 4),
                int(count),
                chance,
                lambda left_kb: (life.told(lambda folder: filled(folder, left_kb)), f"{left_kb} kB left"),
            )
        return
    calls = FailingCalls(int(rest[0]), bool(int(rest[1])))
    assert life.told(lambda folder: calls.failing(folder, 0)) == ["done"]
    places = range(1, calls.counted + 1)
    draw(
        places,
        int(count),
        chance,
        lambda place: (
            life.told(lambda folder: calls.failing(folder, place)),
            f"call {place} of {len(places)}, {calls.failed}",
        ),
    )


def draw(places: range, count: int, chance: Random, lived: Callable[[int], tuple[list[str], str]]) -> None:
    """Live once for each of so many places (0: all), and for more of them until one fault was noticed.

    Half the calls are such that nothing is lost without them (a temporary file that stays, a list that is written
    anew), so a few of them alone would prove nothing. `lived` answers what was told and the name of the place.
    """
    noticed = False
    for number, place in enumerate(chance.sample(places, len(places)), start=1):
        told, name = lived(place)
        noticed = noticed or len(told) > 1
        say(name, told)
        if count and number >= count and noticed:
            return


def say(place: str, told: list[str]) -> None:
    sys.stdout.write(json.dumps({"place": place, "told": told}) + "\n")
    sys.stdout.flush()


class Life:
    """Of one packet, once for each place of the fault."""

    def __init__(self, template: Settings, work: Path) -> None:
        self.work = work
        self._template = template
        (draft,) = template.drafts.iterdir()
        self._draft = EnrollmentId(draft.name)

    def told(self, fault: Fault) -> list[str]:
        """Codes of what went wrong on the way, then "done". Raises what must not come: AssertionError, OSError, ..."""
        home, clock = self.work / "home", StillClock(datetime.now(UTC))
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self._template.data.parent, home)
        settings = load_settings(home)
        with closing(Centre(self.work.parent / f"centre-{self.work.name}", settings, clock)) as centre:
            codes = self._first_run(settings, centre, clock, fault)
            with opened(settings, centre, clock) as desk:
                desk.start()
                desk.sign_in()
                self._nothing_lost(desk)
                desk.deliver()  # what lies in the outbox without a row is settled
                if not desk.rows():
                    answer = desk.seal(self._draft)
                    assert not isinstance(answer, Problem), answer
                for row in desk.rows():
                    if row.state is not OutboxState.RECEIPTED:
                        desk.outbox.retry(row.packet_id)
                desk.deliver()
                self._all_done(desk)
        return [*codes, "done"]

    def _first_run(self, settings: Settings, centre: Centre, clock: StillClock, fault: Fault) -> list[str]:
        """Until the fault stops it; it is over before the program ends."""
        codes: list[str] = []
        with opened(settings, centre, clock) as desk:
            desk.start()
            desk.sign_in()
            with fault(settings.data):
                answer = desk.seal(self._draft)
                if isinstance(answer, Problem):
                    codes.append(answer.code)
                try:
                    desk.deliver()
                except (StationError, CryptoError) as error:
                    codes.append(error.code)
            if isinstance(answer, Problem):
                assert desk.rows() == (), "queued, and the operator was told that it failed"
        return codes

    def _nothing_lost(self, desk: WholeDesk) -> None:
        rows = desk.rows()
        assert len(rows) <= 1
        assert [desk.whole(row) for row in rows if desk.whole(row)] == []
        if not rows:
            view = desk.bench.enroll.view(self._draft)
            assert isinstance(view, EnrollmentView), view
            assert view.ready_to_seal

    def _all_done(self, desk: WholeDesk) -> None:
        (row,) = desk.rows()
        assert (row.state, row.erased, desk.whole(row)) == (OutboxState.RECEIPTED, True, "")
        packet, receipt = desk.outbox.packet_path(row.packet_id), desk.outbox.receipt_path(row.packet_id)
        assert not packet.exists()
        assert not packet.with_name(packet.name + ".p7s").exists()
        assert receipt.exists(), "the receipt stays"
        assert [path.name for path in desk.settings.outbox.rglob(f"{TEMPORARY}*")] == []
        assert list(desk.settings.drafts.iterdir()) == []
        assert desk.log_problems() == [], desk.log_problems()


# --- the faults ---------------------------------------------------------------------------------------------------


class FailingCalls:
    """The preloaded library, which this process already has in it."""

    def __init__(self, error: int, goes_on: bool) -> None:
        self._library = CDLL(None)
        self._library.faults_arm.argtypes = (c_char_p, c_long, c_int, c_int)
        self._library.faults_disarm.restype = c_long
        self._library.faults_failed.restype = c_char_p
        self._error, self._goes_on = error, goes_on
        self.counted = 0

    @property
    def failed(self) -> str:
        """The name of the call that failed."""
        return bytes(self._library.faults_failed()).decode()

    @contextmanager
    def failing(self, folder: Path, place: int) -> Iterator[None]:
        """place: which call fails, 1 for the first; 0: none, they are counted only."""
        self._library.faults_arm(str(folder).encode(), place, self._error, self._goes_on)
        try:
            yield
        finally:
            self.counted = self._library.faults_disarm()


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """In a mount namespace of this process (`unshare --mount`)."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_KB}k", "tmpfs", str(folder)], check=True)
    yield


@contextmanager
def filled(folder: Path, left_kb: int) -> Iterator[None]:
    """Fill the file system of `folder` until so much is left."""
    ballast = folder.parent.parent / "ballast"
    free = shutil.disk_usage(ballast.parent).free
    ballast.write_bytes(bytes(max(0, free - left_kb * 1024)))
    try:
        yield
    finally:
        ballast.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
