"""Where practice goes: to the intake of training, with the station's key of training; in a demonstration to its own."""

from collections.abc import Callable
from ssl import SSLContext

from crypto.errors import CryptoError, KeyGone
from crypto.keys.machine import client_context, load_machine_key
from crypto.keys.station import TRAINING
from station.bootstrap.identity import Identity
from station.bootstrap.way_out import WayOut
from station.domain.clock import Clock
from station.domain.outbox import OutboxRow
from station.outbox.by_mode import ByMode, check_by_mode, signature_in
from station.outbox.errors import ReceiptUntrusted, TransportDown
from station.outbox.proof import ReceiptCheck
from station.outbox.transport import Transport
from station.receivers.api import Belief
from station.receivers.parts import open_transport
from station.receivers.table import receiver_named
from station.roster import OWN
from station.services.tokens import open_trust
from station.settings import Settings

OF_TRAINING, _OF_DEMO = "training", "demo"  # modes of intakes, as their receipts say them


def ways_out(settings: Settings, identity: Identity, address: Callable[[], str], earnest: Transport) -> Transport:
    """earnest: where everything else goes. address: of the intake of a demonstration."""
    return ByMode(earnest, _way(settings, identity, address))


def receipt_checks(settings: Settings, identity: Identity, clock: Clock, earnest: ReceiptCheck) -> ReceiptCheck:
    """Each kind of packet believes its own intake only."""
    return check_by_mode(earnest, _check(settings, identity, clock), signature_in(settings))


def _way(settings: Settings, identity: Identity, address: Callable[[], str]) -> WayOut:
    if settings.practises_at_home:
        return WayOut(address, lambda url: open_transport(url, identity.context, settings))

    def training_address() -> str:
        if not settings.training_intake:
            raise TransportDown(reason=TRAINING)
        return settings.training_intake

    return WayOut(training_address, lambda url: open_transport(url, context_of_training(settings), settings))


def context_of_training(settings: Settings) -> SSLContext:
    """With the station's key of training. Raises TransportDown."""
    try:
        roots = settings.trust / "roots" / "tls.pem"
        return client_context(settings.keys, settings.machine_secret, roots, TRAINING)
    except CryptoError:
        raise TransportDown(reason=TRAINING) from None


def belief_of_training(settings: Settings, clock: Clock) -> Belief:
    """What an intake of training says of the time is not learnt. Raises ReceiptUntrusted."""
    trust = open_trust(settings, clock, training=True)
    try:
        station = load_machine_key(settings.keys, settings.machine_secret, TRAINING).certificate.fingerprint
    except KeyGone as error:
        raise ReceiptUntrusted(reason=error.code) from error
    return Belief(settings, trust, clock, station, mode=OF_TRAINING)


def _check(settings: Settings, identity: Identity, clock: Clock) -> ReceiptCheck:
    def by_training(receipt: bytes, row: OutboxRow) -> object:
        return receiver_named(OWN).open_check(belief_of_training(settings, clock))(receipt, row)

    if settings.practises_at_home:
        belief = Belief(settings, identity.trust, clock, identity.station_id, mode=_OF_DEMO)
        return receiver_named(OWN).open_check(belief)
    return by_training
