"""The vault: sealed, bound to its place, whole or typed errors; nothing readable on the disk."""

import os
from contextlib import closing
from errno import EIO
from hashlib import sha256
from pathlib import Path

import pytest

from crypto.sealing import unseal
from station.cases.case import Case
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import PacketId, SealedPacket
from station.domain.sample import Digest
from station.outbox.store import OutboxStore
from station.storage import enrollments
from station.storage.database import connect
from station.storage.errors import BlobMissing, DiskFailed, DiskFull, DraftDamaged, DraftMissing
from station.storage.files import DISK, Disk
from station.storage.leftovers import sweep_drafts
from station.storage.vault import Vault, sample_name
from tests.support.clock import NOW
from tests.support.disks import FailingDisk
from tests.support.packets import queue_alone
from tests.support.people import ENROLLMENT_ID, Shelf, enrollment

KEY = bytes(range(32))
OTHER = EnrollmentId("00000000-0000-4000-8000-000000000002")


def begun(folder: Path, *ids: EnrollmentId, disk: Disk = DISK) -> Vault:
    """A vault in which these enrollments have begun; by default the one of the examples."""
    vault = Vault(folder, KEY, disk)
    for enrollment_id in ids or (ENROLLMENT_ID,):
        vault.begin(enrollment_id)
    return vault


def test_draft_comes_back_as_it_was(tmp_path: Path) -> None:
    draft = Case.of_one(enrollment(Shelf()))
    begun(tmp_path).save(draft)
    again = Vault(tmp_path, KEY)
    assert again.load(ENROLLMENT_ID) == draft
    assert again.drafts() == (ENROLLMENT_ID,)


def test_sample_comes_back_by_its_digest(tmp_path: Path) -> None:
    vault = begun(tmp_path)
    blob = vault.put(ENROLLMENT_ID, b"ridges", "image/png", width=3, height=2, resolution_ppi=500)
    assert blob.digest == sha256(b"ridges").hexdigest()
    assert (blob.size, blob.width, blob.height, blob.resolution_ppi) == (6, 3, 2, 500)
    assert vault.put(ENROLLMENT_ID, b"ridges", "image/png", width=3, height=2, resolution_ppi=500) == blob
    assert vault.get(ENROLLMENT_ID, blob.digest) == b"ridges"


def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    vault = begun(tmp_path)
    vault.save(Case.of_one(enrollment(Shelf()).with_fields({"surname_hy": "ԿԱՆԱՐ", "surname_latin": "CANARY"})))
    vault.put(ENROLLMENT_ID, b"CANARY" * 10, "image/png")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"CANARY" not in path.read_bytes()
            assert "ԿԱՆԱՐ".encode() not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["flip", "cut", "swap", "other-key"])
def test_altered_file_does_not_open(tmp_path: Path, damage: str) -> None:
    vault = begun(tmp_path)
    blob = vault.put(ENROLLMENT_ID, b"first", "image/png")
    other = vault.put(ENROLLMENT_ID, b"other", "image/png")
    path = tmp_path / ENROLLMENT_ID / f"{blob.digest}.sealed"
    sealed = path.read_bytes()
    if damage == "flip":
        path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    elif damage == "cut":
        path.write_bytes(sealed[:-5])
    elif damage == "swap":
        path.write_bytes((tmp_path / ENROLLMENT_ID / f"{other.digest}.sealed").read_bytes())
    else:
        vault = Vault(tmp_path, bytes(32))
    with pytest.raises(DraftDamaged):
        vault.get(ENROLLMENT_ID, blob.digest)


def test_a_sample_under_the_name_of_another_is_not_given_out(tmp_path: Path) -> None:
    """Whoever holds the data key can seal what he likes under any name: the name is the SHA-256 of what is inside."""
    vault = begun(tmp_path)
    blob = vault.put(ENROLLMENT_ID, b"the face", "image/png")
    vault._write(ENROLLMENT_ID, blob.digest, b"another face")
    with pytest.raises(DraftDamaged):
        vault.get(ENROLLMENT_ID, blob.digest)


def test_the_same_bytes_of_two_people_are_two_files_and_each_opens_as_its_own(tmp_path: Path) -> None:
    """Two who came together lie in one folder, under one key: still nothing of one is the other's."""
    vault = begun(tmp_path)
    hers = vault.put(ENROLLMENT_ID, b"ridges", "image/png")
    with pytest.raises(BlobMissing):
        vault.get(ENROLLMENT_ID, hers.digest, OTHER)
    his = vault.put(ENROLLMENT_ID, b"ridges", "image/png", whose=OTHER)
    assert his == hers
    files = {path.name for path in (tmp_path / ENROLLMENT_ID).iterdir()}
    assert files == {"key.sealed", f"{hers.digest}.sealed", f"{sample_name(ENROLLMENT_ID, OTHER, his.digest)}.sealed"}
    only_his = vault.put(ENROLLMENT_ID, b"his ridges", "image/png", whose=OTHER)
    for whose in (ENROLLMENT_ID, None, EnrollmentId("00000000-0000-4000-8000-000000000003")):
        with pytest.raises(BlobMissing):
            vault.get(ENROLLMENT_ID, only_his.digest, whose)
    folder = tmp_path / ENROLLMENT_ID
    moved = folder / f"{only_his.digest}.sealed"  # as somebody with the disk might try
    moved.write_bytes((folder / f"{sample_name(ENROLLMENT_ID, OTHER, only_his.digest)}.sealed").read_bytes())
    with pytest.raises(DraftDamaged):
        vault.get(ENROLLMENT_ID, only_his.digest)
    assert vault.get(ENROLLMENT_ID, only_his.digest, OTHER) == b"his ridges"
    vault.wipe(ENROLLMENT_ID)
    assert list(tmp_path.iterdir()) == []


def test_draft_of_another_enrollment_does_not_open_here(tmp_path: Path) -> None:
    vault = begun(tmp_path)
    vault.save(Case.of_one(enrollment(Shelf())))
    (tmp_path / OTHER).mkdir()
    (tmp_path / OTHER / "draft.sealed").write_bytes((tmp_path / ENROLLMENT_ID / "draft.sealed").read_bytes())
    with pytest.raises(DraftDamaged):
        vault.load(OTHER)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY)
    with pytest.raises(DraftMissing):
        vault.load(ENROLLMENT_ID)
    with pytest.raises(BlobMissing):
        vault.get(ENROLLMENT_ID, Digest("0" * 64))
    vault.wipe(ENROLLMENT_ID)


@pytest.mark.parametrize("name", ["../../etc", "", "7B1F2D3C-0A4E-4C8E-9A57-0D6B6F0F9A11", "x/y"])
def test_id_that_is_no_uuid_is_a_bug(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        Vault(tmp_path, KEY).load(EnrollmentId(name))


def test_wipe_leaves_nothing(tmp_path: Path) -> None:
    vault = begun(tmp_path)
    vault.save(Case.of_one(enrollment(Shelf())))
    vault.put(ENROLLMENT_ID, b"ridges", "image/png")
    (tmp_path / ENROLLMENT_ID / ".tmp-1234").write_bytes(b"left by a crash")
    vault.wipe(ENROLLMENT_ID)
    assert list(tmp_path.iterdir()) == []
    assert vault.drafts() == ()


def test_copies_kept_of_a_wiped_draft_do_not_open_with_the_data_key(tmp_path: Path) -> None:
    """Old versions of a file stay in free blocks of the disk. The key they were sealed with is gone from its own."""
    vault = begun(tmp_path / "vault")
    vault.save(Case.of_one(enrollment(Shelf())))
    blob = vault.put(ENROLLMENT_ID, b"ridges", "image/png")
    kept = {path: path.read_bytes() for path in (tmp_path / "vault").rglob("*.sealed")}
    (own_key,) = (path for path in kept if path.name == "key.sealed")
    block = tmp_path / "block"
    os.link(own_key, block)  # the place on the disk, still to be seen once the file is gone
    enclosed = tmp_path / "enclosed"
    (own_key.parent / "recovery-0123456789abcdef.p7m").write_bytes(b"for two people")
    os.link(own_key.parent / "recovery-0123456789abcdef.p7m", enclosed)
    vault.wipe(ENROLLMENT_ID)
    assert block.read_bytes() == bytes(len(kept[own_key]))
    assert enclosed.read_bytes() == bytes(len(b"for two people"))

    (tmp_path / "vault" / ENROLLMENT_ID).mkdir()
    for path, sealed in kept.items():
        path.write_bytes(block.read_bytes() if path == own_key else sealed)
    for open_it in (lambda: vault.load(ENROLLMENT_ID), lambda: vault.get(ENROLLMENT_ID, blob.digest)):
        with pytest.raises(DraftDamaged):
            open_it()
    own_key.unlink()
    with pytest.raises(DraftDamaged):
        vault.load(ENROLLMENT_ID)


def test_each_enrollment_has_a_key_of_its_own_for_as_long_as_it_lives(tmp_path: Path) -> None:
    vault = begun(tmp_path, ENROLLMENT_ID, OTHER)
    for number in (ENROLLMENT_ID, OTHER):
        vault.put(number, b"ridges", "image/png")
    first, other = ((tmp_path / number / "key.sealed").read_bytes() for number in (ENROLLMENT_ID, OTHER))
    assert unseal(KEY, first, f"{ENROLLMENT_ID}/key".encode()) != unseal(KEY, other, f"{OTHER}/key".encode())
    vault.put(ENROLLMENT_ID, b"more", "image/png")
    assert (tmp_path / ENROLLMENT_ID / "key.sealed").read_bytes() == first


def test_a_wipe_that_the_disk_refuses_is_said(tmp_path: Path) -> None:
    disk = FailingDisk(error=EIO)
    vault = begun(tmp_path, disk=disk)
    vault.save(Case.of_one(enrollment(Shelf())))
    disk.calls, disk.fail_at = 0, 1
    with pytest.raises(DiskFailed):
        vault.wipe(ENROLLMENT_ID)


@pytest.mark.parametrize("fail_at", range(1, 12))
def test_full_disk_at_any_point_loses_nothing(tmp_path: Path, fail_at: int) -> None:
    """Two drafts saved one after the other: whatever call fails, the vault holds the last save that returned."""
    disk = FailingDisk()
    vault = begun(tmp_path / "vault", disk=disk)
    first = enrollment(Shelf())
    vault.save(Case.of_one(first))
    disk.calls, disk.fail_at = 0, fail_at
    held = first
    try:
        for number in range(3):
            draft = first.with_fields({"phone": str(number)})
            vault.save(Case.of_one(draft))
            held = draft
    except DiskFull:
        disk.fail_at = 0
        found = Vault(tmp_path / "vault", KEY).load(ENROLLMENT_ID).first
        assert found in (held, first.with_fields({"phone": str(int(held.fields.get("phone", "-1")) + 1)}))
    else:
        assert fail_at > 9


def test_leftovers_of_sealed_enrollments_go_at_start(tmp_path: Path) -> None:
    vault = begun(tmp_path / "vault", ENROLLMENT_ID, OTHER)
    with closing(connect(tmp_path / "station.db")) as db:
        for number in (ENROLLMENT_ID, OTHER):
            enrollments.register(db, number, "biometric_passport", NOW)
            vault.put(number, b"ridges", "image/png")
        stranger = tmp_path / "vault" / "00000000-0000-4000-8000-00000000000f"
        stranger.mkdir()
        p7m = b"sealed"
        packet = SealedPacket("ab" * 16, PacketId(sha256(p7m).hexdigest()), p7m, b"sig")
        store = OutboxStore(db, tmp_path / "outbox")
        queue_alone(store, ENROLLMENT_ID, packet, "0" * 32, NOW)
        # ... and here the station dies before the draft is wiped
        assert sweep_drafts(db, tmp_path / "vault", store.keeps) == (ENROLLMENT_ID,)
        assert {path.name for path in (tmp_path / "vault").iterdir()} == {OTHER, stranger.name}
        assert sweep_drafts(db, tmp_path / "no-such-folder", store.keeps) == ()


@pytest.mark.parametrize("there", ["nothing", "half", "receipt"])
def test_a_draft_whose_packet_is_gone_stays(tmp_path: Path, there: str, caplog: pytest.LogCaptureFixture) -> None:
    """The database says that it is sealed; the packet's files say that the draft is all that is left."""
    vault = begun(tmp_path / "vault")
    with closing(connect(tmp_path / "station.db")) as db:
        enrollments.register(db, ENROLLMENT_ID, "biometric_passport", NOW)
        vault.put(ENROLLMENT_ID, b"ridges", "image/png")
        packet = SealedPacket("ab" * 16, PacketId(sha256(b"sealed").hexdigest()), b"sealed", b"sig")
        store = OutboxStore(db, tmp_path / "outbox")
        queue_alone(store, ENROLLMENT_ID, packet, "0" * 32, NOW)
        if there == "receipt":
            store.mark_receipted(packet.packet_id, b"receipt", NOW)
        for path in store.files_of(packet.name).pair[there == "half" :]:
            path.unlink()
        left = sweep_drafts(db, tmp_path / "vault", store.keeps)
        assert left == ((ENROLLMENT_ID,) if there == "receipt" else ())
        assert (tmp_path / "vault" / ENROLLMENT_ID).exists() == (there != "receipt")
        assert ("draft kept" in caplog.text) == (there != "receipt")
        caplog.clear()


@pytest.mark.parametrize("wiped", [True, False])
def test_what_was_wiped_or_never_began_is_not_written(tmp_path: Path, wiped: bool) -> None:
    """Another program may hold a draft that is sealed and gone: it must not come back to life."""
    vault = begun(tmp_path) if wiped else Vault(tmp_path, KEY)
    if wiped:
        vault.save(Case.of_one(enrollment(Shelf())))
        vault.wipe(ENROLLMENT_ID)
    with pytest.raises(DraftMissing):
        vault.save(Case.of_one(enrollment(Shelf())))
    with pytest.raises(DraftMissing):
        vault.put(ENROLLMENT_ID, b"ridges", "image/png")
    assert list(tmp_path.iterdir()) == []


def test_a_leftover_that_cannot_be_wiped_does_not_keep_the_station_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    vault, disk = begun(tmp_path / "vault", ENROLLMENT_ID, OTHER), FailingDisk(error=EIO)

    def gone(_: EnrollmentId) -> bool:
        return False

    with closing(connect(tmp_path / "station.db")) as db:
        for number in (ENROLLMENT_ID, OTHER):
            enrollments.register(db, number, "biometric_passport", NOW)
            vault.put(number, b"ridges", "image/png")
            enrollments.discard(db, number, NOW)
        disk.fail_at = 1
        assert sweep_drafts(db, tmp_path / "vault", gone, disk) == ()
        assert caplog.text.count("draft left behind") == 2
        caplog.clear()
        disk.fail_at = 0
        assert set(sweep_drafts(db, tmp_path / "vault", gone, disk)) == {ENROLLMENT_ID, OTHER}
