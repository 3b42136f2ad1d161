"""Everything that a person's passport asks, entered and captured without devices; they stand at the review then."""

from station.bootstrap import Station
from station.domain.enrollment import EnrollmentId
from station.domain.sample import Slap
from station.services.views import EnrollmentView
from tests.support.applicants import WHOLE
from tests.support.desk import DEVICE, ink, portrait_candidate, slap_candidate


def capture_all(station: Station, which: EnrollmentId) -> None:
    """On the work thread."""
    enroll, at = station.enroll, station.enroll._clock.now()
    enroll.set_fields(which, WHOLE)
    enroll.accept_portrait(which, portrait_candidate(at))
    for slap in Slap:
        enroll.accept_slap(which, slap_candidate(at, slap))
    enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)
    view = enroll.go_to(which, "review")
    assert isinstance(view, EnrollmentView), view
