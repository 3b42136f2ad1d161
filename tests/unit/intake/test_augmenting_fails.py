"""An augmented copy that cannot be made, is spoilt, or is of another packet: everything stays as it was."""

from collections.abc import Callable
from errno import EIO

import pytest

from crypto.errors import (
    BadRecipient,
    BadTimeStamp,
    CryptoError,
    SignedInFuture,
    TimeStampRefused,
    UntrustedCertificate,
)
from crypto.evidence import Evidence
from crypto.trust_folder import load_trust
from intake.acceptance.archived import Archived, begun
from intake.acceptance.augmenting import Authority
from intake.acceptance.held import Finding, findings
from intake.errors import ArchiveUnfit, IntakeError, StampEarly
from intake.store.comparing import compare
from station.domain.errors import StationError
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.time_authority import AuthorityAway
from tests.support.augmented import THEN, Kept, away, kept, packet, somebody
from tests.support.centre import DAY, centre
from tests.support.pki import Pki
from tests.support.sealing import signed_container
from tests.support.time_stamping import Stamper, stamper

__all__ = ["centre", "kept", "packet", "somebody"]

Answer = Callable[[Stamper, bytes], bytes]


FAULTS: dict[str, tuple[Answer, type[Exception], str]] = {
    "unreachable": (lambda _, request: away(request), AuthorityAway, "timeout"),
    "other imprint": (lambda tsa, request: tsa.reply(request, THEN, imprint=bytes(32)), BadTimeStamp, "other"),
    "other number": (lambda tsa, request: tsa.reply(request, THEN, nonce=1), BadTimeStamp, "nonce"),
    "from the future": (lambda tsa, request: tsa.reply(request, THEN + DAY), SignedInFuture, ""),
    "dated back": (lambda tsa, request: tsa.reply(request, THEN - DAY), StampEarly, ""),
    "refused": (lambda *_: bytes.fromhex("30053003020102"), TimeStampRefused, ""),
    "somebody else's": (lambda _, request: stamper().reply(request, THEN), UntrustedCertificate, "chain"),
    "no answer at all": (lambda *_: b"<html>", CryptoError, ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_authority_that_fails_leaves_everything_as_it_was(kept: Kept, somebody: Stamper, fault: str) -> None:
    answer, error, reason = FAULTS[fault]
    before = {path: path.read_bytes() for path in kept.folder.rglob("*") if path.is_file()}
    with pytest.raises(error) as caught:
        kept.ask(lambda request: answer(somebody, request))
    assert isinstance(caught.value, CryptoError | StationError | IntakeError)
    assert not reason or caught.value.params["reason"] == reason
    assert {path: path.read_bytes() for path in kept.folder.rglob("*") if path.is_file()} == before


def test_the_second_answer_may_fail_too_and_so_may_a_later_one(kept: Kept, somebody: Stamper) -> None:
    answers = [lambda request: somebody.reply(request, THEN), away]
    before = kept.names
    with pytest.raises(AuthorityAway):
        kept.ask(lambda request: answers.pop(0)(request))
    assert (answers, kept.names) == ([], before)
    kept.augment(somebody)
    before, copy = kept.names, kept.copy.read_bytes()
    with pytest.raises(AuthorityAway):
        kept.ask(away)
    assert (kept.names, kept.copy.read_bytes()) == (before, copy)


def test_a_copy_that_could_not_be_read_again_is_not_laid(
    kept: Kept, somebody: Stamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a State's lists are longer than whoever opens it reads."""
    before = kept.names
    with monkeypatch.context() as patch:
        patch.setattr("crypto.evidence.MAX_BYTES", 4000)  # a time-stamp is shorter, with its evidence it is not
        with pytest.raises(ArchiveUnfit):
            kept.augment(somebody)
    assert kept.names == before


def with_other(archived: Archived, path: str, data: bytes) -> bytes:
    files = read_archive(archived.written())
    assert path in [file.path for file in files]
    return write_archive(PacketFile(file.path, data if file.path == path else file.data) for file in files)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("data/application.json", "form"),
        ("META-INF/signature001.p7s", "form"),
        ("sealing.p7s", "form"),
        ("META-INF/ASiCArchiveManifest001.xml", "form"),
        ("META-INF/ASiCArchiveManifest.xml", "form"),
        ("META-INF/timestamp001.tst", "CRY-050"),
    ],
)
def test_a_changed_file_in_the_copy_is_found(kept: Kept, somebody: Stamper, path: str, reason: str) -> None:
    kept.augment(somebody)
    archived = kept.centre.open(kept.folder, THEN).archived
    assert archived is not None
    kept.seal_copy(with_other(archived, path, b"something else"))
    with pytest.raises(ArchiveUnfit) as caught:
        kept.centre.open(kept.folder, THEN)
    assert caught.value.reason == reason


def test_a_spoilt_copy(kept: Kept, somebody: Stamper) -> None:
    kept.augment(somebody)
    whole = kept.copy.read_bytes()
    for spoilt in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:5000], b""):
        kept.copy.write_bytes(spoilt)
        with pytest.raises(ArchiveUnfit):
            kept.centre.open(kept.folder, THEN)


def test_verify_notices_a_copy_that_rots(kept: Kept, somebody: Stamper) -> None:
    """Without the key that opens it."""
    kept.augment(somebody)
    data = kept.centre.home / "data"

    def found() -> list[Finding]:
        own = load_trust(kept.centre.home / "trust").in_the_past()
        return list(findings(data, compare(data), own, THEN))

    assert found() == []
    whole = kept.copy.read_bytes()
    kept.copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert found() == [Finding(kept.folder.name, "augmented")]


def test_of_two_copies_the_one_with_more_time_stamps_counts(kept: Kept, somebody: Stamper) -> None:
    """A crash came before the former one went, or a backup brought it back."""
    former = kept.augment(somebody).file
    content = former.read_bytes()
    kept.augment(somebody)
    former.write_bytes(content)
    opened = kept.centre.open(kept.folder, THEN)
    assert opened.archived is not None
    assert len(opened.archived.stamps) == 3
    kept.augment(somebody)
    assert kept.copy.name.startswith("packet.augmented-004-")


@pytest.mark.parametrize("what", ["container", "sealing", "receipt"])
def test_a_copy_of_another_packet(kept: Kept, somebody: Stamper, pki: Pki, what: str) -> None:
    kept.augment(somebody)
    held = kept.centre.open(kept.folder, THEN).container
    p7s, receipt = (kept.folder / "packet.p7m.p7s").read_bytes(), (kept.folder / "receipt.p7m").read_bytes()
    other = {
        "container": (signed_container(pki), p7s, receipt),
        "sealing": (held, p7s + b"0", receipt),
        "receipt": (held, p7s, receipt + b"0"),
    }
    authority = Authority(lambda request: somebody.reply(request, THEN), lambda: THEN)
    trust = load_trust(kept.centre.home / "trust").in_the_past()
    kept.seal_copy(authority.stamped(begun(*other[what]), trust, Evidence()).written())
    with pytest.raises(ArchiveUnfit) as caught:
        kept.centre.open(kept.folder, THEN)
    assert caught.value.reason == what


def test_without_two_receivers_left_nothing_is_written(kept: Kept, somebody: Stamper) -> None:
    (kept.centre.home / "trust" / "recipients" / "escrow.pem").unlink()
    before = kept.names
    with pytest.raises(BadRecipient):
        kept.augment(somebody)
    assert kept.names == before


def test_a_disk_that_fails_leaves_the_former_copy(
    kept: Kept, somebody: Stamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.augment(somebody)
    before = kept.names

    def fails(_: int) -> None:
        raise OSError(EIO, "Input/output error")

    monkeypatch.setattr("intake.store.disk.os.fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        kept.augment(somebody)
    assert kept.names == before
