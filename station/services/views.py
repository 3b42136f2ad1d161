"""What front ends are shown: frozen values, safe across threads. Live capture tells in `station.domain.capture`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from station.domain.answers import AnswerRow
from station.domain.attachment import PaperWanted
from station.domain.contact import Contact
from station.domain.enrollment import Enrollment, EnrollmentId, EnrollmentState, Relation
from station.domain.errors import Problem
from station.domain.idle_lock import IdleLock
from station.domain.leeway import Leeway
from station.domain.lines import Shown
from station.domain.operator import CredentialId, Operator, Role
from station.domain.outbox import OutboxState, PacketId
from station.domain.override import Unfit
from station.domain.paying import TerminalPayment
from station.domain.pitch import PitchZero
from station.domain.proven import Proven
from station.domain.sample import ExceptionReason, Finger, Modality, Slap
from station.services.offered import Offered

if TYPE_CHECKING:  # nothing on the way to the first window reads what describes services
    from station.services.form_view import Form

Outcome: TypeAlias = Literal["pass", "fail", "skip"]
StepState: TypeAlias = Literal["to_do", "current", "done", "attention", "locked"]


# --- sign-in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CredentialView:
    """A person who can sign in here. `demo_pin` and `demo_puk` are set for the demo PKI only, so that a bare laptop can
    be tried. locked: too many wrong PINs; somebody else, or the PUK, gives the tries back. identifier, key: as
    `Operator`."""

    credential_id: CredentialId
    name: str
    organisation: str
    roles: frozenset[Role]
    demo_pin: str = ""
    demo_puk: str = ""
    locked: bool = False
    identifier: str = ""
    key: str = ""


# --- policy ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PolicyView:
    """Signed policy as it stands. state: "none": no policy is asked for; "expired": also where none was ever proven.

    until: when the state ends. mode: as in the packet, "NORMAL", "TRAINING", ...; mode_until: its last day. unit,
    desk_names: names by language; desk: its name; empty where the registry has none. people: names by language, by the
    identifier of a certificate. problem: what to warn of, on every page.
    """

    state: Literal["none", "fresh", "grace", "expired"]
    mode: str = "NORMAL"
    mode_until: date | None = None
    until: datetime | None = None
    unit: Mapping[str, str] = field(default_factory=dict)
    desk: str = ""
    desk_names: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problem: Problem | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    idle: IdleLock = field(default_factory=IdleLock)


# --- enrollment --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ServiceView:
    """What somebody may come for. name: by language. hindrance: why who sits here cannot begin it."""

    service_id: str
    name: Mapping[str, str]
    hindrance: Problem | None = None


@dataclass(frozen=True)
class StepView:
    """name: key of its words; called: its own name by language where the service gives it one. page: which shows
    it. takes: what is captured there. signs: people sign there. change: key of the words for going back to it.
    lines: what is compared before somebody signs, and only then. form: what is asked there, None where nothing is
    typed. papers: of which pages are photographed there. may_lack: for
    which reasons what is captured there may be missing, or be taken otherwise than usual; lacks: for which it is; of
    fingers, each says so itself. proven: what is asked beside the reasons that hold, and what is there of it. blank:
    nothing was entered of all that is asked there, and all of it may be left out."""

    step_id: str
    name: str
    page: str
    state: StepState
    problems: tuple[Problem, ...]  # why the step is not done; empty when it is
    takes: Modality | None = None
    signs: bool = False
    change: str = ""
    lines: tuple[Shown, ...] = ()
    form: "Form | None" = None
    called: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[PaperWanted, ...] = ()
    may_lack: tuple[ExceptionReason, ...] = ()
    lacks: ExceptionReason | None = None
    proven: Proven = field(default_factory=Proven)
    blank: bool = False


@dataclass(frozen=True)
class SlapView:
    """One placement: which fingers are expected now, what was tried, which attempt counts."""

    slap: Slap
    expected: tuple[Finger, ...]  # left to right, without the missing ones; empty: nothing to take
    attempts: int
    attempts_left: int
    best_attempt: int | None
    scores: Mapping[Finger, int | None]  # NFIQ 2 of the best attempt
    thresholds: Mapping[Finger, int]
    passed: bool  # each expected finger of the best attempt reaches its threshold
    needs_reason: bool = False  # it does not after all attempts, and nobody has said why it is taken
    more: bool = False  # it does, and is wanted more often all the same
    wanted: int = 1  # how often, at least
    skipped: bool = False  # its fingers are taken one by one
    part_of: Slap | None = None  # the one that the service asks for, where this stands for it or for a part of it
    may_veto: bool = False  # what counts may be left out by a word of who took it
    may_singly: bool = False  # its fingers may be taken one by one

    @property
    def to_take(self) -> bool:
        """Whether anything is left to do here: it is not good enough, nor all attempts used, there is a finger to take
        and it is not taken one by one; or a reason is wanted."""
        if self.needs_reason:
            return True
        over = self.skipped or (self.attempts_left == 0 and self.best_attempt is not None)
        return bool(self.expected) and not over and (self.more or not self.passed)


@dataclass(frozen=True)
class PersonView:
    """One of those who came together. ready: everything of theirs is signed and approved. complete: nothing is left
    but the signatures. waiting: left for a state officer. involved: as `Enrollment`."""

    enrollment_id: EnrollmentId
    title: str
    relation: Relation
    ready: bool
    complete: bool = False
    signed: bool = False
    waiting: bool = False
    involved: tuple[Operator, ...] = ()


@dataclass(frozen=True)
class EnrollmentView:
    """The whole state of one enrollment, as every page needs it. service: its name by language. people: all who
    came together, this one among them; empty where somebody came alone. nameable: at the review, and
    where somebody named some of it, what may be asked for once more, each with what it is called by language; "" for
    samples."""

    enrollment: Enrollment
    title: str  # applicant's name as far as typed, for the rail
    steps: tuple[StepView, ...]
    current: str  # step id
    slaps: tuple[SlapView, ...]
    fingerprints_required: bool
    ready_to_sign: bool
    ready_to_seal: bool  # operator signed and officer approved, for everybody who came together
    notices: tuple[Problem, ...] = ()  # at the review: what will not be in the packet as it was captured
    hindrance: Problem | None = None  # at the review: why no packet can be made of it, so that nobody signs in vain
    people: tuple[PersonView, ...] = ()
    service: Mapping[str, str] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()  # of whom this service takes together with the first
    nameable: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offered: tuple[Offered, ...] = ()  # at this step, where nothing is typed yet
    for_others: tuple[Offered, ...] = ()  # chosen at this step, and to be said of these too
    payments: tuple[TerminalPayment, ...] = ()  # what terminals took, or may have, for one of several who came together
    leeway: Leeway = field(default_factory=Leeway)  # what is not judged of this person's portrait
    unfit: tuple[Unfit, ...] = ()  # samples that a rule refuses, each with what people say to it

    @property
    def step(self) -> StepView:
        """Where it stands."""
        return next(step for step in self.steps if step.step_id == self.current)


@dataclass(frozen=True)
class SealedView:
    """others: the packets of those who came with the first, in their order."""

    packet_id: PacketId
    packet_path: str
    size: int
    others: tuple["SealedView", ...] = ()

    @property
    def all(self) -> tuple["SealedView", ...]:
        return (replace(self, others=()), *self.others)


# --- devices, delivery, doctor -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeviceView:
    device_id: str
    kind: str  # "camera" | "fingerprint" | "signature"
    name: str
    state: Literal["ready", "in_use", "gone", "faulted"]
    simulated: bool
    problem: Problem | None = None
    pitch: PitchZero | None = None  # of a camera of which portraits were sealed
    one_finger: bool = False  # a scanner whose glass holds one


@dataclass(frozen=True)
class OutboxView:
    packet_id: PacketId
    enrollment_id: EnrollmentId
    state: OutboxState
    queued_at: datetime
    attempts: int
    next_try_at: datetime | None
    size: int
    problem: Problem | None
    erased: bool
    unsigned: bool = False  # delivered, but the receiver signs no receipts
    answer: AnswerRow | None = None  # what the centre decided, once it had opened it
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # the service's words for what is asked for
    taken_back: EnrollmentState | None = None  # how far it is that the applicant takes it back; None: they do not
    contact: Contact | None = None  # whose it is, where it needs a person and who sits here may know


@dataclass(frozen=True)
class OutboxSummary:
    """total: archived ones not counted. stuck: refused or parked. put_aside: what lies in quarantine for a person.
    gone: sealed ones whose packet is nowhere, so that their drafts are kept. answers: of the centre's that say no, or
    ask for something once more, and nobody has looked at."""

    total: int = 0
    on_the_way: int = 0
    stuck: int = 0
    put_aside: int = 0
    gone: int = 0
    answers: int = 0

    @property
    def attention(self) -> int:
        """For how many of them a person is needed."""
        return self.stuck + self.put_aside + self.gone + self.answers


@dataclass(frozen=True)
class CopiesView:
    """Copies of drafts at the second place. problem: why they are late; behind: drafts that are further than their
    copies; newest: when the last copy was made, None while none is known; left: copies that should be gone."""

    problem: Problem | None = None
    behind: int = 0
    newest: datetime | None = None
    left: int = 0


@dataclass(frozen=True)
class DoctorLine:
    """One finding of `doctor`. area: "devices" | "keys" | "storage" | "models" | "services"; code finds the words."""

    area: str
    code: str
    outcome: Outcome
    measured: str = ""
    params: Mapping[str, str | int | float] = field(default_factory=dict)


SignInResult: TypeAlias = Operator | Problem
EnrollResult: TypeAlias = EnrollmentView | Problem
