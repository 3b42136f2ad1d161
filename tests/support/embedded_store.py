"""The embedded store with a packet of two files."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from crypto import cms
from intake.store.embedded import EmbeddedStore
from station.domain.outbox import PacketId
from station.formats.receipt import Receipt, encode_receipt
from tests.support.clock import NOW
from tests.support.pki import Pki

P7M, P7S = b"packet" * 1000, b"signature"


ID = PacketId(sha256(P7M).hexdigest())


STATION, NONCE = "5a" * 32, "0b" * 16


TRUSTED = {"roots/station.pem": b"root", "crls/stations.crl": b"list", "crls/people.crl": b"list of people"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as made:
        yield made


def receipt(pki: Pki, number: int = 0, packet_id: PacketId = ID) -> bytes:
    value = Receipt(packet_id, STATION, NONCE, NOW + timedelta(seconds=number))
    return cms.sign_attached(encode_receipt(value), pki.receipt_key, NOW)


def files(tmp_path: Path) -> dict[str, bytes]:
    packets = tmp_path / "packets"
    return {str(path.relative_to(packets)): path.read_bytes() for path in packets.rglob("*") if path.is_file()}


def in_folder(packet_id: str, parts: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{packet_id}/{name}": data for name, data in parts.items()}


# --- a crash before it has its name -----------------------------------------------------------------------------------


class Crash(BaseException):
    """The program ends here: nothing is tidied up."""
