"""A stranger opens and verifies a packet with `openssl` and `unzip`, by the script that docs/open-a-packet.md shows."""

import subprocess
from pathlib import Path

import pytest

from crypto import cms
from station.packet import asice
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from tests.support.by_openssl import needs_openssl, open_with_openssl
from tests.support.clock import NOW
from tests.support.pki import Pki, pki
from tests.support.sealing import make_content, save, seal, signed_container

__all__ = ["pki"]

pytestmark = needs_openssl


def run(packet: Path, pki: Pki, out: Path) -> subprocess.CompletedProcess[str]:
    return open_with_openssl(packet, pki.intake_home, out)


def test_script_opens_and_verifies(pki: Pki, tmp_path: Path) -> None:
    made = seal(signed_container(pki), pki)
    done = run(save(made, tmp_path), pki, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"verified: {made.packet.packet_id}"
    for file in read_archive(made.container):
        assert (tmp_path / "out" / "content" / file.path).read_bytes() == file.data


def test_changed_packet(pki: Pki, tmp_path: Path) -> None:
    packet = save(seal(signed_container(pki), pki), tmp_path)
    data = bytearray(packet.read_bytes())
    data[len(data) // 2] ^= 1
    packet.write_bytes(data)
    done = run(packet, pki, tmp_path / "out")
    assert done.returncode != 0
    assert not (tmp_path / "out" / "packet.asice").exists()


def altered(container: bytes, change: str) -> bytes:
    """A container that a station itself altered after the two people signed it."""
    files = list(read_archive(container))
    if change == "file":
        files[0] = PacketFile(files[0].path, files[0].data.replace(b"ANI", b"EVA"))
    elif change == "extra":
        files.insert(3, PacketFile("biometrics/face/second.jp2", b"another face"))
    elif change == "manifest":
        files[-2] = PacketFile(files[-2].path, files[-2].data.replace(b"sha256", b"sha512", 1))
    return write_archive(files)


@pytest.mark.parametrize("change", ["file", "extra", "manifest"])
def test_changed_content(pki: Pki, tmp_path: Path, change: str) -> None:
    packet = save(seal(altered(signed_container(pki), change), pki), tmp_path)
    done = run(packet, pki, tmp_path / "out")
    assert done.returncode != 0
    assert "verified" not in done.stdout
    if change != "manifest":
        assert "signed" in done.stderr


def test_approval_by_somebody_who_may_not(pki: Pki, tmp_path: Path) -> None:
    """The operator's certificate, from the vendor's issuing authority, does not carry the officer's policy."""
    once = asice.sign_operator(make_content(), pki.officer, NOW)
    container = asice.approve(once, pki.operator, NOW, pki.officer.certificate)
    done = run(save(seal(container, pki), tmp_path), pki, tmp_path / "out")
    assert done.returncode != 0
    assert "no explicit policy" in done.stderr
    assert "verified" not in done.stdout


def test_packet_of_no_station(pki: Pki, tmp_path: Path) -> None:
    made = seal(signed_container(pki), pki)
    packet = save(made, tmp_path)
    packet.with_name(packet.name + ".p7s").write_bytes(cms.sign_detached(made.packet.p7m, pki.operator, NOW))
    done = run(packet, pki, tmp_path / "out")
    assert done.returncode != 0
    assert not (tmp_path / "out" / "packet.asice").exists()
