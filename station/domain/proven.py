"""What a service may ask for beside a reason why something cannot be taken, so that nobody is let off in silence: a
photograph that shows it, and another person who saw it and says so with their PIN.

Both stand in the item of the reasons (`station.domain.exceptions`): the photograph as its file, the person by all by
which people are told apart.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from station.domain.item import SIMULATED, YES, Item
from station.domain.operator import CredentialId, Operator
from station.domain.sample import Blob, CaptureDevice, ExceptionReason
from station.domain.value import FieldValue, Said, Source

PHOTO = "photo"
"""What is said of the photograph: which device took it, when, and who."""
_SECOND = ("credential_id", "name", "organisation", "identifier", "key")
_PROOF = (PHOTO, SIMULATED, *(f"second.{name}" for name in _SECOND))


class Proof(StrEnum):
    PHOTO = "photo"
    SECOND = "second"


@dataclass(frozen=True)
class Asked:
    """Of one modality in one service: for which reasons each is asked for."""

    reasons: Mapping[Proof, Collection[ExceptionReason]] = field(default_factory=dict)

    def beside(self, said: Iterable[ExceptionReason]) -> tuple[Proof, ...]:
        held = set(said)
        return tuple(proof for proof in Proof if held.intersection(self.reasons.get(proof, ())))


@dataclass(frozen=True)
class Seen:
    """That somebody saw it. by: another than who says the reasons."""

    by: Operator
    at: datetime | None


@dataclass(frozen=True)
class Proven:
    """asked: beside the reasons that hold now. photo, taken: what is there, and how it came."""

    asked: tuple[Proof, ...] = ()
    photo: Blob | None = None
    taken: FieldValue | None = None
    second: Seen | None = None

    @property
    def missing(self) -> tuple[Proof, ...]:
        there = {Proof.PHOTO: self.photo is not None, Proof.SECOND: self.second is not None}
        return tuple(proof for proof in self.asked if not there[proof])


NOTHING_ASKED = Proven()


def proven(item: Item | None, asked: tuple[Proof, ...]) -> Proven:
    if item is None:
        return Proven(asked)
    return Proven(asked, next(iter(item.files), None), item.values.get(PHOTO), _second(item))


def with_photo(item: Item, photo: Blob, device: CaptureDevice, said: Said) -> Item:
    """In the place of the one before. What a second person saw they saw with their eyes: it stays."""
    told = {PHOTO: replace(said, text=device.device_id), SIMULATED: replace(said, text=YES if device.simulated else "")}
    return replace(item.with_said(told, None), files=(photo,))


def with_second(item: Item, person: Operator, at: datetime) -> Item:
    texts = {
        f"second.{name}": Said(str(getattr(person, name)), Source.TYPED, at, person.credential_id) for name in _SECOND
    }
    return item.with_said(texts, None)


def without_proof(item: Item) -> Item:
    kept = {name: value for name, value in item.values.items() if name not in _PROOF}
    return replace(item, values=kept, files=())


def _second(item: Item) -> Seen | None:
    said = item.values.get("second.credential_id")
    if said is None or not said.text:
        return None
    name, organisation, identifier, key = (_text(item, each) for each in _SECOND[1:])
    return Seen(Operator(CredentialId(said.text), name, organisation, frozenset(), identifier, key), said.at)


def _text(item: Item, name: str) -> str:
    value = item.values.get(f"second.{name}")
    return "" if value is None else value.text
