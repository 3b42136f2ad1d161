"""Biometric passport: face, signature and the prints of all fingers of both hands (law on the passport, article 3)."""

from station.domain.age import AgePolicy
from station.domain.sample import Finger
from station.workflow.slaps import SlapPolicy
from station.workflow.step import Procedure
from station.workflow.steps.applicant import ApplicantStep
from station.workflow.steps.document import DocumentStep
from station.workflow.steps.fingerprints import FingerprintStep
from station.workflow.steps.portrait import PortraitStep
from station.workflow.steps.review import ReviewStep
from station.workflow.steps.signature import SignatureStep

AGE = AgePolicy(guardian_under=16, fingerprints_from=6)
# Plain enrolment of BSI TR-03121-3.2 v6.0: thumb 30, index 30, middle 20, ring 10, little 10; three attempts.
SLAPS = SlapPolicy(
    thresholds={
        Finger.RIGHT_THUMB: 30, Finger.LEFT_THUMB: 30,
        Finger.RIGHT_INDEX: 30, Finger.LEFT_INDEX: 30,
        Finger.RIGHT_MIDDLE: 20, Finger.LEFT_MIDDLE: 20,
        Finger.RIGHT_RING: 10, Finger.LEFT_RING: 10,
        Finger.RIGHT_LITTLE: 10, Finger.LEFT_LITTLE: 10,
    },
    attempts=3,
)  # fmt: skip

PROCEDURE = Procedure(
    "biometric_passport",
    age=AGE,
    slaps=SLAPS,
    steps=(
        ApplicantStep(AGE),
        DocumentStep(),
        PortraitStep(),
        FingerprintStep(AGE, SLAPS),
        SignatureStep(),
        ReviewStep(),
    ),
)
