"""What pages claim, held against the facts: never "done", "taken" or "received" where something is missing or was
refused, never another person's trouble, never an open way past what is marked as wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station.domain.answers import Answer, AnswerRow, Verdict
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState
from station.domain.sample import SLAPS, BiometricException, ExceptionReason, Finger, SignatureSample, Slap
from station.services.enrollment_views import view_of
from station.services.form_view import FieldView, Form
from station.services.views import EnrollmentView, OutboxView, PersonView, StepView
from tests.support.capture_fakes import DEVICE, NOW, blob, enrollment, impression, portrait, view
from tests.support.fingers_on_keys import press, type_text
from tests.support.people import Shelf
from tests.support.plans import PLANS
from tests.support.window import fake_station, open_page
from tests.ui.test_review_page import APPROVED, READY, SIGNED
from tests.ui.test_review_page import Bench as Review
from tests.unit.station.steps.test_whole import SERVICES, TODAY, full
from tests.unit.ui.test_sealed_presenter import DOWN, ROW, Outbox
from ui.messages import languages, say, set_language
from ui.pages.fingerprints.state import Phase
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.portrait.view import PortraitPage
from ui.pages.sealed.view import SealedPage
from ui.pages.signature.view import SignaturePage
from ui.shell.lamps import OutboxLamp
from ui.shell.step_button import StepButton
from ui.shell.window import Shell
from ui.widgets.field import FieldRow
from ui.widgets.mrz import MrzInput
from ui.widgets.states import PACKETS, STEPS, packet_sign, step_sign
from ui.widgets.words import retranslate_all

ANSWERS = tuple(AnswerRow(Answer(ROW.packet_id, verdict, NOW)) for verdict in Verdict)
WAIT_MS = 10_000
SIGNATURE = SignatureSample(blob("points", "application/json"), blob("ink"), DEVICE, NOW)


def _png() -> bytes:
    drawn = BytesIO()
    Image.new("L", (60, 40), 200).save(drawn, "PNG")
    return drawn.getvalue()


PNG = _png()


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


# --- packets ---------------------------------------------------------------------------------------------------------


def every_packet() -> Iterator[OutboxView]:
    """All that a packet may have come to; the second part of the two that are possible only once it was received."""
    for state in OutboxState:
        yield replace(ROW, state=state, problem=None if state is OutboxState.RECEIPTED else DOWN)
    for erased, answer in product((False, True), (None, *ANSWERS)):
        yield replace(ROW, state=OutboxState.RECEIPTED, erased=erased, answer=answer)
    yield replace(ROW, state=OutboxState.RECEIPTED, unsigned=True)


def settled(packet: OutboxView) -> bool:
    """The facts: it is there, and nobody said no to it or asks for more."""
    said_no = packet.answer is not None and packet.answer.answer.verdict is not Verdict.ACCEPTED
    return packet.state is OutboxState.RECEIPTED and not said_no


def test_a_packets_word_claims_what_holds() -> None:
    for packet in every_packet():
        assert packet_sign(packet).done is settled(packet), packet
        assert (packet_sign(packet).role == "ok") is settled(packet), packet


def test_no_two_packets_of_different_fate_are_called_alike() -> None:
    for tag in languages():
        set_language(tag)
        assert len({say(sign.word) for sign in PACKETS.values()}) == len(PACKETS), tag


@pytest.fixture
def last(qtbot: QtBot) -> Iterator[tuple[Any, Outbox]]:
    outbox = Outbox()
    page = open_page(SealedPage, fake_station(deliver=outbox, enroll=outbox), view())
    qtbot.addWidget(page)
    yield page, outbox
    page.leave()


def test_the_last_page_says_done_of_no_packet_that_is_not(last: tuple[Any, Outbox], qtbot: QtBot) -> None:
    page, outbox = last
    for packet in every_packet():
        outbox.become(**{name: getattr(packet, name) for name in ("state", "problem", "erased", "answer", "unsigned")})
        qtbot.waitUntil(lambda packet=packet: page.presenter.state.packet == packet)
        for tag in languages():
            set_language(tag)
            retranslate_all(page)
            said = say(page.title_key), page.hint(), page.banner.accessibleName()
            assert said[0] == say(packet_sign(packet).word)
            assert (say("sealed.hint_done") == said[1]) is settled(packet), (packet, said)
            over = packet.state in (OutboxState.PENDING, OutboxState.SENDING)  # it is sealed, and so much is said
            assert (page.banner.property("kind") == "ok") is (settled(packet) or over), (packet, said)
    set_language("en")


def test_of_those_who_came_together_the_title_is_of_who_is_least_far(qtbot: QtBot) -> None:
    outbox = Outbox()
    fates = {
        EnrollmentId("e-1"): replace(ROW, state=OutboxState.RECEIPTED),
        EnrollmentId("e-2"): replace(
            ROW, enrollment_id=EnrollmentId("e-2"), state=OutboxState.REFUSED, problem=Problem("STN-302")
        ),
    }
    outbox.of_enrollment = fates.get  # type: ignore[method-assign, assignment]
    people = tuple(PersonView(which, which, "first", ready=True) for which in fates)  # type: ignore[arg-type]
    page = open_page(SealedPage, fake_station(deliver=outbox, enroll=outbox), view(people=people))
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.presenter.state.slowest is not None)
    assert say(page.title_key) == "Packet not accepted by the centre"
    assert page.hint() == say("sealed.hint_person"), "though the first one's is there"
    page.leave()


def test_the_lamp_tells_of_all_that_needs_a_person(qtbot: QtBot) -> None:
    lamp = OutboxLamp()
    qtbot.addWidget(lamp)
    lamp.show_counts(0, 2)
    assert lamp.accessibleName() == "Outbox: 0 on the way, 2 need attention"


# --- steps -----------------------------------------------------------------------------------------------------------


def test_a_steps_word_is_done_only_where_nothing_is_missing(qtbot: QtBot) -> None:
    shown = view()
    for state, step in product(STEPS, shown.steps):
        if state in ("without", "blank"):
            continue
        for problems in ((), (Problem("STN-430"),)):
            as_it_is = replace(step, state=state, problems=problems)  # type: ignore[arg-type]
            sign = step_sign(as_it_is, shown)
            assert sign.done is (state == "done" and not problems), as_it_is
            button = StepButton(1, as_it_is)
            qtbot.addWidget(button)
            button.show_step(as_it_is, shown)
            assert button.accessibleName().endswith(say(sign.word))


def test_a_step_of_which_nothing_is_taken_is_not_called_done() -> None:
    none = view(marked(*Finger))
    step = next(each for each in none.steps if each.page == "fingerprints")
    assert say(step_sign(replace(step, state="done"), none).word) == "not taken"
    some = view(marked(Finger.LEFT_LITTLE))
    assert step_sign(replace(step, state="done"), some).done
    face = next(each for each in none.steps if each.page == "portrait")
    without = replace(face, state="done", lacks=ExceptionReason.REFUSES)
    assert say(step_sign(without, none).word) == "not taken"


def test_a_form_in_which_nothing_was_entered_is_not_called_done() -> None:
    """A fee that need not be paid before people sign, in every service that has one, as on the last page."""
    met = 0
    for service in SERVICES:
        made = replace(full(service, Shelf()), step="review")
        for each in view_of(PLANS.walk(made, TODAY)).steps:
            if each.form is None or each.problems:
                continue
            shown = view_of(PLANS.walk(_emptied(made, each.form), TODAY))
            step = next((one for one in shown.steps if one.step_id == each.step_id), None)
            if step is None or step.problems or not any(one.shown and one.widget for one in _now(step, shown)):
                continue
            met += 1
            assert say(step_sign(step, shown).word) == "nothing entered", (service, each.step_id)
            assert step_sign(replace(step, blank=False), shown).done
    assert met, "some service has a form that may stay empty"


def _emptied(made: Enrollment, form: Form) -> Enrollment:
    asked = {each.field_id for each in form.now(made.fields, TODAY).fields}
    return made.with_fields({name: "" for name in made.fields if name.partition(".")[0] in asked})


def _now(step: StepView, shown: EnrollmentView) -> Sequence[FieldView]:
    assert step.form is not None
    return step.form.now(shown.enrollment.fields, TODAY).fields


# --- prints ----------------------------------------------------------------------------------------------------------


def marked(*fingers: Finger) -> Enrollment:
    missing = tuple(BiometricException(each, ExceptionReason.AMPUTATED) for each in fingers)
    return enrollment().with_exceptions(missing)


def with_prints(of: Enrollment, score: int = 70) -> Enrollment:
    """Every finger that is there, taken."""
    gone = {item.finger for item in of.exceptions}
    for slap in SLAPS:
        there = tuple(finger for finger in slap.fingers if finger not in gone)
        for attempt in range(1, 2 if score >= 30 else 4):
            if there:
                of = of.with_slap(impression(slap, attempt, (score,) * len(there), there))
    return of


def fingers_page(qtbot: QtBot, of: Enrollment, **changes: object) -> Any:
    shown = view(replace(of, step="fingerprints"), **changes)
    page = open_page(FingerprintsPage, fake_station(of, PNG), shown)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.presenter.state.phase in (Phase.DONE, Phase.EXEMPT))
    return page


ALL, HAND = tuple(Finger), tuple(Finger)[:5]


@pytest.mark.parametrize("gone", [(), (Finger.RIGHT_LITTLE,), HAND, ALL])
def test_prints_are_counted_not_claimed(qtbot: QtBot, gone: tuple[Finger, ...]) -> None:
    page = fingers_page(qtbot, with_prints(marked(*gone)))
    for tag in languages():
        set_language(tag)
        page.retranslate()
        said = page.banner.accessibleName()
        assert said.startswith(say("fingerprints.done")) is (not gone), said
        if 0 < len(gone) < 10:
            assert str(10 - len(gone)) in said, "how many are taken"
            assert str(len(gone)) in said, "how many are not"
    page.leave()


def test_low_prints_are_not_said_to_be_simply_taken(qtbot: QtBot) -> None:
    page = fingers_page(qtbot, with_prints(enrollment(), score=10))
    assert page.banner.property("kind") == "warn"
    assert "low" in page.banner.accessibleName()
    page.leave()


def test_what_follows_by_itself_is_promised_only_where_it_does(qtbot: QtBot) -> None:
    """Somebody turned back to a placement that was tried three times: nothing goes on from there by itself."""
    of = enrollment()
    for attempt in (1, 2, 3):
        of = of.with_slap(impression(Slap.RIGHT_FOUR, attempt, (70,) * 4))
    page = open_page(FingerprintsPage, fake_station(of, PNG), view(replace(of, step="fingerprints")))
    qtbot.addWidget(page)
    page.slaps.buttons[Slap.RIGHT_FOUR].click()
    assert page.presenter.state.phase is Phase.TAKEN
    assert say("fingerprints.taken_next") not in page.banner.accessibleName()
    assert say("states.prints.space_goes_on") in page.banner.accessibleName()
    page.leave()


def test_next_is_not_promised_while_something_is_asked(qtbot: QtBot) -> None:
    """A photograph of the reason, say: the step is not done, whatever the scanner has."""
    shown = view(with_prints(marked(*HAND)))
    wanted = Problem("STN-430")
    steps = tuple(replace(each, problems=(wanted,)) if each.page == "fingerprints" else each for each in shown.steps)
    page = fingers_page(qtbot, with_prints(marked(*HAND)), steps=steps)
    assert page.primary_reason()
    assert page.banner.property("kind") == "warn"
    assert say("fingerprints.done_note") not in page.banner.accessibleName()
    page.leave()


def test_a_small_childs_rail_has_no_fingerprints(station_of_a_child: EnrollmentView) -> None:
    assert "fingerprints" not in [step.page for step in station_of_a_child.steps]


@pytest.fixture
def station_of_a_child() -> EnrollmentView:
    from station.services.enrollment_views import view_of
    from station.workflow.engine import Walk
    from tests.support.plans import passport

    born = {"birth_date": "22.06.2021", "sex": "F"}
    return view_of(Walk(passport(), enrollment(fields=born, step="applicant"), NOW.date()))


# --- forms -----------------------------------------------------------------------------------------------------------


def test_the_way_on_is_closed_while_a_field_is_marked_wrong(enrolling: Shell, qtbot: QtBot) -> None:
    page: Any = enrolling.page
    page.form.editor("birth_date").setFocus()
    type_text("31022020")
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: page.form.row("birth_date").problem is not None, timeout=WAIT_MS)
    primary = enrolling.frame.action_bar.primary
    qtbot.waitUntil(lambda: not primary.isEnabled(), timeout=WAIT_MS)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.presenter.remaining not in (None, 1), timeout=WAIT_MS)


def test_a_chip_hides_no_problem(qtbot: QtBot) -> None:
    row = FieldRow("field.label.surname_latin", MrzInput())
    qtbot.addWidget(row)
    row.resize(600, 80)
    row.show()
    row.set_chip("field.chip.edited", "warn")
    assert row.chip.isVisible()
    row.set_problem(Problem("APP-REQUIRED", {"field": "surname_latin"}, field="surname_latin"))
    assert not row.chip.isVisible()
    assert row._note.text(), "the problem is what is read"
    assert row._icon.isVisible()


# --- whose key -------------------------------------------------------------------------------------------------------


def test_a_refusal_goes_with_whose_it_was(window: Shell, qtbot: QtBot) -> None:
    type_text("0000\n")
    banner = window.page._refusal  # type: ignore[union-attr]
    qtbot.waitUntil(banner.isVisible, timeout=WAIT_MS)
    assert banner.accessibleName().startswith("Անի Հակոբյան"), "whose PIN it was"
    press(Qt.Key.Key_Down)
    assert not banner.isVisible(), "another person's card stands there now"


def test_an_officers_locked_key_is_not_said_of_another(qtbot: QtBot) -> None:
    bench = Review(qtbot, SIGNED)
    page = bench.page
    acts = page.acts
    acts.officer.set_value("officer")
    acts.pin.setText("0000")
    page.primary()
    qtbot.waitUntil(acts.note.isVisible)
    assert acts.note.accessibleName().startswith("Կարեն Սարգսյան")
    acts.officer.set_value("op")
    acts.officer.chosen.emit("op")
    assert "Կարեն" not in acts.note.accessibleName() or not acts.note.isVisible()
    page.leave()


# --- what is kept and asked for anew ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page_class", [PortraitPage, SignaturePage])
def test_what_is_kept_promises_no_next_while_its_step_asks(qtbot: QtBot, page_class: Any) -> None:
    """A portrait judged as a small child's, say, once the birth date says otherwise."""
    step = page_class.page_id
    kept = enrollment(step=step).with_portrait(portrait()).with_signature(SIGNATURE)
    page = open_page(page_class, fake_station(kept, PNG), view(kept))
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.banner.property("kind") == "ok")
    asks = Problem("STN-430")
    steps = tuple(replace(each, problems=(asks,)) if each.page == step else each for each in view(kept).steps)
    page.refresh(view(kept, steps=steps))
    assert page.primary_reason()
    assert page.banner.property("kind") == "warn"
    assert say(f"{step}.kept_note") not in page.banner.accessibleName()
    page.refresh(view(kept))
    assert page.banner.property("kind") == "ok"
    page.leave()


@pytest.mark.parametrize(("signed", "approved"), [(False, False), (True, False), (True, True)])
def test_acts_of_the_review_are_done_where_somebody_did_them(qtbot: QtBot, signed: bool, approved: bool) -> None:
    bench = Review(qtbot, APPROVED if approved else SIGNED if signed else READY)
    acts = bench.page.acts
    told = {act: act.accessibleName().endswith(say(STEPS["done"].word)) for act in (acts.signing, acts.approving)}
    assert told == {acts.signing: signed, acts.approving: approved}
    assert not acts.sealing.accessibleName().endswith(say(STEPS["done"].word)), "then the last page is shown"
    bench.page.leave()
