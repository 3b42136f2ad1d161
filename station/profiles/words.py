"""The closed lists of words that profiles use. A new word is a change of the program: something must act on it."""

from collections.abc import Collection, Mapping

from station import fields
from station.acts.act import Act
from station.acts.table import RIGHTS, Limit
from station.domain import classes
from station.domain.enrollment import Relation
from station.domain.face_measures import LIMITS
from station.domain.modes import WorkMode
from station.domain.operator import Role
from station.domain.record import RecordKind
from station.domain.sample import REASONS, ExceptionReason, Finger, Modality, Slap
from station.fields import scripts

MODES = tuple(WorkMode)
"""As signed policy names them."""

CLASSES = tuple(classes.CLASSES)
"""Decides how confidential a case is, and with which others it is counted."""

_ROLES = {
    "VOLUNTEER": Role.VOLUNTEER,
    "VENDOR_OPERATOR": Role.OPERATOR,
    "STATE_OFFICER": Role.OFFICER,
    "UNIT_SUPERVISOR": Role.SUPERVISOR,
    "TECHNICIAN": Role.TECHNICIAN,
    "EXAMINER": Role.EXAMINER,
    "AUDITOR": Role.AUDITOR,
}
ROLES = tuple(_ROLES)


def roles_of(words: Collection[str]) -> frozenset[Role]:
    """The roles that these words of `ROLES` stand for."""
    return frozenset(_ROLES[word] for word in words)


def _may(act: Act) -> frozenset[str]:
    """The roles that the table of rights allows an act in earnest, not in training only: a profile can give no
    others."""
    by = RIGHTS[act].by
    return frozenset(word for word, role in _ROLES.items() if by.get(role) not in (None, Limit.PRACTICE))


MAY_TAKE, MAY_SIGN, MAY_APPROVE = _may(Act.ENTER), _may(Act.SIGN), _may(Act.APPROVE)
OWN_WORK = ("CAPTURED", "SIGNED")
"""What an approver must not have done to the case."""

RELATIONS = tuple(each.name for each in Relation if each is not Relation.FIRST)
"""Who may be taken in one case with somebody: their relation to the first person."""

FACE_LIMITS = LIMITS
FINGERS = tuple(finger.name for finger in Finger)
SLAPS = tuple(slap.name for slap in Slap)
_MISSING = {ExceptionReason.AMPUTATED: "MISSING"}
EXCEPTIONS: Mapping[Modality, Mapping[str, ExceptionReason]] = {
    what: {_MISSING.get(reason, reason.name): reason for reason in reasons} for what, reasons in REASONS.items()
}
"""Why something is not taken: the word, and what is said in the case."""
PRESENT = "PRESENT"
FINGER_STATES = (PRESENT, *EXCEPTIONS[Modality.FINGERS])


def allowed(what: Modality, words: Collection[str]) -> tuple[ExceptionReason, ...]:
    """The reasons that these words of `EXCEPTIONS` stand for, in the order of all reasons."""
    return tuple(reason for word, reason in EXCEPTIONS[what].items() if word in words)


RECORDS = tuple(RecordKind)
FACE_PICTURES = SOURCE_PICTURE, ORIGINAL_PICTURE = ("SOURCE", "ORIGINAL")
"""Kinds of biometric records."""
BEST_COUNTS, OVERRIDE = WEAK = ("BEST_COUNTS", "OVERRIDE")
"""What becomes of fingers that stay below their thresholds at every attempt: the best attempt counts by itself, or
people let it pass with a reason."""

NOTICES = ("rights_and_data",)
"""What an applicant can be told of: `station.domain.citizen_view.TOLD`."""
ON, OFF, EVALUATION = HAND_CHECKS = ("ON", "OFF", "EVALUATION")
"""Whether a check of fingers counts: the one that tells hands apart, the one that finds a finger twice; in evaluation
it is written down and hinders nobody."""
FINGER_KINDS = ("THUMB", "INDEX", "MIDDLE", "RING", "LITTLE")
AFTER_ATTEMPTS, AT_ONCE = FORCE = ("AFTER_ATTEMPTS", "AT_ONCE")
"""When people may let pass what does not reach the thresholds."""
EACH, AVERAGE = SCORED = ("EACH", "AVERAGE")
"""Whether every finger must reach its threshold, or the fingers of a slap on average theirs."""

GIVERS = (
    "SELF", "MOTHER", "FATHER", "ADOPTER", "GUARDIAN", "CUSTODIAN", "TRUSTEE", "REPRESENTATIVE", "AUTHORISED", "OWNER",
)  # fmt: skip
CONSENT_FORMS = ("IN_PERSON", "WRITTEN", "NOTARISED")

SOURCES = ("MRZ", "CHIP", "REGISTRY", "PRE_APPLICATION", "TABLE")
"""Where a field may be filled from before anybody types."""
GRADES = ("DECLARED", "SUPPORTED", "PROVEN")
"""How well a field is proven: by the person's word alone, by something that speaks for it, by a paper."""
SCRIPTS = tuple(scripts.SCRIPTS)

FIELD_TYPES = fields.NAMES
MRZ_TYPES = ("TD1", "TD2", "TD3")
