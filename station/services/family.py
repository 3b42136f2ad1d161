"""People who came together: one more, one less, turning from one to another, taking over what one of them said already,
and one approval over all of them."""

from collections.abc import Iterable
from functools import partial

from station.acts import Act, facts_of
from station.cases.case import Case
from station.domain.attachment import item_of
from station.domain.enrollment import Enrollment, EnrollmentId, Relation
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.item import ItemKind
from station.domain.value import Said, Source
from station.services.afterwards import afterwards
from station.services.case_work import event_of
from station.services.door import answering
from station.services.entry import forget
from station.services.offered import Offered
from station.services.session import Session
from station.services.settling import approved_events
from station.services.shared_papers import with_papers
from station.services.sharing import for_others_in, offered_in
from station.services.unfinished import UnfinishedDrafts
from station.services.views import EnrollmentView


class NotTogether(StationError):
    """The service does not take this person together with the first. `relation`: to the first."""

    code = "STN-485"


class Family(UnfinishedDrafts):
    """For the work thread."""

    @answering
    def add_person(self, enrollment_id: EnrollmentId, relation: Relation) -> EnrollmentView:
        """One more who came together with these, at the first step. relation: to the first of them, one that the
        service allows. What was signed of the others is signed anew, since each packet says how many they are."""
        session = self._ask_to_begin()
        _, before = self._ask_to_look(enrollment_id)
        self._ask_all(before.enrollments)
        self._signing.require_mode(before.first)
        added = self._begun(session, before.first.procedure)
        if before.first.follows is not None or relation not in self._walk(added).plan.relations:
            raise NotTogether(relation=relation.value)
        after = before.with_person(added, relation)
        note = event_of(EventKind.ENROLLMENT_STARTED, session, added, procedure=added.procedure)
        self._files.keep(session, before, after, note)
        return self._view(session, after, added.enrollment_id)

    @answering
    def take_away(self, enrollment_id: EnrollmentId, credential_id: str = "", pin: str = "") -> EnrollmentView:
        """That person of several, with everything typed and captured of them; never the first, whose case it is.

        What somebody vouched for takes a second person, as by `discard`; so does what was rejected. Answers with whom
        it goes on: the one before.
        """
        session, before = self._ask_to_look(enrollment_id)
        gone = before.of(enrollment_id)
        after = before.without_person(enrollment_id)
        self._ask_all(each for each in before.enrollments if each is not gone)
        answers = self._second_person(session, facts_of(gone), credential_id, pin)
        told = {"officer": answers.credential_id} if answers is not None else {}
        note = event_of(EventKind.PERSON_TAKEN_AWAY, session, gone, case=before.case_id, **told)
        self._files.keep(session, before, after, note)
        afterwards(partial(session.vault.keep_only, after))  # what the disk refuses now goes with the draft
        return self._view(session, after, after.current)

    @answering
    def turn_to(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """Stand with another of those who came together, where their enrollment was left."""
        session, before = self._ask_to_look(enrollment_id)
        case = before.turned_to(enrollment_id)
        session.vault.save(case)
        return self._view(session, case, enrollment_id)

    @answering
    def take_over(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """Everything that is offered at the step where they stand, from those who came with them (`view.offered`);
        pages of papers by who may photograph them."""
        at = self._clock.now()
        _, case = self._ask_to_look(enrollment_id)
        offers = offered_in(case, self._walk(case.of(enrollment_id)))
        papers = tuple(each for each in offers if each.paper is not None)
        if papers:
            return self._take_over_papers(enrollment_id, case, papers)
        said = {each.name: (each.text, each.whose) for each in offers}

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            by = session.operator.credential_id
            return enrollment.with_said(
                {name: Said(text, Source.COMPANION, at, by, whose) for name, (text, whose) in said.items()}
            )

        return self._change(enrollment_id, change, Act.ENTER)

    @answering
    def give_over(self, enrollment_id: EnrollmentId) -> EnrollmentView:
        """What is chosen at the step where they stand, for all of the others who are asked too (`view.for_others`): a
        parent says it once for their children."""
        at = self._clock.now()
        session, before = self._ask_to_look(enrollment_id, Act.ENTER)
        walks = {each.enrollment_id: self._walk(each) for each in before.enrollments}
        after = before
        for each in for_others_in(before, walks[enrollment_id], walks):
            other = after.of(each.whose)
            self._ask(Act.ENTER, facts_of(other))
            given = Said(each.text, Source.COMPANION, at, session.operator.credential_id, enrollment_id)
            said = other.with_said({each.name: given})
            after = after.with_enrollment(forget(said, self._walk(said)))
        if after != before:
            session.vault.save(after)
        return self._view(session, after, enrollment_id)

    def _take_over_papers(self, enrollment_id: EnrollmentId, case: Case, offers: tuple[Offered, ...]) -> EnrollmentView:
        at = self._clock.now()

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            return with_papers(session, case, enrollment, offers, at).taken_by(session.operator)

        def note(session: Session, enrollment: Enrollment) -> AuditEvent:
            told: dict[str, str | int] = {"kind": ItemKind.ATTACHMENT.value, "about": offers[0].name}
            told["files"] = _pages_in(enrollment, offers)
            return AuditEvent(EventKind.ITEM_KEPT, session.operator.credential_id, enrollment_id, told)

        return self._change(enrollment_id, change, Act.CAPTURE, note)

    @answering
    def approve_all(self, enrollment_id: EnrollmentId, credential_id: str, pin: str) -> EnrollmentView:
        """A state officer approves everybody of the case who is not approved yet, with one PIN: each with a signature
        of its own, all of them or none. Each must be signed. Refused as `approve` is."""
        session, before = self._ask_to_look(enrollment_id)
        left = tuple(each for each in before.enrollments if each.approved is None)
        approved = self._signing.approve_all(session, left, credential_id, pin)
        after = before
        for each in approved:
            after = after.with_enrollment(each)
        events = (event for pair in zip(left, approved, strict=True) for event in approved_events(*pair))
        self._files.keep(session, before, after, *events)
        return self._view(session, after, enrollment_id)

    def _ask_all(self, people: Iterable[Enrollment]) -> None:
        """Who changes how many they are changes what their packets say. Raises as `Rights.ask`."""
        for each in people:
            self._ask(Act.ENTER, facts_of(each))


def _pages_in(enrollment: Enrollment, offers: Iterable[Offered]) -> int:
    items = (item_of(enrollment.items, each.paper) for each in offers if each.paper is not None)
    return sum(len(item.files) for item in items if item is not None)
