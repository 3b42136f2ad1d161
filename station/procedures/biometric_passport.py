"""Biometric passport: face, signature and the prints of all fingers of both hands (law on the passport, article 3)."""

from station.domain.age import AgePolicy
from station.domain.sample import Finger
from station.steps.applicant.step import ApplicantStep
from station.steps.document.step import DocumentStep
from station.steps.face.step import FaceStep
from station.steps.review.step import ReviewStep
from station.steps.signature.step import SignatureStep
from station.steps.slaps.step import SlapsStep
from station.workflow.slaps import SlapPolicy
from station.workflow.step import Procedure

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
        FaceStep(),
        SlapsStep(AGE, SLAPS),
        SignatureStep(),
        ReviewStep(),
    ),
)
