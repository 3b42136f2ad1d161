"""A station's key from request to rotation, in a file and in a token; and what is refused on the way."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto import authority, cms, demo_people, demo_pki, issuing, roles
from crypto.authority import load_authority
from crypto.certificate import Certificate, pem_of
from crypto.errors import (
    CertificateExpired,
    CertificateNotYetValid,
    KeyDamaged,
    KeyGone,
    KeyModuleMissing,
    NotCertified,
    NothingPending,
    OtherKey,
    OtherSubject,
    RequestPending,
    UntrustedCertificate,
)
from crypto.files import write_private
from crypto.keys import machine, station
from crypto.keys.api import SigningKey
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.wire import Kind
from crypto.keys.renewal import Renewal
from crypto.keys.station import StationToken
from crypto.request import Named, read_request
from crypto.trust import Purpose
from tests.support.clock import NOW
from tests.support.pki import Pki, make_pki, other_pki, pki
from tests.support.softhsm import SoftHsm, soft_hsm

__all__ = ["other_pki", "pki"]

NAMED = Named("Demo Station 1", demo_people.STATE)
PIN = "station pin"
SAYS = issuing.SPEAKS_TLS_AND_SIGNS


@dataclass(frozen=True)
class Bench:
    pki: Pki
    renewal: Renewal
    hsm: SoftHsm | None

    @property
    def keys(self) -> Path:
        return self.renewal.keys

    def load(self) -> SigningKey:
        return station.load_station_key(self.keys, self.renewal.secret, self.renewal.token)

    def certify(self, name: str = "station", days: int = 30, at: timedelta = timedelta(0), **changes: object) -> bytes:
        folder = self.pki.intake_home / demo_pki.AUTHORITIES
        issuer = load_authority(folder, folder / "secret", "stations")
        given: dict[str, object] = {
            "request": read_request(self.renewal.requests()[name].encode()),
            "policies": (roles.STATION_POLICY,),
            "extended": SAYS,
        } | changes
        made = authority.certify(issuer, usages=issuing.SIGNS, at=NOW + at, days=days, **given)  # type: ignore[arg-type]
        return pem_of((made, *issuer.chain)).encode()

    def accept_all(self, days: int = 30) -> None:
        for name in self.renewal.requests():
            self.renewal.accept(self.certify(name, days), self.pki.trust, NOW)

    def enroll(self) -> Certificate:
        self.renewal.make(Kind.P256, NAMED)
        self.accept_all()
        return self.renewal.rotate(self.pki.trust, NOW)


@pytest.fixture(params=["file", "token"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, pki: Pki) -> Iterator[Bench]:
    """A station that has nothing yet but its folders."""
    secret = tmp_path / "config" / "secret"
    write_private(secret, machine.new_secret())
    if request.param == "file":
        yield Bench(pki, Renewal(tmp_path / "keys", secret, None), None)
        return
    hsm = soft_hsm(tmp_path / "hsm")
    hsm.new_token("station", PIN)
    process = ModuleProcess(hsm.module)
    yield Bench(pki, Renewal(tmp_path / "keys", secret, StationToken(process, "station", lambda: PIN)), hsm)
    process.close()


def test_a_new_station_gets_its_key(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(KeyGone):
        bench.load()
    bench.renewal.make(Kind.P384, NAMED)
    for name, pem in bench.renewal.requests().items():
        (tmp_path / "request.pem").write_text(pem)
        checked = ["openssl", "req", "-verify", "-noout", "-in", str(tmp_path / "request.pem")]
        assert subprocess.run(checked, capture_output=True, check=False).returncode == 0
        accepted = bench.renewal.accept(bench.certify(name), bench.pki.trust, NOW)
        assert accepted.common_name == NAMED.common_name
    assert bench.renewal.missing() == ()
    with pytest.raises(KeyGone):  # not in use yet
        bench.load()
    used = bench.renewal.rotate(bench.pki.trust, NOW)
    key = bench.load()
    assert (key.certificate, key.certificate.key_algorithm) == (used, "P-384")
    message = cms.sign_detached(b"packet", key, NOW)
    assert cms.verify_detached(message, b"packet", bench.pki.trust, Purpose.STATION, NOW).certificate == used
    folder, name = station.tls_key(bench.keys)
    roots = bench.pki.trust_folder / "roots" / "tls.pem"
    assert machine.client_context(folder, bench.renewal.secret, roots, name)
    assert (name == "tls") == (bench.hsm is not None)
    assert station.tls_certificate(bench.keys).common_name == NAMED.common_name


def test_a_rotation_keeps_the_old_key_at_work_until_it_is_done(bench: Bench) -> None:
    first = bench.enroll()
    bench.renewal.make(Kind.P256, NAMED)
    assert bench.load().certificate == first
    for name in bench.renewal.requests():
        bench.renewal.accept(bench.certify(name), bench.pki.trust, NOW)
        assert bench.load().certificate == first
    running = bench.load()
    assert running.sign(b"before")
    second = bench.renewal.rotate(bench.pki.trust, NOW)
    assert bench.load().certificate == second != first
    assert running.sign(b"the station that runs uses the old one until its next start")
    assert first in station.former_certificates(bench.keys)
    assert second not in station.former_certificates(bench.keys)


def test_a_replaced_key_is_destroyed_at_the_next_start(bench: Bench) -> None:
    bench.enroll()
    old = station.current(bench.keys)
    bench.renewal.make(Kind.P256, NAMED)
    station.forget_former(bench.keys, bench.renewal.token)  # a waiting key is not a former one
    bench.accept_all()
    bench.renewal.rotate(bench.pki.trust, NOW)
    station.forget_former(bench.keys, bench.renewal.token)
    assert not list(old.glob("*.key.pem"))
    assert not list(old.glob("*.token.json"))
    assert (old / "station.pem").exists()
    assert bench.load().sign(b"data")
    if bench.renewal.token is not None:
        opened = bench.renewal.token.login()
        assert len(opened.private_keys()) == 1
        opened.end()


def test_only_the_certificate_that_was_asked_for_is_taken(bench: Bench, other_pki: Pki) -> None:
    with pytest.raises(NothingPending):
        bench.renewal.requests()
    with pytest.raises(NothingPending):
        bench.renewal.accept(bench.pki.station.certificate.pem.encode(), bench.pki.trust, NOW)
    bench.renewal.make(Kind.P256, NAMED)
    with pytest.raises(RequestPending):
        bench.renewal.make(Kind.P256, NAMED)
    with pytest.raises(NotCertified):
        bench.renewal.rotate(bench.pki.trust, NOW)

    def refused(error: type[Exception], pem: bytes, believing: Pki = bench.pki) -> None:
        with pytest.raises(error):
            bench.renewal.accept(pem, believing.trust, NOW)

    request = read_request(bench.renewal.requests()["station"].encode())
    refused(OtherKey, pem_of((bench.pki.station.certificate, *bench.pki.station.chain)).encode())
    refused(OtherSubject, bench.certify(request=replace(request, named=Named("Demo Station 2", demo_people.STATE))))
    refused(UntrustedCertificate, bench.certify(policies=(roles.OPERATOR_POLICY,)))
    refused(UntrustedCertificate, bench.certify(), other_pki)
    refused(CertificateExpired, bench.certify(at=-timedelta(days=40)))
    refused(CertificateNotYetValid, bench.certify(at=timedelta(days=4)))
    refused(UntrustedCertificate, bench.certify("station" if bench.hsm is None else "tls", extended=SAYS[1:]))
    assert bench.renewal.missing()


def test_another_request_replaces_the_one_that_waits(bench: Bench) -> None:
    bench.renewal.make(Kind.P256, NAMED)
    before = bench.certify()
    bench.renewal.make(Kind.P256, NAMED, again=True)
    with pytest.raises(OtherKey):
        bench.renewal.accept(before, bench.pki.trust, NOW)


def test_a_certificate_that_ran_out_while_it_waited_is_not_put_in_use(bench: Bench) -> None:
    bench.renewal.make(Kind.P256, NAMED)
    bench.accept_all(days=2)
    with pytest.raises(CertificateExpired):
        bench.renewal.rotate(bench.pki.trust, NOW + timedelta(days=3))
    with pytest.raises(KeyGone):
        bench.load()


def test_a_power_cut_between_the_two_files_of_a_rotation(bench: Bench) -> None:
    used = bench.enroll()
    station.point(bench.keys, station.NEXT, station.current(bench.keys))
    assert bench.load().certificate == used
    with pytest.raises(NothingPending):
        bench.renewal.rotate(bench.pki.trust, NOW)
    bench.renewal.make(Kind.P256, NAMED, again=True)
    assert bench.renewal.requests()
    assert bench.load().certificate == used


@pytest.mark.parametrize("content", [b"", b"../elsewhere", b"station-missing", b"station-\xff", b"keys"])
def test_a_pointer_that_leads_nowhere_is_damage(content: bytes, tmp_path: Path) -> None:
    (tmp_path / station.CURRENT).write_bytes(content)
    with pytest.raises(KeyDamaged):
        station.current(tmp_path)


def test_the_demonstrations_own_key_is_replaced_as_any_other(tmp_path: Path) -> None:
    made = make_pki(tmp_path)
    before = made.station.certificate
    bench = Bench(made, Renewal(made.keys, made.secret, None), None)
    after = bench.enroll()
    assert bench.load().certificate == after
    assert station.former_certificates(made.keys) == (before,)
    make_pki(tmp_path)  # the next start finds its files where it left them
    assert bench.load().certificate == after


def test_a_token_that_was_pulled_works_again_by_itself(tmp_path: Path, pki: Pki) -> None:
    hsm = soft_hsm(tmp_path / "hsm")
    hsm.new_token("station", PIN)
    write_private(tmp_path / "secret", machine.new_secret())
    process = ModuleProcess(hsm.module)
    token = StationToken(process, "station", lambda: PIN)
    bench = Bench(pki, Renewal(tmp_path / "keys", tmp_path / "secret", token), hsm)
    bench.enroll()
    key = bench.load()
    assert key.sign(b"data")
    hsm.pull("station")
    for _ in range(2):
        with pytest.raises(KeyGone):
            key.sign(b"data")
    hsm.put_back("station")
    assert key.sign(b"data")
    process.close()
    assert key.sign(b"and when the module's process was ended")
    process.close()


def test_a_key_in_a_token_needs_its_token(tmp_path: Path, pki: Pki) -> None:
    hsm = soft_hsm(tmp_path / "hsm")
    hsm.new_token("station", PIN)
    write_private(tmp_path / "secret", machine.new_secret())
    process = ModuleProcess(hsm.module)
    token = StationToken(process, "station", lambda: PIN)
    bench = Bench(pki, Renewal(tmp_path / "keys", tmp_path / "secret", token), hsm)
    bench.enroll()
    process.close()
    with pytest.raises(KeyGone):
        station.load_station_key(bench.keys, bench.renewal.secret, None)
    elsewhere = replace(token, process=ModuleProcess(replace(hsm.module, path=Path("/none.so"))))
    key = station.load_station_key(bench.keys, bench.renewal.secret, elsewhere)
    with pytest.raises(KeyModuleMissing):
        key.sign(b"data")
