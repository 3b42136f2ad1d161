"""Pages of papers: kept as they come, put in order, taken away and put back, within limits, and in what people sign."""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest

from station.domain import attachment as papers
from station.domain.attachment import LANGUAGE, MOST_PAGES, PaperForm, PaperWanted, item_of, pages_of, said
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.item import Item
from station.domain.sample import Digest
from station.formats import page_image
from station.services import attachments as service
from station.services import shared_papers
from station.services.attachments import Attachments
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.answered import code
from tests.support.desk import OFFICER, OPERATOR, PINS, Bench, open_desk
from tests.support.kept_papers import CARD, COPY, ORIGINAL, READER, page_of, plans


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    bench = open_desk(demo_settings, plans=plans())
    bench.sign_in_as(OPERATOR)
    with closing(bench.db):
        yield bench


@pytest.fixture
def attachments(desk: Bench) -> Attachments:
    return Attachments(desk.enroll, desk.clock)


@pytest.fixture
def which(desk: Bench) -> EnrollmentId:
    begun = made(desk.enroll.start(CARD)).enrollment_id
    made(desk.enroll.set_fields(begun, READER))
    return begun


def made(answer: object) -> Enrollment:
    assert isinstance(answer, EnrollmentView), answer
    return answer.enrollment


def copy_in(enrollment: Enrollment) -> Item:
    item = item_of(enrollment.items, COPY)
    assert item is not None
    return item


def digests(enrollment: Enrollment) -> list[Digest]:
    return [page.digest for page in copy_in(enrollment).files]


def taken(attachments: Attachments, which: EnrollmentId, *numbers: int) -> list[Digest]:
    for number in numbers:
        kept = made(attachments.add(which, COPY, page_of(number)))
    return digests(kept)


def test_pages_are_kept_in_their_order_with_what_is_said_of_each(
    desk: Bench, attachments: Attachments, which: EnrollmentId, demo_settings: Settings
) -> None:
    taken(attachments, which, 1, 2)
    kept = made(attachments.say_language(which, COPY, "ru"))
    item = copy_in(kept)
    assert [(page.number, page.warnings) for page in pages_of(item)] == [(1, ("PAGE-SKEW",)), (2, ("PAGE-SKEW",))]
    assert (said(item, LANGUAGE), item.simulated, kept.simulated) == ("ru", True, True)
    assert [each.credential_id for each in kept.captured_by] == [desk.credential(OPERATOR)]
    first = desk.enroll.image(which, item.files[0].digest)
    assert isinstance(first, bytes)
    assert first.startswith(b"\xff\xd8")
    again = open_desk(demo_settings, plans=plans())
    again.sign_in_as(OPERATOR)
    assert made(again.enroll.resume(which)).items == kept.items
    again.db.close()


def test_a_page_is_moved_taken_anew_taken_away_and_put_back(attachments: Attachments, which: EnrollmentId) -> None:
    one, two, three = taken(attachments, which, 1, 2, 3)
    assert digests(made(attachments.move(which, COPY, 2, 0))) == [three, one, two]
    assert digests(made(attachments.move(which, COPY, 0, 2))) == [one, two, three]
    anew = digests(made(attachments.add(which, COPY, page_of(4), instead=1)))
    assert (anew[0], anew[2], len(anew)) == (one, three, 3)
    assert anew[1] not in (one, two, three)
    gone = copy_in(made(attachments.take_away(which, COPY, 2)))
    assert [page.digest for page in gone.files] == anew[:2]
    before = taken(attachments, which, 3)[2]
    assert before == three, "the same picture is the same page"
    page = copy_in(made(attachments.move(which, COPY, 2, 2))).files[2]
    made(attachments.take_away(which, COPY, 2))
    back = made(attachments.put_back(which, COPY, 0, page))
    assert digests(back) == [three, *anew[:2]]
    assert made(attachments.put_back(which, COPY, 0, page)) == back, "once is enough"
    assert pages_of(copy_in(back))[0].warnings == ("PAGE-SKEW",), "what was said of it came back with it"


def test_a_page_that_is_not_there_is_said_to_be_gone(attachments: Attachments, which: EnrollmentId) -> None:
    taken(attachments, which, 1)
    assert code(attachments.take_away(which, COPY, 1)) == "STN-427"
    assert code(attachments.move(which, COPY, 5, 0)) == "STN-427"
    assert code(attachments.add(which, COPY, page_of(2), instead=1)) == "STN-427"


def test_a_page_of_somebody_else_is_not_put_back(desk: Bench, attachments: Attachments, which: EnrollmentId) -> None:
    taken(attachments, which, 1)
    page = copy_in(made(desk.enroll.view(which))).files[0]
    other = made(desk.enroll.start(CARD)).enrollment_id
    made(desk.enroll.set_fields(other, READER))
    assert isinstance(attachments.put_back(other, COPY, 0, page), Problem)


def test_a_paper_has_so_many_pages_and_no_more(
    attachments: Attachments, which: EnrollmentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_PAGES", 2)
    taken(attachments, which, 1, 2)
    assert code(attachments.add(which, COPY, page_of(3))) == "STN-425"
    made(attachments.add(which, COPY, page_of(3), instead=0))
    assert MOST_PAGES == 20


def test_all_pages_together_are_no_larger_than_a_packet_takes(
    attachments: Attachments, which: EnrollmentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(attachments, which, 1)
    monkeypatch.setattr(shared_papers, "MOST_BYTES", 100)
    assert code(attachments.add(which, COPY, page_of(2))) == "STN-426"
    assert papers.MOST_BYTES < 64 * 1024 * 1024, "what the gateway takes"


def test_what_is_asked_for_in_vain_stops_the_signing_and_the_pages_are_in_what_is_signed(
    desk: Bench, attachments: Attachments, which: EnrollmentId
) -> None:
    assert isinstance(desk.enroll.sign(which), Problem)
    taken(attachments, which, 1, 2)
    assert isinstance(desk.enroll.sign(which), Problem), "nobody saw the original"
    made(attachments.see(which, ORIGINAL, True))
    signed = made(desk.enroll.sign(which)).signed
    assert signed is not None
    container = desk.enroll.image(which, signed.container.digest)
    assert isinstance(container, bytes)
    names = ZipFile(BytesIO(container)).namelist()
    assert [name for name in names if name.startswith("attachments/")] == [
        "attachments/1/page-1.jpg",
        "attachments/1/page-2.jpg",
    ]


def test_a_change_of_the_pages_takes_the_signature_away(
    desk: Bench, attachments: Attachments, which: EnrollmentId
) -> None:
    taken(attachments, which, 1, 2)
    made(attachments.see(which, ORIGINAL, True))
    assert made(desk.enroll.sign(which)).signed is not None
    assert made(attachments.move(which, COPY, 1, 1)).signed is not None, "nothing moved"
    assert made(attachments.move(which, COPY, 1, 0)).signed is None


def test_pages_stay_as_they_were_signed_where_their_paper_was_not_sent_back(
    desk: Bench, attachments: Attachments, which: EnrollmentId
) -> None:
    taken(attachments, which, 1, 2)
    signed = made(attachments.see(which, ORIGINAL, True))
    made(desk.enroll.sign(which))
    made(desk.approvals.submit(which))
    officer = (desk.credential(OFFICER), PINS[OFFICER])
    made(desk.approvals.send_back(which, ["birth_date"], credential_id=officer[0], pin=officer[1]))
    refused = (
        attachments.add(which, COPY, page_of(3)),
        attachments.add(which, COPY, page_of(3), instead=0),
        attachments.move(which, COPY, 1, 0),
        attachments.take_away(which, COPY, 0),
        attachments.clear(which, COPY),
        attachments.see(which, ORIGINAL, False),
        desk.belongings.correct(which, copy_in(signed).item_id, {LANGUAGE: "ru"}),
        desk.belongings.take_away(which, copy_in(signed).item_id),
    )
    assert [code(each) for each in refused] == ["STN-477"] * len(refused)
    assert made(desk.enroll.view(which)).items == signed.items


def test_a_paper_that_only_this_service_has_is_sent_back_and_its_pages_with_it(
    desk: Bench, attachments: Attachments, which: EnrollmentId
) -> None:
    taken(attachments, which, 1, 2)
    made(attachments.see(which, ORIGINAL, True))
    made(desk.enroll.go_to(which, "review"))
    made(desk.enroll.sign(which))
    waiting = desk.approvals.submit(which)
    assert isinstance(waiting, EnrollmentView)
    assert waiting.nameable[COPY.about]["en"]
    assert [*waiting.nameable][:2] == ["birth_date", "abroad"]
    officer = (desk.credential(OFFICER), PINS[OFFICER])
    made(desk.approvals.send_back(which, [COPY.about, "abroad"], credential_id=officer[0], pin=officer[1]))
    assert made(attachments.add(which, COPY, page_of(3), instead=0)).signed is None
    assert code(desk.enroll.set_fields(which, {"birth_date": "1991"})) == "STN-477"
    made(desk.enroll.set_fields(which, {"abroad": "NO"}))
    assert made(desk.enroll.sign(which)).decision is None


def test_what_is_not_asked_for_any_more_is_cleared_as_a_whole(
    desk: Bench, attachments: Attachments, which: EnrollmentId
) -> None:
    taken(attachments, which, 1)
    made(attachments.see(which, ORIGINAL, True))
    assert len(made(attachments.see(which, ORIGINAL, False)).items) == 1
    stranger = PaperWanted(COPY.about, "ID_CARD", PaperForm.COPY)
    assert len(made(attachments.clear(which, stranger)).items) == 1
    assert made(attachments.clear(which, COPY)).items == ()
    assert desk.events()[-1] == "item_taken_away"


def test_a_page_is_made_smaller_and_keeps_its_resolution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_image, "_LONGEST_PX", 360)
    noise = np.random.default_rng(3).integers(0, 256, (260, 370, 3), np.uint8)
    whole, width, height, ppi = page_image.encode_page(noise, 300)
    assert (width, height, ppi) == (360, 253, 292)
    monkeypatch.setattr(page_image, "PAGE_BYTES", len(whole) - 1)
    assert len(page_image.encode_page(noise, 300)[0]) < len(whole)
