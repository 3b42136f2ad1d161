"""Kinds of steps, by the word that stands in a profile: a new kind is a folder here and a line in this table."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import station.profiles  # noqa: F401  # whole before any part of it: another thread may be reading it
from station.domain.errors import StationError
from station.domain.finger_checks import CheckRules, Counts, Limits
from station.domain.sample import Finger, Slap
from station.profiles import Profile, Service
from station.profiles.kinds import lacking
from station.profiles.schema import Step as Said
from station.profiles.words import AT_ONCE, AVERAGE, BEST_COUNTS, EVALUATION, OFF, ON
from station.steps.applicant.step import ApplicantStep
from station.steps.attachments.step import AttachmentsStep
from station.steps.consents.step import ConsentsStep
from station.steps.document.step import DocumentStep
from station.steps.face.step import FaceStep
from station.steps.form.step import FormStep
from station.steps.identity.step import IdentityStep
from station.steps.papers.step import PapersStep
from station.steps.payment.step import PaymentStep
from station.steps.review.step import ReviewStep
from station.steps.signature.step import SignatureStep
from station.steps.slaps.step import SlapsStep
from station.workflow.slaps import FingerRules, SlapPolicy
from station.workflow.step import Plan, Step

Kind: TypeAlias = Callable[[Service, Said, SlapPolicy], Step]

KINDS: Mapping[str, Kind] = {
    "applicant": ApplicantStep,
    "document": DocumentStep,
    "form": FormStep,
    "identity": IdentityStep,
    "payment": PaymentStep,
    "papers": PapersStep,
    "attachments": AttachmentsStep,
    "consents": ConsentsStep,
    "face": FaceStep,
    "slaps": SlapsStep,
    "signature": SignatureStep,
    "review": ReviewStep,
}


_COUNTS: Mapping[str, Counts] = {ON: "on", OFF: "off", EVALUATION: "evaluation"}


class UnknownKind(StationError):
    """A profile has a step of a `kind` that this program does not have."""

    code = "STN-436"


def require_kinds(profile: Profile) -> None:
    """Raises UnknownKind where this program does not have a kind of its steps."""
    lacks = lacking(profile)
    if lacks:
        raise UnknownKind(kind=lacks[0])


def plan_of(service: Service, rules: FingerRules) -> Plan:
    """rules: what signed policy says of fingers in the place of the profile. Raises UnknownKind."""
    require_kinds(service.profile)
    slaps = _slaps(service, rules)
    return Plan(service, tuple(KINDS[said.kind](service, said, slaps) for said in service.profile.steps), slaps)


def _slaps(service: Service, rules: FingerRules) -> SlapPolicy:
    fingers = service.profile.samples.fingers
    if fingers is None:
        return SlapPolicy({}, 0, ())
    thresholds = {Finger[name]: least for name, least in fingers.thresholds.items()}
    return SlapPolicy(
        {**thresholds, **rules.thresholds},
        rules.attempts or fingers.attempts,
        tuple(Slap[name] for name in fingers.slaps),
        weak_counts=fingers.weak == BEST_COUNTS,
        average=fingers.scored == AVERAGE,
        checks=CheckRules(Limits().but(fingers.limits), _COUNTS[fingers.hand], _COUNTS[fingers.cross_match]),
        best_of=fingers.best_of,
        fallback=fingers.fallback,
        force=fingers.force == AT_ONCE,
    )
