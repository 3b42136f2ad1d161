"""What sends packets: where the intake is, the way there, what counts as proof, and the thread that does it."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from sqlite3 import Connection

from station.audit import AuditLog
from station.audit.seen import SeenLog
from station.audit.witness import sent_with
from station.bootstrap.activities import ActivitiesOut
from station.bootstrap.decisions import Decisions
from station.bootstrap.embedded import EmbeddedIntake
from station.bootstrap.identity import Identity
from station.bootstrap.practice import receipt_checks, ways_out
from station.bootstrap.way_out import WayOut
from station.domain.clock import Clock
from station.outbox.answers import OutboxAnswers
from station.outbox.asking import Asking
from station.outbox.delivery import Delivery
from station.outbox.dispatcher import Dispatcher
from station.outbox.store import OutboxStore
from station.outbox.telling import OutboxActivities, Telling
from station.outbox.transport import Transport
from station.receivers.parts import open_check, open_orphans, open_transport
from station.receivers.table import receiver_of
from station.settings import EMBEDDED, Settings
from station.storage.database import connect
from station.storage.signed_time import SignedTime


def address_of(settings: Settings, running: ExitStack) -> Callable[[], str]:
    """Where the intake listens; the embedded one is started here and says so when it is ready."""
    if settings.intake != EMBEDDED:
        return lambda: settings.intake
    embedded = EmbeddedIntake(settings.intake_home)
    running.callback(embedded.close)
    embedded.start()
    return embedded.url


def dispatcher_of(
    settings: Settings,
    clock: Clock,
    identity: Identity,
    salt_key: bytes,
    address: Callable[[], str],
    on_change: Callable[[], None],
) -> Dispatcher:
    """Raises what the receiver's keys and settings raise."""
    in_earnest = open_check(settings, identity.trust, identity.station_id, clock)
    check_receipt = receipt_checks(settings, identity, clock, in_earnest)

    def way_to(address: str) -> Transport:
        return open_transport(address, identity.context, settings)

    earnest = WayOut(address, way_to) if settings.intake == EMBEDDED else way_to(settings.intake)
    way_out = ways_out(settings, identity, address, earnest)

    signed = SignedTime(settings.signed_time, clock)

    decisions = Decisions(settings, identity, clock, address)
    activities = ActivitiesOut(settings, identity, address)

    def duties(db: Connection) -> tuple[Delivery, Telling, Asking]:
        log = AuditLog(db, clock, salt_key)
        store = OutboxStore(db, settings.outbox)
        orphans = open_orphans(settings, db, identity.trust, identity.station_id, log.append, clock)
        delivery = Delivery(
            store=store,
            transport=way_out,
            check_receipt=check_receipt,
            record=log.append,
            clock=clock,
            erase_after=timedelta(hours=settings.keep_receipted_hours),
            on_change=on_change,
            erase_unsigned_after=receiver_of(settings).erase_unsigned(settings),
            orphans=orphans.settle,
            archive_after=timedelta(days=settings.archive_after_days),
            seen=SeenLog(settings.log_seen).keep,
            least=signed.least,
            witnessed=sent_with(log, settings.trust / "witnesses"),
        )
        telling = Telling(store, OutboxActivities(db), activities, log.append, clock)
        return delivery, telling, Asking(store, OutboxAnswers(db), decisions, log.append, clock, on_change)

    def abort() -> None:
        way_out.close()
        decisions.close()
        activities.close()

    return Dispatcher(lambda: connect(settings.database), duties, abort)
