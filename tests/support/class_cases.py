"""A service of a confidential class for tests, and somebody who comes for it."""

from importlib.resources import files

from station.domain.enrollment import EnrollmentId
from station.domain.sample import SLAPS
from station.services.views import EnrollmentView, SealedView
from tests.support.applicants import ADULT
from tests.support.desk import DEVICE, PINS, SUPERVISOR, Bench, ink, portrait_candidate, slap_candidate

CARD = (
    files("station.profiles")
    .joinpath("data", "id_card.toml")
    .read_text(encoding="utf-8")
    .replace("until = 2026-11-30  # the next version\n", "")
)
SECRET = CARD.replace('class = "CIVIL"', 'class = "PROTECTED"').replace("retention_days = 30", "retention_days = 7")
REQUEST = {"request_kind": "EXCHANGE", "speed": "D1", "blood_group_wanted": "NO", "document_kind": "none"}
PAPERS = {"passport_or_birth_certificate_paper": "birth_certificate", "old_document_paper": "OLD_DOCUMENT"}


def begun(bench: Bench) -> EnrollmentId:
    view = bench.enroll.start("id_card")
    assert isinstance(view, EnrollmentView), view
    return view.enrollment.enrollment_id


def signed(bench: Bench) -> tuple[EnrollmentId, bytes]:
    """By a state officer alone; with the container."""
    enroll, now = bench.enroll, bench.clock.now()
    which = begun(bench)
    enroll.set_fields(which, {**ADULT, **REQUEST, **PAPERS})
    enroll.accept_portrait(which, portrait_candidate(now))
    for slap in SLAPS:
        enroll.accept_slap(which, slap_candidate(now, slap))
    enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)
    view = enroll.sign(which)
    assert isinstance(view, EnrollmentView), view
    assert view.enrollment.signed is not None
    container = enroll.image(which, view.enrollment.signed.container.digest)
    assert isinstance(container, bytes)
    return which, container


def sealed(bench: Bench) -> SealedView:
    which, _ = signed(bench)
    assert isinstance(bench.enroll.approve(which, bench.credential(SUPERVISOR), PINS[SUPERVISOR]), EnrollmentView)
    packet = bench.enroll.seal(which)
    assert isinstance(packet, SealedView), packet
    return packet
