"""What the gateway reads of an envelope without a key: that it is whole, and that it is for this centre."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto import cms, envelope
from crypto.certificate import Certificate, certificates_from_pem
from crypto.demo_classes import CLASSES
from intake.errors import EnvelopeDamaged, NotAnEnvelope, OtherCentre, ReceiversUnknown
from intake.gateway.addressed import Receivers, verify_envelope
from intake.mode import Mode
from tests.support.clock import NOW
from tests.support.pki import Pki

CONTENT = b"container" * 1000


@dataclass
class Arrived:
    """An Upload that lies in memory, and counts what is read of it."""

    data: bytes
    read: int = 0

    @property
    def digest(self) -> str:
        raise NotImplementedError

    def write(self, chunk: bytes) -> None:
        raise NotImplementedError

    def ends(self, head: int, tail: int) -> tuple[bytes, bytes]:
        parts = self.data[:head], self.data[-tail:]
        self.read += sum(map(len, parts))
        return parts

    def discard(self) -> None:
        raise NotImplementedError


def check(data: bytes, ours: tuple[Certificate, ...] | None) -> None:
    verify_envelope(Arrived(data), len(data), lambda: ours)


def named(pki: Pki, *names: str) -> tuple[Certificate, ...]:
    return tuple(
        certificates_from_pem((pki.trust_folder / "recipients" / f"{name}.pem").read_bytes())[0] for name in names
    )


@pytest.fixture(scope="module")
def sealed(pki: Pki) -> bytes:
    return envelope.encrypt(CONTENT, pki.recipients)


@pytest.mark.parametrize("kind", ["production", "production-ec", "production-kem"])
def test_one_of_ours_is_enough_whatever_its_kind(pki: Pki, other_pki: Pki, kind: str) -> None:
    ours = named(pki, kind)
    check(envelope.encrypt(CONTENT, (*named(other_pki, "production-kem", "production-ec", "escrow"), *ours)), ours)


def test_a_packet_for_another_centre(pki: Pki, other_pki: Pki, sealed: bytes) -> None:
    kinds = ("production", "escrow", "production-ec", "production-kem")
    theirs = envelope.encrypt(CONTENT, named(other_pki, *kinds))
    with pytest.raises(OtherCentre):
        check(theirs, named(pki, *kinds))
    with pytest.raises(OtherCentre):
        check(sealed, named(pki, "production-kem"))
    check(theirs, None)  # nobody knows whose it should be


def test_a_head_with_zeros_after_it(pki: Pki, sealed: bytes) -> None:
    head = sealed.index(b"\x80\x82")  # where the ciphertext's header is
    with pytest.raises(EnvelopeDamaged) as caught:
        check(sealed[: head + 4] + bytes(len(sealed) - head - 4), pki.recipients)
    assert caught.value.reason == "tag"


@pytest.mark.parametrize("left", [1, 17, 18, 5000])
def test_one_that_is_cut(pki: Pki, sealed: bytes, left: int) -> None:
    with pytest.raises(EnvelopeDamaged):
        check(sealed[:-left], pki.recipients)


@pytest.mark.parametrize("more", [b"\0", bytes(4096)])
def test_one_that_goes_on_after_its_end(pki: Pki, sealed: bytes, more: bytes) -> None:
    with pytest.raises(EnvelopeDamaged):
        check(sealed + more, pki.recipients)


def test_a_line_of_ours_that_we_could_not_open(pki: Pki, sealed: bytes) -> None:
    """In earnest nobody writes it; a program that takes another algorithm would, and hear of it only at the opening."""
    rsaes_oaep = bytes.fromhex("06092a864886f70d010107")
    broken = sealed.replace(rsaes_oaep, bytes.fromhex("06092a864886f70d010101"))
    assert broken != sealed
    with pytest.raises(EnvelopeDamaged) as caught:
        check(broken, pki.recipients)
    assert caught.value.reason == "recipient"


@pytest.mark.parametrize("data", [b"PK\x03\x04 a zip", b"", b"\x30\x80", b"\x30\x03\x02\x01\x00", bytes(5000)])
def test_no_envelope(pki: Pki, data: bytes) -> None:
    with pytest.raises(NotAnEnvelope):
        check(data, pki.recipients)


def test_a_signed_message_instead_of_one(pki: Pki) -> None:
    with pytest.raises(NotAnEnvelope):
        check(cms.sign_attached(b"open", pki.station, NOW), pki.recipients)


def test_only_the_ends_of_a_large_packet_are_read(pki: Pki) -> None:
    large = Arrived(envelope.encrypt(bytes(8 * 1024 * 1024), pki.recipients))
    verify_envelope(large, len(large.data), lambda: pki.recipients)
    assert large.read == envelope.MAX_HEAD_BYTES + envelope.TAIL_BYTES


# --- whose the receivers are ------------------------------------------------------------------------------------------


@pytest.fixture
def trust(pki: Pki, tmp_path: Path) -> Path:
    shutil.copytree(pki.intake_home / "trust", tmp_path / "trust")
    return tmp_path / "trust"


def test_each_mode_has_its_own(trust: Path) -> None:
    def names(mode: Mode) -> set[str]:
        return {each.common_name.removeprefix("Demo Receiver ") for each in Receivers(trust, mode)() or ()}

    of_classes = {f"{name}{end}" for name in CLASSES for end in ("", "-escrow", "-kem", "-escrow-kem")}
    in_earnest = {"production", "escrow", "production-ec", "production-kem", "escrow-kem"} | of_classes
    practised = {"training", "training-escrow"}
    assert names(Mode.PRODUCTION) == in_earnest
    assert names(Mode.TRAINING) == practised
    assert names(Mode.DEMO) == in_earnest | practised


def test_a_new_receiver_counts_at_once_and_none_lets_nothing_in(trust: Path) -> None:
    ours = Receivers(trust, Mode.PRODUCTION)
    shutil.rmtree(trust / "classes")
    for file in (trust / "recipients").glob("*.pem"):
        file.rename(file.with_suffix(".away"))
    with pytest.raises(ReceiversUnknown) as caught:
        ours()
    assert caught.value.status == 503
    (trust / "recipients" / "escrow.away").rename(trust / "recipients" / "new.pem")
    assert len(ours() or ()) == 1
    (trust / "recipients" / "new.pem").write_bytes(b"torn")
    with pytest.raises(ReceiversUnknown):
        ours()


def test_without_any_only_a_demonstration_serves(trust: Path, caplog: pytest.LogCaptureFixture) -> None:
    for folder in ("recipients", "training", "classes"):
        shutil.rmtree(trust / folder)
    for mode in (Mode.PRODUCTION, Mode.TRAINING):
        with pytest.raises(ReceiversUnknown):
            Receivers(trust, mode)
    assert Receivers(trust, Mode.DEMO)() is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()


def test_a_demonstration_of_0_1_0_goes_on_taking_what_it_took(trust: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Receivers of classes that it was given since are not all that it has."""
    for folder in ("recipients", "training"):
        shutil.rmtree(trust / folder)
    assert Receivers(trust, Mode.DEMO)() is None
    caplog.clear()
