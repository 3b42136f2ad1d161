"""What belongs to an application beside fields and samples: kept with its source; in the packet, or nobody signs."""

import json

from station.domain.enrollment import Enrollment
from station.domain.item import MOST_FILE_BYTES, MOST_FILES, MOST_ITEMS, ActKind, ItemId, ItemKind, LinkKind
from station.domain.value import Source
from station.packet.application import application_json
from station.services.belongings import Page
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.answered import code
from tests.support.desk import OFFICER, OPERATOR, PINS, VOLUNTEER, Bench, complete_draft, open_desk
from tests.support.people import Shelf, context, enrollment, given

PAGES = (Page(b"first page", "image/png"), Page(b"second page", "image/png"))


def begun(desk: Bench) -> Enrollment:
    return kept(desk.enroll.start("biometric_passport"))


def kept(answer: object) -> Enrollment:
    assert isinstance(answer, EnrollmentView), answer
    return answer.enrollment


def test_an_item_is_kept_with_its_pages_and_what_is_said_of_it(desk: Bench, demo_settings: Settings) -> None:
    which = begun(desk).enrollment_id
    texts = {"number": "AB 123", "of": "MOTHER"}
    added = kept(desk.belongings.add(which, ItemKind.CONSENT, "mother", texts, PAGES, Source.REGISTRY))
    (item,) = added.items
    assert (item.kind, item.about, [each.size for each in item.files]) == (ItemKind.CONSENT, "mother", [10, 11])
    assert item.values["number"].source is Source.REGISTRY
    assert desk.enroll.image(which, item.files[0].digest) == b"first page"
    corrected = kept(desk.belongings.correct(which, item.item_id, {"number": "AB 124"})).items[0]
    assert [each.text for each in corrected.values["number"].replaced] == ["AB 123"]
    assert corrected.values["number"].source is Source.TYPED
    assert (corrected.files, corrected.values["of"]) == (item.files, item.values["of"])
    again = open_desk(demo_settings)
    again.sign_in_as(OPERATOR)
    assert kept(again.enroll.resume(which)).items == (corrected,)
    again.db.close()
    assert kept(desk.belongings.take_away(which, item.item_id)).items == ()
    assert desk.events()[-4:] == ["item_kept", "signed_in", "enrollment_resumed", "item_taken_away"]


def test_what_no_step_puts_into_the_packet_is_not_signed_over(desk: Bench) -> None:
    """Nothing is left out in silence: neither a page nor a consent without one."""
    which = complete_draft(desk)
    item = kept(desk.belongings.add(which, ItemKind.CONSENT, "own", {"form": "IN_PERSON"})).items[0]
    assert code(desk.enroll.sign(which)) == "STN-463"
    kept(desk.belongings.take_away(which, item.item_id))
    assert kept(desk.enroll.sign(which)).signed is not None


def test_limits_and_unknown_things_are_answered(desk: Bench) -> None:
    which = begun(desk).enrollment_id
    for pages in ((PAGES[0],) * (MOST_FILES + 1), (Page(bytes(MOST_FILE_BYTES + 1), "image/png"),)):
        assert code(desk.belongings.add(which, ItemKind.ATTACHMENT, "paper", {}, pages)) == "STN-464"
    assert code(desk.belongings.add(which, ItemKind.ATTACHMENT, "paper", {"text": "Ա" * 10_001})) == "STN-460"
    assert code(desk.belongings.take_away(which, ItemId("nothing"))) == "STN-465"
    assert code(desk.belongings.correct(which, ItemId("nothing"), {})) == "STN-465"
    assert desk.events().count("item_kept") == 0
    for number in range(MOST_ITEMS):
        kept(desk.belongings.add(which, ItemKind.DOCUMENT, "paper", {"number": str(number)}))
    assert code(desk.belongings.add(which, ItemKind.DOCUMENT, "paper", {})) == "STN-464"


def test_links_and_notices_are_kept_and_told(desk: Bench) -> None:
    which = complete_draft(desk)
    kept(desk.belongings.link(which, LinkKind.APPOINTMENT, "A-17", Source.PRE_APPLICATION))
    linked = kept(desk.belongings.told(which, "rights", "3", "hy"))
    assert (linked.links[LinkKind.APPOINTMENT].text, linked.notices[0].language) == ("A-17", "hy")
    assert kept(desk.enroll.sign(which)).signed is not None
    assert kept(desk.belongings.link(which, LinkKind.APPOINTMENT, "A-18")).signed is None
    log = " ".join(row[0] for row in desk.db.execute("SELECT event FROM audit"))
    assert "A-17" not in log


def test_a_packet_tells_of_links_and_notices(desk: Bench) -> None:
    which = begun(desk).enrollment_id
    kept(desk.belongings.link(which, LinkKind.HOUSEHOLD, "H-1"))
    told = kept(desk.belongings.told(which, "rights", "3", "ru"))
    whole = enrollment(Shelf())
    with_more = whole.with_notice(told.notices[0])
    with_more = with_more.with_link(LinkKind.HOUSEHOLD, told.links[LinkKind.HOUSEHOLD])
    context_ = json.loads(application_json(with_more, given(with_more), context(with_more)))["contextualData"]
    assert (context_["format"], context_["links"]) == (3, {"household": "H-1"})
    (notice,) = context_["notices"]
    assert (notice["notice"], notice["version"], notice["language"]) == ("rights", "3", "ru")
    plain = json.loads(application_json(whole, given(whole), context(whole)))["contextualData"]
    assert plain.keys() == context_.keys() - {"links", "notices"}
    assert plain["format"] == 2


def test_that_the_summary_was_printed_and_confirmed_is_signed_and_undoes_no_signature(
    desk: Bench,
) -> None:
    which = complete_draft(desk)
    printed = kept(desk.belongings.on_paper(which, "ru", confirmed=False))
    confirmed = kept(desk.belongings.on_paper(which, "ru", confirmed=True))
    assert [each.about for each in confirmed.notices] == ["summary_printed", "summary_confirmed"]
    assert (printed.notices[0].language, printed.notices[0].by.credential_id) == ("ru", desk.credential(OPERATOR))
    signed = kept(desk.enroll.sign(which))
    again = kept(desk.belongings.on_paper(which, "hy", confirmed=False))
    assert (again.signed, again.notices) == (signed.signed, confirmed.notices), "a copy of what is signed"
    assert desk.events()[-4:] == ["notice_given", "notice_given", "content_signed", "notice_given"]
    waiting = desk.approvals.submit(which)
    assert kept(waiting).waiting_since is not None
    assert kept(desk.belongings.on_paper(which, "hy", confirmed=False)).waiting_since is not None


def test_acts_stay_known_after_a_change(desk: Bench) -> None:
    which = complete_draft(desk)
    kept(desk.enroll.sign(which))
    approved = kept(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert [act.kind for act in approved.acts] == [ActKind.SIGNED, ActKind.APPROVED]
    changed = kept(desk.enroll.set_fields(which, {"phone": "+37491000078"}))
    assert changed.acts == approved.acts
    signed = kept(desk.enroll.sign(which))
    assert [act.kind for act in signed.acts] == [ActKind.SIGNED, ActKind.APPROVED, ActKind.SIGNED]


def test_a_volunteer_types_of_papers_and_brings_neither_pages_nor_answers_of_registers(desk: Bench) -> None:
    desk.sign_in_as(VOLUNTEER)
    which, since = begun(desk).enrollment_id, len(desk.events())
    (item,) = kept(desk.belongings.add(which, ItemKind.DOCUMENT, "paper", {"number": "1"})).items
    kept(desk.belongings.correct(which, item.item_id, {"number": "2"}))
    for kind, pages in ((ItemKind.LOOKUP, ()), (ItemKind.CHIP, ()), (ItemKind.ATTACHMENT, PAGES[:1])):
        assert code(desk.belongings.add(which, kind, "paper", {}, pages)) == "STN-402"
    kept(desk.belongings.take_away(which, item.item_id))
    assert desk.events()[since:] == ["item_kept"] * 2 + ["act_refused"] * 3 + ["item_taken_away"]
    desk.sign_in_as(OPERATOR)
    kept(desk.belongings.add(which, ItemKind.LOOKUP, "register", {"answer": "NONE"}))
