"""The entries of a profile and their types; docs/service-guide.md explains each. Whether they make sense together is
looked at in `checks`."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta, field
from msgspec.structs import asdict

from station.domain import papers
from station.profiles import including, words
from station.profiles.entries import WORDS as WORDS
from station.profiles.entries import Entry as Entry
from station.profiles.entries import Rule as Rule
from station.profiles.entries import one_of
from station.profiles.sampled import Face as Face
from station.profiles.sampled import Fingers as Fingers
from station.profiles.sampled import Samples as Samples
from station.profiles.sampled import Signature as Signature

Id: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,39}\Z")]
Word: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Z][A-Z0-9_]{0,39}\Z")]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]
Name: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9-]{0,39}\Z")]
Called: TypeAlias = Annotated[str, Meta(pattern=r"\A\S(?:.{0,58}\S)?\Z")]
Said: TypeAlias = Annotated[str, Meta(pattern=r"\A\S(?:.{0,118}\S)?\Z")]
Length: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
"""In characters."""
FieldType: TypeAlias = Annotated[str, one_of(words.FIELD_TYPES)]
Role: TypeAlias = Annotated[str, one_of(words.ROLES)]
Roles: TypeAlias = Annotated[tuple[Role, ...], Meta(min_length=1)]
Giver: TypeAlias = Annotated[str, one_of(words.GIVERS)]
Paper: TypeAlias = Annotated[str, one_of(papers.PAPERS)]


class Words(Entry, frozen=True, kw_only=True):
    """In each language of the window."""

    @property
    def by_language(self) -> Mapping[str, str]:
        return asdict(self)


class Title(Words, frozen=True, kw_only=True):
    """What it is called on screens and paper."""

    hy: Called
    en: Called
    ru: Called


class Help(Words, frozen=True, kw_only=True):
    """A few words of help."""

    hy: Said
    en: Said
    ru: Said


def by_language(said: Words | None) -> Mapping[str, str]:
    """Empty where nothing is said."""
    return {} if said is None else said.by_language


class InForce(Entry, frozen=True, kw_only=True):
    """The first and the last day on which the version is in force; no last day: until a newer version begins. day: of
    `laws`, by name; it does not begin before that, and not at all while that is not set."""

    since: date
    until: date | None = None
    day: Id | None = None

    def first(self, days: Mapping[str, date]) -> date | None:
        """None while it does not begin at all. days: of laws that are set."""
        named = days.get(self.day) if self.day is not None else self.since
        return None if named is None else max(named, self.since)


class Subject(Entry, frozen=True, kw_only=True):
    """who: conditions for coming; a person for whom one of them is false is turned away. obliged: when the law obliges
    a person to come. together: relatives who may come along and be taken in the same case."""

    who: tuple[str, ...] = ()
    obliged: Rule = False
    together: tuple[Annotated[str, one_of(words.RELATIONS)], ...] = words.RELATIONS


class Member(Entry, frozen=True, kw_only=True):
    """One member of a group: what is asked of each person, as of each parent. name, help, choice_names: of a field."""

    type: FieldType
    name: Title | None = None
    help: Help | None = None
    choice_names: dict[Word, Title] = field(default_factory=dict)
    script: Annotated[str, one_of(words.SCRIPTS)] | None = None
    choices: tuple[Word, ...] = ()
    repeated: bool = False
    longest: Length | None = None


class Field(Entry, frozen=True, kw_only=True):
    """when: when the field is shown at all. required: when it must be filled. evidence: when a paper must prove it.
    prefill: from where it may be filled before somebody types. begins: its text in a new case. default: the value that
    an empty field stands for. shared: whether what was typed for one person of a case is offered to the others.
    forget: what stands in it goes, with all that it corrected, as soon as the field is surely not asked for. name,
    help, choice_names: what the field is called, what stands below its input, and what its choices are called; they go
    before the words that the program has for them."""

    type: FieldType
    name: Title | None = None
    help: Help | None = None
    choice_names: dict[Word, Title] = field(default_factory=dict)
    script: Annotated[str, one_of(words.SCRIPTS)] | None = None
    choices: tuple[Word, ...] = ()
    repeated: bool = False
    longest: Length | None = None
    begins: Text = ""
    default: Text = ""
    when: Rule = True
    required: Rule = False
    evidence: Rule = False
    prefill: tuple[Annotated[str, one_of(words.SOURCES)], ...] = ()
    shared: bool = False
    forget: bool = False
    members: dict[Id, Member] = field(default_factory=dict)


class Step(Entry, frozen=True, kw_only=True):
    """name: what the step is called; needed for a form, whose kind does not tell what it asks. when: only for a form, a
    document or a payment; steps that capture something have their conditions in `samples`."""

    id: Id
    kind: Id
    name: Title | None = None
    when: Rule = True
    fields: tuple[Id, ...] = ()


class Later(Entry, frozen=True, kw_only=True):
    """The paper may be brought afterwards, within `days`. working: whether days on which nobody works are not counted:
    Saturdays, Sundays and those in `closed`."""

    days: Annotated[int, Meta(ge=1, le=365)]
    working: bool = False
    closed: tuple[date, ...] = ()


class PaperRule(Entry, frozen=True, kw_only=True):
    """One paper of `one_of` is to be shown, in each of `forms`. shared: one is enough for all people of a case, for
    example a marriage certificate. later: the application is accepted without it, as INCOMPLETE; left out: it is not.
    name: what is asked for, as a field is called."""

    name: Title | None = None
    one_of: Annotated[tuple[Paper, ...], Meta(min_length=1)]
    forms: Annotated[tuple[Annotated[str, one_of(papers.PAPER_FORMS)], ...], Meta(min_length=1)] = ("ORIGINAL",)
    when: Rule = True
    shared: bool = False
    later: Later | None = None

    @property
    def kept_in(self) -> str:
        """Id of the field that says which was shown."""
        return f"{'_or_'.join(self.one_of).lower()}_paper"


class ConsentRule(Entry, frozen=True, kw_only=True):
    """A consent is to be given by one of `by`, in one of `forms`. name: what is asked for, as a field is called."""

    name: Title | None = None
    by: Annotated[tuple[Giver, ...], Meta(min_length=1)]
    forms: Annotated[tuple[Annotated[str, one_of(words.CONSENT_FORMS)], ...], Meta(min_length=1)]
    when: Rule = True

    @property
    def kept_in(self) -> str:
        """Id of the field that says who gave it, and how."""
        return f"{'_or_'.join(self.by).lower()}_consent"

    @property
    def answers(self) -> Mapping[str, tuple[str, str]]:
        """Who and how, by the word that says both: `MOTHER_IN_PERSON`."""
        return {f"{giver}_{form}": (giver, form) for giver in self.by for form in self.forms}


class Sign(Entry, frozen=True, kw_only=True):
    """told: of what the applicant must have been told before anything is signed. told_from: the day of `laws`, by name,
    from which this is asked of whoever comes; left out: of everybody."""

    by: Roles
    told: tuple[Annotated[str, one_of(words.NOTICES)], ...] = ()
    told_from: Id | None = None

    def told_to(self, begun: date, days: Mapping[str, date]) -> tuple[str, ...]:
        """Of what the applicant of a case begun on that day must be told. days: of laws that are set."""
        since = None if self.told_from is None else days.get(self.told_from, date.max)
        return self.told if since is None or since <= begun else ()


class Approve(Entry, frozen=True, kw_only=True):
    """not_who: what an approver must not have done to the same case."""

    by: Roles
    not_who: tuple[Annotated[str, one_of(words.OWN_WORK)], ...]


class Acts(Entry, frozen=True, kw_only=True):
    sign: Sign
    approve: Approve


class Validity(Entry, frozen=True, kw_only=True):
    """How long the document is valid; of several entries the first whose condition holds counts. until: the last day,
    for example `issue + years(5)`."""

    until: str
    when: Rule = True


class DocumentMade(Entry, frozen=True, kw_only=True):
    """mrz: type of the machine readable zone; left out where the document has none. code: the document code in it, for
    example PP. issuer: ICAO code of the State."""

    mrz: Annotated[str, one_of(words.MRZ_TYPES)] | None = None
    code: Annotated[str, Meta(pattern=r"\A[A-Z][A-Z]?\Z")] | None = None
    issuer: Annotated[str, Meta(pattern=r"\A[A-Z]{1,3}\Z")]
    validity: Annotated[tuple[Validity, ...], Meta(min_length=1)]


class Terms(Entry, frozen=True, kw_only=True):
    """Fee and deadline; of several entries the first whose condition holds counts. fee_amd: in whole drams."""

    fee_amd: Annotated[int, Meta(ge=0, le=10_000_000)]
    working_days: Annotated[int, Meta(ge=1, le=1000)]
    when: Rule = True


class Payment(Entry, frozen=True, kw_only=True):
    """required: whether nothing goes on before the fee is paid; otherwise the packet says that it is open.
    in_time: what must be true of a payment, as `paid_on <= application - days(10)`."""

    required: Rule = True
    in_time: Rule = True


class Profile(Entry, frozen=True, kw_only=True):
    """One version of one service. application: whether what comes of it is one; else it is a request, for which nothing
    is captured and no document is made. include: parts whose entries are here too, as if they stood in the file.
    graded: fields of which it is asked how well they are proven."""

    id: Id
    name: Title
    version: Annotated[int, Meta(ge=1, le=9999)]
    law: Text
    application: bool = True
    in_force: InForce
    case_class: Annotated[str, one_of(words.CLASSES)] = field(name="class")
    modes: Annotated[tuple[Annotated[str, one_of(words.MODES)], ...], Meta(min_length=1)]
    roles: Roles
    receivers: Annotated[tuple[Name, ...], Meta(min_length=1)]
    retention_days: Annotated[int, Meta(ge=0, le=36_500)]
    subject: Subject = Subject()
    fields: dict[Id, Field]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    papers: tuple[PaperRule, ...] = ()
    consents: tuple[ConsentRule, ...] = ()
    samples: Samples = Samples()
    acts: Acts
    document: DocumentMade | None = None
    terms: Annotated[tuple[Terms, ...], Meta(min_length=1)]
    payment: Payment | None = None
    include: tuple[Annotated[str, one_of(including.PARTS)], ...] = ()
    graded: tuple[Id, ...] = ()
