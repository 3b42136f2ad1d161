"""Referring somebody to those who protect: sealed to their keys at once, so that nobody at the desk reads it again.

What was noticed is in memory until the call ends, and nowhere else: the draft keeps the sealed message and when it was
made; the log, the review and what is counted say nothing of it. It travels in the packet as a file of its own.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import rfc8785

from crypto import envelope
from crypto.certificate import Certificate
from crypto.trust import TrustStore
from crypto.trust_folder import load_recipients
from station.acts import Act
from station.domain.clock import Clock
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.item import MOST_ITEMS, Item, ItemId, ItemKind
from station.domain.referral import MOST_CHARACTERS, Referral, number_of
from station.domain.value import Said, Source
from station.formats.moment import moment_text
from station.packet import layout
from station.roster import OWN
from station.services.belongings import TooMuch
from station.services.door import answering
from station.services.enroll import Enroll
from station.services.health import LEAST_RECIPIENTS
from station.services.refusals import Refusals
from station.services.samples import keep
from station.services.session import Session
from station.services.views import EnrollmentView
from station.settings import Settings

FOLDER = "protection"
FORMAT = "enrollment-station referral 1"
REFERRED = "referred"
PADDED_BYTES = 32 * 1024
"""Of every message, however little was written: its size tells nothing. The longest text fits."""


class ReferralNotSetUp(StationError):
    """Referrals are sealed to those who protect, and this station cannot. `missing`: receivers | way."""

    code, retryable = "STN-448", True


class ReferralEmpty(StationError):
    """Nothing was noticed and nothing written."""

    code, retryable = "STN-449", True


def find_protectors(settings: Settings, trust: TrustStore, clock: Clock) -> tuple[Certificate, ...]:
    """Those of `trust/protection/recipients`. Raises ReferralNotSetUp, and as `load_recipients`."""
    if settings.receiver != OWN:  # others' forms have no room for it
        raise ReferralNotSetUp(missing="way")
    found = load_recipients(settings.trust / FOLDER, trust, clock.now())
    if len(found) < LEAST_RECIPIENTS:
        raise ReferralNotSetUp(missing="receivers")
    return found


class Referrals:
    """For the work thread."""

    def __init__(self, enroll: Enroll, clock: Clock, protectors: Callable[[], tuple[Certificate, ...]]) -> None:
        """protectors: as `find_protectors`."""
        self._enroll, self._clock, self._protectors = enroll, clock, protectors

    @property
    def refusals(self) -> Refusals:
        return self._enroll.refusals

    @answering
    def require_ready(self, enrollment_id: EnrollmentId) -> None:
        """That it could be kept, before anybody writes it."""
        self._enroll.require(enrollment_id, Act.ENTER)
        self._protectors()

    @answering
    def refer(self, enrollment_id: EnrollmentId, referral: Referral) -> EnrollmentView:
        """Seal it and keep it with the application. It cannot be read, changed or taken back here; one more may be
        added. No event tells of it."""

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            if referral.empty:
                raise ReferralEmpty
            if len(referral.text) > MOST_CHARACTERS:
                raise TooMuch(what="characters", limit=MOST_CHARACTERS)
            if len(enrollment.items) >= MOST_ITEMS:
                raise TooMuch(what="items", limit=MOST_ITEMS)
            at, by, item_id = self._clock.now(), session.operator.credential_id, ItemId(str(uuid4()))
            message = _padded(
                {
                    "format": FORMAT,
                    "number": number_of(item_id),
                    "enrollmentId": enrollment.enrollment_id,
                    "at": moment_text(at),
                    "by": by,
                    "indicators": sorted(referral.indicators),
                    "text": referral.text,
                    "unfinished": referral.unfinished,
                }
            )
            sealed = envelope.encrypt(message, self._protectors())
            blob = keep(session.vault, enrollment, sealed, layout.SEALED)
            empty = Item(item_id, ItemKind.REFERRAL, REFERRED, files=(blob,))
            said = {REFERRED: Said("YES", Source.TYPED, at, by)}
            return enrollment.with_item(empty.with_said(said, enrollment.settled_at))

        return self._enroll.alter(enrollment_id, change, Act.ENTER)


def _padded(members: dict[str, Any]) -> bytes:
    """With as many spaces in `padding` as make it PADDED_BYTES long."""
    bare = rfc8785.dumps({**members, "padding": ""})
    return rfc8785.dumps({**members, "padding": " " * (PADDED_BYTES - len(bare))})
