"""From signed content to a sealed packet: two CAdES signatures, two recipients, the station's outer signature."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_benchmark.fixture import BenchmarkFixture

from crypto.certificate import pem_of
from station.packet import asice, sealed
from tests.support.clock import NOW
from tests.support.pki import Pki, make_pki
from tests.support.sealing import make_content, signed_container

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
    benchmark.extra_info.update(what="sign, approve and seal a 5 MB packet", target_s=0.1)


@pytest.mark.benchmark(group="sealing")
def test_aes_gcm_alone(benchmark: BenchmarkFixture) -> None:
    key, data = AESGCM(os.urandom(32)), os.urandom(SIZE)
    benchmark(lambda: key.encrypt(os.urandom(12), data, None))
    benchmark.extra_info.update(what="AES-256-GCM over 5 MB", floor=True)


@pytest.mark.benchmark(group="sealing")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not there")
def test_openssl_does_the_same(benchmark: BenchmarkFixture, pki: Pki, tmp_path: Path) -> None:
    """Two CAdES signatures over manifests, the envelope, the outer signature; the station's key for all of them."""
    (tmp_path / "container").write_bytes(signed_container(pki, noise_bytes=SIZE // 2))
    (tmp_path / "manifest").write_bytes(bytes(4000))
    (tmp_path / "chain.pem").write_text(pem_of(pki.station.chain))
    for number, certificate in enumerate(pki.recipients):
        (tmp_path / f"{number}.pem").write_text(certificate.pem)
    key = ("-signer", str(pki.keys / "station.pem"), "-inkey", str(pki.keys / "station.key.pem"))
    sign = ("-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER", *key, "-passin", f"file:{pki.secret}",
            "-certfile", "chain.pem", "-in")  # fmt: skip
    oaep = ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256")
    receivers = ("-recip", "0.pem", *oaep, "-recip", "1.pem", *oaep)
    steps = (
        (*sign, "manifest", "-out", "001.p7s"),
        (*sign, "manifest", "-out", "002.p7s"),
        ("-encrypt", "-binary", "-aes-256-gcm", "-outform", "DER", "-in", "container", "-out", "p7m", *receivers),
        (*sign, "p7m", "-out", "p7m.p7s"),
    )

    def all_steps() -> None:
        for step in steps:
            subprocess.run(("openssl", "cms", *step), cwd=tmp_path, check=True)

    benchmark(all_steps)
    benchmark.extra_info.update(what="`openssl cms` signs twice, encrypts and signs 5 MB, four processes")


def test_the_packet_is_whole(pki: Pki, tmp_path: Path) -> None:
    """What is timed above is a packet that verifies."""
    signed = asice.sign_operator(make_content(), pki.operator, NOW)
    approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
    assert asice.verify(approved, pki.trust, NOW).operator.certificate == pki.operator.certificate
