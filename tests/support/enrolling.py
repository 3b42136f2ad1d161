"""An enrollment by a whole station without its devices: what it does step by step, and all of it at once."""

from collections.abc import Callable, Mapping
from contextlib import closing

from station.bootstrap import Station, build
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import SLAPS, BiometricException, ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.applicants import PASSPORT_MRZ, WHOLE
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, ink, portrait_candidate, slap_candidate

Action = Callable[[Station, EnrollmentId], EnrollmentView | SealedView | Problem]
MISSING = (BiometricException(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED),)


def credential(station: Station, name: str) -> str:
    return next(each.credential_id for each in station.sign_in.credentials() if each.name == name)


def accept(slap: Slap) -> Action:
    fingers = tuple(finger for finger in slap.fingers if finger is not MISSING[0].finger)

    def do(station: Station, which: EnrollmentId) -> EnrollmentView | Problem:
        at = station.enroll._clock.now()
        return station.enroll.accept_slap(which, slap_candidate(at, slap, 60, fingers))

    return do


def go_to(step: str) -> Action:
    return lambda station, which: station.enroll.go_to(which, step)


ACTIONS: Mapping[str, Action] = {
    "start": lambda station, _: station.enroll.start("biometric_passport"),
    "type": lambda station, which: station.enroll.set_fields(which, {"surname_hy": "Հովհ", "psn": "12"}),
    "finish typing": lambda station, which: station.enroll.set_fields(which, WHOLE),
    "to request": go_to("request"),
    "zone": lambda station, which: station.enroll.set_fields(which, {"document_mrz": PASSPORT_MRZ}),
    "to portrait": go_to("portrait"),
    "portrait": lambda station, which: station.enroll.accept_portrait(
        which, portrait_candidate(station.enroll._clock.now())
    ),
    "to fingerprints": go_to("fingerprints"),
    "missing": lambda station, which: station.enroll.set_exceptions(which, MISSING),
    **{slap.value: accept(slap) for slap in SLAPS},
    "to signature": go_to("signature"),
    "signature": lambda station, which: station.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE),
    "to review": go_to("review"),
    "sign": lambda station, which: station.enroll.sign(which),
    "approve": lambda station, which: station.enroll.approve(which, credential(station, OFFICER), PINS[OFFICER]),
    "seal": lambda station, which: station.enroll.seal(which),
}


def sign_in(station: Station, operator: str = OPERATOR, pin: str = PINS[OPERATOR]) -> None:
    station.sign_in.sign_in(credential(station, operator), pin)


def enroll_one(settings: Settings, operator: str = OPERATOR, pin: str = PINS[OPERATOR]) -> SealedView:
    """Sealed and queued; the station is closed again. As a script does it, at a tenth of the cost of its capture."""

    def everything(station: Station) -> EnrollmentView | SealedView | Problem:
        sign_in(station, operator, pin)
        answer, which = ACTIONS["start"](station, EnrollmentId("")), EnrollmentId("")
        for action in list(ACTIONS.values())[1:]:
            assert isinstance(answer, EnrollmentView), answer
            which = answer.enrollment.enrollment_id
            answer = action(station, which)
        return answer

    with closing(build(settings)) as station:
        sealed = station.work.call(everything, station)
    assert isinstance(sealed, SealedView), sealed
    return sealed
