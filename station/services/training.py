"""Training is keys, not a word: with what the station seals, and to whom, while people practise.

    <keys>/training.key.pem, training.pem    the station's key, certified under the root of training
    <trust>/roots/training.pem               that root
    <trust>/training/recipients/*.pem        receivers of training, two at least

People sign with the keys they have: the mode stands under their signatures.
"""

from dataclasses import dataclass

from crypto.certificate import Certificate
from crypto.errors import KeyGone
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from crypto.keys.station import TRAINING
from crypto.trust import Purpose
from crypto.trust_folder import load_recipients
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.services.health import LEAST_RECIPIENTS
from station.services.tokens import open_trust
from station.settings import Settings


class TrainingNotSetUp(StationError):
    """Policy orders training, and the station cannot seal for it. `missing`: key | receivers | address."""

    code = "STN-612"


class OtherMode(StationError):
    """The enrollment was begun in training and work is in earnest now, or the other way round."""

    code = "STN-613"


@dataclass(frozen=True)
class Training:
    """What stands in the place of the station's own key and receivers."""

    key: SigningKey
    recipients: tuple[Certificate, ...]


def not_set_up() -> Training:
    """Of a station that has nothing for training."""
    raise TrainingNotSetUp(missing="key")


def find_training(settings: Settings, clock: Clock) -> Training:
    """Read anew at each use: what a technician brings serves at once. Raises TrainingNotSetUp, and what crypto says of
    unfit files."""
    if not settings.training_intake and not settings.practises_at_home:
        raise TrainingNotSetUp(missing="address")
    trust = open_trust(settings, clock, training=True)
    try:
        key = load_machine_key(settings.keys, settings.machine_secret, TRAINING)
    except KeyGone:
        raise TrainingNotSetUp(missing="key") from None
    trust.verify(key.certificate, key.chain, Purpose.STATION, clock.now())
    recipients = load_recipients(settings.trust / "training", trust, clock.now())
    if len(recipients) < LEAST_RECIPIENTS:
        raise TrainingNotSetUp(missing="receivers")
    return Training(key, recipients)
