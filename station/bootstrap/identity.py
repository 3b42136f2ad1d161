"""Who this station is, and whom it believes."""

from contextlib import ExitStack
from dataclasses import dataclass
from ssl import SSLContext

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from crypto.keys.machine import MachineKey, client_context, load_machine_key
from crypto.keys.station import load_station_key, tls_certificate, tls_key
from crypto.trust import TrustStore
from station.bootstrap.refusals import NoRecipients
from station.domain.clock import Clock
from station.packet import envelope_policy
from station.packet.envelope_policy import EnvelopePolicy
from station.services.health import LEAST_RECIPIENTS
from station.services.tokens import Tokens, open_tokens, open_trust
from station.settings import Settings


@dataclass(frozen=True)
class Identity:
    """key: seals, in a file or in a token. station_id: of the certificate that opens connections, by its fingerprint:
    how the intake knows this station."""

    key: SigningKey
    station_id: str
    trust: TrustStore
    policy: EnvelopePolicy
    recipients: tuple[Certificate, ...]
    quantum_key: MachineKey | None
    context: SSLContext
    tokens: Tokens


def find_identity(settings: Settings, clock: Clock, running: ExitStack) -> Identity:
    """Raises NoRecipients, and what crypto and the policy of sealing say of missing or unfit keys.

    Changes nothing. Modules of tokens that were started are ended by `running`.
    """
    trust = open_trust(settings, clock)
    tokens = open_tokens(settings, trust, running)
    key = load_station_key(settings.keys, settings.machine_secret, tokens.station)
    policy = envelope_policy.load_active(settings.trust, trust, clock.now())
    recipients = envelope_policy.receivers(policy, settings.trust, trust, clock.now())
    if len(recipients) < LEAST_RECIPIENTS:
        raise NoRecipients(found=len(recipients))
    quantum_key = None
    if policy.post_quantum_signature:
        quantum_key = load_machine_key(settings.keys, settings.machine_secret, "station-pq")
    folder, name = tls_key(settings.keys)
    context = client_context(folder, settings.machine_secret, settings.trust / "roots" / "tls.pem", name)
    station_id = tls_certificate(settings.keys).fingerprint
    return Identity(key, station_id, trust, policy, recipients, quantum_key, context, tokens)
