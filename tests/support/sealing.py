"""A whole packet, built, signed twice and sealed with the demonstration keys."""

from dataclasses import dataclass
from pathlib import Path

from station.domain.outbox import SealedPacket
from station.packet import asice, content, sealed
from tests.support.clock import NOW
from tests.support.people import Shelf, build, enrollment
from tests.support.pki import Pki


@dataclass(frozen=True)
class Made:
    container: bytes
    packet: SealedPacket


def make_content(noise_bytes: int = 0) -> content.Content:
    shelf = Shelf()
    made = enrollment(shelf, noise_bytes=noise_bytes)
    return build(made, shelf)


def signed_container(pki: Pki, noise_bytes: int = 0) -> bytes:
    once = asice.sign_operator(make_content(noise_bytes), pki.operator, NOW)
    return asice.approve(once, pki.officer, NOW, pki.operator.certificate)


def seal(container: bytes, pki: Pki) -> Made:
    return Made(container, sealed.seal(container, pki.recipients, pki.station, NOW))


def save(made: Made, folder: Path) -> Path:
    path = folder / f"packet-{made.packet.name}.p7m"
    path.write_bytes(made.packet.p7m)
    path.with_name(path.name + ".p7s").write_bytes(made.packet.p7s)
    return path
