"""One person's enrollment: what was typed and captured, where it stands. Immutable: each change is a new value."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NewType

from station.domain.classes import class_of
from station.domain.confirmed import still_said
from station.domain.decision import Decision, DecisionKind
from station.domain.exceptions import exception_id, exception_in, fingers_in, reason_in, reasoned
from station.domain.fingers_taken import without_prints
from station.domain.follows import Follows, Withdrawal
from station.domain.item import ActDone, ActKind, Item, ItemId, ItemKind, LinkKind, Notice
from station.domain.operator import Operator
from station.domain.override import Override, RefusedPortrait, settled_all, without
from station.domain.recapture import Recapture
from station.domain.relation import Relation as Relation
from station.domain.sample import (
    PORTRAIT,
    SIGNATURE,
    BiometricException,
    ExceptionReason,
    Eye,
    Modality,
    Portrait,
    Samples,
    SignatureSample,
    Slap,
    SlapImpression,
)  # fmt: skip
from station.domain.signatures import Approved, Signed
from station.domain.value import FieldValue, Said, said_over

EnrollmentId = NewType("EnrollmentId", str)  # UUID, lower-case
_NOT_KNOWN = Said("")


class EnrollmentState(StrEnum):
    """draft -> sealed -> receipted -> erased; draft -> discarded."""

    DRAFT = "draft"
    SEALED = "sealed"
    RECEIPTED = "receipted"
    ERASED = "erased"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Together:
    """With whom somebody came. place: which of them, 1 for the first; people: how many they are."""

    case_id: EnrollmentId
    place: int
    people: int
    relation: Relation


@dataclass(frozen=True)
class Enrollment:
    """`values` hold the text of each input exactly as typed, right or wrong, so that nothing typed is ever lost."""

    enrollment_id: EnrollmentId
    procedure: str
    started_at: datetime
    operator: Operator
    step: str  # id of the step the operator last stood on
    values: Mapping[str, FieldValue] = field(default_factory=dict)
    samples: Samples = field(default_factory=Samples)
    signed: Signed | None = None
    approved: Approved | None = None
    captured_by: tuple[Operator, ...] = ()  # everyone who took a sample; none of them may approve
    acts: tuple[ActDone, ...] = ()  # oldest first, also those that a later change made void
    items: tuple[Item, ...] = ()
    links: Mapping[LinkKind, FieldValue] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    training: bool = False  # begun in training: it never counts, and ends in training only
    recovered_from: str = ""  # SHA-256 of the certificate of the station whose copy it came from
    settled_at: datetime | None = None  # another text for what was entered until then is a correction
    waiting_since: datetime | None = None  # left for a state officer then
    decision: Decision | None = None
    together: Together | None = None  # None: this person came alone
    case_class: str = ""  # of the service; "" in drafts of before
    recapture: Recapture | None = None  # nothing is asked but what the centre named of an earlier packet
    withdrawal: Withdrawal | None = None  # nothing is asked but who takes an earlier packet back
    version: int = 0  # of the service, as it was begun; 0 in drafts of before: the one of that day
    mode: str = ""  # of work, in which it was begun; "" in drafts of before
    refused: RefusedPortrait | None = None  # no part of the application unless somebody proposes to take it
    overrides: tuple[Override, ...] = ()  # of samples that are taken though a rule refused them

    @property
    def confidential(self) -> bool:
        """Whether it is none of a vendor's people's business."""
        return class_of(self.case_class).confidential

    @property
    def follows(self) -> Follows | None:
        """The earlier packet that it belongs to."""
        asked = self.withdrawal or self.recapture
        return None if asked is None else asked.follows

    @property
    def named(self) -> tuple[str, ...] | None:
        """All that may be said and taken, where it follows an earlier packet; None: whatever the service asks."""
        asked = self.withdrawal or self.recapture
        return None if asked is None else asked.items

    @property
    def case_id(self) -> EnrollmentId:
        """Under it all who came together are kept: the id of the first one's enrollment."""
        return self.together.case_id if self.together is not None else self.enrollment_id

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The texts alone."""
        return {name: value.text for name, value in self.values.items()}

    # Any change of content takes signatures and confirmations away: what is approved is what was signed.
    def _changed(self, **changes: Any) -> "Enrollment":
        after = replace(self, signed=None, approved=None, waiting_since=None, **changes)
        return replace(after, notices=still_said(self, after))

    def with_said(self, changes: Mapping[str, Said]) -> "Enrollment":
        """Other texts, each with how it came. What they correct is kept."""
        values = said_over(self.values, changes, self.settled_at)
        return self if values is self.values else self._changed(values=values)

    def with_fields(self, changes: Mapping[str, str]) -> "Enrollment":
        """The same where nothing is known of how they came."""
        return self.with_said({name: Said(text) for name, text in changes.items()})

    def without(self, names: Collection[str]) -> "Enrollment":
        """Nothing stands in these fields or in parts of them, and nothing tells that something did."""
        values = {name: value for name, value in self.values.items() if name.partition(".")[0] not in names}
        return self if len(values) == len(self.values) else self._changed(values=values)

    def with_link(self, kind: LinkKind, new: Said) -> "Enrollment":
        links = said_over(self.links, {kind: new}, self.settled_at)
        return self if links is self.links else self._changed(links=links)

    def with_item(self, item: Item) -> "Enrollment":
        """Added, or in the place of the one with its id."""
        held = {each.item_id: each for each in self.items} | {item.item_id: item}
        return self._changed(items=tuple(held.values()))

    def without_item(self, item_id: ItemId) -> "Enrollment":
        return self._changed(items=tuple(each for each in self.items if each.item_id != item_id))

    def with_notice(self, notice: Notice) -> "Enrollment":
        return self._changed(notices=(*self.notices, notice))

    def without_notice(self, about: str) -> "Enrollment":
        return self._changed(notices=tuple(each for each in self.notices if each.about != about))

    def settled(self, at: datetime) -> "Enrollment":
        """What was entered so far is no longer being written."""
        return replace(self, settled_at=at)

    def with_portrait(self, portrait: Portrait | None) -> "Enrollment":
        """What was refused before, and what was said to it, was about another."""
        samples = replace(self.samples, portrait=portrait)
        return self._changed(samples=samples, refused=None, overrides=without(self.overrides, PORTRAIT))

    def with_slap(self, impression: SlapImpression) -> "Enrollment":
        return self.with_slaps(replace(self.samples, slaps=(*self.samples.slaps, impression)), impression.slap)

    def with_slaps(self, samples: Samples, about: Slap) -> "Enrollment":
        """What was said to weaker prints of its fingers holds no more."""
        return self._changed(samples=samples, overrides=without(self.overrides, *map(str, about.met)))

    def with_refused(self, refused: RefusedPortrait) -> "Enrollment":
        """It is kept and is not taken: nothing that was signed changes."""
        return replace(self, refused=refused)

    def with_override(self, override: Override) -> "Enrollment":
        """In the place of another of the same sample."""
        return self._changed(overrides=(*without(self.overrides, override.sample), override))

    @property
    def exceptions(self) -> tuple[BiometricException, ...]:
        """Fingers that are not taken, in the order of the fingers."""
        return fingers_in(self.items)

    def why_not(self, what: Modality) -> ExceptionReason | None:
        """Why there is no portrait or signature, or why it is another than usual."""
        return reason_in(self.items, what)

    def with_eye(self, eye: Eye, reason: ExceptionReason | None, said: Said = _NOT_KNOWN) -> "Enrollment":
        """None: it is open after all; a portrait of which it was not judged is taken anew."""
        marked = self._with_reasons(Modality.FACE, {eye.value: "" if reason is None else reason.value}, said)
        return marked.with_portrait(None) if reason is None else marked

    def with_exceptions(self, exceptions: tuple[BiometricException, ...], said: Said = _NOT_KNOWN) -> "Enrollment":
        """Which fingers are missing; said: by whom and when. Attempts at a slap that expected others are dropped."""
        before = {item.finger: "" for item in self.exceptions}
        after = {item.finger: item.reason.value for item in exceptions}
        changed = before.keys() ^ after.keys()
        texts = {finger.name.lower(): text for finger, text in {**before, **after}.items()}
        marked = self._with_reasons(Modality.FINGERS, texts, said)
        void = {item.slap.value for item in self.samples.slaps if changed.intersection(item.slap.fingers)}
        left = without_prints(self.samples, lambda slap: slap.value in void)
        return marked._changed(samples=left, overrides=without(self.overrides, *void))

    def with_exception(self, what: Modality, reason: ExceptionReason | None, said: Said = _NOT_KNOWN) -> "Enrollment":
        """Of face or signature; what was taken goes where nothing is to be taken. None: it is to be taken after all."""
        if reason is self.why_not(what) is None:
            return self
        marked = self._with_reasons(what, {what.value: "" if reason is None else reason.value}, said)
        if reason is None or not reason.nothing_taken:
            return marked
        return marked.with_portrait(None) if what is Modality.FACE else marked.with_signature(None)

    def taken_after_all(self, what: Modality, said: Said) -> "Enrollment":
        """It was taken: that it cannot be holds no more. A mark stays one."""
        reason = self.why_not(what)
        return self if reason is None or not reason.nothing_taken else self.with_exception(what, None, said)

    def _with_reasons(self, what: Modality, texts: Mapping[str, str], said: Said) -> "Enrollment":
        if not texts:
            return self
        held = exception_in(self.items, what)
        item = held or Item(exception_id(self.enrollment_id, what.value), ItemKind.EXCEPTION, what.value)
        changes = {name: replace(said, text=text) for name, text in texts.items()}
        return self.with_item(reasoned(item, changes, self.settled_at))

    def with_signature(self, signature: SignatureSample | None) -> "Enrollment":
        return self._changed(samples=replace(self.samples, signature=signature))

    def with_signed(self, signed: Signed) -> "Enrollment":
        """What was sent back for is answered by it."""
        kept = replace(self, signed=signed, approved=None, waiting_since=None, decision=None)
        return kept._done(ActKind.SIGNED, signed.operator, signed.signed_at).settled(signed.signed_at)

    def with_approved(self, approved: Approved) -> "Enrollment":
        """Whoever approves settles what was only proposed."""
        overrides = settled_all(self.overrides, approved.officer, approved.approved_at)
        kept = replace(self, approved=approved, waiting_since=None, overrides=overrides)
        return kept._done(ActKind.APPROVED, approved.officer, approved.approved_at)

    def waiting(self, since: datetime | None) -> "Enrollment":
        """Left for a state officer; None: taken back."""
        return replace(self, waiting_since=since)

    def decided(self, decision: Decision) -> "Enrollment":
        """Rejected: all stays as it was signed. Returned: the signature goes, and so do the samples that are wanted
        once more; what was typed stays, to be put right."""
        if decision.kind is DecisionKind.REJECTED:
            kept_all = replace(self, waiting_since=None, decision=decision)
            return kept_all._done(ActKind.REJECTED, decision.officer, decision.decided_at)
        changed = replace(self.without_samples(decision.items), decision=decision)
        return changed._done(ActKind.RETURNED, decision.officer, decision.decided_at)

    def without_samples(self, names: Collection[str]) -> "Enrollment":
        """They are taken anew, from the first attempt on."""
        samples = replace(
            without_prints(self.samples, lambda slap: not slap.met.isdisjoint(names)),
            portrait=None if PORTRAIT in names else self.samples.portrait,
            signature=None if SIGNATURE in names else self.samples.signature,
        )
        return self._changed(samples=samples, overrides=without(self.overrides, *names))

    def reopened(self) -> "Enrollment":
        """What was rejected is open as a whole, and signed by nobody."""
        return self._changed(decision=None)

    def _done(self, kind: ActKind, by: Operator, at: datetime) -> "Enrollment":
        return replace(self, acts=(*self.acts, ActDone(kind, by, at)))

    def taken_by(self, operator: Operator) -> "Enrollment":
        """Remember who captured; the order is that of the first sample each took."""
        if operator.credential_id in (each.credential_id for each in self.captured_by):
            return self
        return replace(self, captured_by=(*self.captured_by, operator))

    def with_company(self, together: Together | None) -> "Enrollment":
        """None: alone. Its packet says with whom this person came: what was signed is signed anew."""
        return self if together == self.together else self._changed(together=together)

    def recovered(self, station: str) -> "Enrollment":
        """As another desk takes it in: whoever signed vouched for a packet of the desk that is gone."""
        return self._changed(recovered_from=station)

    @property
    def involved(self) -> tuple[Operator, ...]:
        """Everyone who began, captured or ever signed: none of them may approve."""
        signers = [act.by for act in self.acts if act.kind is ActKind.SIGNED]
        if self.signed is not None:  # a draft of an older station has no list of acts
            signers.append(self.signed.operator)
        return (self.operator, *self.captured_by, *dict.fromkeys(signers))

    def at_step(self, step: str) -> "Enrollment":
        return replace(self, step=step)

    @property
    def simulated(self) -> bool:
        """Whether any sample or payment came from a simulator; a production receiver refuses such a packet."""
        taken = (*self.samples.slaps, self.samples.portrait, self.samples.signature)
        return any(each.device.simulated for each in taken if each) or any(each.simulated for each in self.items)
