"""A station with its real services in a process of its own, told step by step what to do; it can be made to crash.

python -m tests.support.canary_child HOME. Each line on standard input is a JSON object with `do`; each is answered by
one line of JSON that holds no personal data.
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station import process
from station.bootstrap import Station, build
from station.domain.capture import InkPoint
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import ItemKind, LinkKind
from station.domain.sample import SLAPS, Slap
from station.quality.finger.nfiq2 import ANSWER_S, ScorerCrashed, _ask
from station.quality.finger.nfiq2_worker import REQUEST
from station.services.belongings import Page
from station.services.views import EnrollmentView, SealedView
from station.settings import load_settings
from tests.support.applicants import ANSWERS
from tests.support.copies import wait_until_copied
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, portrait_candidate, slap_candidate
from ui.pages.review.summary import SummaryPresenter, SummaryState
from ui.printer import CupsPrinter

NOBODY = EnrollmentId("")


@dataclass
class Canary:
    """seed: of every picture; who knows it can draw the same ones."""

    station: Station
    seed: int = 0
    which: EnrollmentId = NOBODY

    def start(self, seed: int) -> EnrollmentView | Problem:
        self.seed = seed
        return self.station.enroll.start("biometric_passport")

    def resume(self, which: str) -> EnrollmentView | Problem:
        return self.station.enroll.resume(EnrollmentId(which))

    def fields(self, values: Mapping[str, str]) -> EnrollmentView | Problem:
        """Typed; and the same texts as what belongs to the application: a link, and a paper that is taken away again,
        since no step sends it."""
        belongings, page = self.station.belongings, Page("\n".join(values.values()).encode(), "text/plain")
        self.station.enroll.set_fields(self.which, {**ANSWERS, **values})
        belongings.link(self.which, LinkKind.APPOINTMENT, values["email"])
        kept = belongings.add(self.which, ItemKind.ATTACHMENT, "paper", values, (page,))
        if isinstance(kept, Problem):
            return kept
        return belongings.take_away(self.which, kept.enrollment.items[-1].item_id)

    def samples(self) -> EnrollmentView | Problem:
        enroll, at = self.station.enroll, self.station.enroll._clock.now()
        source, crop, strokes = portrait(self.seed)
        enroll.accept_portrait(self.which, replace(portrait_candidate(at), source=source, crop=crop))
        for slap in SLAPS:
            platen, fingers = prints(self.seed, slap)
            taken = slap_candidate(at, slap)
            segmented = tuple(replace(item, pixels=pixels) for item, pixels in zip(taken.fingers, fingers, strict=True))
            enroll.accept_slap(self.which, replace(taken, source=platen, fingers=segmented))
        return enroll.accept_signature(self.which, strokes, (100.0, 40.0), DEVICE)

    def paper(self, programs: str, file: str = "") -> str:
        """The summary, to the printer that those programs stand for, or into a file. What the window says then."""
        os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"
        said: list[SummaryState] = []
        sheet = SummaryPresenter(
            said.append,
            lambda _: None,
            self.station.enroll,
            self.station.belongings,
            CupsPrinter(),
            lambda call, done: done(call()),
        )
        view = self.station.enroll.view(self.which)
        if isinstance(view, Problem):
            return view.code
        sheet.open(view)
        sheet.name_file(file)
        sheet.save() if file else sheet.print_it()
        sheet.close()
        outcome = said[-1].outcome
        return outcome.code if isinstance(outcome, Problem) else str(outcome)

    def discard(self) -> Problem | None:
        return self.station.enroll.discard(self.which)

    def sign(self) -> EnrollmentView | Problem:
        return self.station.enroll.sign(self.which)

    def approve(self) -> EnrollmentView | Problem:
        return self.station.enroll.approve(self.which, credential(self.station, OFFICER), PINS[OFFICER])

    def seal(self) -> SealedView | Problem:
        return self.station.enroll.seal(self.which)

    def copied(self) -> None:
        wait_until_copied(self.station)

    def sign_out(self) -> None:
        self.station.sign_in.sign_out()

    def look(self) -> EnrollmentView | Problem:
        return self.station.enroll.view(self.which)

    def crash_scorer(self) -> str:
        """A segmentation fault of an NFIQ 2 worker that has just computed a print. Its exit code."""
        scorer: Any = self.station.capture._fingers
        worker = scorer._workers[0]
        platen = prints(self.seed, Slap.THUMBS)[0]
        question = REQUEST.pack(*reversed(platen.shape)) + platen.tobytes()
        _ask(worker, question, ANSWER_S, str)
        os.kill(worker._running._child.pid, signal.SIGSEGV)
        try:
            _ask(worker, question, ANSWER_S, str)
        except ScorerCrashed as crashed:
            return str(crashed.params["exit_code"])
        return "alive"

    def abort(self) -> None:
        os.abort()

    def segv(self) -> None:
        ctypes.string_at(0)

    def fail(self) -> None:
        """A bug, with the whole draft in its message."""
        raise ValueError(str(self.station.enroll.view(self.which)))


def credential(station: Station, name: str) -> str:
    return next(each.credential_id for each in station.sign_in.credentials() if each.name == name)


def portrait(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[InkPoint, ...]]:
    """Frame, crop and the strokes of the signature."""
    random = np.random.default_rng(seed)
    source = random.integers(0, 256, (180, 240, 3), dtype=np.uint8)
    crop = random.integers(0, 256, (531, 413, 3), dtype=np.uint8)
    along = np.cumsum(random.uniform(0.2, 1.4, (60, 2)), axis=0)
    points = tuple(InkPoint(float(x), float(y) % 39, 10 * n) for n, (x, y) in enumerate(along))
    return source, crop, (*points, replace(points[-1], t_ms=700, down=False))


def prints(seed: int, slap: Slap) -> tuple[NDArray[np.uint8], tuple[NDArray[np.uint8], ...]]:
    """Platen and its prints."""
    random = np.random.default_rng((seed, list(SLAPS).index(slap)))
    platen = random.integers(0, 256, (500, 900), dtype=np.uint8)
    return platen, tuple(random.integers(0, 256, (240, 200), dtype=np.uint8) for _ in slap.fingers)


def told(canary: Canary, answer: Any) -> dict[str, str]:
    if isinstance(answer, Problem):
        return {"problem": answer.code}
    if isinstance(answer, EnrollmentView):
        canary.which = answer.enrollment.enrollment_id
    if isinstance(answer, SealedView):
        return {"packet": answer.packet_id}
    return {"id": canary.which, "said": answer if isinstance(answer, str) else "ok"}


def main(home: Path) -> None:
    process.begin("%(levelname)s %(name)s %(message)s")
    station = build(load_settings(home))
    work, canary = station.work, Canary(station)
    work.call(lambda: station.sign_in.sign_in(credential(station, OPERATOR), PINS[OPERATOR]))
    for line in sys.stdin:
        asked = json.loads(line)
        call: Callable[..., Any] = getattr(canary, asked.pop("do"))
        if call == canary.fail:
            work.post(call)
            continue
        answer = work.call(call, **asked)
        sys.stdout.write(json.dumps(told(canary, answer)) + "\n")
        sys.stdout.flush()
    station.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
