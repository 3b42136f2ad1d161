"""Master lists: who may sign one, what a new one changes, and that nothing comes into use unseen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from crypto import der
from crypto.emrtd.verifier.csca_folder import CscaFolder
from crypto.emrtd.verifier.findings import BadMasterList, DifferenceNotConfirmed, MasterListOlder
from crypto.emrtd.verifier.master_list import CONTENT, PURPOSE, Change, difference, read_master_list
from tests.support.issuing_state import NOW, SIGNED_AT, State, certificate, key, name, read, signed_data, state

PUBLISHER = state(number=40)


def signer(purpose: str | None = PURPOSE, **how: object) -> State:
    made = certificate(
        name("List signer"), PUBLISHER.signer_key, name("Authority"), PUBLISHER.authority_key, authority=None,
        purpose=purpose, **how,  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(PUBLISHER, signer=made)


@cache
def authority(number: int, letters: str = "UT", serial: int = 1) -> x509.Certificate:
    own = key("secp256r1", number)
    return certificate(name("Authority", letters), own, name("Authority", letters), own, authority=True, serial=serial)


def master_list(
    certificates: Sequence[x509.Certificate], at: datetime | None = SIGNED_AT, by: State | None = None,
    kind: str = CONTENT, extra: tuple[bytes, ...] = (),
) -> bytes:  # fmt: skip
    entries = (*(each.public_bytes(Encoding.DER) for each in certificates), *extra)
    content = der.sequence(der.integer(0), der.set_of(*entries))
    chosen = by or signer()
    return signed_data(content, chosen.signer, chosen.signer_key, kind=kind, at=at)


ROOTS = PUBLISHER.believed


def test_a_list_of_a_pinned_publisher() -> None:
    found = read_master_list(master_list([authority(60), authority(61, "XA")], extra=(der.sequence(),)), ROOTS)
    assert {each.state for each in found.certificates} == {"UT", "XA"}
    assert (len(found.certificates), found.unreadable, found.at) == (2, 1, SIGNED_AT)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (lambda: master_list([authority(60)], kind="2.23.136.1.1.1"), "type"),
        (lambda: master_list([]), "empty"),
        (lambda: master_list([authority(60)], at=None), "undated"),
        (lambda: master_list([authority(60)], by=signer(None)), "signer"),
        (lambda: master_list([authority(60)], by=signer(begins=NOW - timedelta(days=5))), "signer"),
        (lambda: master_list([authority(60)], by=replace(signer(), signer_key=key("secp256r1", 70))), "signature"),
        (lambda: b"\x30\x03\x02\x01\x00", "form"),
    ],
)
def test_what_is_no_list_to_believe(given: object, reason: str) -> None:
    with pytest.raises(BadMasterList) as refused:
        read_master_list(given(), ROOTS)  # type: ignore[operator]
    assert refused.value.params == {"reason": reason}


def test_a_root_that_is_not_pinned() -> None:
    with pytest.raises(BadMasterList) as refused:
        read_master_list(master_list([authority(60)]), state(number=41).believed)
    assert refused.value.params == {"reason": "root"}


def test_the_difference_by_state() -> None:
    before = read_master_list(master_list([authority(60), authority(61, "XA"), authority(62, "XB")]), ROOTS)
    renewed = authority(62, "XB", serial=9)
    after = read_master_list(master_list([authority(60), renewed, authority(63, "XC")]), ROOTS)
    found = difference(before, after)
    assert found.states == (Change("XA", removed=1), Change("XB", changed=1), Change("XC", added=1))
    assert found.certificates == 3
    first = difference(None, after)
    assert first.before is None
    assert first.states == (Change("UT", added=1), Change("XB", added=1), Change("XC", added=1))


@pytest.fixture
def folder(tmp_path: Path) -> CscaFolder:
    roots = tmp_path / "publisher" / "roots"
    roots.mkdir(parents=True)
    (roots / "root.cer").write_bytes(PUBLISHER.authority.public_bytes(Encoding.DER))
    return CscaFolder(tmp_path)


def test_only_what_was_seen_comes_into_use(folder: CscaFolder) -> None:
    first = master_list([authority(60)])
    assert folder.authorities().believed == ()
    with pytest.raises(DifferenceNotConfirmed):
        folder.activate("publisher", first, "0" * 64)
    assert folder.in_use("publisher") is None
    folder.activate("publisher", first, folder.compare("publisher", first).digest)
    assert folder.authorities().believed == (read(authority(60)),)
    assert folder.publishers == ("publisher",)


def test_an_older_list_never_comes_silently(folder: CscaFolder) -> None:
    new, old = master_list([authority(60)]), master_list([authority(61)], at=SIGNED_AT - timedelta(days=30))
    folder.activate("publisher", new, folder.compare("publisher", new).digest)
    seen = folder.compare("publisher", old)
    assert seen.older
    with pytest.raises(MasterListOlder):
        folder.activate("publisher", old, seen.digest)
    assert folder.authorities().believed == (read(authority(60)),)
    folder.activate("publisher", old, seen.digest, older=True)
    assert folder.authorities().believed == (read(authority(61)),)


def test_a_list_put_there_by_hand_is_judged_again(folder: CscaFolder) -> None:
    forged = master_list([authority(60)], by=replace(signer(), signer_key=key("secp256r1", 70)))
    (folder.folder / "publisher" / "list.ml").write_bytes(forged)
    with pytest.raises(BadMasterList):
        folder.authorities()
