"""`contextualData` of a packet in each of its formats, as types: who, where, when, and how what is in it was said."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias, TypeVar

from msgspec import Meta, defstruct, field

from intake.acceptance.forms import Hash, Moment, Positive, Said, Strict
from intake.acceptance.portrayed import Portrayed, PortrayedStill
from station.domain.answers import ITEM
from station.domain.override import LONGEST_NOTE, OverrideReason
from station.domain.record import RecordKind
from station.domain.sample import ExceptionReason, NamedBy, Slap, VetoReason
from station.domain.value import MOST_REPLACED, Source
from station.packet.placed import WhyAlone

Link = Literal["appointment", "external_case", "household", "earlier_packet"]
EnteredName = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,119}(\.[a-z0-9_]{1,119}){0,4}\Z")]
"""Of any field that a desk asks, or of a part of it."""
ItemName = Annotated[str, Meta(pattern=rf"\A{ITEM}\Z")]
ExceptedName = Literal[
    "face", "right_eye", "left_eye", "signature",
    "right_thumb", "right_index", "right_middle", "right_ring", "right_little", "left_thumb",
    "left_index", "left_middle", "left_ring", "left_little",
]  # fmt: skip


FingerWord = Literal[
    "right_thumb", "right_index", "right_middle", "right_ring", "right_little", "left_thumb",
    "left_index", "left_middle", "left_ring", "left_little",
]  # fmt: skip
_SAMPLES = "|".join(("portrait", *Slap))
OverriddenName = Annotated[str, Meta(pattern=rf"\A({_SAMPLES})\Z")]
EnrollmentName = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
RecordedName = Annotated[str, Meta(pattern=r"\A(portrait|(right|left)_(thumb|index|middle|ring|little))\Z")]


class Person(Strict, frozen=True):
    credential: Said
    identifier: str
    key: str
    name: Said
    organisation: str


class PersonBefore(Strict, frozen=True):
    credential: Hash
    name: Said
    organisation: str


class Case(Strict, frozen=True):
    """With whom somebody came: which of how many, and what to the first, whose enrollment's id is the case's."""

    id: Said
    person: Positive
    people: Annotated[int, Meta(ge=2)]
    relation: Literal["first", "spouse", "child", "parent", "sibling", "ward", "other"]


class Notice(Strict, frozen=True):
    notice: Said
    version: Said
    language: Said
    given_at: Moment
    by: Hash


class _Told(Strict, frozen=True, kw_only=True):
    """How it came: from where, when, who said it, and on what it rests."""

    source: Source
    at: Moment | None = None
    by: Said | None = None
    evidence: Said | None = None


class Replaced(_Told, frozen=True, kw_only=True):
    text: Annotated[str, Meta(max_length=10_000)]


class Entered(_Told, frozen=True, kw_only=True):
    replaced: Annotated[tuple[Replaced, ...], Meta(min_length=1, max_length=MOST_REPLACED)] | None = None


class Excepted(Entered, frozen=True, kw_only=True):
    """Why something is not taken, or is taken otherwise than usual."""

    reason: ExceptionReason


class Handling(Strict, frozen=True, kw_only=True):
    """Of which class the case is, and for how many days what came is kept. application: False of a request, for which
    nothing was captured."""

    class_: Annotated[str, Meta(pattern=r"\A[A-Z_]{1,40}\Z")] = field(name="class")
    retention_days: Annotated[int, Meta(ge=0, le=36_500)]
    application: Literal[False] | None = None


class Again(Strict, frozen=True):
    """What was asked for of an earlier packet, as the answer to it has it."""

    packet: Hash
    asked_at: Moment
    items: Annotated[tuple[ItemName, ...], Meta(min_length=1)]
    request: Said | None = None


class Withdrawal(Strict, frozen=True):
    """Which earlier packet the applicant takes back, and of which enrollment that is, where the station knew."""

    packet: Hash
    enrollment_id: EnrollmentName | None = None


class Second(Strict, frozen=True, kw_only=True):
    """Another person who saw it."""

    by: Person
    at: Moment | None = None


class Proof(Strict, frozen=True, kw_only=True):
    """asked: what the service wants beside the reasons; a photograph stands among the documents."""

    asked: tuple[Literal["photo", "second"], ...]
    second: Second | None = None


class Check(Strict, frozen=True, kw_only=True):
    """A rule that the sample did not keep, as it was measured."""

    check: Annotated[str, Meta(pattern=r"\A[A-Z]{2,8}-[A-Z0-9-]{1,30}\Z")]
    about: Said | None = None
    limit: Said | None = None
    unit: Said | None = None
    value: float | None = None


class Overridden(Strict, frozen=True, kw_only=True):
    """Why a sample is there though a rule refused it: who proposed it, and who of the State answers for it."""

    checks: Annotated[tuple[Check, ...], Meta(min_length=1)]
    reason: OverrideReason
    proposed_by: Person
    proposed_at: Moment
    settled_with: Literal["person", "signature002"]
    settled_by: Person | None = None
    settled_at: Moment | None = None
    note: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)] | None = None


class Recorded(Strict, frozen=True):
    """The biometric record of a sample: of which kind, and where it lies."""

    kind: RecordKind
    ref: Said


class NamedFingers(Strict, frozen=True, kw_only=True):
    """How the prints of one slap came by their names; what was asked about them, and by whom it was answered."""

    named: Annotated[dict[FingerWord, NamedBy], Meta(min_length=1)]
    noted: Annotated[tuple[Check, ...], Meta(min_length=1)] | None = None
    questions: Annotated[tuple[Check, ...], Meta(min_length=1)] | None = None
    answered_by: Hash | None = None
    answered_at: Moment | None = None


class Vetoed(Strict, frozen=True):
    """Prints that did not count, though every check took them."""

    attempt: Annotated[int, Meta(ge=1)]
    reason: VetoReason
    by: Hash
    at: Moment


class Placed(Strict, frozen=True):
    """How often a placement was taken, and why a finger was placed alone."""

    attempts: Annotated[int, Meta(ge=1)]
    alone: WhyAlone | None = None
    vetoed: Annotated[tuple[Vetoed, ...], Meta(min_length=1)] | None = None


class Sections(Strict, frozen=True):
    """What a format may have beside who, where and when; None in one that does not have it. None of it is a field here:
    of each format the fields are made from the table below."""

    entered: ClassVar[dict[str, Entered] | None] = None
    exceptions: ClassVar[dict[str, Excepted] | None] = None
    handling: ClassVar[Handling | None] = None
    recapture: ClassVar[Again | None] = None
    withdrawal: ClassVar[Withdrawal | None] = None
    proofs: ClassVar[dict[str, Proof] | None] = None
    overrides: ClassVar[dict[str, Overridden] | None] = None
    records: ClassVar[dict[str, Recorded] | None] = None
    fingers: ClassVar[dict[Slap, NamedFingers] | None] = None
    placements: ClassVar[dict[Slap, Placed] | None] = None
    face: ClassVar[Portrayed | None] = None


class ContextBefore(Sections, frozen=True):
    enrollment_date: Moment
    station: Hash
    desk: str
    operator: PersonBefore
    captured_by: tuple[Hash, ...]
    software_version: Said
    policy_versions: dict[str, str]


class Context(Sections, frozen=True, kw_only=True):
    enrollment_date: Moment
    station: Hash
    desk: str
    operator: Person
    captured_by: tuple[Person, ...]
    software_version: Said
    policy_versions: dict[str, str]
    recovered_from: Hash | None = None


class LaterContext(Context, frozen=True, kw_only=True):
    case: Case | None = None
    links: Annotated[dict[Link, Said], Meta(min_length=1)] | None = None
    notices: Annotated[tuple[Notice, ...], Meta(min_length=1)] | None = None


_SECTIONS: Mapping[str, object] = {
    "entered": Annotated[dict[EnteredName, Entered], Meta(min_length=1)],
    "exceptions": Annotated[dict[ExceptedName, Excepted], Meta(min_length=1)],
    "handling": Handling,
    "recapture": Again,
    "withdrawal": Withdrawal,
    "proofs": Annotated[dict[Literal["face", "fingers", "signature"], Proof], Meta(min_length=1)],
    "overrides": Annotated[dict[OverriddenName, Overridden], Meta(min_length=1)],
    "records": Annotated[dict[RecordedName, Recorded], Meta(min_length=1)],
    "fingers": Annotated[dict[Slap, NamedFingers], Meta(min_length=1)],
    "placements": Annotated[dict[Slap, Placed], Meta(min_length=1)],
    "face": Portrayed,
}
_OF_A_PORTRAIT = (
    "face",
    "placements",
    "records",
    "fingers",
    "overrides",
    "proofs",
    "recapture",
    "handling",
    "exceptions",
    "entered",
)
_FORMATS: Mapping[int, tuple[str, ...]] = {
    3: (),
    4: ("entered",),
    5: ("exceptions", "entered"),
    6: ("handling", "exceptions", "entered"),
    7: ("recapture", "handling", "exceptions", "entered"),
    8: ("proofs", "recapture", "withdrawal", "handling", "exceptions", "entered"),
    9: ("overrides", "proofs", "recapture", "handling", "exceptions", "entered"),
    10: ("withdrawal", "handling", "exceptions", "entered"),
    11: ("fingers", "overrides", "proofs", "recapture", "handling", "exceptions", "entered"),
    13: ("records", "fingers", "overrides", "proofs", "recapture", "handling", "exceptions", "entered"),
    15: ("placements", "records", "fingers", "overrides", "proofs", "recapture", "handling", "exceptions", "entered"),
    16: _OF_A_PORTRAIT,
    17: _OF_A_PORTRAIT,
}
"""Of each later format its sections: the first is what it is for and is always there, the others may be."""


C = TypeVar("C", bound=Context)


def _format(number: int, sections: tuple[str, ...], base: type[C]) -> type[C]:
    fields: list[object] = [("format", Literal[number])]
    for place, name in enumerate(sections):
        kind = PortrayedStill if number == 17 and name == "face" else _SECTIONS[name]
        fields.append((name, kind) if place == 0 else (name, kind | None, None))  # type: ignore[operator]
    made: type[C] = defstruct(f"ContextOfFormat{number}", fields, bases=(base,), frozen=True, kw_only=True)  # type: ignore[assignment,arg-type]
    return made


AnyContext: TypeAlias = Context | ContextBefore
BY_FORMAT: Mapping[int, type[AnyContext]] = {
    1: ContextBefore,
    2: _format(2, (), Context),
    **{number: _format(number, sections, LaterContext) for number, sections in _FORMATS.items()},
}
"""Each that `station.packet.persons.context_format` knows."""
