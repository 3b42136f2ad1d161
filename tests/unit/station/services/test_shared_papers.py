"""A paper of a household is photographed once: the others take it over whole, each has pages of their own."""

import json
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from zipfile import ZipFile

import pytest

from station.domain.attachment import COMPANION, DEVICE, PaperWanted, item_of, page_said, said
from station.domain.enrollment import Enrollment, EnrollmentId, Relation
from station.packet import layout
from station.services import shared_papers
from station.services.attachments import Attachments
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.answered import code
from tests.support.desk import OPERATOR, Bench, open_desk
from tests.support.kept_papers import CARD, COPY, ORIGINAL, READER, page_of, plans

SHARED = ('forms = ["ORIGINAL", "COPY"]', 'forms = ["ORIGINAL", "COPY"]\nshared = true')
TOGETHER = ("[acts.sign]", '[subject]\ntogether = ["SPOUSE", "CHILD"]\n\n[acts.sign]')
HOUSEHOLD = plans(SHARED, TOGETHER)


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    bench = open_desk(demo_settings, plans=HOUSEHOLD)
    bench.sign_in_as(OPERATOR)
    with closing(bench.db):
        yield bench


@pytest.fixture
def attachments(desk: Bench) -> Attachments:
    return Attachments(desk.enroll, desk.clock)


@pytest.fixture
def first(desk: Bench, attachments: Attachments) -> EnrollmentId:
    """Two pages of the copy, and the original was seen."""
    begun = seen(desk.enroll.start(CARD)).enrollment.enrollment_id
    seen(desk.enroll.set_fields(begun, READER))
    for number in (1, 2):
        seen(attachments.add(begun, COPY, page_of(number)))
    seen(attachments.see(begun, ORIGINAL, True))
    return begun


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def joined(desk: Bench, first: EnrollmentId, relation: Relation = Relation.CHILD) -> EnrollmentView:
    """One more, at the step of the papers that stay."""
    which = seen(desk.enroll.add_person(first, relation)).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, READER))
    return seen(desk.enroll.go_to(which, "kept"))


def digests(enrollment: Enrollment, paper: PaperWanted = COPY) -> list[str]:
    item = item_of(enrollment.items, paper)
    return [] if item is None else [page.digest for page in item.files]


def test_what_was_photographed_for_one_is_offered_and_taken_over_whole(
    desk: Bench, attachments: Attachments, first: EnrollmentId
) -> None:
    child = joined(desk, first)
    which = child.enrollment.enrollment_id
    assert {(each.paper, each.whose) for each in child.offered} == {(COPY, first), (ORIGINAL, first)}
    assert child.step.problems, "nothing is taken over unasked"
    taken = seen(desk.enroll.take_over(which))
    assert (taken.offered, taken.step.problems) == ((), ())
    before = seen(desk.enroll.view(first)).enrollment
    assert digests(taken.enrollment) == digests(before)
    item, whole = item_of(taken.enrollment.items, COPY), item_of(before.items, COPY)
    assert item is not None
    assert whole is not None
    assert item.item_id != whole.item_id
    assert said(item, COMPANION) == first
    for page in item.files:
        assert page_said(item, DEVICE, page.digest) == page_said(whole, DEVICE, page.digest), "which camera, and when"
        assert isinstance(desk.enroll.image(which, page.digest), bytes)
    assert taken.enrollment.simulated, "a simulated camera took them"
    assert [each.credential_id for each in taken.enrollment.captured_by] == [desk.credential(OPERATOR)]
    assert desk.events()[-1] == "item_kept"


def test_each_has_pages_of_their_own_and_each_packet_has_them_whole(
    desk: Bench, attachments: Attachments, first: EnrollmentId
) -> None:
    people = [first]
    for relation in (Relation.SPOUSE, Relation.CHILD):
        which = joined(desk, first, relation).enrollment.enrollment_id
        seen(desk.enroll.take_over(which))
        people.append(which)
    gone = people.pop(1)
    seen(attachments.take_away(gone, COPY, 0))
    seen(desk.enroll.take_away(gone))
    found = []
    for which in people:
        seen(desk.enroll.go_to(which, "review"))
        signed = seen(desk.enroll.sign(which)).enrollment.signed
        assert signed is not None
        container = desk.enroll.image(which, signed.container.digest)
        assert isinstance(container, bytes)
        with ZipFile(BytesIO(container)) as packet:
            names = [name for name in packet.namelist() if name.startswith("attachments/")]
            application = packet.read(layout.APPLICATION)
            found.append([packet.read(name) for name in names])
        told = {each["form"]: each for each in json.loads(application)["biographicData"]["further"]["attachments"]}
        assert told["COPY"]["pages"] == 2
        assert told["COPY"].get("companion") == (None if which == first else first)
    assert len(found[0]) == 2
    assert found[0] == found[1]


def test_what_is_there_already_another_paper_or_one_that_nobody_shares_is_not_offered(
    desk: Bench, attachments: Attachments, first: EnrollmentId
) -> None:
    child = joined(desk, first).enrollment.enrollment_id
    seen(attachments.add(child, COPY, page_of(3)))
    assert [each.paper for each in seen(desk.enroll.view(child)).offered] == [ORIGINAL]
    seen(desk.enroll.set_fields(child, {COPY.about: "ID_CARD"}))
    assert seen(desk.enroll.view(child)).offered == ()
    desk.enroll._plans = plans(TOGETHER)
    seen(desk.enroll.set_fields(child, {COPY.about: COPY.paper}))
    assert seen(desk.enroll.view(child)).offered == ()


def test_more_than_a_packet_takes_is_refused_and_nothing_is_taken_over(
    desk: Bench, first: EnrollmentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = joined(desk, first).enrollment.enrollment_id
    monkeypatch.setattr(shared_papers, "MOST_BYTES", 100)
    assert code(desk.enroll.take_over(child)) == "STN-426"
    assert seen(desk.enroll.view(child)).enrollment.items == ()
