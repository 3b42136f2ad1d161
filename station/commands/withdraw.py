"""`stationctl withdraw NUMBER --script FILE`: an applicant takes back what was sent; the people are a script's."""

from pathlib import Path

from station.commands.enroll import Enrolling, run_script
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.withdrawing import REASON, SHOWN
from station.settings import Settings


def run(
    settings: Settings, number: str, file: Path, shown: str, reason: str, wait_receipt_s: float, voice: Voice
) -> Exit:
    """number: on the applicant's receipt. shown, reason: words of `station.domain.follows`; reason "" where they say
    none."""

    def work(each: "_Withdrawing") -> None:
        each.withdraw(number, {SHOWN: shown, REASON: reason}, wait_receipt_s)

    return run_script(settings, file, voice, _Withdrawing, work, "stationctl withdraw")


class _Withdrawing(Enrolling):
    def withdraw(self, number: str, said: dict[str, str], wait_receipt_s: float) -> None:
        self._sign_in()
        enroll, script = self._station.enroll, self._script
        view = self._begun(self._do(enroll.take_back_sent, number, script.procedure))
        which = view.enrollment.enrollment_id
        view = self._do(enroll.set_fields, which, {name: text for name, text in said.items() if text})
        for step in view.steps:
            if step.takes is not None:
                self._walk(which, step.step_id, step.takes, script.applicants[0])
        self._send(which, wait_receipt_s)
