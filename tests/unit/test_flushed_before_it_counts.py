"""What must survive a power cut lies on the disk before anybody is told, and before it gets its name."""

from hashlib import sha256
from pathlib import Path

from crypto import cms
from crypto.files import private_file, write_private
from crypto.keys.tries import NAME, Tries, first_table
from intake.store.embedded import EmbeddedStore
from intake.store.layout import PACKET, RECEIPT, SIGNATURE, WITNESSED
from intake.store.parts import Parts
from station.domain.outbox import PacketId
from station.formats.receipt import Receipt, encode_receipt
from station.outbox.store import OutboxStore
from station.policy.floor import Floor, write_floor
from station.storage.database import connect
from station.storage.files import DISK, durable_write
from tests.support.clock import NOW
from tests.support.flushes import TEMPORARY, watched
from tests.support.packets import new_draft, queue_alone, random_packet
from tests.support.pki import Pki, pki

__all__ = ["pki"]


def whole(name: str, folder: Path) -> list[str]:
    """Bytes, then the name, then the folder that holds the name."""
    return [f"flush {TEMPORARY}", f"rename {name}", f"flush {folder.name}"]


def test_a_file_of_ours(tmp_path: Path) -> None:
    with watched(tmp_path) as order:
        durable_write(tmp_path / "packet", b"bytes")
    assert order.steps == whole("packet", tmp_path)


def test_a_private_file(tmp_path: Path) -> None:
    with watched(tmp_path) as order:
        write_private(tmp_path / "key", b"bytes")
    assert order.steps == whole("key", tmp_path)


def test_a_private_file_piece_by_piece(tmp_path: Path) -> None:
    with watched(tmp_path) as order, private_file(tmp_path / "container") as file:
        file.write(b"by")
        file.write(b"tes")
    assert order.steps == whole("container", tmp_path)


def test_zeros_over_a_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"secret")
    with watched(tmp_path) as order:
        DISK.overwrite(tmp_path / "key")
    assert order.steps == ["flush key"]
    assert (tmp_path / "key").read_bytes() == bytes(6)


def test_the_floor_of_policy(tmp_path: Path) -> None:
    with watched(tmp_path) as order:
        write_floor(tmp_path / "policy.json", Floor())
    assert order.steps == whole("policy.json", tmp_path)


def test_a_packet_before_it_is_acknowledged(tmp_path: Path) -> None:
    db = connect(tmp_path / "station.db")
    outbox, packet = tmp_path / "outbox", random_packet()
    store, draft = OutboxStore(db, outbox), new_draft(db)

    def commit(statement: str) -> None:
        if statement == "COMMIT":
            order.say("commit")

    db.set_trace_callback(commit)
    with watched(outbox) as order:
        queue_alone(store, draft, packet, "0d" * 16, NOW)
    for name in (f"packet-{packet.name}.p7m", f"packet-{packet.name}.p7m.p7s"):
        assert before("commit", whole(name, outbox), order.steps)
    with watched(outbox) as order:
        store.mark_receipted(packet.packet_id, b"receipt", NOW)
    assert before("commit", whole(f"packet-{packet.name}.receipt.p7m", outbox), order.steps)
    with watched(outbox) as order:
        store.erase(packet.packet_id, NOW)
    assert before("commit", ["flush outbox"], order.steps), "the erasure holds before the row says so"
    db.close()


def before(end: str, steps: list[str], happened: list[str]) -> bool:
    """Whether these steps follow each other somewhere before `end`."""
    count, until = len(steps), happened.index(end)
    return any(happened[at : at + count] == steps for at in range(until - count + 1))


def test_a_try_of_a_pin_before_the_pin_is_tested(tmp_path: Path) -> None:
    """A power cut after a wrong PIN must not give the try back: it is counted in both places when this returns."""
    keys, apart = tmp_path / "keys", tmp_path / "config"
    secret = apart / "machine.secret"
    write_private(secret, b"secret of this computer")
    write_private(keys / NAME, first_table(b"secret of this computer", ["a key"]))
    write_private(apart / NAME, first_table(b"secret of this computer", ["a key"]))
    with watched(tmp_path) as order:
        assert Tries(keys, secret).count("a key") == 1
    assert sorted(order.steps) == sorted([*whole(NAME, keys), *whole(NAME, apart)])


def test_a_piece_at_the_centre_before_its_offset_is_told(tmp_path: Path) -> None:
    parts, packet_id = Parts(tmp_path), PacketId("a" * 64)
    parts.create("station", packet_id, 10)
    part = parts.open("station", packet_id)
    assert part is not None
    part.write(b"piece")
    with watched(tmp_path) as order:
        part.settle()
    assert order.steps == [f"flush {PACKET}", *whole(f"{packet_id}.offset", tmp_path / "parts" / "station")]


def test_a_copy_of_a_packet_before_a_receipt_names_it(tmp_path: Path) -> None:
    """Under its name, which is on the disk too."""
    file, trusted = tmp_path / "upload", {"roots/station.pem": b"root"}
    file.write_bytes(b"packet")
    store = EmbeddedStore(tmp_path / "copy", lambda: trusted)
    packet_id = PacketId(sha256(b"packet").hexdigest())
    with watched(tmp_path) as order:
        store.hold(packet_id, file, {SIGNATURE: b"signature", WITNESSED: b"seen"})
    store.close()
    *before, named, last = order.steps
    assert (named, last) == (f"rename {packet_id}", "flush packets")
    assert before[0] == f"flush {PACKET}"
    assert before[-1] == f"flush {TEMPORARY}"
    assert {f"rename {SIGNATURE}", f"rename {WITNESSED}", "flush trust", "flush roots"} < set(before)


def test_a_packet_at_the_centre_before_it_has_its_name(pki: Pki, tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, lambda: {"roots/station.pem": b"root"})
    upload = store.begin()
    upload.write(b"packet")
    packet_id = PacketId(upload.digest)
    receipt = Receipt(packet_id, pki.station.certificate.fingerprint, "0d" * 16, NOW)
    signed = cms.sign_attached(encode_receipt(receipt), pki.receipt_key, NOW)
    with watched(tmp_path) as order:
        store.keep(upload, b"signature", packet_id, lambda: signed, b"seen")
    store.close()
    *before, last = order.steps
    assert last == f"rename {packet_id}"
    folders = (TEMPORARY, "packets", "trust", "roots")  # its own, under the name that tells what lies in it
    at_once = [f"flush {name}" for name in (PACKET, SIGNATURE, WITNESSED, RECEIPT, *folders)]
    (named,) = (place for place, step in enumerate(before) if step.startswith("rename .tmp-"))
    assert sorted(before[named + 1 :]) == sorted(at_once)
