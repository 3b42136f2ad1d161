"""How `stationctl enroll` takes samples: as the script says, each asked of the services that the window asks."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn, ParamSpec, TypeVar

from station.bootstrap import Station
from station.commands.exits import Exit
from station.commands.script import Applicant, Script
from station.commands.takes import Ink, Taken, take, take_signature
from station.commands.words import Voice
from station.domain.capture import PortraitCandidate, SlapCandidate
from station.domain.errors import Problem
from station.domain.override import OverrideReason, unfit_in
from station.domain.sample import PORTRAIT, Slap
from station.services.views import EnrollmentView, SlapView
from station.workflow.slaps import vetoes_at

P = ParamSpec("P")
T = TypeVar("T")
_PEOPLE = ("STN-4", "CRY-01")  # not allowed, not complete, wrong PIN


class Halt(Exception):
    """The run ends here, with this status; why has been said already."""

    def __init__(self, status: Exit) -> None:
        super().__init__(status.name)
        self.status = status


class Captures:
    """One run of a script, as far as devices and services are asked. What is refused ends it."""

    def __init__(self, station: Station, script: Script, voice: Voice) -> None:
        self._station = station
        self._script = script
        self._voice = voice

    def _portrait(self, applicant: Applicant, view: EnrollmentView) -> EnrollmentView:
        device, which = self._script.use.get("camera", ""), view.enrollment.enrollment_id
        reason, leeway = applicant.overrides.get(PORTRAIT), view.leeway
        while True:
            taken = take(lambda hear: self._station.capture.portrait(hear, device, leeway), self._script.patience_s)
            if taken.unfit is None or reason is None:
                break
            view = self._do(self._station.overrides.keep, which, taken.unfit)
            if any(each.sample == PORTRAIT and each.offered for each in view.unfit):
                return self._overridden(view, PORTRAIT, reason)
        if not isinstance(taken.sample, PortraitCandidate):
            return self._refused(taken)
        self._voice.say("CLI-PORTRAIT", device=taken.sample.device.device_id)
        return self._do(self._station.enroll.accept_portrait, view.enrollment.enrollment_id, taken.sample)

    def _fingerprints(self, applicant: Applicant, view: EnrollmentView) -> EnrollmentView:
        view = self._do(self._station.enroll.set_exceptions, view.enrollment.enrollment_id, applicant.exceptions)
        while True:
            now = next((each for each in view.slaps if each.to_take), None)
            if now is None:
                return view
            asked = now.slap if now.part_of is None else now.part_of
            reason, unfit = applicant.overrides.get(asked.value), unfit_in(view.unfit, asked.value)
            if now.may_singly and (now.slap in applicant.singly or self._one_finger()):
                self._voice.say("CLI-SINGLY", slap=now.slap.value)
                view = self._do(self._station.enroll.take_singly, view.enrollment.enrollment_id, now.slap)
            elif now.attempts_left:
                view = self._left_out(self._slap(view, now, applicant.confirmed), now.slap, applicant)
            elif reason is not None and unfit is not None and unfit.offered:
                view = self._overridden(view, unfit.sample, reason)
            else:
                return view

    def _left_out(self, view: EnrollmentView, slap: Slap, applicant: Applicant) -> EnrollmentView:
        """What was taken there counts no more while the script has a reason for it. Where no more may be left out the
        run ends: the reason would be said of nothing."""
        said = applicant.left_out.get(slap, ())[vetoes_at(view.enrollment.samples, slap) :]
        if not said:
            return view
        self._voice.say("CLI-LEFT-OUT", slap=slap.value, reason=said[0].value)
        return self._do(self._station.enroll.veto, view.enrollment.enrollment_id, slap, said[0])

    def _one_finger(self) -> bool:
        """Whether the scanner that is used holds one finger at a time."""
        named = self._script.use.get("fingerprint", "")
        found = [
            each for each in self._station.diagnose.devices() if each.kind == "fingerprint" and each.state != "gone"
        ]
        used = next((each for each in found if each.device_id.startswith(named)), None)
        return used is not None and used.one_finger

    def _overridden(self, view: EnrollmentView, sample: str, reason: OverrideReason) -> EnrollmentView:
        """Proposed by who is signed in; whoever approves says yes or no."""
        self._voice.say("CLI-OVERRIDE", sample=sample, reason=reason.value)
        return self._do(self._station.overrides.propose, view.enrollment.enrollment_id, sample, reason)

    def _slap(self, view: EnrollmentView, slap: SlapView, confirmed: frozenset[Slap]) -> EnrollmentView:
        device, which = self._script.use.get("fingerprint", ""), view.enrollment.enrollment_id
        taken = take(
            lambda hear: self._station.capture.slap(slap.slap, slap.expected, hear, device, which),
            self._script.patience_s,
        )
        if not isinstance(taken.sample, SlapCandidate):
            return self._refused(taken)
        for question in taken.sample.questions:
            happened, _ = self._voice.words(question.code)
            self._voice.line(f"  {question.code}: {happened}")
        sample = replace(taken.sample, answered=slap.slap in confirmed)
        scores = ", ".join(str(item.quality.score) for item in taken.sample.fingers)
        self._voice.say("CLI-SLAP", slap=slap.slap.value, scores=scores)
        return self._do(self._station.enroll.accept_slap, which, sample)

    def _signature(self, view: EnrollmentView) -> EnrollmentView:
        device = self._script.use.get("signature", "")
        taken = take_signature(lambda hear: self._station.capture.signature(hear, device), self._script.patience_s)
        if not isinstance(taken.sample, Ink):
            return self._refused(taken)
        self._voice.say("CLI-SIGNATURE", device=taken.sample.device.device_id)
        ink, which = taken.sample, view.enrollment.enrollment_id
        return self._do(self._station.enroll.accept_signature, which, ink.points, ink.size_mm, ink.device)

    def _refused(self, taken: Taken) -> NoReturn:
        """Say which advice was given and why nothing was taken."""
        for code in taken.advice:
            happened, remedy = self._voice.words(code)
            self._voice.line(f"  {code}: {happened} {remedy}".rstrip())
        self._stop(taken.sample if isinstance(taken.sample, Problem) else Problem("CLI-NO-CAPTURE"), Exit.CAPTURE)

    # --- inside ------------------------------------------------------------------------------------------------

    def _do(self, call: Callable[P, T | Problem], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case on the work thread; a problem ends the run."""
        answer = self._station.work.call(call, *args, **kwargs)
        if isinstance(answer, Problem):
            self._stop(answer, Exit.INCOMPLETE if answer.code.startswith(_PEOPLE) else Exit.FAILED)
        return answer

    def _stop(self, problem: Problem, status: Exit) -> NoReturn:
        self._voice.complain(problem)
        raise Halt(status)
