"""Whom to believe for what: a right certificate in the wrong place is a wrong certificate."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from crypto import cms, issuing, roles
from crypto.authority import revocation_list
from crypto.certificate import pem_of
from crypto.errors import (
    CertificateExpired,
    CertificateNotYetValid,
    MalformedDer,
    RevocationUnknown,
    SignedInFuture,
    UntrustedCertificate,
)
from crypto.issuing import Authority, Subject
from crypto.keys.machine import MachineKey
from crypto.trust import CLOCK_SKEW, Purpose, TrustStore
from crypto.trust_folder import PUBLISHED, load_recipients, load_trust, note_lists
from tests.support.clock import NOW
from tests.unit.crypto.conftest import DAYS, Authorities, Receiver, holder


def refused(trust: TrustStore, key: MachineKey, purpose: Purpose, reason: str, policy: str | None = None) -> None:
    with pytest.raises(UntrustedCertificate) as caught:
        trust.verify(key.certificate, key.chain, purpose, NOW, policy)
    assert caught.value.params == {"reason": reason}
    assert policy or not trust.allows(key.certificate, key.chain, purpose, NOW)


def test_the_proven_path_is_without_the_root(trust: TrustStore, operator: MachineKey) -> None:
    path = trust.verify(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    assert path == (operator.certificate, *operator.chain)
    assert trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)


def test_issuers_known_beforehand_complete_a_chain(trust: TrustStore, operator: MachineKey) -> None:
    knowing = TrustStore(trust.roots, operator.chain)
    assert knowing.verify(operator.certificate, (), Purpose.OPERATOR, NOW)
    refused(trust, MachineKey(operator.certificate, (), operator._key), Purpose.OPERATOR, "chain")


@pytest.mark.parametrize(
    ("purpose", "reason"),
    [
        (Purpose.OFFICER, "policy"),  # the same root, another right
        (Purpose.TECHNICIAN, "policy"),
        (Purpose.STATION, "chain"),  # another root
        (Purpose.INTAKE, "chain"),  # no root at all
    ],
)
def test_a_wrong_purpose_is_refused(purpose: Purpose, reason: str, trust: TrustStore, operator: MachineKey) -> None:
    refused(trust, operator, purpose, reason)


def test_an_officer_may_also_capture(trust: TrustStore, officer: MachineKey) -> None:
    for purpose in (Purpose.OFFICER, Purpose.OPERATOR):
        assert trust.allows(officer.certificate, officer.chain, purpose, NOW)


def test_an_issuer_cannot_give_a_policy_it_does_not_carry(trust: TrustStore, authorities: Authorities) -> None:
    """The vendor's authority writes the officer's policy into a certificate: the chain does not carry it."""
    usurper = holder(authorities.operators, (roles.OFFICER_POLICY, roles.OPERATOR_POLICY))
    assert roles.OFFICER_POLICY in usurper.certificate.policies
    refused(trust, usurper, Purpose.OFFICER, "policy")


def test_a_further_policy_can_be_asked_for(trust: TrustStore, operator: MachineKey, officer: MachineKey) -> None:
    chain = officer.chain
    assert trust.verify(officer.certificate, chain, Purpose.OPERATOR, NOW, roles.OFFICER_POLICY)
    refused(trust, operator, Purpose.OPERATOR, "policy", roles.OFFICER_POLICY)


def test_key_usage_must_fit(trust: TrustStore, authorities: Authorities, receivers: tuple[Receiver, ...]) -> None:
    machines = authorities.machines.chain
    assert trust.allows(receivers[0].certificate, machines, Purpose.RECEIVER, NOW)
    both = (roles.STATION_POLICY, roles.RECEIVER_POLICY)
    refused(trust, holder(authorities.machines, both, usages=issuing.RECEIVES), Purpose.STATION, "usage")
    refused(trust, holder(authorities.machines, both, usages=issuing.SIGNS), Purpose.RECEIVER, "usage")


def test_extended_usage_must_name_messages(trust: TrustStore, authorities: Authorities) -> None:
    def station(*extended: x509.ObjectIdentifier) -> MachineKey:
        key = issuing.new_ec_key()
        subject = Subject("Station", "Tests", (roles.STATION_POLICY,), extended=extended)
        issued = issuing.issue(authorities.machines, subject, key, NOW, DAYS)
        return MachineKey(issued, authorities.machines.chain, key)

    refused(trust, station(ExtendedKeyUsageOID.SERVER_AUTH), Purpose.STATION, "usage")
    for fit in (issuing.SPEAKS_TLS_AND_SIGNS, (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)):
        key = station(*fit)
        assert trust.allows(key.certificate, key.chain, Purpose.STATION, NOW)


def test_rights_that_are_not_written_are_not_given(trust: TrustStore, authorities: Authorities) -> None:
    """No key usage, no extended usage, an issuer without keyCertSign: as another authority may write it."""
    subject = Subject("Bare", "Tests", (roles.OPERATOR_POLICY,))
    key = issuing.new_ec_key()

    def bare(authority: Authority, *extensions: x509.ExtensionType) -> MachineKey:
        builder = issuing._builder(subject, key, authority, NOW, DAYS)
        for extension in (issuing._policies(subject.policies), *extensions):
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return MachineKey(issuing._signed(builder, authority.key), authority.chain, key)

    refused(trust, bare(authorities.operators), Purpose.OPERATOR, "chain")
    signs = issuing._usage(issuing.SIGNS)
    plain = bare(authorities.operators, signs)
    assert trust.allows(plain.certificate, plain.chain, Purpose.OPERATOR, NOW)
    assert bare(authorities.operators).certificate.key_usage == frozenset()

    issuer = bare(authorities.people, signs, x509.BasicConstraints(ca=True, path_length=0))
    unfit = Authority(key, issuer.certificate, (issuer.certificate,))
    refused(trust, holder(unfit, (roles.OPERATOR_POLICY,)), Purpose.OPERATOR, "chain")


def test_a_pinned_end_certificate_is_no_root(authorities: Authorities, operator: MachineKey) -> None:
    pinned = TrustStore({Purpose.OPERATOR: (operator.certificate,)})
    refused(pinned, MachineKey(operator.certificate, (), operator._key), Purpose.OPERATOR, "chain")


def test_time_is_checked_at_the_time_asked_for(trust: TrustStore, operator: MachineKey) -> None:
    def verify_after(days: int) -> None:
        trust.verify(operator.certificate, operator.chain, Purpose.OPERATOR, NOW + timedelta(days=days))

    with pytest.raises(CertificateExpired):
        verify_after(DAYS + 1)
    with pytest.raises(CertificateNotYetValid):
        verify_after(-2)


def test_an_expired_issuer_breaks_the_chain(authorities: Authorities, trust: TrustStore) -> None:
    policies = (roles.OPERATOR_POLICY,)
    short = issuing.issuing(authorities.people, "Short CA", "Tests", policies, NOW - timedelta(days=10), 5)
    refused(trust, holder(short, policies), Purpose.OPERATOR, "chain")


def test_a_holder_cannot_issue(trust: TrustStore, operator: MachineKey) -> None:
    forger = Authority(operator._key, operator.certificate, (operator.certificate, *operator.chain))
    refused(trust, holder(forger, (roles.OPERATOR_POLICY,)), Purpose.OPERATOR, "chain")


def test_an_issuer_under_an_issuer_is_too_deep(authorities: Authorities, trust: TrustStore) -> None:
    policies = (roles.OPERATOR_POLICY,)
    parent = authorities.operators
    deeper = issuing.issuing(parent, "Deeper CA", "Tests", policies, NOW, DAYS)
    chained = Authority(deeper.key, deeper.certificate, (deeper.certificate, *parent.chain))
    refused(trust, holder(chained, policies), Purpose.OPERATOR, "chain")


def test_authorities_do_not_sign_messages(authorities: Authorities, trust: TrustStore) -> None:
    for issuer in (authorities.people, authorities.operators):
        refused(trust, MachineKey(issuer.certificate, (), issuer.key), Purpose.OPERATOR, "chain")


def test_the_same_name_is_not_the_same_authority(trust: TrustStore) -> None:
    root = issuing.root("People Root", "Tests", NOW, DAYS)
    twin = issuing.issuing(root, "Operators CA", "Tests", (roles.OPERATOR_POLICY,), NOW, DAYS)
    refused(trust, holder(twin, (roles.OPERATOR_POLICY,)), Purpose.OPERATOR, "chain")


def test_a_folder_of_roots_is_a_store(
    tmp_path: Path, authorities: Authorities, operator: MachineKey, receivers: tuple[Receiver, ...]
) -> None:
    for folder in ("roots", "recipients"):
        (tmp_path / folder).mkdir()
    (tmp_path / "roots" / "operator.pem").write_text(authorities.people.certificate.pem)
    (tmp_path / "roots" / "receiver.pem").write_text(authorities.machine_root.certificate.pem)
    for number, receiver in enumerate(receivers):
        text = pem_of((receiver.certificate, *authorities.machines.chain))
        (tmp_path / "recipients" / f"{number}.pem").write_text(text)
    trust = load_trust(tmp_path)
    assert trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    refused(trust, operator, Purpose.OFFICER, "chain")
    assert load_recipients(tmp_path, trust, NOW) == tuple(receiver.certificate for receiver in receivers)

    (tmp_path / "recipients" / "2.pem").write_text(pem_of((operator.certificate, *operator.chain)))
    with pytest.raises(UntrustedCertificate):
        load_recipients(tmp_path, trust, NOW)
    (tmp_path / "roots" / "operator.pem").write_text("no certificate")
    with pytest.raises(MalformedDer):
        load_trust(tmp_path)


def test_what_is_installed_later_counts_in_a_store_that_is_open(
    tmp_path: Path, authorities: Authorities, operator: MachineKey
) -> None:
    """Roots and issuers; and a file that became unreadable is said, it does not leave the old one in force."""
    for folder in ("roots", "intermediates"):
        (tmp_path / folder).mkdir()
    root, issuer = tmp_path / "roots" / "operator.pem", tmp_path / "intermediates" / "operators.pem"
    trust = load_trust(tmp_path)
    alone = MachineKey(operator.certificate, (), operator._key)
    refused(trust, alone, Purpose.OPERATOR, "chain")
    root.write_text(authorities.people.certificate.pem)
    refused(trust, alone, Purpose.OPERATOR, "chain")
    issuer.write_text(pem_of(operator.chain))
    assert trust.allows(alone.certificate, alone.chain, Purpose.OPERATOR, NOW)
    assert set(trust.issuers()) == {authorities.people.certificate, *operator.chain}
    root.write_text("no certificate")
    for _ in range(2):
        with pytest.raises(MalformedDer):
            trust.verify(alone.certificate, alone.chain, Purpose.OPERATOR, NOW)
    root.unlink()
    refused(trust, alone, Purpose.OPERATOR, "chain")


def test_a_root_of_training_that_is_pinned_for_more_later_is_refused(
    tmp_path: Path, authorities: Authorities, operator: MachineKey
) -> None:
    root, _ = trained((roles.OPERATOR_POLICY,))
    trust = load_trust(training_folder(tmp_path, root, operator=authorities.people))
    (tmp_path / "roots" / "officer.pem").write_text(root.certificate.pem)
    refused(trust, operator, Purpose.OPERATOR, "training")


def trained(policies: tuple[str, ...], marked: bool = True) -> tuple[Authority, MachineKey]:
    """A root of training, and a holder under it; `marked`: whether the holder's own certificate says training."""
    root = issuing.root("Training Root", "Tests", NOW, DAYS)
    authority = issuing.issuing(root, "Training CA", "Tests", (*policies, roles.TRAINING_POLICY), NOW, DAYS)
    with pytest.MonkeyPatch.context() as patch:
        if not marked:  # an authority that forgot: ours hands its marks down
            patch.setattr(roles, "MARKS", frozenset())
        return root, holder(authority, policies)


def training_folder(folder: Path, training: Authority, **others: Authority) -> Path:
    (folder / "roots").mkdir()
    for name, root in {"training": training, **others}.items():
        (folder / "roots" / f"{name}.pem").write_text(root.certificate.pem)
    return folder


def test_training_is_believed_by_a_training_store_only(
    tmp_path: Path, authorities: Authorities, operator: MachineKey
) -> None:
    root, trainee = trained((roles.OPERATOR_POLICY,))
    folder = training_folder(tmp_path, root, operator=authorities.people)
    earnest, training = load_trust(folder), load_trust(folder, training=True)
    assert training.allows(trainee.certificate, trainee.chain, Purpose.OPERATOR, NOW)
    assert earnest.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    refused(earnest, trainee, Purpose.OPERATOR, "chain")
    refused(training, operator, Purpose.OPERATOR, "chain")
    refused(training, trainee, Purpose.OFFICER, "policy")


def test_training_never_counts_in_earnest_even_under_a_root_pinned_for_it(
    tmp_path: Path, authorities: Authorities
) -> None:
    """Two locks: whoever pins the root of training by mistake is stopped, and the mark stops what gets past that."""
    root, trainee = trained((roles.OPERATOR_POLICY,))
    with pytest.raises(UntrustedCertificate) as caught:
        load_trust(training_folder(tmp_path, root, operator=root))
    assert caught.value.params == {"reason": "training"}
    for marked in (True, False):  # the issuer's mark is enough
        root, trainee = trained((roles.OPERATOR_POLICY,), marked)
        refused(TrustStore({Purpose.OPERATOR: (root.certificate,)}), trainee, Purpose.OPERATOR, "training")
    refused(TrustStore({Purpose.OPERATOR: (root.certificate,)}, training=True), trainee, Purpose.OPERATOR, "training")


def test_a_signature_from_the_future_is_refused(trust: TrustStore, operator: MachineKey) -> None:
    for ahead in (CLOCK_SKEW, -timedelta(hours=12)):
        message = cms.sign_detached(b"content", operator, NOW + ahead)
        assert cms.verify_detached(message, b"content", trust, Purpose.OPERATOR, NOW)
    message = cms.sign_detached(b"content", operator, NOW + CLOCK_SKEW + timedelta(seconds=2))
    with pytest.raises(SignedInFuture):
        cms.verify_detached(message, b"content", trust, Purpose.OPERATOR, NOW)


def test_intermediates_and_lists_of_a_folder_are_taken(
    tmp_path: Path, authorities: Authorities, operator: MachineKey
) -> None:
    for name in ("roots", "intermediates", "crls"):
        (tmp_path / name).mkdir()
    (tmp_path / "roots" / "operator.pem").write_text(authorities.people.certificate.pem)
    (tmp_path / "intermediates" / "operators.pem").write_text(authorities.operators.certificate.pem)
    for authority in (authorities.people, authorities.operators):
        listed = revocation_list(authority, (), NOW, timedelta(days=1))
        (tmp_path / "crls" / f"{authority.certificate.common_name}.crl").write_bytes(listed)
    trust = load_trust(tmp_path)
    assert trust.verify(operator.certificate, (), Purpose.OPERATOR, NOW)
    (tmp_path / "crls" / "Operators CA.crl").unlink()
    with pytest.raises(RevocationUnknown):
        trust.verify(operator.certificate, (), Purpose.OPERATOR, NOW)


def test_everything_is_judged_by_what_others_signed_when_the_clock_is_behind_it(
    trust: TrustStore, operator: MachineKey
) -> None:
    """A certificate that has run out does not come back; a signature made meanwhile is no signature of the future."""
    over = operator.certificate.not_after + timedelta(days=1)
    known = replace(trust, floor=lambda: over)
    assert trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    with pytest.raises(CertificateExpired):
        known.verify(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    assert known.judged(over + timedelta(days=1)) == over + timedelta(days=1), "the clock, where it is later"
    message = cms.sign_detached(b"content", operator, NOW + timedelta(hours=1))
    later = replace(trust, floor=lambda: NOW + timedelta(hours=1))
    assert cms.verify_detached(message, b"content", later, Purpose.OPERATOR, NOW)


def test_a_list_says_itself_how_late_it_is(tmp_path: Path, authorities: Authorities, operator: MachineKey) -> None:
    """Who was dismissed stays so with the clock put back; what he signed before is judged by its own time."""
    for name in ("roots", "crls"):
        (tmp_path / name).mkdir()
    (tmp_path / "roots" / "operator.pem").write_text(authorities.people.certificate.pem)
    (tmp_path / "intermediates").mkdir()
    (tmp_path / "intermediates" / "operators.pem").write_text(authorities.operators.certificate.pem)
    gone = (operator.certificate.serial, NOW, x509.ReasonFlags.cessation_of_operation)
    for authority, names in ((authorities.people, ()), (authorities.operators, (gone,))):
        listed = revocation_list(authority, names, NOW, timedelta(days=1))
        (tmp_path / "crls" / f"{authority.certificate.common_name}.crl").write_bytes(listed)
    trust, before = load_trust(tmp_path), NOW - timedelta(hours=1)
    assert trust.newest_list() == trust.judged(before) == NOW.replace(microsecond=0)
    for at in (NOW, before):
        assert not trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, at)
    assert trust.in_the_past().allows(operator.certificate, operator.chain, Purpose.OPERATOR, before)


def test_a_list_that_nobody_here_signed_says_nothing_of_time(tmp_path: Path, authorities: Authorities) -> None:
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "operator.pem").write_text(authorities.people.certificate.pem)
    (tmp_path / "crls").mkdir()
    stray = revocation_list(authorities.machines, (), NOW + timedelta(days=900), timedelta(days=1))
    (tmp_path / "crls" / "stray.crl").write_bytes(stray)
    trust = load_trust(tmp_path)
    assert (trust.newest_list(), trust.judged(NOW)) == (None, NOW)
    (tmp_path / "crls" / "broken.crl").write_bytes(b"?")
    assert trust.judged(NOW) == NOW


def test_a_folder_of_lists_that_was_removed_never_means_that_nobody_is_revoked(
    tmp_path: Path, authorities: Authorities, operator: MachineKey
) -> None:
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "operator.pem").write_text(authorities.people.certificate.pem)
    known: list[bool] = []
    trust = load_trust(tmp_path, had_lists=lambda: bool(known))
    note_lists(tmp_path)
    assert trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW), "nobody ever published one"
    (tmp_path / "crls").mkdir()
    assert not trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW), "none lies there yet"
    for authority in (authorities.people, authorities.operators):
        listed = revocation_list(authority, (), NOW, timedelta(days=1))
        (tmp_path / "crls" / f"{authority.certificate.common_name}.crl").write_bytes(listed)
    assert trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
    note_lists(tmp_path)
    rmtree(tmp_path / "crls")
    for each in (trust, load_trust(tmp_path)):
        with pytest.raises(RevocationUnknown) as caught:
            each.verify(operator.certificate, operator.chain, Purpose.OPERATOR, NOW)
        assert caught.value.params == {"reason": "missing"}
    (tmp_path / PUBLISHED).unlink()
    known.append(True)
    assert not trust.allows(operator.certificate, operator.chain, Purpose.OPERATOR, NOW), "somebody else remembers"
