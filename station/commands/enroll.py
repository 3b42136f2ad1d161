"""`stationctl enroll --script FILE`: one person from sign-in to the queued packet, by the services the window uses."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

from crypto.files import typed
from devices import catalogue
from station.bootstrap import Station, build
from station.commands.captures import Captures, Halt
from station.commands.exits import Exit
from station.commands.script import Applicant, Person, Script, load_script, wrong
from station.commands.takes import take
from station.commands.words import Voice
from station.domain.capture import PageCandidate, PhotoCandidate
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.domain.proven import Proof
from station.domain.sample import Eye, Modality
from station.services.door import EXPECTED, problem_of
from station.services.views import EnrollmentView, OutboxView, SealedView, StepView
from station.settings import Settings

_OVER = (OutboxState.RECEIPTED, OutboxState.REFUSED, OutboxState.PARKED)


R = TypeVar("R", bound="Enrolling")


class Enrolling(Captures):
    def __init__(self, station: Station, script: Script, voice: Voice) -> None:
        super().__init__(station, script, voice)
        self._where = Problem("CLI-INTERRUPTED")

    def interrupted(self) -> None:
        """Say what became of what was begun: a draft is kept as the last finished step left it."""
        self._voice.complain(self._where)

    def enroll(self, wait_receipt_s: float) -> None:
        self._sign_in()
        enroll, script = self._station.enroll, self._script
        view = self._begun(self._do(enroll.start, script.procedure))
        enrollment_id = view.enrollment.enrollment_id
        for applicant in script.applicants:
            if applicant is not script.applicants[0]:
                view = self._do(enroll.add_person, enrollment_id, applicant.relation)
            self._applicant(view.enrollment.enrollment_id, applicant)
        self._send(enrollment_id, wait_receipt_s)

    def _begun(self, view: EnrollmentView) -> EnrollmentView:
        which = view.enrollment.enrollment_id
        self._where = Problem("CLI-INTERRUPTED-DRAFT", {"id": which})
        self._voice.say("CLI-STARTED", id=which)
        return view

    def _send(self, enrollment_id: EnrollmentId, wait_receipt_s: float) -> None:
        """Both signatures of everybody, the packets, and their receipts if somebody waits for them."""
        enroll, script = self._station.enroll, self._script
        for each in [each.enrollment_id for each in self._do(enroll.view, enrollment_id).people] or [enrollment_id]:
            self.review(each)
            self._do(enroll.sign, each)
            self._voice.say("CLI-SIGNED")
        officer = self._credential(script.officer)
        self._do(enroll.approve_all, enrollment_id, officer, script.officer.pin)
        self._voice.say("CLI-APPROVED")
        sealed = self._do(enroll.seal, enrollment_id)
        self._where = Problem("CLI-INTERRUPTED-SEALED", {"id": sealed.packet_id})
        for packet in sealed.all:
            self._deliver(packet, wait_receipt_s)

    def _applicant(self, enrollment_id: EnrollmentId, applicant: Applicant) -> None:
        """Everything of one person but the signatures."""
        if told := applicant.told:
            self._do(self._station.belongings.told, enrollment_id, told["how"], told["version"], told["language"])
        view = self._do(self._station.enroll.set_fields, enrollment_id, applicant.fields)
        self.asked_for(view, applicant)
        if applicant.take_over:
            view = self._take_over(view)
        view = self._papers(view, applicant)
        self._demand(*(step for step in view.steps if step.takes is None and not step.signs))
        for step in view.steps:
            if step.takes is not None:
                self._walk(enrollment_id, step.step_id, step.takes, applicant)

    def _take_over(self, view: EnrollmentView) -> EnrollmentView:
        """What is offered at each step where something is typed, or a paper is kept, as long as the steps before it are
        done."""
        enroll, which = self._station.enroll, view.enrollment.enrollment_id
        for place, step in enumerate(view.steps):
            if step.form is not None or step.papers:
                self._demand(*(each for each in view.steps[:place] if each.takes is None))
                self._do(enroll.go_to, which, step.step_id)
                view = self._do(enroll.take_over, which)
        return view

    def asked_for(self, view: EnrollmentView, applicant: Applicant) -> None:
        """A name that no step asks for, as one that is misspelled, would be in no packet: it is said, with its line."""
        forms = [step.form for step in view.steps if step.form is not None]
        day = view.enrollment.started_at.date()
        known = {field.field_id for form in forms for field in form.now(view.enrollment.fields, day).fields}
        for form in forms:
            known |= form.service.asks.keys()
        for name in applicant.fields:
            first, *rest = (part for part in name.split(".") if not part.isdecimal())
            members = next((form.service.asks[first].members for form in forms if first in form.service.asks), {})
            if first not in known or (rest and members and rest[0] not in members):
                self._stop(problem_of(wrong(self._script.written, *applicant.way, "fields", name)), Exit.USAGE)

    def review(self, enrollment_id: EnrollmentId) -> None:
        """What a window says on its last page, before anybody signs."""
        view = self._do(self._station.enroll.view, enrollment_id)
        last = next(step.step_id for step in view.steps if step.signs)
        view = self._do(self._station.enroll.go_to, enrollment_id, last)
        if view.hindrance is not None:
            self._stop(view.hindrance, Exit.INCOMPLETE)
        for notice in view.notices:
            self._voice.say(notice.code, **notice.params)

    # --- people ------------------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        person = self._script.operator
        operator = self._do(self._station.sign_in.sign_in, self._credential(person), person.pin)
        self._voice.say("CLI-SIGNED-IN", name=operator.name)

    def _credential(self, person: Person) -> str:
        known = self._station.work.call(self._station.sign_in.credentials)
        found = [each.credential_id for each in known if person.credential in (each.name, each.credential_id)]
        if not found:
            self._stop(Problem("STN-403"), Exit.INCOMPLETE)
        return found[0]

    # --- steps -------------------------------------------------------------------------------------------------

    def _walk(self, enrollment_id: EnrollmentId, step_id: str, takes: Modality, applicant: Applicant) -> None:
        view = self._do(self._station.enroll.go_to, enrollment_id, step_id)
        reason = applicant.reasons.get(takes)
        if reason is not None:
            view = self._do(self._station.enroll.set_exception, enrollment_id, takes, reason)
        for eye in Eye if takes is Modality.FACE else ():
            if eye in applicant.reasons:
                view = self._do(self._station.enroll.set_eye, enrollment_id, eye, applicant.reasons[eye])
        take_it: Mapping[Modality, Callable[[EnrollmentView], EnrollmentView]] = {
            Modality.FACE: partial(self._portrait, applicant),
            Modality.FINGERS: partial(self._fingerprints, applicant),
            Modality.SIGNATURE: self._signature,
        }
        if reason is None or not reason.nothing_taken:
            view = take_it[takes](view)
        self._demand(self._prove(view, takes).step)

    def _prove(self, view: EnrollmentView, takes: Modality) -> EnrollmentView:
        """What the service asks beside the reasons: a photograph, and the second person whom the script names."""
        which, second = view.enrollment.enrollment_id, self._script.second
        if Proof.PHOTO in view.step.proven.missing:
            device = self._script.use.get("camera", "")
            taken = take(lambda hear: self._station.capture.photo(hear, device), 0.0)
            if not isinstance(taken.sample, PhotoCandidate):
                self._refused(taken)
            self._voice.say("CLI-PHOTO", device=taken.sample.device.device_id)
            view = self._do(self._station.proofs.keep_photo, which, takes, taken.sample)
        if Proof.SECOND in view.step.proven.missing and second is not None:
            view = self._do(self._station.proofs.confirm, which, takes, self._credential(second), second.pin)
            self._voice.say("CLI-CONFIRMED")
        return view

    def _demand(self, *steps: StepView) -> None:
        for step in steps:
            for problem in step.problems:
                service = step.form.service if step.form is not None and problem.field else None
                called = service.called(problem.field, self._voice.language) if service is not None else ""
                self._voice.complain(problem, called)
        if any(step.problems for step in steps):
            raise Halt(Exit.INCOMPLETE)

    def _papers(self, view: EnrollmentView, applicant: Applicant) -> EnrollmentView:
        """Which originals were seen, and the pages of each paper, as the script says; none that is not asked for."""
        which, attachments = view.enrollment.enrollment_id, self._station.attachments
        asked = {f"{paper.about}.{paper.form.value}": paper for step in view.steps for paper in step.papers}
        for name, count in applicant.pages.items():
            paper = asked.get(name)
            if paper is None or paper.pages != bool(count):
                self._stop(problem_of(wrong(self._script.written, *applicant.way, "pages", name)), Exit.USAGE)
            if not paper.pages:
                view = self._do(attachments.see, which, paper, True)
            for _ in range(count):
                view = self._do(attachments.add, which, paper, self._page(paper.paper))
        return view

    def _page(self, paper: str) -> PageCandidate:
        device = self._script.use.get("document", "")
        taken = take(lambda hear: self._station.capture.page(paper, hear, device), 0.0)
        if not isinstance(taken.sample, PageCandidate):
            self._refused(taken)
        self._voice.say("CLI-PAGE", device=taken.sample.device.device_id)
        for code in taken.sample.warnings:
            self._voice.say(code)
        return taken.sample

    # --- the packet --------------------------------------------------------------------------------------------

    def _deliver(self, sealed: SealedView, wait_receipt_s: float) -> None:
        self._voice.say("CLI-PACKET", path=sealed.packet_path, size=sealed.size)
        if wait_receipt_s <= 0:
            return
        deliver, changed = self._station.deliver, Event()
        unsubscribe = deliver.subscribe(changed.set)
        give_up_s = monotonic() + wait_receipt_s
        row = self._row(sealed.packet_id)
        while not self._over(row) and changed.wait(max(0.0, give_up_s - monotonic())):
            changed.clear()
            row = self._row(sealed.packet_id)
        unsubscribe()
        if row.state is not OutboxState.RECEIPTED:
            self._stop(row.problem or Problem("CLI-NO-RECEIPT"), Exit.NO_RECEIPT)
        code = "CLI-DELIVERED" if row.unsigned else "CLI-RECEIPT"
        self._voice.say(code, path=self._do(deliver.receipt_path, sealed.packet_id))
        if row.erased:
            self._voice.say("CLI-ERASED")

    def _over(self, row: OutboxView) -> bool:
        """Nothing more happens to the packet by itself: refused, parked, or receipted and erased where that is due."""
        stays = self._station.settings.keep_receipted_hours > 0
        return row.state in _OVER and (row.state is not OutboxState.RECEIPTED or row.erased or row.unsigned or stays)

    def _row(self, packet_id: PacketId) -> OutboxView:
        return self._do(self._station.deliver.row, packet_id)


def run_script(
    settings: Settings,
    file: Path,
    voice: Voice,
    kind: Callable[[Station, Script, Voice], R],
    work: Callable[[R], None],
    program: str = "stationctl enroll",
) -> Exit:
    try:
        with typed(file):
            script = load_script(file)
        unread = catalogue.load().first_unknown(script.devices)
        if unread is not None:
            raise wrong(script.written, "devices", *unread)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.USAGE
    try:
        station = build(replace(settings, devices={**settings.devices, **script.devices}), program=program)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    with closing(station):
        run_ = kind(station, script, voice)
        try:
            work(run_)
        except Halt as halt:
            return halt.status
        except KeyboardInterrupt:
            run_.interrupted()
            return Exit.INTERRUPTED
    return Exit.DONE


def run(settings: Settings, file: Path, wait_receipt_s: float, voice: Voice) -> Exit:
    return run_script(settings, file, voice, Enrolling, lambda each: each.enroll(wait_receipt_s))
