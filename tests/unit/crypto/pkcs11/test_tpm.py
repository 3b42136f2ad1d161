"""A TPM 2.0 through tpm2-pkcs11: every kind of key, and the station's own from request to use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import cms, demo_people, demo_pki, issuing, roles
from crypto.authority import certify, load_authority
from crypto.certificate import pem_of
from crypto.files import write_private
from crypto.issuing import Subject
from crypto.keys import machine, station
from crypto.keys.pkcs11.login import scheme_of
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.wire import Kind, Use
from crypto.keys.renewal import Renewal
from crypto.keys.station import StationToken
from crypto.request import Named, read_request
from crypto.signature import identifier, verify
from crypto.trust import Purpose
from tests.support import swtpm
from tests.support.clock import NOW
from tests.support.key_stores import make_pki
from tests.support.pki import Pki, pki
from tests.support.tokens import SIGNING
from tests.support.tokens import certify as certificate_for

__all__ = ["pki"]

pytestmark = pytest.mark.tpm

PIN = "0123456789abcdef" * 4


@pytest.fixture
def token(tmp_path: Path) -> Iterator[StationToken]:
    with swtpm.running(swtpm.Tpm(tmp_path / "tpm")) as tpm:
        tpm.new_token("station", PIN)
        process = ModuleProcess(tpm.module)
        yield StationToken(process, "station", lambda: PIN)
        process.close()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_key_signs_and_stays(kind: Kind, token: StationToken) -> None:
    opened = token.login(writes=True)
    public = opened.make(kind, Use.SIGN, "sign", SIGNING)
    subject = Subject("Somebody", "Tests", (roles.OPERATOR_POLICY,), issuing.SIGNS)
    certificate = certificate_for(make_pki().authority, subject, public)
    signed = opened.sign(SIGNING, scheme_of(certificate), b"data")
    verify(certificate, identifier(certificate), signed, b"data")
    (key,) = opened.private_keys()
    assert key.stays
    opened.end()


def test_the_stations_key_is_made_certified_and_used(token: StationToken, tmp_path: Path, pki: Pki) -> None:
    write_private(tmp_path / "secret", machine.new_secret())
    renewal = Renewal(tmp_path / "keys", tmp_path / "secret", token)
    renewal.make(Kind.P256, Named("Station 7", demo_people.STATE))
    folder = pki.intake_home / demo_pki.AUTHORITIES
    issuer = load_authority(folder, folder / "secret", "stations")
    rights, says = (roles.STATION_POLICY,), issuing.SPEAKS_TLS_AND_SIGNS
    for request in renewal.requests().values():
        made = certify(issuer, read_request(request.encode()), rights, issuing.SIGNS, says, NOW, 30)
        renewal.accept(pem_of((made, *issuer.chain)).encode(), pki.trust, NOW)
    used = renewal.rotate(pki.trust, NOW)
    key = station.load_station_key(renewal.keys, renewal.secret, token)
    message = cms.sign_detached(b"packet", key, NOW)
    assert cms.verify_detached(message, b"packet", pki.trust, Purpose.STATION, NOW).certificate == used
