"""Hand-made services for the sheet of proofs: the photograph and the second person, by the domain's own rules."""

from dataclasses import replace

from station.domain.capture import PhotoCandidate
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.operator import CredentialId, Operator, Role
from station.domain.proven import Proof, Proven, proven, with_photo, with_second
from station.domain.sample import Modality
from station.domain.value import Said, Source
from station.services.views import CredentialView, EnrollmentView
from tests.support.capture_fakes import NOW, OPERATOR, FakeCapture, FakeSession, blob, view

SECOND = CredentialView(CredentialId("second"), "Լուսինե Պետրոսյան", "Gyumri office", frozenset({Role.OFFICER}))
HERSELF = CredentialView(OPERATOR.credential_id, OPERATOR.name, OPERATOR.organisation, OPERATOR.roles)


def proving_view(of: Enrollment, what: Modality, *asked: Proof) -> EnrollmentView:
    """As a service shows it that asks for these beside the reasons."""
    made = view(of)
    item = exception_in(of.items, what)
    held = proven(item, asked) if item is not None else Proven()
    return replace(made, steps=tuple(replace(step, proven=held) if step.takes is what else step for step in made.steps))


class FakePhotos(FakeCapture):
    def photo(self, on_event: object) -> FakeSession | Problem:
        return self._start(on_event)


class FakeProofs:
    """Keeps one enrollment. `problem` refuses the next call."""

    def __init__(self, of: Enrollment, *asked: Proof) -> None:
        self.enrollment, self.asked = of, asked
        self.problem: Problem | None = None
        self.calls: list[tuple[object, ...]] = []

    def keep_photo(self, _: EnrollmentId, what: Modality, photo: PhotoCandidate) -> EnrollmentView | Problem:
        self.calls.append(("photo", what))
        item = exception_in(self.enrollment.items, what)
        assert item is not None
        kept = with_photo(item, blob("photo", "image/jpeg"), photo.device, Said("", Source.TYPED, NOW))
        return self._answer(what, self.enrollment.with_item(kept))

    def confirm(self, _: EnrollmentId, what: Modality, who: CredentialId, pin: str) -> EnrollmentView | Problem:
        self.calls.append(("confirm", what, who, pin))
        item = exception_in(self.enrollment.items, what)
        assert item is not None
        person = Operator(SECOND.credential_id, SECOND.name, SECOND.organisation, SECOND.roles)
        return self._answer(what, self.enrollment.with_item(with_second(item, person, NOW)))

    def _answer(self, what: Modality, changed: Enrollment) -> EnrollmentView | Problem:
        if self.problem is not None:
            problem, self.problem = self.problem, None
            return problem
        self.enrollment = changed
        return proving_view(changed, what, *self.asked)


class FakePeople:
    def credentials(self) -> tuple[CredentialView, ...]:
        return (HERSELF, SECOND)
