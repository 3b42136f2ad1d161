"""Terminal authentication: certificates that chips accept and refuse, minted here, by cvc-create and by BSI."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import der
from crypto.emrtd import cvc, tlv
from crypto.emrtd.bac import open_with_bac
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip import Chip, Personal
from crypto.emrtd.chip_authentication import ChipAuthenticated, authenticate_chip, offers
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.cvc import CvCertificate, chain_to, read_certificate, signature_holds, verify_chain
from crypto.emrtd.errors import AccessDenied, AuthenticationNotOffered, BadCvCertificate, TerminalRefused
from crypto.emrtd.files import CVCA, DATA_GROUPS, read_cvca
from crypto.emrtd.ladder import Ladder
from crypto.emrtd.pace.terminal import Established, offered, open_with_pace
from crypto.emrtd.parameters import curve
from crypto.emrtd.passwords import MrzKey
from crypto.emrtd.reading import read_file, read_to_its_end, select_application
from crypto.emrtd.security_info import read_security_infos
from crypto.emrtd.terminal_authentication import TerminalRight, authenticate_terminal, chip_identifier, signed_message
from tests.support import chips
from tests.support import cv_certificates as made
from tests.support.recorded_chip import vectors

AT = date(2026, 11, 30)
ROOT, VERIFIER, TERMINAL = "AMCVCA00001", "AMDVAM00001", "AMTERM00001"
DG3 = tlv.write(0x63, b"prints" * 50)


def chain(pair=made.ec_pair, **terminal: date) -> tuple[CvCertificate, CvCertificate, CvCertificate, made.CvKeyPair]:  # type: ignore[no-untyped-def]
    root, verifier, own = pair(), pair(), pair()
    return (
        made.certificate(ROOT, root, made.ROOT),
        made.certificate(VERIFIER, verifier, made.VERIFIER, (ROOT, root)),
        made.certificate(TERMINAL, own, made.TERMINAL, (VERIFIER, verifier), **terminal),
        own,
    )


CHAIN = chain()


def personal(root: CvCertificate) -> Personal:
    cvca = (tlv.write(0x42, root.holder)).ljust(36, b"\0")
    return chips.with_bac(application=chips.files() | {0x0103: DG3, 0x011C: cvca}, trusted=(root,))


def chip_authenticated(channel: Channel) -> ChipAuthenticated:
    entries = chips.key_info(curve(13), chips.STATIC), chips.ca_info(Suite.AES_128)
    return authenticate_chip(channel, offers(read_security_infos(der.set_of(*entries), "DG14"))[0])


def opened(chip: Chip) -> Channel:
    channel = Channel(chip)
    select_application(channel)
    open_with_bac(channel, chips.MRZ)
    return channel


@pytest.mark.parametrize(
    "pair", [made.ec_pair, made.rsa_pair, lambda: made.rsa_pair(made.PSS_SHA256)], ids=["ecdsa", "rsa", "pss"]
)
def test_prints_are_given_to_who_has_the_right(pair) -> None:  # type: ignore[no-untyped-def]
    root, verifier, own, key = chain(pair)
    channel, ladder = opened(Chip(personal(root))), Ladder()
    trusted = read_cvca(read_to_its_end(channel, CVCA, ladder))
    chip = chip_authenticated(channel)
    with pytest.raises(AccessDenied):
        read_file(channel, DATA_GROUPS[3], ladder)
    right = TerminalRight((own, verifier), own.holder, key.sign)
    authenticate_terminal(channel, right, trusted, chip_identifier(chips.MRZ), chip)
    assert read_file(channel, DATA_GROUPS[3], ladder) == DG3
    with pytest.raises(AccessDenied):
        read_file(opened(Chip(personal(root))), DATA_GROUPS[3], ladder)


def test_after_pace_the_chips_key_is_signed_over() -> None:
    root, verifier, own, key = CHAIN
    protocol = chips.pace()
    channel = Channel(
        Chip(replace(chips.with_pace(protocol), trusted=(root,), application=chips.files() | {0x0103: DG3}))
    )
    established = open_with_pace(channel, protocol, chips.MRZ)
    assert isinstance(established, Established)
    select_application(channel)
    chip = chip_authenticated(channel)
    right = TerminalRight((verifier, own), own.holder, key.sign)
    authenticate_terminal(channel, right, (root.holder,), chip_identifier(established), chip)
    assert read_file(channel, DATA_GROUPS[3], Ladder()) == DG3


@pytest.mark.parametrize("step", ["certificate", "signature", "identifier"])
def test_what_a_chip_refuses(step: str) -> None:
    root, verifier, own, key = CHAIN
    channel = opened(Chip(personal(root)))
    chip = chip_authenticated(channel)
    if step == "certificate":
        verifier = read_certificate(verifier.encoded[:-1] + bytes((verifier.encoded[-1] ^ 1,)))
    sign = made.ec_pair().sign if step == "signature" else key.sign
    identifier = chip_identifier(chips.OTHER_MRZ if step == "identifier" else chips.MRZ)
    with pytest.raises(TerminalRefused) as caught:
        authenticate_terminal(
            channel, TerminalRight((verifier, own), own.holder, sign), (root.holder,), identifier, chip
        )
    assert caught.value.params["step"] == ("certificate" if step == "certificate" else "signature")
    with pytest.raises(AccessDenied):
        read_file(channel, DATA_GROUPS[3], Ladder())


def test_no_way_from_what_the_chip_trusts() -> None:
    _, verifier, own, key = CHAIN
    channel = opened(Chip(personal(CHAIN[0])))
    right = TerminalRight((verifier, own), own.holder, key.sign)
    with pytest.raises(AuthenticationNotOffered):
        authenticate_terminal(channel, right, (b"DECVCA00001",), b"", chip_authenticated(channel))


def test_identifier_of_bac_is_the_number_with_its_digit() -> None:
    assert chip_identifier(MrzKey("L898902C", "690806", "940623")) == b"L898902C<3"


def test_chains() -> None:
    root, verifier, own, _ = CHAIN
    assert chain_to(own.holder, (own, verifier), (root.holder,)) == (verifier, own)
    assert chain_to(own.holder, (own, verifier), (b"XXCVCA00001",)) == ()
    assert verify_chain(root, (verifier, own), AT) == own.signing_key(curve(13))
    for broken, reason in (((own,), "issuer"), ((verifier, own, own), "issuer")):
        with pytest.raises(BadCvCertificate) as caught:
            verify_chain(root, broken, AT)
        assert caught.value.params["reason"] == reason
    for day in (made.FROM.replace(year=2025), made.UNTIL.replace(year=2028)):
        with pytest.raises(BadCvCertificate):
            verify_chain(root, (verifier, own), day)


def test_a_loop_of_certificates_ends() -> None:
    first, second = made.ec_pair(), made.ec_pair()
    loop = (
        made.certificate("AMLOOP00001", first, made.VERIFIER, ("AMLOOP00002", second)),
        made.certificate("AMLOOP00002", second, made.VERIFIER, ("AMLOOP00001", first)),
    )
    assert chain_to(b"AMLOOP00001", loop, (b"AMCVCA00001",)) == ()


def test_a_terminal_certifies_nobody() -> None:
    root, verifier, own, key = CHAIN
    forged = made.certificate("AMTERM00009", made.ec_pair(), made.TERMINAL, (TERMINAL, key))
    with pytest.raises(BadCvCertificate) as caught:
        verify_chain(root, (verifier, own, forged), AT)
    assert caught.value.params["reason"] == "role"


def test_a_new_root_is_linked_by_the_old_one() -> None:
    old, new, own = made.ec_pair(), made.ec_pair(), made.ec_pair()
    root = made.certificate(ROOT, old, made.ROOT)
    link = made.certificate("AMCVCA00002", new, made.ROOT, (ROOT, old))
    verifier = made.certificate(VERIFIER, own, made.VERIFIER, ("AMCVCA00002", new))
    assert chain_to(verifier.holder, (verifier, link), (root.holder,)) == (link, verifier)
    verify_chain(root, (link, verifier), AT)


@pytest.mark.shared_data
def test_certificates_of_another_program(shared_data: Path) -> None:
    folder = shared_data / "emrtd/cvc/minted_by_cvc-create"
    root, verifier, own = (read_certificate((folder / f"{name}.cvcert").read_bytes()) for name in ("cvca", "dv", "is"))
    assert [root.role, own.role] == [3, 0]
    verify_chain(root, (verifier, own), max(root.begins, verifier.begins, own.begins))


@pytest.mark.shared_data
@pytest.mark.parametrize(("kind", "root"), [("ecdh", "cvca_cert"), ("dh", "cvca")])
def test_bsis_chain_and_signature(shared_data: Path, kind: str, root: str) -> None:
    """Certificates with RSA and ECDSA; the terminal's signature; the secret of chip authentication."""
    values = vectors(shared_data, "bsi_eac_worked_examples.json")

    def raw(name: str) -> bytes:
        return bytes.fromhex(values[f"tc_{kind}_{name}"])

    found = [read_certificate(raw(name)) for name in (root, "dv_cert", "ta_cert")]
    key = verify_chain(found[0], tuple(found[1:]), max(each.begins for each in found))
    group = offered(read_security_infos(raw("ef_cardaccess"), "EF.CardAccess"))[0].group
    identifier, terminal = (group.compressed(group.decode(raw(name))) for name in ("picc_pub_key", "ca_pcd_pub_key"))
    message = signed_message(identifier, raw("ta_nonce"), terminal)
    assert signature_holds(key, found[2].key.oid, message, raw("ta_pcd_signature"))
    assert not signature_holds(key, found[2].key.oid, message + b"\0", raw("ta_pcd_signature"))
    chip, private = group.decode(raw("ca_picc_pub_key")), int.from_bytes(raw("ca_pcd_priv_key"), "big")
    assert group.secret(group.shared(private, chip)) == raw("ca_shared_secret_k")


@pytest.mark.shared_data
def test_issued_certificates_are_read(shared_data: Path) -> None:
    values = vectors(shared_data, "bsi_eac_worked_examples.json")
    read = 0
    for name, value in values.items():
        if value.startswith("7f21") and not name.startswith(("req", "MY", "csr")):
            with suppress(BadCvCertificate):
                read_certificate(bytes.fromhex(value))
                read += 1
    assert read >= 20


@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_certificate_or_an_error(data: bytes) -> None:
    for each in (data, tlv.write(cvc.CERTIFICATE, data)):
        with suppress(BadCvCertificate):
            read_certificate(each)


@given(at=st.integers(0, 10_000), octet=st.integers(0, 255))
def test_one_altered_byte_is_refused_or_read_as_it_is(at: int, octet: int) -> None:
    root, verifier, _, _ = CHAIN
    data = bytearray(verifier.encoded)
    data[at % len(data)] = octet
    if bytes(data) == verifier.encoded:
        return
    with pytest.raises(BadCvCertificate):
        verify_chain(root, (read_certificate(bytes(data)),), AT)
