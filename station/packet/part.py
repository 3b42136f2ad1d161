"""What one step puts into a packet, and what all of them put there together.

Our own form (`application`) and the container (`content`) are made of it, and every receiver's form: whatever a step
gives is missing nowhere in silence, and no form knows which steps there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from station.domain.exceptions import fingers_in
from station.domain.item import Item
from station.domain.override import Override
from station.domain.proven import Proven
from station.domain.sample import BiometricException, Blob, Modality, Samples, Slap
from station.domain.value import FieldValue
from station.packet.fields import Value
from station.packet.placed import Placed
from station.packet.recorded import Recorded

Json: TypeAlias = Mapping[str, Any]
T = TypeVar("T")
Key = TypeVar("Key", bound=str)


@dataclass(frozen=True)
class Part:
    """values: what was typed or read, by the id of its field (`packet.fields`); receivers' forms name these.

    biographic, biometrics, documents: members of our own form; further: what only this service asks, by id of its
    field. kept: path in the container -> sample whose bytes lie in the vault. written: path -> a file that is made
    here. records: path -> a sample's biometric record, which is made of its bytes in the vault. samples: those that
    count, none that was taken and is not used. items: ids of those that are in it.
    exceptions: why something is not taken, or is taken otherwise than usual (`station.domain.exceptions`).
    proven: what was asked beside those reasons, and what is there of it.
    entered: how each text came that was asked for, by the id of its field in the service; of the whole, not of a step.
    below_threshold: slaps whose impression does not reach the thresholds. overrides: of samples that are in it though a
    rule refused them. placed: how fingers were placed.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    biographic: Json = field(default_factory=dict)
    further: Json = field(default_factory=dict)
    biometrics: tuple[Json, ...] = ()
    documents: tuple[Json, ...] = ()
    kept: Mapping[str, Blob] = field(default_factory=dict)
    written: Mapping[str, bytes] = field(default_factory=dict)
    records: Mapping[str, Recorded] = field(default_factory=dict)
    samples: Samples = field(default_factory=Samples)
    items: frozenset[str] = frozenset()
    exceptions: tuple[Item, ...] = ()
    proven: Mapping[Modality, Proven] = field(default_factory=dict)
    entered: Mapping[str, FieldValue] = field(default_factory=dict)
    below_threshold: frozenset[Slap] = frozenset()
    overrides: tuple[Override, ...] = ()
    placed: tuple[Placed, ...] = ()

    def text(self, field_id: str) -> str:
        """Of a field that is one text; "" where nobody gave it."""
        value = self.values.get(field_id)
        return value if isinstance(value, str) else ""

    @property
    def missing_fingers(self) -> tuple[BiometricException, ...]:
        return fingers_in(self.exceptions)


def excepted(item: Item | None) -> Part:
    """Of an item that says what cannot be taken."""
    return Part() if item is None else Part(items=frozenset({item.item_id}), exceptions=(item,))


def joined(parts: Iterable[Part]) -> Part:
    """All in the order of the steps. Raises ValueError where two give the same: one of them would be lost."""
    whole = list(parts)
    return Part(
        values=_each_once(part.values for part in whole),
        biographic=_each_once(part.biographic for part in whole),
        further=_each_once(part.further for part in whole),
        biometrics=tuple(item for part in whole for item in part.biometrics),
        documents=tuple(item for part in whole for item in part.documents),
        kept=_each_once(part.kept for part in whole),
        written=_each_once(part.written for part in whole),
        records=_each_once(part.records for part in whole),
        samples=Samples(
            portrait=_only(part.samples.portrait for part in whole),
            slaps=tuple(slap for part in whole for slap in part.samples.slaps),
            signature=_only(part.samples.signature for part in whole),
        ),
        items=frozenset(item for part in whole for item in part.items),
        exceptions=tuple(item for part in whole for item in part.exceptions),
        proven=_each_once(part.proven for part in whole),
        below_threshold=frozenset(slap for part in whole for slap in part.below_threshold),
        overrides=tuple(each for part in whole for each in part.overrides),
        placed=tuple(each for part in whole for each in part.placed),
    )


def _each_once(tables: Iterable[Mapping[Key, T]]) -> Mapping[Key, T]:
    found: dict[Key, T] = {}
    for table in tables:
        for name, value in table.items():
            if name in found:
                raise ValueError(f"two steps give {name}")
            found[name] = value
    return found


def _only(given: Iterable[T | None]) -> T | None:
    found = [each for each in given if each is not None]
    if len(found) > 1:
        raise ValueError(f"two steps give a {type(found[0]).__name__}")
    return found[0] if found else None
