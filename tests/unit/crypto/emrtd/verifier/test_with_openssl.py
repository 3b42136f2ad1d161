"""The stranger's check: security objects that `openssl` signs pass here, ours pass there, and each change is noticed
by both."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crypto.emrtd import tlv
from crypto.emrtd.verifier.checks import Name, Status
from tests.support.issuing_state import State, security_object, sod, state
from tests.unit.crypto.emrtd.verifier.test_passive import GROUPS, checked, document, known

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not there")
KINDS = ("secp256r1", "BrainpoolP384R1", "SECP521R1", "rsa")
SIGN = ("-sign", "-binary", "-nodetach", "-outform", "DER", "-econtent_type", "2.23.136.1.1.1", "-in", "content",
        "-signer", "signer.pem", "-inkey", "signer.key", "-out", "signed")  # fmt: skip
WAYS = {
    "by name": (),
    "by key": ("-keyid",),
    "content alone": ("-noattr",),
    "pss": ("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:48"),
    "in pieces, lengths open": ("-stream",),
}


def openssl(folder: Path, *arguments: str) -> int:
    done = subprocess.run(["openssl", "cms", *arguments], cwd=folder, capture_output=True, check=False)
    return done.returncode


def put(folder: Path, of: State) -> None:
    plain = PrivateFormat.PKCS8, NoEncryption()
    (folder / "signer.pem").write_bytes(of.signer.public_bytes(Encoding.PEM))
    (folder / "authority.pem").write_bytes(of.authority.public_bytes(Encoding.PEM))
    (folder / "signer.key").write_bytes(of.signer_key.private_bytes(Encoding.PEM, *plain))
    (folder / "content").write_bytes(security_object(GROUPS))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_what_openssl_signs(tmp_path: Path, kind: str, way: str) -> None:
    if way == "pss" and kind != "rsa":
        kind = "rsa"
    put(tmp_path, state(kind))
    assert openssl(tmp_path, *SIGN, "-md", "sha256", *WAYS[way]) == 0
    signed = (tmp_path / "signed").read_bytes()
    assert (signed[1] == 0x80) == (way == "in pieces, lengths open")
    found = checked(document(tlv.write(0x77, signed)), known(state(kind)))
    for each in (Name.SOD, Name.SIGNATURE, Name.CHAIN, Name.PROFILE):
        assert found[each, ""].status is Status.PASSED, found[each, ""].told
    assert found[Name.GROUP, "DG2"].status is Status.PASSED


def believed_there(folder: Path, signed: bytes) -> bool:
    (folder / "ours").write_bytes(signed)
    arguments = (
        "-verify",
        "-inform",
        "DER",
        "-in",
        "ours",
        "-CAfile",
        "authority.pem",
        "-purpose",
        "any",
        "-out",
        "out",
    )
    return openssl(folder, *arguments) == 0


def believed_here(file: bytes, kind: str) -> bool:
    found = checked(document(file), known(state(kind)))
    wanted = (Name.SOD, Name.SIGNATURE, Name.CHAIN)
    return all(found[each, ""].status is Status.PASSED for each in wanted if (each, "") in found)


@pytest.mark.parametrize("kind", ["secp256r1", "rsa"])
def test_both_notice_each_change(tmp_path: Path, kind: str) -> None:
    """A bit in the hashes, in the attributes, in the signature, in the certificate; and another State's signer."""
    of = state(kind)
    put(tmp_path, of)
    whole = sod(GROUPS, of)
    signed = tlv.one(whole, 0x77)
    assert believed_there(tmp_path, signed)
    assert believed_here(whole, kind)
    content = signed.index(security_object(GROUPS)) + 60
    certificate = signed.index(of.signer.public_bytes(Encoding.DER)) + 300
    for at in (content, certificate, len(signed) - 10, len(signed) - 120):
        changed = signed[:at] + bytes((signed[at] ^ 1,)) + signed[at + 1 :]
        assert not believed_there(tmp_path, changed)
        assert not believed_here(tlv.write(0x77, changed), kind)
    foreign = sod(GROUPS, state(kind, 5))
    assert not believed_there(tmp_path, tlv.one(foreign, 0x77))
    assert not believed_here(foreign, kind)
