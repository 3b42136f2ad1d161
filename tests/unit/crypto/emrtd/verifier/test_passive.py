"""Passive authentication over a State that is invented here: what passes, what fails, and what is only said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.passwords import MrzKey
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.checks import Check, Name, Status
from crypto.emrtd.verifier.document import Document
from crypto.emrtd.verifier.passive import Knowledge, verify
from crypto.emrtd.verifier.revocation import RevocationLists, read_revocation_list
from tests.support import issuing_state as states
from tests.support.issuing_state import NOW, State, certificate, key, name, read, sod, state

TEXT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
MRZ = MrzKey("L898902C3", "740812", "120415")
DG1 = tlv.write(0x61, tlv.write(0x5F1F, TEXT.encode()))
DG2 = tlv.write(0x75, bytes(700))
GROUPS = {1: DG1, 2: DG2}
COM = tlv.write(0x60, tlv.write(0x5F01, b"0107"), tlv.write(0x5F36, b"040000"), tlv.write(0x5C, b"\x61\x75"))


def document(file: bytes, **other: bytes) -> Document:
    return Document({"EF.SOD": file, "EF.COM": COM, "DG1": DG1, "DG2": DG2, **other}, "PACE", mrz=MRZ)


def known(*of: State, lists: RevocationLists = RevocationLists()) -> Knowledge:  # noqa: B008 - it is frozen
    return Knowledge(Authorities(tuple(each for one in of for each in one.believed)), lists, {"UTO": "UT"}.get)


def checked(given: Document, knowing: Knowledge | None = None) -> dict[tuple[Name, str], Check]:
    found = verify(given, knowing or known(state()), NOW)
    assert len({(each.name, each.about) for each in found}) == len(found)
    return {(each.name, each.about): each for each in found}


def said(given: Document, check: Name, about: str = "", knowing: Knowledge | None = None) -> tuple[Status, str]:
    each = checked(given, knowing)[check, about]
    return each.status, "" if each.reason is None else each.reason.code


def test_all_that_can_pass_passes() -> None:
    found = checked(document(sod(GROUPS, state())))
    passed = {where for where, each in found.items() if each.status is Status.PASSED}
    assert passed == {
        (Name.ACCESS, ""), (Name.SOD, ""), (Name.SIGNATURE, ""), (Name.CHAIN, ""), (Name.PROFILE, ""),
        (Name.VALID_THEN, ""), (Name.VALID_NOW, ""), (Name.GROUP, "DG1"), (Name.GROUP, "DG2"), (Name.LISTS, ""),
        (Name.STATES, ""), (Name.ZONE, ""),
    }  # fmt: skip
    assert found[Name.REVOCATION, ""].status is Status.NOT_DONE
    assert not [each for each in found.values() if each.status is Status.FAILED]


FORMS: list[dict[str, object]] = [
    {"hashed": "sha1"}, {"hashed": "sha224"}, {"hashed": "sha384"}, {"hashed": "sha512"}, {"by_key": True},
    {"attributes": False}, {"at": None}, {"kind": "1.2.528.1.1006.1.20.1"},
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("kind", ["secp256r1", "SECP521R1", "BrainpoolP384R1", "rsa"])
def test_forms_of_signed_data(kind: str, form: dict[str, object]) -> None:
    given = document(sod(GROUPS, state(kind), **form))  # type: ignore[arg-type]
    found = checked(given, known(state(kind)))
    assert {found[each, ""].status for each in (Name.SIGNATURE, Name.CHAIN)} == {Status.PASSED}
    assert found[Name.GROUP, "DG2"].status is Status.PASSED
    unsaid = form.get("at", 0) is None or form.get("attributes") is False
    assert found[Name.VALID_THEN, ""].status is (Status.NOT_DONE if unsaid else Status.PASSED)


@pytest.mark.parametrize("salt", [20, 32, 64])
def test_pss_brings_its_own_salt(salt: int) -> None:
    given = document(sod(GROUPS, state("rsa"), salt=salt))
    assert said(given, Name.SIGNATURE, knowing=known(state("rsa"))) == (Status.PASSED, "")


def changed(file: bytes, part: bytes) -> bytes:
    at = file.index(part) + len(part) // 2
    return file[:at] + bytes((file[at] ^ 1,)) + file[at + 1 :]


def test_hashes_count_only_under_a_signature_that_holds() -> None:
    """The trap of comparing with a security object that somebody else wrote."""
    file = changed(sod(GROUPS, state()), states.security_object(GROUPS))
    found = checked(document(file))
    assert found[Name.SIGNATURE, ""].status is Status.FAILED
    assert found[Name.SIGNATURE, ""].reason is not None
    assert {found[Name.GROUP, each].status for each in ("DG1", "DG2")} == {Status.NOT_DONE}
    assert found[Name.CHAIN, ""].status is Status.NOT_DONE


def test_a_digest_that_is_not_the_contents() -> None:
    file = tlv.write(0x77, states.signed_data(
        states.security_object(GROUPS), state().signer, state().signer_key, said=bytes(32)
    ))  # fmt: skip
    assert said(document(file), Name.SIGNATURE) == (Status.FAILED, "EMR-032")


def test_groups_changed_put_there_and_missing() -> None:
    whole = sod(GROUPS, state())
    assert said(document(whole, DG2=tlv.write(0x75, bytes(701))), Name.GROUP, "DG2") == (Status.FAILED, "EMR-042")
    assert said(document(whole, DG15=b"\x6f\x00"), Name.GROUP, "DG15") == (Status.FAILED, "EMR-043")
    more = sod({**GROUPS, 3: b"\x63\x00"}, state())
    assert said(document(more), Name.GROUP, "DG3") == (Status.NOT_DONE, "EMR-044")
    assert said(document(more), Name.LISTS) == (Status.FAILED, "EMR-045")


def test_an_issuer_that_is_not_known_is_no_forger() -> None:
    given = document(sod(GROUPS, state()))
    assert said(given, Name.CHAIN, knowing=known()) == (Status.NOT_DONE, "EMR-034")
    assert said(given, Name.GROUP, "DG1", known()) == (Status.PASSED, "")
    assert said(given, Name.STATES, knowing=known()) == (Status.NOT_DONE, "EMR-050")


def test_a_signer_that_claims_an_authority() -> None:
    """Same names, other keys: all candidates are tried, none has signed."""
    assert said(document(sod(GROUPS, state(number=5))), Name.CHAIN) == (Status.FAILED, "EMR-035")


def test_one_name_with_many_keys() -> None:
    several = known(state(number=6), state(number=7), state())
    assert said(document(sod(GROUPS, state())), Name.CHAIN, knowing=several) == (Status.PASSED, "")


def test_the_signers_name_in_another_order_and_case() -> None:
    parts = [
        der.set_of(der.sequence(der.oid("2.5.4.3"), der.tlv(0x13, b"AUTHORITY "))),
        der.set_of(der.sequence(der.oid("2.5.4.6"), der.tlv(0x0C, b"ut"))),
    ]
    file = sod(GROUPS, state(), issuer=der.sequence(*parts))
    assert said(document(file), Name.SIGNATURE) == (Status.PASSED, "")
    other = der.sequence(der.set_of(der.sequence(der.oid("2.5.4.3"), der.tlv(0x13, b"SOMEBODY"))))
    assert said(document(sod(GROUPS, state(), issuer=other)), Name.SIGNATURE) == (Status.FAILED, "EMR-033")


def signer(**how: object) -> State:
    base = state()
    wanted = {"authority": None, **how}
    made = certificate(name("Signer"), base.signer_key, name("Authority"), base.authority_key, **wanted)  # type: ignore[arg-type]
    return replace(base, signer=made)


@pytest.mark.parametrize(
    ("how", "check", "code"),
    [
        ({"authority": True}, Name.PROFILE, "EMR-039"),
        ({"critical": True}, Name.PROFILE, "EMR-039"),
        ({"begins": NOW - timedelta(days=300)}, Name.VALID_THEN, "EMR-036"),
        ({"ends": NOW - timedelta(days=1)}, Name.VALID_NOW, "EMR-038"),
    ],
)
def test_signers_that_may_not(how: dict[str, object], check: Name, code: str) -> None:
    assert said(document(sod(GROUPS, signer(**how))), check) == (Status.FAILED, code)


def test_validity_then_and_now_are_two_things() -> None:
    given = document(sod(GROUPS, signer(ends=NOW - timedelta(days=1))))
    assert said(given, Name.VALID_THEN) == (Status.PASSED, "")


def test_a_missing_key_usage_is_said_and_stops_nothing() -> None:
    check = checked(document(sod(GROUPS, signer(usage=False))))[Name.PROFILE, ""]
    assert (check.status, check.notes) == (Status.PASSED, ("without key usage",))


@pytest.mark.parametrize("usage", [True, False])
def test_a_signature_by_one_who_may_not_issue(usage: bool) -> None:
    """A document signer signs another one: it is no authority, also where it says nothing of what it may."""
    base, own = signer(usage=usage), key("secp256r1", 500)
    made = certificate(name("Second"), own, name("Signer"), base.signer_key, authority=None)
    forged = State(base.authority_key, base.authority, own, made)
    file = sod(GROUPS, forged, beside=(made, base.signer))
    assert said(document(file), Name.CHAIN) == (Status.NOT_DONE, "EMR-034")


def link(new: State) -> tuple[x509.Certificate, State]:
    """The authority's next key, signed with its last one."""
    old = state()
    return certificate(name("Authority"), new.authority_key, name("Authority"), old.authority_key, authority=True), old


def test_a_link_leads_to_what_is_believed() -> None:
    new = state(number=9)
    between, old = link(new)
    file = sod(GROUPS, new, beside=(new.signer, between))
    assert said(document(file), Name.CHAIN, knowing=known(old)) == (Status.PASSED, "")
    assert not read(between).self_signed
    assert read(new.authority).self_signed
    listed = replace(known(), authorities=Authorities((read(between),)))
    check = checked(document(sod(GROUPS, new)), listed)[Name.CHAIN, ""]
    assert (check.status, check.notes) == (Status.PASSED, ("link",))


def revoked(of: State, *serials: int, days: int = 30, by: State | None = None) -> RevocationLists:
    made = x509.CertificateRevocationListBuilder(
        name("Authority"), NOW - timedelta(days=60), NOW + timedelta(days=days)
    )
    for serial in serials:
        gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - timedelta(days=70)).build()
        made = made.add_revoked_certificate(gone)
    signed = made.add_extension(x509.CRLNumber(3), False).sign((by or of).authority_key, hashes.SHA256())
    return RevocationLists((read_revocation_list(signed.public_bytes(Encoding.DER)),))


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (lambda of: revoked(of, 78), (Status.PASSED, "")),
        (lambda of: revoked(of, 77), (Status.FAILED, "EMR-040")),
        (lambda of: revoked(of, 77, days=-1), (Status.FAILED, "EMR-040")),  # once taken back is taken back
        (lambda of: revoked(of, 78, days=-1), (Status.NOT_DONE, "EMR-041")),
        (lambda of: revoked(of, 77, by=state(number=5)), (Status.NOT_DONE, "EMR-041")),  # of somebody else
    ],
)
def test_revocation(lists: Callable[[State], RevocationLists], expected: tuple[Status, str]) -> None:
    given = document(sod(GROUPS, state()))
    assert said(given, Name.REVOCATION, knowing=known(state(), lists=lists(state()))) == expected


def test_the_zone_and_the_state() -> None:
    file = sod(GROUPS, state())
    other = replace(document(file), mrz=MrzKey("L898902C4", "740812", "120415"))
    assert said(other, Name.ZONE) == (Status.FAILED, "EMR-047")
    by_can = replace(document(file), mrz=None)
    assert said(by_can, Name.ZONE) == (Status.NOT_DONE, "EMR-051")
    elsewhere = replace(known(state()), letters={"UTO": "XX"}.get)
    assert said(document(file), Name.STATES, knowing=elsewhere) == (Status.FAILED, "EMR-046")


def test_less_than_was_offered_is_always_seen() -> None:
    given = replace(document(sod(GROUPS, state())), by="BAC", downgraded="token")
    assert said(given, Name.ACCESS) == (Status.FAILED, "EMR-048")


def test_without_a_security_object_nothing_is_compared() -> None:
    for files in ({"DG1": DG1}, {"DG1": DG1, "EF.SOD": b"\x77\x02\x30\x00"}):
        found = checked(Document(files, "BAC"))
        assert found[Name.SOD, ""].status is not Status.PASSED
        assert found[Name.GROUP, "DG1"].status is Status.NOT_DONE
        assert found[Name.SIGNATURE, ""].status is Status.NOT_DONE


def test_long_numbers_of_identity_cards() -> None:
    """A number over nine characters runs into the optional data, and its check digit stands behind it."""
    text = "I<UTOD23145890<7349<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
    dg1 = tlv.write(0x61, tlv.write(0x5F1F, text.encode()))
    given = replace(document(sod({**GROUPS, 1: dg1}, state()), DG1=dg1), mrz=MrzKey("D23145890734", "740812", "120415"))
    assert said(given, Name.ZONE) == (Status.PASSED, "")
