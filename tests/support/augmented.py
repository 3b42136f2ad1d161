"""A packet that is kept, and its augmented copy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crypto import envelope
from crypto.authority import revocation_list
from intake.acceptance.augmenting import Augmented, Authority, augment
from station.domain.outbox import SealedPacket
from station.time_authority import AuthorityAway
from tests.support.centre import DAY, Centre, centre, packet_of
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.time_stamping import Stamper, stamper

__all__ = ["centre"]

YEAR = timedelta(days=365)


RECEIVED = NOW.replace(microsecond=0) + DAY


THEN, LATER, AT_LAST = RECEIVED + DAY, RECEIVED + 4 * YEAR, RECEIVED + 30 * YEAR


@pytest.fixture(scope="module")
def packet(pki: Pki) -> SealedPacket:
    return packet_of(pki)


@pytest.fixture(scope="module")
def somebody() -> Stamper:
    return stamper(days=9 * 365)


@dataclass(frozen=True)
class Kept:
    """A packet in the centre's store. believed: authorities of time-stamps."""

    centre: Centre
    folder: Path

    def believe(self, *authorities: Stamper, at: datetime = THEN) -> None:
        pems = "".join(each.above.certificate.pem for each in authorities)
        (self.centre.home / "trust" / "roots" / "timestamp.pem").write_text(pems, encoding="ascii")
        for number, each in enumerate(authorities):
            self.list_of(number, revocation_list(each.above, (), at, 30 * DAY))

    def list_of(self, number: int, made: bytes) -> None:
        (self.centre.home / "trust" / "crls" / f"time-stamps-{number}.crl").write_bytes(made)

    def augment(self, authority: Stamper, at: datetime = THEN) -> Augmented:
        return self.ask(lambda request: authority.reply(request, at), at)

    def ask(self, ask: Callable[[bytes], bytes], at: datetime = THEN) -> Augmented:
        return augment(self.folder, self.centre.home, "production", Authority(ask, lambda: at))

    def opened(self, copy: Path, receiver: str = "production") -> bytes:
        return envelope.decrypt(copy.read_bytes(), *self.centre.pki.receiver(receiver))

    def seal_copy(self, container: bytes) -> None:
        """Anybody can, who has the receivers' public certificates."""
        self.copy.write_bytes(envelope.encrypt(container, self.centre.pki.recipients))

    @property
    def copy(self) -> Path:
        (copy,) = self.folder.glob("packet.augmented-*")
        return copy

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def kept(centre: Centre, packet: SealedPacket, pki: Pki, somebody: Stamper) -> Kept:
    made = Kept(centre, centre.receive(packet, pki.station.certificate, RECEIVED))
    made.believe(somebody)
    return made


def away(_: bytes) -> bytes:
    raise AuthorityAway(reason="timeout")
