"""An operator's day in the true window: people of all kinds, one after the other, by keys alone; and the intake is
silent for the first two hours of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.bootstrap import build
from station.commands.script import Applicant
from station.domain.clock import SystemClock
from station.domain.outbox import OutboxRow, OutboxState
from station.domain.sample import BiometricException, ExceptionReason, Finger, Modality
from station.settings import load_settings
from tests.support import comers
from tests.support.comers import NO_HANDS, Ends, Visit
from tests.support.day_endings import serve
from tests.support.examples import example
from tests.support.fingers_on_keys import after_each_key
from tests.support.intake_process import Intake
from tests.support.keyboard_desk import KeyboardDesk
from tests.support.plans import HOLDING
from tests.support.turns import Turns

SILENT = timedelta(hours=2)
QUICK: Mapping[str, Mapping[str, Any]] = {
    "sim_camera": {"blink_every_s": 0, "script": [{"seconds": 1.0}]},
    "sim_fingerprint": {"preview_frames": 3, "preview_interval_s": 0.01},
}
"""Who stands as they should, and presses at once."""
_LONGEST = {
    "surname_hy": "Տեր-Հովհաննիսյան-Մելիքսեթյան",
    "surname_latin": "TER-HOVHANNISYAN-MELIKSETYAN",
    "given_hy": "Եղիսաբեթ Մարիամ",
    "given_latin": "YEGHISABET MARIAM",
}


class DayClock(SystemClock):
    """The computer's, `behind` by some time. A day that begins two hours ago ends now: nobody signs in the future."""

    behind = SILENT

    def now(self) -> datetime:
        return super().now() - self.behind


def people(today: date) -> tuple[Visit, ...]:
    """Thirty in all, in the order in which they come: whoever is in the examples, and who is not in them."""
    of_examples = [_of_example(service) for service in HOLDING if service not in ("biometric_passport", "displaced")]
    (adult,) = example("biometric_passport").applicants
    one_less = replace(adult, exceptions=(BiometricException(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED),))
    unable = replace(adult, reasons={Modality.SIGNATURE: ExceptionReason.CANNOT_WRITE}, exceptions=NO_HANDS)
    blind = replace(adult, reasons={Modality.SIGNATURE: ExceptionReason.MARK}, exceptions=NO_HANDS)
    long_named = replace(adult, fields=_no_document({**adult.fields, **_LONGEST}), exceptions=NO_HANDS)
    adults = {
        "all ten fingers": adult,
        "one finger missing": one_less,
        "no hands, cannot write": unable,
        "no hands, signs with a mark": blind,
        "no hands, the longest names": long_named,
    }
    passports = [
        Visit("biometric_passport", (each,), kind=f"biometric passport, {kind}") for kind, each in adults.items()
    ]
    (foreigner,) = _handless(example("visa").applicants)
    cancelled = replace(foreigner, fields={**foreigner.fields, "document_cancelled": "YES"})
    visa = _of_example("visa")
    otherwise = [
        replace(comers.child_of_12(today), ends=Ends.WITHDRAWN),
        replace(passports[-1], ends=Ends.QUEUED),
        replace(passports[-1], ends=Ends.REJECTED),
        replace(visa, applicants=(cancelled,), ends=Ends.TURNED_AWAY),
    ]
    families = [comers.family_of_five(today)] if "displaced" in HOLDING else []
    others = [comers.infant(today), comers.child_of_12(today), comers.entrepreneur(today)]
    visits = [*passports, *otherwise, *others, *of_examples, *families]
    again = [*others, *passports[2:], *of_examples]
    missing = 30 - sum(len(each.applicants) for each in visits)
    return (*visits, *again[:missing])


def _of_example(service: str) -> Visit:
    """Of who asks for protection something is noticed."""
    script = example(service)
    people, referred = _handless(script.applicants), service == "asylum"
    return Visit(service, people, script.operator.credential, script.officer.credential, referred=referred)


def _handless(applicants: Sequence[Applicant]) -> tuple[Applicant, ...]:
    """Prints are dear to draw: of those who have hands here the first two of the day give theirs."""
    return tuple(replace(each, exceptions=NO_HANDS) for each in applicants)


def _no_document(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Nobody's zone has these names."""
    shown = {"id_card_or_passport_or_birth_certificate_paper": "BIRTH_CERTIFICATE"}
    left = {name: text for name, text in fields.items() if name not in ("document_mrz", "old_document_paper")}
    return {**left, **shown, "document_kind": "none", "request_kind": "FIRST"}


def kind_of(visit: Visit) -> str:
    """How a day's account calls who comes, and how it ends where that is not at the desk."""
    kind = visit.kind or visit.service.replace("_", " ")
    return kind if visit.ends is Ends.SEALED else f"{kind}: {visit.ends.replace('_', ' ')}"


@dataclass
class Came:
    """One visit: how many people came, keys pressed for all of them, seconds from the sign-in to its end."""

    kind: str
    people: int
    ends: Ends = Ends.SEALED
    keys: int = 0
    seconds: float = 0.0


@dataclass
class Day:
    """What is left of it. waits: of the event loop, seconds; own: what the UI thread worked in each of them."""

    came: list[Came] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    received: int = 0


class WorkingDay:
    """home: where nothing is yet. Whoever made it goes through `live` once."""

    def __init__(self, home: Path, qtbot: QtBot, app: QApplication) -> None:
        self._home, self._qtbot, self._app = home, qtbot, app
        self._clock = DayClock()

    def live(self, visits: Sequence[Visit], told: Callable[[Came], object] = lambda _: None) -> Day:
        """told: is told of each visit when it is over. Raises AssertionError where somebody does not get to the
        receipt."""
        day = Day()
        with self._desk() as (desk, intake):
            silent = (len(visits) + 2) // 4
            for number, visit in enumerate(visits):
                if number == silent:
                    assert OutboxState.RECEIPTED not in self._states(desk)
                    self._clock.behind = timedelta(0)
                    intake.start()
                try:
                    day.came.append(self._visit(desk, visit, day))
                except Exception as why:
                    why.add_note(f"visit {number + 1} of {len(visits)}: {kind_of(visit)}")
                    raise
                told(day.came[-1])
            self._all_received(desk)
            day.received = len(self._rows(desk))
        return day

    @contextmanager
    def _desk(self) -> Iterator[tuple[KeyboardDesk, Intake]]:
        """The intake is made, and then silent; its address stays."""
        settings = load_settings(self._home)
        build(settings, self._clock).close()  # the demonstration's keys are of this morning
        intake = Intake(settings.intake_home, self._home)
        intake.start()
        intake.stop()
        named = replace(settings, devices=QUICK, intake=intake.url)
        try:
            with closing(build(named, self._clock)) as station:
                desk = KeyboardDesk(station, self._app)
                desk.qtbot = self._qtbot
                yield desk, intake
                desk.leave()
        finally:
            if intake.process is not None and intake.process.poll() is None:
                intake.stop()

    def _visit(self, desk: KeyboardDesk, visit: Visit, day: Day) -> Came:
        came, turns = Came(kind_of(visit), len(visit.applicants), visit.ends), Turns()

        def pressed() -> None:
            came.keys += 1
            self._app.processEvents()

        began = perf_counter()
        turns.start()
        try:
            with after_each_key(pressed):
                serve(desk, visit)
        finally:
            turns.stop()
        came.seconds = perf_counter() - began
        day.waits += turns.waits
        day.own += turns.own
        return came

    def _all_received(self, desk: KeyboardDesk) -> None:
        """Raises AssertionError with what became of the others."""
        try:
            desk.until(lambda: self._states(desk) <= {OutboxState.RECEIPTED})
        except AssertionError as why:
            for row in self._rows(desk):
                if row.state is not OutboxState.RECEIPTED:
                    why.add_note(f"packet {row.packet_id[:8]}: {row.state} {row.problem_code}, {row.attempts} attempts")
            raise

    @classmethod
    def _states(cls, desk: KeyboardDesk) -> set[OutboxState]:
        return {row.state for row in cls._rows(desk)}

    @staticmethod
    def _rows(desk: KeyboardDesk) -> Sequence[OutboxRow]:
        """All of them, also those that whoever sits here now is not shown."""
        pages = desk.station.deliver._pages
        return desk.station.work.call(lambda: pages.newest(confidential=True))
