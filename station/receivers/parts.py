"""What a station needs of the receiver that its settings name."""

from collections.abc import Callable
from contextlib import suppress
from sqlite3 import Connection
from ssl import SSLContext

from crypto.errors import KeyGone
from crypto.keys.station import STATION, TRAINING, certificate_of, current, former_certificates
from crypto.trust import TrustStore
from station.domain.clock import Clock
from station.domain.events import AuditEvent
from station.outbox.asking import AnswerSource
from station.outbox.orphans import Orphans
from station.outbox.proof import ReceiptCheck
from station.outbox.provenance import Provenance
from station.outbox.store import OutboxStore
from station.outbox.telling import ActivityWay
from station.outbox.transport import Transport
from station.receivers.api import Belief, Way
from station.receivers.table import every_receiver, receiver_at, receiver_of
from station.settings import Settings, url_in
from station.storage.signed_time import SignedTime, Source

_PATIENCE_S = 5.0


def open_check(settings: Settings, trust: TrustStore, station_id: str, clock: Clock) -> ReceiptCheck:
    """Of work in earnest: each receipt that holds also says how late it is at least. station_id: fingerprint of our own
    certificate. Raises what keeps it from being built: KeyGone, ..."""
    signed = SignedTime(settings.signed_time, clock)
    belief = Belief(
        settings,
        trust,
        clock,
        station_id,
        former=frozenset(each.fingerprint for each in former_certificates(settings.keys)),
        mode=settings.mode,
        learn=lambda moment: signed.learn(Source.RECEIPT, moment),
    )
    return receiver_of(settings).open_check(belief)


def open_provenance(settings: Settings) -> Provenance:
    """Raises KeyGone, KeyDamaged, and SettingsWrong where the receiver's options cannot be read."""
    own = [certificate_of(current(settings.keys), STATION)]
    with suppress(KeyGone):
        own.append(certificate_of(settings.keys, TRAINING))
    readers = tuple(receiver.read_receipt for receiver in every_receiver())
    mark = receiver_of(settings).open_mark(settings)
    return Provenance((*own, *former_certificates(settings.keys)), mark, readers)


def open_orphans(
    settings: Settings,
    db: Connection,
    trust: TrustStore,
    station_id: str,
    record: Callable[[AuditEvent], object],
    clock: Clock,
) -> Orphans:
    """Of a station as it is set up. station_id: as for `open_check`. Raises as that and `open_provenance`."""
    return Orphans(
        db,
        OutboxStore(db, settings.outbox),
        open_provenance(settings),
        open_check(settings, trust, station_id, clock),
        settings.drafts,
        record,
        clock,
    )


def open_transport(address: str, context: SSLContext, settings: Settings) -> Transport:
    """To whoever has such an address, as the settings write it.

    Raises KeyError, ReceiverUnavailable, SettingsWrong, KeyGone, KeyDamaged.
    """
    return receiver_at(address).open_transport(Way(url_in(address), context, settings))


def open_answers(address: str, context: SSLContext, belief: Belief) -> AnswerSource | None:
    """Of whoever has such an address: what it decides; None where it tells nobody.

    Raises KeyError, ReceiverUnavailable, SettingsWrong.
    """
    found = receiver_at(address).open_answers
    return None if found is None else found(Way(url_in(address), context, belief.settings), belief)


def open_activities(address: str, context: SSLContext, settings: Settings) -> ActivityWay | None:
    """To whoever has such an address; None where it takes no activity events. Raises as `open_transport`."""
    found = receiver_at(address).open_activities
    return None if found is None else found(Way(url_in(address), context, settings))


def ask_health(address: str, context: SSLContext, settings: Settings, timeout_s: float = _PATIENCE_S) -> str:
    """address: as in the settings. Returns what the receiver calls itself.

    Raises TransportDown, TransportTimeout, ReceiverUntrusted, AnswerUnexpected.
    """
    return receiver_at(address).ask(Way(url_in(address), context, settings), timeout_s)
