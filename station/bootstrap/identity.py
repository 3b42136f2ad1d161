"""Who this station is, and whom it believes."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from ssl import SSLContext

from crypto.errors import (
    BadRevocationList,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateRevoked,
    CryptoError,
    RevocationUnknown,
)
from crypto.keys.api import SigningKey
from crypto.keys.machine import client_context
from crypto.keys.station import load_station_key, tls_certificate, tls_key
from crypto.trust import TrustStore
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.packet.errors import EnvelopePolicyEnded, EnvelopePolicyNotBegun
from station.services.receivers import Receivers, find_receivers
from station.services.tokens import Tokens, open_tokens, open_trust
from station.settings import Settings

_HEALED = (
    RevocationUnknown,
    BadRevocationList,
    CertificateRevoked,
    CertificateExpired,
    CertificateNotYetValid,
    EnvelopePolicyEnded,
    EnvelopePolicyNotBegun,
)


@dataclass(frozen=True)
class Identity:
    """key: seals, in a file or in a token. station_id: of the certificate that opens connections, by its fingerprint:
    how the intake knows this station."""

    key: SigningKey
    station_id: str
    trust: TrustStore
    receivers: Receivers
    context: SSLContext
    tokens: Tokens


def find_identity(settings: Settings, clock: Clock, running: ExitStack, *, must_seal: bool = True) -> Identity:
    """Raises NoRecipients, and what crypto and the policy of sealing say of missing or unfit keys; but not what the
    clock or a newer list heals: the station starts, delivers, and says why nobody is enrolled. must_seal: False where
    receivers come with signed policy, since only a station that starts gets better ones, and where one only looks.

    Changes nothing. Modules of tokens that were started are ended by `running`.
    """
    trust = open_trust(settings, clock)
    tokens = open_tokens(settings, trust, running)
    key = load_station_key(settings.keys, settings.machine_secret, tokens.station)
    receivers = Receivers(partial(find_receivers, settings, trust, clock))
    with suppress(*(_HEALED if must_seal else (CryptoError, StationError))):
        receivers.now()
    folder, name = tls_key(settings.keys)
    context = client_context(folder, settings.machine_secret, settings.trust / "roots" / "tls.pem", name)
    station_id = tls_certificate(settings.keys).fingerprint
    return Identity(key, station_id, trust, receivers, context, tokens)
