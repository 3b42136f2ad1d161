"""A withdrawal for an OSIA server: an enrollment of its own that names the other one; MOSIP has no place for it."""

from dataclasses import replace

import pytest

from station.domain.follows import Withdrawal
from station.packet.errors import AgainNotCarried
from station.packet.format import Dossier
from station.receivers.mosip.form.form import MosipFormat
from station.receivers.osia.form.form import OsiaEnrollment
from station.receivers.osia.submission import decode_submission
from station.settings import Settings
from tests.support.answered import seen
from tests.support.desk import OPERATOR, open_desk
from tests.support.osia_schema import ENROLLMENT
from tests.support.people import Shelf, context, enrollment, given
from tests.unit.station.services.test_withdrawals import queued, said, sealed


def test_it_names_the_enrollment_that_is_taken_back(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings, form=OsiaEnrollment())
    desk.sign_in_as(OPERATOR)
    packet_id = queued(desk)
    earlier = desk.outbox.row(packet_id).enrollment_id
    which = seen(desk.enroll.take_back_sent(packet_id)).enrollment.enrollment_id
    said(desk, which)
    p7m, _ = desk.outbox.payload(sealed(desk, which).packet_id)
    submission = decode_submission(p7m)
    assert submission.enrollment_id == which
    assert submission.value["contextualData"]["withdrawal"] == {"enrollmentId": earlier, "packet": packet_id}
    assert isinstance(submission.value["biographicData"], str), "by whom it is said is encrypted"
    assert not ENROLLMENT.wrong(submission.value)


@pytest.mark.parametrize(
    ("form", "known"), [(OsiaEnrollment.foresee, ""), (MosipFormat.foresee, "7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11")]
)
def test_where_it_has_no_place_nobody_signs_in_vain(form: object, known: str) -> None:
    shelf = Shelf()
    made = replace(enrollment(shelf), withdrawal=Withdrawal("a1" * 32, known))
    dossier = Dossier(made, given(made), context(made), b"", shelf.get)
    with pytest.raises(AgainNotCarried):
        form(None, dossier)  # type: ignore[operator]
