"""Signed in the evening, sealed another day: what goes out is what was signed, by the day on which it was."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from station.domain.dates import format_date
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import SealedPacket
from station.packet import layout
from station.packet.archive import read_archive
from station.packet.format import Dossier
from station.packet.sealed import SealedContainer
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.clock import NOW
from tests.support.desk import OFFICER, OPERATOR, PINS, Bench, open_desk
from tests.support.paid_service import ALLOTMENT, GARDENER, PAID, TODAY, plans

NOT_FIRST = ("[payment]\nrequired = true", "[payment]\nrequired = false")
BEFORE_16 = format_date(TODAY.replace(year=TODAY.year - 16) + timedelta(days=1))
A_DAY_LATE = {**GARDENER, **PAID, "paid_on": format_date(TODAY - timedelta(days=9))}


class Told(SealedContainer):
    """A receiver's form that remembers what it was told."""

    def __init__(self) -> None:
        self.dossiers: list[Dossier] = []

    def seal(
        self, dossier: Dossier, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime
    ) -> SealedPacket:
        self.dossiers.append(dossier)
        return super().seal(dossier, recipients, station_key, at)


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def signed(desk: Bench, texts: Mapping[str, str]) -> EnrollmentId:
    desk.sign_in_as(OPERATOR)
    which = seen(desk.enroll.start(ALLOTMENT)).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, texts))
    return seen(desk.enroll.sign(which)).enrollment.enrollment_id


@pytest.mark.parametrize(
    ("texts", "status"),
    [(A_DAY_LATE, "INCOMPLETE_LATE"), ({"birth_date": BEFORE_16, "speed": "NORMAL"}, None)],
    ids=["in time tomorrow only", "sixteen tomorrow"],
)
def test_another_day_changes_nothing_of_what_was_signed(
    demo_settings: Settings, texts: Mapping[str, str], status: str | None
) -> None:
    form = Told()
    desk = open_desk(demo_settings, NOW, plans=plans(NOT_FIRST), form=form)
    which = signed(desk, texts)
    desk.clock.forward(timedelta(days=1))
    assert seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER])).ready_to_seal
    assert isinstance(desk.enroll.seal(which), SealedView)
    (dossier,) = form.dossiers
    application = next(each.data for each in read_archive(dossier.container) if each.path == layout.APPLICATION)
    further = json.loads(application)["biographicData"]["further"]
    assert further.get("payment_status") == status
    assert dossier.given.further == further, "receivers with a form of their own are told what was signed"


def test_who_is_sixteen_overnight_is_sealed_as_they_came(demo_settings: Settings) -> None:
    """Where the fee has to be paid first: on the day they came there was none."""
    desk = open_desk(demo_settings, NOW, plans=plans())
    which = signed(desk, {"birth_date": BEFORE_16, "speed": "NORMAL"})
    desk.clock.forward(timedelta(days=1))
    seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert isinstance(desk.enroll.seal(which), SealedView)


def test_what_is_signed_again_goes_by_its_new_day(demo_settings: Settings) -> None:
    form = Told()
    desk = open_desk(demo_settings, NOW, plans=plans(NOT_FIRST), form=form)
    which = signed(desk, A_DAY_LATE)
    desk.clock.forward(timedelta(days=1))
    seen(desk.enroll.sign(which))
    seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert isinstance(desk.enroll.seal(which), SealedView)
    assert form.dossiers[0].given.further["payment_status"] == "PAID"
