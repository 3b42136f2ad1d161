"""The demonstration's keys are made once, whole, and each can do only its own."""

import json
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from crypto import demo_people, demo_pki, issuing, roles
from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate, certificates_from_pem
from crypto.errors import CertificateRevoked, DemoKeysIncomplete
from crypto.issuing import Subject
from crypto.keys.api import KeyEntry
from crypto.keys.machine import load_pair
from crypto.keys.soft import SoftKeyStore
from crypto.trust import Purpose
from crypto.trust_folder import load_trust
from tests.support.clock import NOW
from tests.support.pki import Pki, make_pki, pki

__all__ = ["pki"]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def keys_at_hand(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    """RSA keys take most of the time that a demonstration does: here those of the shared one serve again."""
    centre = pki.intake_home / "centre"
    keys = [load_pair(centre, centre / "secret", name)[1] for name in ("production", "escrow", "training")]
    monkeypatch.setattr(issuing, "new_rsa_key", cycle(keys).__next__)


def everything(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def entries(made: Pki) -> dict[str, KeyEntry]:
    return {entry.certificate.common_name: entry for entry in SoftKeyStore(made.keys, made.secret).entries()}


def test_people_have_the_rights_of_their_certificates(pki: Pki) -> None:
    people = (
        *(Purpose.OPERATOR, Purpose.OFFICER, Purpose.TECHNICIAN, Purpose.VOLUNTEER, Purpose.SUPERVISOR),
        *(Purpose.EXAMINER, Purpose.LOG_READER, Purpose.AUDITOR),
    )
    rights = {
        name: {purpose for purpose in people if pki.trust.allows(entry.certificate, entry.chain, purpose, NOW)}
        for name, entry in entries(pki).items()
    }
    assert rights == {
        "Անի Հակոբյան": {Purpose.OPERATOR},
        "Կարեն Սարգսյան": {Purpose.OPERATOR, Purpose.OFFICER},
        "Տիգրան Սահակյան": {Purpose.TECHNICIAN},
        "Նարինե Ավետիսյան": {Purpose.VOLUNTEER},
        "Սոնա Մանուկյան": {Purpose.SUPERVISOR, Purpose.OFFICER},
        "Գևորգ Դանիելյան": {Purpose.EXAMINER},
        "Հասմիկ Թորոսյան": {Purpose.LOG_READER},
    }
    assert entries(pki)["Անի Հակոբյան"].certificate.organisation != demo_people.STATE
    assert entries(pki)["Կարեն Սարգսյան"].certificate.organisation == demo_people.STATE


def test_pins_of_the_demonstration_open_the_keys(pki: Pki) -> None:
    table = tomllib.loads((pki.trust_folder / "people.toml").read_text(encoding="utf-8"))["people"]
    store = SoftKeyStore(pki.keys, pki.secret)
    data_keys = {store.unlock(person["key_id"], person["pin"]).data_key for person in table}
    assert len(table) == len(demo_people.PEOPLE) == 7
    assert len(data_keys) == 1


def test_machines_have_their_own_roots(pki: Pki) -> None:
    station, receipts = pki.station, pki.receipt_key
    assert pki.trust.allows(station.certificate, station.chain, Purpose.STATION, NOW)
    assert not pki.trust.allows(station.certificate, station.chain, Purpose.OPERATOR, NOW)
    assert not pki.trust.allows(station.certificate, station.chain, Purpose.INTAKE, NOW)
    assert pki.trust.allows(receipts.certificate, receipts.chain, Purpose.INTAKE, NOW)
    assert not pki.trust.allows(receipts.certificate, receipts.chain, Purpose.RECEIVER, NOW)


def test_the_station_holds_only_public_halves_of_the_centre(pki: Pki) -> None:
    assert [recipient.policies for recipient in pki.recipients] == [{roles.RECEIVER_POLICY, roles.DEMO_POLICY}] * 2
    assert {recipient.key_algorithm for recipient in pki.recipients} == {"RSA-3072"}
    assert not [path for path in pki.trust_folder.rglob("*") if path.is_file() and b"PRIVATE" in path.read_bytes()]
    assert not [path for path in (pki.intake_home / "gateway").iterdir() if path.stem in {"production", "escrow"}]


def test_the_authorities_are_kept_at_the_centre_and_nowhere_else(pki: Pki) -> None:
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "stations")
    key = issuing.new_ec_key()
    subject = Subject("Station 2", demo_people.STATE, (roles.STATION_POLICY,), issuing.SIGNS)
    certificate = issuing.issue(authority, subject, key, NOW, 30)
    assert pki.trust.allows(certificate, (), Purpose.STATION, NOW)  # the issuer is known beforehand
    kept = {path.read_bytes() for path in folder.glob("*.key.pem")}
    elsewhere = [path for path in pki.root.rglob("*") if path.is_file() and folder not in path.parents]
    assert len(kept) > 10
    assert not [path for path in elsewhere if path.read_bytes() in kept]


@pytest.mark.usefixtures("keys_at_hand")
def test_taking_a_certificate_back_shuts_a_person_out(tmp_path: Path) -> None:
    made = make_pki(tmp_path)
    folder = made.intake_home / demo_pki.AUTHORITIES
    operator = entries(made)["Անի Հակոբյան"]
    assert made.trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    taken_back = ((operator.certificate.serial, NOW, x509.ReasonFlags.cessation_of_operation),)
    authority = load_authority(folder, folder / "secret", "operators")
    listed = revocation_list(authority, taken_back, NOW, timedelta(days=1))
    (made.trust_folder / "crls" / "operators.crl").write_bytes(listed)
    with pytest.raises(CertificateRevoked):  # the same store: the folder is looked at again
        made.trust.verify(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)


def certificates(made: Pki) -> Iterator[Certificate]:
    for file in sorted(made.root.rglob("*.pem")):
        if b"BEGIN CERTIFICATE" in file.read_bytes():
            yield from certificates_from_pem(file.read_bytes())
    yield from (entry.certificate for entry in entries(made).values())


def test_whatever_stands_below_a_root_says_where_its_issuer_and_list_are(pki: Pki) -> None:
    below = 0
    for certificate in certificates(pki):
        extensions = certificate.parsed.extensions
        if certificate.subject_der == certificate.issuer_der:
            for kind in (x509.AuthorityInformationAccess, x509.CRLDistributionPoints):
                with pytest.raises(x509.ExtensionNotFound):
                    extensions.get_extension_for_class(kind)
            continue
        below += 1
        (access,) = extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
        (point,) = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert access.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        issuer = access.access_location.value.removesuffix(".cer")
        assert issuer.startswith("http://pki.enrollment.example/")  # RFC 2606: nobody's
        assert point.full_name is not None
        assert [name.value for name in point.full_name] == [f"{issuer}.crl"]
        listed = pki.trust_folder / "crls" / f"{issuer.rpartition('/')[2]}.crl"
        assert x509.load_der_x509_crl(listed.read_bytes()).issuer == certificate.parsed.issuer
    assert below > 20


def test_nothing_of_ours_looks_where_a_certificate_points() -> None:
    """A station that fetched from there would tell somebody when it works; it is given what it judges by."""
    packages = ("crypto", "station", "devices", "workers", "ui", "intake")
    files = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    naming = ("AuthorityInformationAccess", "CRLDistributionPoints")
    named = {
        str(file.relative_to(ROOT)) for file in files if any(n in file.read_text(encoding="utf-8") for n in naming)
    }
    assert named == {"crypto/issuing.py"}


def test_what_an_authority_certifies_later_says_so_too(pki: Pki) -> None:
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "stations")
    assert authority.place == "http://pki.enrollment.example/stations"


def test_who_signs_packets_commits_himself(pki: Pki) -> None:
    """ETSI EN 319 412-2: a signature that is to bind asks for contentCommitment; TLS asks for digitalSignature."""
    signers = (pki.operator, pki.officer, pki.station, pki.station_quantum)
    assert [signer.certificate.key_usage for signer in signers] == [{"digital_signature", "content_commitment"}] * 4


def test_no_program_must_know_ml_dsa_to_read_the_other_roots(pki: Pki, tmp_path: Path) -> None:
    kinds = {
        file.name: {root.key_algorithm for root in certificates_from_pem(file.read_bytes())}
        for file in (pki.trust_folder / "roots").iterdir()
    }
    assert kinds.pop("station-pq.pem") == {"ML-DSA-65"}
    assert set.union(*kinds.values()) == {"P-384"}
    together = tmp_path / "roots" / "station.pem"  # as version 0.1.0 kept them
    together.parent.mkdir()
    names = ("station.pem", "station-pq.pem")
    together.write_bytes(b"".join((pki.trust_folder / "roots" / name).read_bytes() for name in names))
    assert load_trust(tmp_path).roots[Purpose.STATION] == pki.trust.roots[Purpose.STATION]


def test_training_has_a_root_of_its_own(pki: Pki) -> None:
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "training")
    training = load_trust(pki.trust_folder, training=True)
    rights = {
        Purpose.OPERATOR: roles.OPERATOR_POLICY,
        Purpose.OFFICER: roles.OFFICER_POLICY,
        Purpose.STATION: roles.STATION_POLICY,
    }
    for purpose, policy in rights.items():
        subject = Subject("Trainee", "Training", (policy, roles.TRAINING_POLICY), issuing.SIGNS)
        certificate = issuing.issue(authority, subject, issuing.new_ec_key(), NOW, 30)
        assert training.allows(certificate, authority.chain, purpose, NOW)
        assert not pki.trust.allows(certificate, authority.chain, purpose, NOW)
    assert not training.allows(pki.station.certificate, pki.station.chain, Purpose.STATION, NOW)


@pytest.mark.usefixtures("keys_at_hand")
def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    make_pki(tmp_path)
    before = everything(tmp_path)
    make_pki(tmp_path)
    assert everything(tmp_path) == before


def test_every_file_is_its_owners_only(pki: Pki) -> None:
    assert {path.stat().st_mode & 0o077 for path in pki.root.rglob("*") if path.is_file()} == {0}


@pytest.mark.drawn(2)
@pytest.mark.usefixtures("keys_at_hand")
@pytest.mark.parametrize("written", [0, 1, 5, 12])
def test_a_crash_in_the_middle_starts_over(written: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    real = demo_pki.write_private

    def failing(path: Path, data: bytes) -> None:
        nonlocal calls
        if calls == written:
            raise OSError("power cut")
        calls += 1
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(demo_pki, "write_private", failing)
        with pytest.raises(OSError, match="power cut"):
            make_pki(tmp_path)
    made = make_pki(tmp_path)
    assert len(entries(made)) == len(demo_people.PEOPLE)  # nobody of the first attempt is left
    assert made.trust.allows(made.station.certificate, made.station.chain, Purpose.STATION, NOW)
    assert all(made.trust.allows(e.certificate, e.chain, purpose_of(e), NOW) for e in entries(made).values())


def purpose_of(entry: KeyEntry) -> Purpose:
    """The first that it is of."""
    policies = {
        Purpose.TECHNICIAN: roles.TECHNICIAN_POLICY,
        Purpose.VOLUNTEER: roles.VOLUNTEER_POLICY,
        Purpose.SUPERVISOR: roles.SUPERVISOR_POLICY,
        Purpose.EXAMINER: roles.EXAMINER_POLICY,
        Purpose.LOG_READER: roles.AUDITOR_POLICY,
    }
    own = entry.certificate.policies
    return next((purpose for purpose, policy in policies.items() if policy in own), Purpose.OPERATOR)


@pytest.mark.usefixtures("keys_at_hand")
def test_a_part_that_went_missing_is_said_not_remade(tmp_path: Path) -> None:
    made = make_pki(tmp_path)
    made.secret.unlink()
    before = everything(tmp_path)
    with pytest.raises(DemoKeysIncomplete) as caught:
        make_pki(tmp_path)
    assert caught.value.params == {"folder": "secret"}
    assert everything(tmp_path) == before


def test_the_marker_lists_every_file(pki: Pki) -> None:
    state = json.loads((pki.trust_folder / demo_pki.MARKER).read_bytes())
    apart = {demo_pki.MARKER, ".lock", ".tries.lock", "tries.json"}
    kept = [path for path in everything(pki.root) if path.name not in apart]
    assert state["done"] is True
    assert len(kept) == len(state["files"])
