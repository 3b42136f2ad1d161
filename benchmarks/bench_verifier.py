"""A document judged and a master list read, in processor time, beside what the library alone takes for the same."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.bench_chip import in_processor_time
from crypto.emrtd.verifier.certificate import _read
from crypto.emrtd.verifier.checks import Name, Status
from crypto.emrtd.verifier.master_list import read_master_list
from crypto.emrtd.verifier.passive import verify
from tests.support.issuing_state import NOW, sod, state
from tests.unit.crypto.emrtd.verifier.test_master_list import ROOTS, authority, master_list
from tests.unit.crypto.emrtd.verifier.test_passive import GROUPS, document, known

AUTHORITIES = 400


@pytest.mark.benchmark(group="passive authentication")
def test_passive_authentication(benchmark: BenchmarkFixture) -> None:
    """Security object, two groups, chain, over P-256."""
    given, knowing = document(sod(GROUPS, state())), known(state())
    found = {each.name: each for each in verify(given, knowing, NOW)}
    assert found[Name.CHAIN].status is Status.PASSED

    def run() -> None:
        _read.cache_clear()
        verify(given, knowing, NOW)

    in_processor_time(benchmark, run, rounds=50)
    benchmark.extra_info.update(what="a document judged: EF.SOD, two data groups, chain of P-256")


@pytest.mark.benchmark(group="passive authentication")
def test_its_signatures_alone(benchmark: BenchmarkFixture) -> None:
    """The two signatures over P-256 that it cannot do without."""
    own = ec.generate_private_key(ec.SECP256R1())
    public, signature = own.public_key(), own.sign(b"signed", ec.ECDSA(hashes.SHA256()))

    def run() -> None:
        public.verify(signature, b"signed", ec.ECDSA(hashes.SHA256()))
        public.verify(signature, b"signed", ec.ECDSA(hashes.SHA256()))

    in_processor_time(benchmark, run, rounds=50)
    benchmark.extra_info.update(what="two signatures of P-256 by OpenSSL", floor=True)


@pytest.fixture(scope="module")
def listed() -> tuple[x509.Certificate, ...]:
    return tuple(authority(60, serial=number + 1) for number in range(AUTHORITIES))


@pytest.mark.benchmark(group="master list")
def test_a_master_list(benchmark: BenchmarkFixture, listed: tuple[x509.Certificate, ...]) -> None:
    encoded = master_list(listed)

    def run() -> int:
        _read.cache_clear()
        return len(read_master_list(encoded, ROOTS).certificates)

    assert run() == AUTHORITIES
    in_processor_time(benchmark, run, rounds=10)
    benchmark.extra_info.update(what=f"a master list of {AUTHORITIES} certificates read and its signer verified")


@pytest.mark.benchmark(group="master list")
def test_its_certificates_by_the_library(benchmark: BenchmarkFixture, listed: tuple[x509.Certificate, ...]) -> None:
    encoded = [each.public_bytes(Encoding.DER) for each in listed]

    def run() -> None:
        for each in encoded:
            read = x509.load_der_x509_certificate(each)
            _ = read.subject, read.issuer, list(read.extensions), read.not_valid_after_utc

    in_processor_time(benchmark, run, rounds=10)
    benchmark.extra_info.update(what="the same certificates read by the library", floor=True)
