"""A demonstration is known by its certificates, whatever else is deleted."""

from pathlib import Path

import pytest

from crypto import demo_people, demo_pki, issuing, roles
from crypto.authority import load_authority
from crypto.certificate import certificates_from_pem
from crypto.demonstration import has_authorities, is_demonstration, of_demonstration
from crypto.issuing import Subject
from tests.support.clock import NOW
from tests.support.earnest import production_home
from tests.support.pki import Pki, pki

__all__ = ["pki"]


def test_every_certificate_of_a_demonstration_bears_its_mark(pki: Pki) -> None:
    files = [file for file in pki.root.rglob("*.pem") if not file.name.endswith(".key.pem")]
    found = [certificate for file in files for certificate in certificates_from_pem(file.read_bytes())]
    assert len(found) > 40
    assert {roles.DEMO_POLICY in certificate.policies for certificate in found} == {True}


def test_what_a_demonstration_certifies_later_bears_it_too(pki: Pki) -> None:
    folder = pki.intake_home / demo_pki.AUTHORITIES
    subject = Subject("Somebody", "Tests", (roles.STATION_POLICY,), issuing.SIGNS)
    for name, marks in (("stations", {roles.DEMO_POLICY}), ("training", {roles.DEMO_POLICY, roles.TRAINING_POLICY})):
        authority = load_authority(folder, folder / "secret", name)
        certificate = issuing.issue(authority, subject, issuing.new_ec_key(), NOW, 30)
        assert certificate.policies == {roles.STATION_POLICY} | marks


@pytest.mark.parametrize("name", ["Demo People Root", "Demo TLS Root"])
def test_authorities_of_the_first_version_are_known_by_name(name: str) -> None:
    """They bear no mark."""
    root = issuing.root(name, demo_people.STATE, NOW, 30)
    holder = issuing.issue(root, Subject("Somebody", "Tests", ()), issuing.new_ec_key(), NOW, 30)
    assert not root.certificate.policies
    assert of_demonstration(root.certificate)
    assert of_demonstration(holder)


def test_authorities_in_earnest_are_no_demonstration(tmp_path: Path) -> None:
    settings = production_home(tmp_path)
    assert has_authorities(settings.trust)
    assert not is_demonstration(settings.trust)
    assert not has_authorities(tmp_path / "nothing here")
    root = issuing.root("Demonstrably Real", "State", NOW, 30)
    assert not of_demonstration(root.certificate)
