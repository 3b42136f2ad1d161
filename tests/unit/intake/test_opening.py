"""Opening a packet: whatever was done to it, a typed error, and nothing is left where the content was to go."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import cms, envelope
from crypto.errors import (
    BadEnvelope,
    BadSignature,
    CryptoError,
    KeyGone,
    NotARecipient,
    SignedInFuture,
    TooLarge,
    UntrustedCertificate,
)
from intake.acceptance.opening import Opened, open_packet
from intake.errors import IntakeError, PacketOfOtherMode, SignersEnded, TrustUnfit
from station.domain.errors import StationError
from station.domain.outbox import SealedPacket
from station.domain.person import PersonUnidentified, scheme_of
from station.packet import archive, asice, sealed
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.packet.errors import (
    ContainerMalformed,
    ContainerTooLarge,
    ManifestMismatch,
    SignatureMissing,
    SignatureNotAllowed,
)
from tests.support import policies
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import make_content, signed_container

AFTER = NOW + timedelta(seconds=1)
ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def container(pki: Pki) -> bytes:
    return signed_container(pki)


@pytest.fixture(scope="module")
def packet(pki: Pki, container: bytes) -> SealedPacket:
    return sealed.seal(container, pki.recipients, pki.station, NOW)


def opened(
    packet: SealedPacket, pki: Pki, folder: Path, receiver: str = "production", at: timedelta = timedelta()
) -> Opened:
    path = folder / "packet.p7m"
    save(packet, path)
    return open_packet(path, pki.intake_home, receiver, AFTER + at, out=folder / "out")


def refused(packet: SealedPacket, pki: Pki, folder: Path, error: type[Exception], **how: object) -> None:
    with pytest.raises(error):
        opened(packet, pki, folder, **how)  # type: ignore[arg-type]
    assert sorted(path.name for path in folder.iterdir()) == ["packet.p7m", "packet.p7m.p7s"]


def resealed(container: bytes, pki: Pki) -> SealedPacket:
    """A station that seals what it should not."""
    return sealed.seal(container, pki.recipients, pki.station, NOW)


def resigned(p7m: bytes, packet: SealedPacket, pki: Pki) -> SealedPacket:
    """A station that changed the sealed message and signed it again."""
    return replace(packet, p7m=p7m, p7s=cms.sign_detached(p7m, pki.station, NOW))


def test_a_sound_packet(packet: SealedPacket, container: bytes, pki: Pki, tmp_path: Path) -> None:
    for receiver in ("production", "escrow"):
        found = opened(packet, pki, tmp_path, receiver)
        assert found.packet_id == packet.packet_id
        assert found.container == container == (tmp_path / "out").read_bytes()
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    path = tmp_path / "packet.p7m"
    assert open_packet(path, pki.intake_home, "production", AFTER).container == container


def test_other_receivers_and_none(packet: SealedPacket, pki: Pki, tmp_path: Path) -> None:
    for name in ("production-ec", "production-kem", "escrow-kem"):
        refused(packet, pki, tmp_path, NotARecipient, receiver=name)
    refused(packet, pki, tmp_path, KeyGone, receiver="nobody")


def test_another_centre(packet: SealedPacket, other_pki: Pki, tmp_path: Path) -> None:
    refused(packet, other_pki, tmp_path, UntrustedCertificate)


def test_times(packet: SealedPacket, pki: Pki, tmp_path: Path) -> None:
    refused(packet, pki, tmp_path, SignersEnded, at=timedelta(days=365 * 6))
    refused(packet, pki, tmp_path, SignedInFuture, at=timedelta(hours=-2))


@ANY
@given(data=st.data())
def test_any_change_of_the_message_breaks_the_stations_signature(
    data: st.DataObject, packet: SealedPacket, pki: Pki, tmp_path: Path
) -> None:
    p7m = damaged(data, packet.p7m)
    if p7m != packet.p7m:
        refused(replace(packet, p7m=p7m), pki, tmp_path, BadSignature)


@ANY
@given(data=st.data())
def test_any_change_of_the_signature_is_refused(
    data: st.DataObject, packet: SealedPacket, pki: Pki, tmp_path: Path
) -> None:
    p7s = damaged(data, packet.p7s)
    if p7s != packet.p7s:
        refused(replace(packet, p7s=p7s), pki, tmp_path, CryptoError)


@ANY
@given(data=st.data())
def test_even_signed_again_a_damaged_message_does_not_open(
    data: st.DataObject, packet: SealedPacket, pki: Pki, tmp_path: Path
) -> None:
    """All but the line of another receiver, which is not the one that opens."""
    start = structure_end(packet.p7m)
    p7m = packet.p7m[:start] + damaged(data, packet.p7m[start:])
    if p7m != packet.p7m:
        refused(resigned(p7m, packet, pki), pki, tmp_path, CryptoError)


def structure_end(p7m: bytes) -> int:
    """Where the receivers' lines end."""
    return envelope.structure.read_head(p7m, len(p7m), len(p7m)).start - 60


def damaged(data: st.DataObject, whole: bytes) -> bytes:
    """Cut, longer, or a piece exchanged for another."""
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 5000)))
    return whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]


@ANY
@given(data=st.data())
def test_a_damaged_container_is_refused(data: st.DataObject, container: bytes, pki: Pki, tmp_path: Path) -> None:
    changed = damaged(data, container)
    if changed != container:
        with pytest.raises((CryptoError, StationError)):
            opened(resealed(changed, pki), pki, tmp_path)
        assert not (tmp_path / "out").exists()


def test_truncated(packet: SealedPacket, pki: Pki, tmp_path: Path) -> None:
    for keep in (0, 100, len(packet.p7m) // 2, len(packet.p7m) - 1):
        refused(resigned(packet.p7m[:keep], packet, pki), pki, tmp_path, CryptoError)


def test_parts_in_another_order(packet: SealedPacket, pki: Pki, tmp_path: Path) -> None:
    start, half = structure_end(packet.p7m) + 60, 20_000
    first, second = packet.p7m[start : start + half], packet.p7m[start + half : start + 2 * half]
    p7m = packet.p7m[:start] + second + first + packet.p7m[start + 2 * half :]
    refused(resigned(p7m, packet, pki), pki, tmp_path, BadEnvelope)


def test_files_in_another_order(container: bytes, pki: Pki, tmp_path: Path) -> None:
    files = list(read_archive(container))
    files[1], files[2] = files[2], files[1]
    refused(resealed(write_archive(files), pki), pki, tmp_path, ManifestMismatch)
    files = list(read_archive(container))
    files[-4:-2], files[-2:] = files[-2:], files[-4:-2]
    refused(resealed(write_archive(files), pki), pki, tmp_path, ContainerMalformed)


def test_signatures_of_another_packet(packet: SealedPacket, container: bytes, pki: Pki, tmp_path: Path) -> None:
    other = resealed(container, pki)
    refused(replace(packet, p7s=other.p7s), pki, tmp_path, BadSignature)
    refused(replace(packet, p7s=cms.sign_attached(packet.p7m[:1000], pki.station, NOW)), pki, tmp_path, BadSignature)
    refused(replace(packet, p7s=cms.sign_detached(packet.p7m, pki.operator, NOW)), pki, tmp_path, UntrustedCertificate)


def test_oversized(packet: SealedPacket, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = write_archive(PacketFile(f"data/{number}.json", b"") for number in range(archive.MAX_FILES + 1))
    refused(resealed(many, pki), pki, tmp_path, ContainerTooLarge)
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    refused(packet, pki, tmp_path, ContainerTooLarge)
    monkeypatch.setattr(envelope.read, "MAX_STREAM_BYTES", 1000)
    refused(packet, pki, tmp_path, TooLarge)


def test_a_bomb_in_an_envelope(pki: Pki, tmp_path: Path) -> None:
    """10 MB of nothing but nested headers, properly sealed."""
    refused(resealed(b"\x30\x84\x00\x98\x96\x80" * 1_700_000, pki), pki, tmp_path, ContainerMalformed)


def test_only_the_operators_signature(pki: Pki, container: bytes, tmp_path: Path) -> None:
    alone = write_archive(read_archive(container)[:-2])
    assert asice.verify(alone, pki.trust, AFTER, approved=False)
    with pytest.raises(StationError, match="STN-213"):
        opened(resealed(alone, pki), pki, tmp_path)


def test_a_policy_is_asked_for(pki: Pki, container: bytes, tmp_path: Path) -> None:
    order, packet = tmp_path / "policy.p7m", tmp_path / "packet.p7m"

    def judged(name: str, changed: bytes = b"", to: bytes = b"") -> Opened:
        order.write_bytes(cms.sign_attached(policies.document(name).replace(changed, to), pki.policy_key, NOW))
        return open_packet(packet, pki.intake_home, "production", AFTER, policy=order)

    save(resealed(container, pki), packet)
    assert judged(policies.CLASSICAL).verified.station is None
    with pytest.raises(SignatureMissing) as caught:
        judged(policies.TRANSITION)
    assert caught.value.params == {"number": 3}
    with pytest.raises(SignatureNotAllowed):
        judged(policies.CLASSICAL, b'"ECDSA-P256-SHA256", ')
    save(resealed(asice.countersign(container, pki.station_quantum, NOW), pki), packet)
    found = judged(policies.TRANSITION).verified.station
    assert found is not None
    assert found.certificate == pki.station_quantum.certificate
    assert judged(policies.CLASSICAL).verified.station is not None  # more than is asked for is no fault


def test_the_scheme_that_the_centre_was_told(pki: Pki, tmp_path: Path) -> None:
    """Of packets in earnest, from the packet alone; a demonstration's people and older packets are judged as ever."""
    made = make_content()
    files = tuple(replace(file, data=file.data.replace(b'"mode":"demo"', b'"mode":"NORMAL"')) for file in made.files)
    once = asice.sign_operator(replace(made, files=files), pki.operator, NOW)
    earnest = resealed(asice.approve(once, pki.officer, NOW, pki.operator.certificate), pki)
    home = tmp_path / "home"
    for part in ("centre", "trust"):
        shutil.copytree(pki.intake_home / part, home / part)
    save(earnest, tmp_path / "packet.p7m")

    def told(line: str) -> type[Exception]:
        (home / "trust" / "people-scheme").write_text(line, encoding="ascii")
        with pytest.raises((StationError, IntakeError)) as caught:
            open_packet(tmp_path / "packet.p7m", home, "production", AFTER)
        return caught.type

    own = scheme_of(pki.officer.certificate.identifier)
    assert told(f"{own}\n") is PacketOfOtherMode, "people are as asked for; the demonstration is what is wrong"
    assert told("IDCAM") is PersonUnidentified
    assert told("IDCAM 2001-01-01T00:00:00Z") is PersonUnidentified
    assert told("IDCAM 2101-01-01T00:00:00Z") is PacketOfOtherMode, "it was approved before"
    for wrong in ("", "EI", "IDCAM yesterday", "IDCAM 2101-13-01T00:00:00Z", "IDCAM\nIDCAM", "IDCAM" * 100):
        assert told(wrong) is TrustUnfit
    save(resealed(signed_container(pki), pki), tmp_path / "packet.p7m")
    (home / "trust" / "people-scheme").write_text("IDCAM", encoding="ascii")
    assert open_packet(tmp_path / "packet.p7m", home, "production", AFTER)


def save(packet: SealedPacket, path: Path) -> None:
    path.write_bytes(packet.p7m)
    path.with_name(path.name + ".p7s").write_bytes(packet.p7s)
