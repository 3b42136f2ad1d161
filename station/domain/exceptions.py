"""What cannot be taken of a person, and why: one item of the case for the face, the fingers and the signature each.

The item is about a modality. Its values are reasons, each with who said it, when, and what it replaced: of the fingers
by the finger's name, of an eye by its own, of the others by the modality's. A reason that was taken back is an empty
text. What proves them is `station.domain.proven`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from station.domain.item import Item, ItemId, ItemKind
from station.domain.proven import without_proof
from station.domain.sample import BiometricException, ExceptionReason, Eye, Finger, Modality
from station.domain.value import FieldValue, Said

_NAMES: Mapping[Finger, str] = {finger: finger.name.lower() for finger in Finger}
_EXCEPTED = frozenset({*_NAMES.values(), *Eye, *Modality})
"""Of what a reason is said; whatever else an item of this kind says is no reason."""


def exception_id(enrollment_id: str, what: str) -> ItemId:
    """Always the same of one person: there is one item of each."""
    return ItemId(str(uuid5(NAMESPACE_OID, f"{enrollment_id}/exception/{what}")))


def exception_in(items: Iterable[Item], what: Modality) -> Item | None:
    """The item about that, whether or not one of its reasons still holds."""
    found = (item for item in items if item.kind is ItemKind.EXCEPTION and item.about == what.value)
    return next(found, None)


def reasons_in(items: Iterable[Item]) -> Mapping[str, FieldValue]:
    """Every reason that holds, by the name of what is not taken."""
    held = [item for item in items if item.kind is ItemKind.EXCEPTION]
    return {name: value for item in held for name, value in _reasons(item).items()}


def reasoned(item: Item, changes: Mapping[str, Said], settled_at: datetime | None) -> Item:
    """With these reasons. What was proven is proven no more where something else is to be proven now, or nothing."""
    said = item.with_said(changes, settled_at)
    before, after = _texts(item), _texts(said)
    return said if after and after.items() <= before.items() else without_proof(said)


def _reasons(item: Item) -> Mapping[str, FieldValue]:
    return {name: value for name, value in item.values.items() if value.text and name in _EXCEPTED}


def _texts(item: Item) -> Mapping[str, str]:
    return {name: value.text for name, value in _reasons(item).items()}


def fingers_in(items: Iterable[Item]) -> tuple[BiometricException, ...]:
    """Fingers that are not taken, in the order of the fingers."""
    item = exception_in(items, Modality.FINGERS)
    texts = {} if item is None else {name: value.text for name, value in item.values.items()}
    return tuple(
        BiometricException(finger, ExceptionReason(texts[name])) for finger, name in _NAMES.items() if texts.get(name)
    )


def eyes_in(items: Iterable[Item]) -> Mapping[Eye, ExceptionReason]:
    """Eyes of which the portrait shows less than usual."""
    item = exception_in(items, Modality.FACE)
    texts = {} if item is None else {name: value.text for name, value in item.values.items()}
    return {eye: ExceptionReason(texts[eye.value]) for eye in Eye if texts.get(eye.value)}


def reason_in(items: Iterable[Item], what: Modality) -> ExceptionReason | None:
    """Why there is no portrait or signature, or why it is another than usual."""
    item = exception_in(items, what)
    value = None if item is None else item.values.get(what.value)
    return ExceptionReason(value.text) if value is not None and value.text else None
