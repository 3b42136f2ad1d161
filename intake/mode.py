"""For whom an intake works: in earnest, for a demonstration, or for training; and what therefore is not its business.

Its mode is told when it is started, and its authorities must bear it out: certificates of a demonstration and of
training bear marks (crypto.roles). Where nothing is told, a home whose authorities are a demonstration's is one, any
other is in earnest.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from crypto import cms, roles
from crypto.certificate import Certificate
from crypto.demonstration import is_demonstration
from crypto.errors import CryptoError
from crypto.files import Look, stamps
from crypto.trust import Purpose, TrustStore
from crypto.trust_folder import load_trust
from intake.errors import ModeUnfit, OtherMode, PacketOfOtherMode
from station.domain.modes import EARNEST, PRACTISED
from station.packet.flags import Flags

_IN_EARNEST = frozenset({"production", *EARNEST})  # as packets say it


class Mode(StrEnum):
    """As receipts say it (station.formats.receipt.MODES)."""

    PRODUCTION = "production"
    DEMO = "demo"
    TRAINING = "training"


@dataclass(frozen=True)
class Believed:
    """Who is believed in a mode. A demonstration takes training too, as everything is tried there."""

    mode: Mode
    _earnest: TrustStore
    _training: TrustStore

    def store_for(self, p7s: bytes) -> TrustStore:
        """The store that a packet is judged by, by who says he sealed it; whether he did is still to be verified.

        Raises OtherMode where that is none of this intake's business.
        """
        return self._store(_marked(p7s))

    def store_for_peer(self, peer: Certificate) -> TrustStore:
        """The same by who delivers it. Raises OtherMode."""
        return self._store(roles.TRAINING_POLICY in peer.policies)

    def _store(self, marked: bool) -> TrustStore:
        if marked == (self.mode is Mode.TRAINING) or self.mode is Mode.DEMO:
            return self._training if marked else self._earnest
        raise OtherMode("training" if marked else "earnest")

    @property
    def own(self) -> TrustStore:
        """By which this centre's own receipts are judged, for packets of either kind."""
        return self._training if self.mode is Mode.TRAINING else self._earnest

    def require(self, flags: Flags, p7s: bytes) -> None:
        """That what a packet says of itself fits who sealed it and this intake. Raises PacketOfOtherMode."""
        if _marked(p7s):
            fits = flags.mode in PRACTISED
        elif self.mode is Mode.DEMO:
            fits = flags.mode == "demo"
        else:
            fits = flags.mode in _IN_EARNEST and not flags.simulated
        if not fits:
            raise PacketOfOtherMode("simulated" if flags.simulated else "mode")


def believed(home: Path, told: str | None, look: Look = stamps) -> Believed:
    """told: one of `Mode`, None where nothing was said. look: how folders are looked at. Raises ModeUnfit, and as
    `load_trust`."""
    trust = home / "trust"
    demonstration = is_demonstration(trust)
    mode = Mode(told) if told is not None else Mode.DEMO if demonstration else Mode.PRODUCTION
    earnest = load_trust(trust, look=look).in_the_past()  # the centre judges what was signed long ago, by its own clock
    others = dict.fromkeys((Purpose.OPERATOR, Purpose.OFFICER, Purpose.TIME_STAMP), earnest)
    if mode is Mode.DEMO:
        others[Purpose.STATION] = earnest  # it delivers what it sealed for training with its key in earnest
    made = Believed(mode, earnest, replace(load_trust(trust, training=True, look=look).in_the_past(), others=others))
    if mode is Mode.TRAINING:
        fits = (trust / "roots" / "training.pem").exists()
    else:
        fits = demonstration == (mode is Mode.DEMO)
    if not fits:
        raise ModeUnfit(mode.value)
    return made


def _marked(p7s: bytes) -> bool:
    try:
        return roles.TRAINING_POLICY in cms.claimed_signer(p7s)[0].policies
    except CryptoError:
        return False  # no signature: whoever verifies it says so
