"""A case: the enrollments of one person, or of several people who came together, and what holds for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from station.domain.enrollment import Enrollment, EnrollmentId, Relation, Together
from station.domain.errors import StationError
from station.domain.sample import Blob

MOST_PEOPLE = 30
"""Twice as many as the largest family that came so far."""


class CaseFull(StationError):
    """No more people fit into one case. `limit`: how many do."""

    code = "STN-461"


class FirstStays(StationError):
    """The first person of a case cannot be removed: the case has the id of their enrollment."""

    code = "STN-484"


class NotInCase(StationError):
    """The case has no enrollment of that id."""

    code = "STN-462"


@dataclass(frozen=True)
class Case:
    """enrollments: in the order in which the people were added. current: the enrollment the operator works on now.

    A case has the id of its first enrollment. One person alone is a case too, of one enrollment.
    """

    enrollments: tuple[Enrollment, ...]
    current: EnrollmentId

    def __post_init__(self) -> None:
        """Raises ValueError where the enrollments do not fit together. Whoever reads a draft takes that for damage."""
        ids, people = [each.enrollment_id for each in self.enrollments], len(self.enrollments)
        if not 1 <= people <= MOST_PEOPLE or len(set(ids)) != people or self.current not in ids:
            raise ValueError("one enrollment a person, and one of them is current")
        said = [each.together and (each.together.case_id, each.together.place) for each in self.enrollments]
        if said != ([None] if people == 1 else [(ids[0], place) for place in range(1, people + 1)]):
            raise ValueError("an enrollment that says otherwise with whom the person came")
        if any(each.together and each.together.people != people for each in self.enrollments):
            raise ValueError("an enrollment that counts other people")
        if len({(each.procedure, each.training, each.recovered_from) for each in self.enrollments}) != 1:
            raise ValueError("all came for one service, in earnest or in training")

    @classmethod
    def of_one(cls, enrollment: Enrollment) -> "Case":
        return cls((enrollment,), enrollment.enrollment_id)

    @property
    def case_id(self) -> EnrollmentId:
        return self.first.enrollment_id

    @property
    def first(self) -> Enrollment:
        return self.enrollments[0]

    @property
    def signed(self) -> bool:
        """Whether an operator has signed at least one enrollment of the case."""
        return any(each.signed is not None for each in self.enrollments)

    def of(self, which: EnrollmentId) -> Enrollment:
        """The enrollment of that id. Raises NotInCase."""
        for each in self.enrollments:
            if each.enrollment_id == which:
                return each
        raise NotInCase

    def with_enrollment(self, changed: Enrollment) -> "Case":
        """The case with one enrollment replaced by its newer state, by its id. Raises NotInCase."""
        former = self.of(changed.enrollment_id)
        return replace(self, enrollments=tuple(changed if each is former else each for each in self.enrollments))

    def with_person(self, added: Enrollment, relation: Relation) -> "Case":
        """The case with one more person, who becomes the current one. relation: to the first person. Raises CaseFull.

        Each packet says how many people came, so signatures given before are taken away: they must be given again.
        """
        everybody = (*self.enrollments, added)
        if len(everybody) > MOST_PEOPLE:
            raise CaseFull(limit=MOST_PEOPLE)
        relations = [each.together.relation if each.together else Relation.FIRST for each in self.enrollments]
        return _together(everybody, (*relations, relation), added.enrollment_id)

    def without_person(self, which: EnrollmentId) -> "Case":
        """The case without one person; the person before them becomes the current one. Signatures given before are
        taken away, as in `with_person`. Raises NotInCase, FirstStays."""
        place = self.enrollments.index(self.of(which))
        if place == 0:
            raise FirstStays
        left = (*self.enrollments[:place], *self.enrollments[place + 1 :])
        relations = [each.together.relation for each in left if each.together]
        return _together(left, relations, left[place - 1].enrollment_id)

    def turned_to(self, which: EnrollmentId) -> "Case":
        """The case with another enrollment as the current one. Raises NotInCase."""
        return replace(self, current=self.of(which).enrollment_id)

    def recovered(self, station: str) -> "Case":
        """The case as another desk takes it over from a copy of the draft. station: the desk from which it comes."""
        return replace(self, enrollments=tuple(each.recovered(station) for each in self.enrollments))


def _together(everybody: Sequence[Enrollment], relations: Sequence[Relation], current: EnrollmentId) -> Case:
    """The case of these enrollments, in each of which it is noted with whom the person came. relations: of each to the
    first, in the same order."""
    if len(everybody) == 1:
        return Case.of_one(everybody[0].with_company(None))
    case_id, people = everybody[0].enrollment_id, len(everybody)
    together = (Together(case_id, place, people, said) for place, said in enumerate(relations, start=1))
    return Case(tuple(map(Enrollment.with_company, everybody, together)), current)


def blobs_of(value: object) -> Iterator[Blob]:
    """Every file that a value names: an enrollment or any part of one, searched through all of its members."""
    if isinstance(value, Blob):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from blobs_of(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from blobs_of(item)
