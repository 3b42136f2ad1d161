"""What of the packet everybody knows before they sign, and what nobody is asked to sign."""

from dataclasses import dataclass, field

import pytest

from station.domain.errors import Problem, StationError
from station.packet.format import Dossier
from station.packet.sealed import SealedContainer
from station.receivers.mosip.errors import MosipPacketTooLarge
from station.settings import Settings
from tests.support.answered import seen
from tests.support.desk import OPERATOR, Bench, complete_draft, open_desk

NOTICE = Problem("REV-MOSIP-FINGERS", {"size_mb": 6.0, "limit_mb": 5.0})


@dataclass
class Narrow(SealedContainer):
    """Of a receiver with a limit. refusal: raised instead of an answer."""

    refusal: StationError | None = None
    asked: list[Dossier] = field(default_factory=list)

    def foresee(self, dossier: Dossier) -> tuple[Problem, ...]:
        self.asked.append(dossier)
        if self.refusal is not None:
            raise self.refusal
        return (NOTICE,)


@pytest.fixture
def form() -> Narrow:
    return Narrow()


@pytest.fixture
def desk(demo_settings: Settings, form: Narrow) -> Bench:
    bench = open_desk(demo_settings, form=form)
    bench.sign_in_as(OPERATOR)
    return bench


def test_it_is_said_at_the_review_and_only_there(desk: Bench, form: Narrow) -> None:
    which = complete_draft(desk)
    assert seen(desk.enroll.view(which)).notices == ()
    assert form.asked == [], "what is captured next would change it"
    view = seen(desk.enroll.go_to(which, "review"))
    assert (view.notices, view.hindrance, view.ready_to_sign) == ((NOTICE,), None, True)
    assert seen(desk.enroll.sign(which)).notices == (NOTICE,), "the officer is told too"


def test_what_the_form_is_asked_about_is_not_signed_yet(desk: Bench, form: Narrow) -> None:
    which = complete_draft(desk)
    seen(desk.enroll.go_to(which, "review"))
    (dossier,) = form.asked
    assert (dossier.container, dossier.enrollment.signed) == (b"", None)
    assert len(dossier.given.samples.slaps) == 3


def test_nobody_signs_what_can_not_be_sent(desk: Bench, form: Narrow) -> None:
    which, form.refusal = complete_draft(desk), MosipPacketTooLarge(size_mb=6.0, limit_mb=5.0)
    view = seen(desk.enroll.go_to(which, "review"))
    assert view.hindrance == Problem("STN-242", {"size_mb": 6.0, "limit_mb": 5.0}, retryable=False)
    assert view.notices == ()
    refused = desk.enroll.sign(which)
    assert isinstance(refused, Problem)
    assert refused.code == "STN-242"
    assert seen(desk.enroll.view(which)).enrollment.signed is None
    assert "content_signed" not in desk.events()
    form.refusal = None
    assert seen(desk.enroll.sign(which)).enrollment.signed is not None


def test_in_training_the_receiver_has_no_say(demo_settings: Settings, form: Narrow) -> None:
    """What is practised goes to receivers of training, in our own form."""
    desk = open_desk(demo_settings, form=form, work_mode="TRAINING")
    desk.sign_in_as(OPERATOR)
    which = complete_draft(desk)
    assert seen(desk.enroll.go_to(which, "review")).notices == ()
    assert form.asked == []
