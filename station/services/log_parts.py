"""What each role reads of the log: the auditor all; officers and supervisors their unit's, which is this desk's;
an operator and an examiner their own; a technician how the machine is. A volunteer none (station.acts.table)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from station.domain.events import EventKind
from station.domain.operator import Operator, Role
from station.domain.person import same_person

_WHOLE = frozenset({Role.AUDITOR, Role.OFFICER, Role.SUPERVISOR})
_OWN = frozenset({Role.OPERATOR, Role.EXAMINER})
HEALTH = frozenset(
    {
        *(EventKind.STATION_STARTED, EventKind.CLOCK_WENT_BACK, EventKind.TIME_STAMP_MISSED),
        *(EventKind.POLICY_TAKEN, EventKind.POLICY_REFUSED, EventKind.PROFILES_TAKEN, EventKind.PROFILES_REFUSED),
        *(EventKind.TRUST_TAKEN, EventKind.LISTS_TAKEN, EventKind.STATION_KEY_MADE, EventKind.STATION_KEY_REPLACED),
        *(
            EventKind.STATION_CERTIFICATE_TAKEN,
            EventKind.DATABASE_REBUILT,
            EventKind.CAMERA_ZERO_FORGOTTEN,
            EventKind.AUTHORITIES_TAKEN,
            EventKind.BACKUP_RESTORED,
        ),
        *(EventKind.LOG_CONTINUED, EventKind.CHECKPOINT_COSIGNED, EventKind.CHECKPOINT_WITNESSED),
        *(EventKind.ORPHAN_SWEPT, EventKind.PACKETS_ARCHIVED, EventKind.PUT_IN_QUARANTINE),
    }
)
"""Of the machine and of nobody: no event of a case is among them, nor who signed in."""


@dataclass(frozen=True)
class Entry:
    """seq: the event's number in the log. actor: credential id, "" for the station."""

    seq: int
    at: str
    kind: str
    actor: str
    subject: str
    details: Mapping[str, str | int]


def entry_of(row: tuple[int, str]) -> Entry:
    """Of a number and an event's text."""
    seq, text = row
    event = json.loads(text)
    return Entry(seq, event["at"], event["kind"], event["actor"], event["subject"], event["details"])


def part_of(person: Operator, known: Sequence[Operator]) -> Callable[[Entry], bool]:
    """Which events `person` reads. known: everybody whose card is in reach, so that who has two reads of both."""
    if person.roles & _WHOLE:
        return lambda entry: True
    cards = {person.credential_id, *(each.credential_id for each in known if same_person(each, person))}
    kinds = {kind.value for kind in HEALTH} if Role.TECHNICIAN in person.roles else frozenset()
    own = bool(person.roles & _OWN)
    return lambda entry: (own and entry.actor in cards) or entry.kind in kinds
