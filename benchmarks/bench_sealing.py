"""From signed content to a sealed packet: two CAdES signatures, two recipients, the station's outer signature."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_benchmark.fixture import BenchmarkFixture

from station.packet import asice, sealed
from tests.support.clock import NOW
from tests.support.pki import Pki, make_pki
from tests.support.sealing import make_content

SIZE = 5_000_000


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.mark.benchmark(group="sealing")
def test_seal_5_mb(benchmark: BenchmarkFixture, pki: Pki) -> None:
    content = make_content(noise_bytes=SIZE // 2)  # of each slap

    def sign_approve_seal() -> int:
        signed = asice.sign_operator(content, pki.operator, NOW)
        approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
        return len(sealed.seal(approved, pki.recipients, pki.station, NOW).p7m)

    size = benchmark(sign_approve_seal)
    assert size > SIZE
    benchmark.extra_info.update(what="sign, approve and seal a 5 MB packet", target_s=0.15)


@pytest.mark.benchmark(group="sealing")
def test_aes_gcm_alone(benchmark: BenchmarkFixture) -> None:
    key, data = AESGCM(os.urandom(32)), os.urandom(SIZE)
    benchmark(lambda: key.encrypt(os.urandom(12), data, None))
    benchmark.extra_info.update(what="AES-256-GCM over 5 MB", floor=True)


def test_the_packet_is_whole(pki: Pki, tmp_path: Path) -> None:
    """What is timed above is a packet that verifies."""
    signed = asice.sign_operator(make_content(), pki.operator, NOW)
    approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
    assert asice.verify(approved, pki.trust, NOW).operator.certificate == pki.operator.certificate
