"""What the centre received is still there: noticed at the start, looked at by hash, copied and brought back."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from crypto import cms
from intake.__main__ import main
from intake.errors import NoStore, PacketChanged
from intake.gateway.server import _compare
from intake.store.comparing import compare, compare_and_register
from intake.store.copying import bring
from intake.store.embedded import EmbeddedStore
from intake.store.layout import PACKET, RECEIPT, SIGNATURE
from intake.store.register import Entry, Register
from station.domain.outbox import PacketId
from station.formats.receipt import Receipt, encode_receipt
from tests.support.clock import NOW
from tests.support.pki import Pki

TRUSTED = {"roots/station.pem": b"root", "crls/stations.crl": b"list"}
Deliver = Callable[[Path], PacketId]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "home" / "data"


@pytest.fixture(scope="module")
def deliver(pki: Pki) -> Deliver:
    """Another packet into the store of that folder, as the gateway does it."""
    numbers = count()

    def delivered(folder: Path) -> PacketId:
        p7m = b"packet %d" % next(numbers)
        packet_id = PacketId(sha256(p7m).hexdigest())
        receipt = Receipt(packet_id, "5a" * 32, "0b" * 16, NOW)
        with closing(EmbeddedStore(folder, lambda: TRUSTED)) as store:
            upload = store.begin()
            upload.write(p7m)
            signed = cms.sign_attached(encode_receipt(receipt), pki.receipt_key, NOW)
            store.keep(upload, cms.sign_detached(p7m, pki.station, NOW), packet_id, lambda: signed)
        return packet_id

    return delivered


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_register(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in files(folder).items() if name not in ("register", ".lock")}


# --- the register -----------------------------------------------------------------------------------------------------


def test_the_register_holds_what_was_receipted(data: Path, deliver: Deliver) -> None:
    ids = [deliver(data) for _ in range(3)]
    assert list(Register(data / "register").read()) == ids


def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path) -> None:
    register, ids = Register(tmp_path / "register"), [PacketId(f"{number:064x}") for number in range(3)]
    assert register.read() == {}
    entries = [Entry(number, f"{number:064x}") for number in range(3)]
    register.add(zip(ids[:2], entries, strict=False))
    whole = (tmp_path / "register").read_bytes()
    for left in range(2, len(whole) // 2):  # without the end of the line alone it says all it has to
        (tmp_path / "register").write_bytes(whole[:-left])
        register.add([(ids[2], entries[2])])
        assert register.read() == {ids[0]: entries[0], ids[2]: entries[2]}


def test_a_packet_that_is_brought_back_to_its_folder_is_looked_at_too(
    data: Path, tmp_path: Path, deliver: Deliver
) -> None:
    packet_id = deliver(data)
    bring(data, tmp_path / "away")
    (data / "packets" / packet_id / PACKET).unlink()
    (tmp_path / "away" / "packets" / packet_id / PACKET).write_bytes(b"rotten")
    brought = bring(tmp_path / "away", data)
    assert (brought.taken, brought.changed) == (0, (packet_id,))
    assert not (data / "packets" / packet_id / PACKET).exists()


def test_a_store_without_a_register_is_believed_and_registered(data: Path, deliver: Deliver) -> None:
    ids = {deliver(data) for _ in range(2)}
    before = without_register(data)
    (data / "register").unlink()
    found = compare_and_register(data)
    assert (set(found.new), found.gone) == (ids, ())
    assert compare_and_register(data).new == ()
    assert without_register(data) == before, "nothing goes because a table does not know it"


# --- at the start -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["", PACKET, SIGNATURE, RECEIPT])
def test_what_is_gone_is_noticed(data: Path, deliver: Deliver, lost: str, caplog: pytest.LogCaptureFixture) -> None:
    ids = [deliver(data) for _ in range(3)]
    place = data / "packets" / ids[1]
    (place / lost).unlink() if lost else shutil.rmtree(place)
    EmbeddedStore(data).close()
    found = compare(data)
    assert (found.gone, found.cut_off, set(found.held)) == ((ids[1],), (), {ids[0], ids[2]})
    _compare(data)
    warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warned == [f"1 packet receipted, but gone or changed: {ids[1][:12]}"]
    caplog.clear()


def test_another_size_is_noticed_and_what_is_not_ours_is_left(data: Path, deliver: Deliver) -> None:
    packet_id = deliver(data)
    (data / "packets" / packet_id / PACKET).write_bytes(b"short")
    (data / "packets" / "lost+found").mkdir()
    (data / "packets" / ("0" * 64)).mkdir()  # never receipted
    EmbeddedStore(data).close()
    found = compare_and_register(data)
    assert (found.gone, found.foreign, found.cut_off) == ((packet_id,), ("lost+found",), ("0" * 64,))
    assert {path.name for path in (data / "packets").iterdir()} == {packet_id, "lost+found", "0" * 64}


class Watched:
    """The system's calls that comparing needs, counted; `meanwhile` happens before the folder is listed."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.asked = 0
        self._meanwhile = meanwhile

    def listdir(self, folder: Path) -> list[str]:
        self._meanwhile()
        return os.listdir(folder)

    def stat(self, path: str) -> os.stat_result:
        self.asked += 1
        return os.stat(path)


def test_comparing_asks_for_three_files_a_packet_and_reads_none(
    data: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        deliver(data)
    watched = Watched()
    monkeypatch.setattr("intake.store.comparing.os", watched)
    assert len(compare(data).held) == 5
    assert watched.asked == 15


def test_what_comes_in_while_it_compares_is_not_gone(
    data: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(data)
    monkeypatch.setattr("intake.store.comparing.os", Watched(lambda: deliver(data)))
    found = compare(data)
    assert (len(found.held), found.gone, len(found.new)) == (2, (), 1)


def test_an_upload_that_another_program_is_writing_is_left(data: Path) -> None:
    with closing(EmbeddedStore(data)) as store:
        upload = store.begin()
        upload.write(b"half")
        EmbeddedStore(data).close()
        assert upload.ends(10, 10) == (b"half", b"half")
        upload.discard()


# --- verify -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(pki: Pki, data: Path) -> Path:
    shutil.copytree(pki.intake_home / "trust", data.parent / "trust")
    return data.parent


@pytest.fixture
def intake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*options: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["intake", *map(str, options)])
        status = main()
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def spoil(file: Path, at: int | None = None) -> None:
    """One bit, in the middle unless said otherwise; the size stays."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2 if at is None else at] ^= 1
    file.unlink()  # evidence has several names
    file.write_bytes(content)


def test_verify_says_what_is_not_as_it_was(
    home: Path, data: Path, deliver: Deliver, intake: Callable[..., tuple[int, str]]
) -> None:
    ids = [deliver(data) for _ in range(6)]
    status, said = intake("verify", "--home", home)
    assert (status, said) == (0, "6 packets held, 0 cut off before the receipt\n")
    places = [data / "packets" / each for each in ids]
    spoil(places[0] / PACKET)
    spoil(places[1] / SIGNATURE, -1)
    spoil(places[2] / RECEIPT, -1)
    shutil.rmtree(places[3])
    spoil(places[4] / SIGNATURE)  # in an issuer's certificate, which no signature of the station's covers
    evidence = next((data / "evidence").iterdir())
    spoil(evidence)
    before = files(data)
    status, said = intake("verify", "--home", home)
    assert status == 1
    found = {tuple(line.split()) for line in said.splitlines()[:6]}
    wrong = ("packet", "signature", "receipt", "gone", "proof", "evidence")
    assert found == set(zip(wrong, (*ids[:5], evidence.name), strict=True))
    assert "INT-058" in said
    assert files(data) == before


def test_verify_of_no_store(home: Path, intake: Callable[..., tuple[int, str]]) -> None:
    status, said = intake("verify", "--home", home)
    assert status == 1
    assert "INT-060" in said


# --- backup and restore -----------------------------------------------------------------------------------------------


def test_a_backup_grows_by_what_is_new_and_brings_all_back(
    home: Path, data: Path, deliver: Deliver, tmp_path: Path, intake: Callable[..., tuple[int, str]]
) -> None:
    away = tmp_path / "away"
    for held, brought, said_so in ((2, 2, "2 packets"), (3, 1, "1 packet")):
        for _ in range(brought):
            deliver(data)
        status, said = intake("backup", away, "--home", home)
        assert (status, said) == (0, f"{said_so} brought, of {held} held\n")
    assert without_register(away) == without_register(data)
    kept = without_register(data)
    shutil.rmtree(data)
    status, said = intake("restore", away, "--home", home)
    assert (status, said) == (0, "3 packets brought, of 3 held\n")
    assert without_register(data) == kept
    assert intake("verify", "--home", home)[0] == 0
    assert intake("verify", "--home", home, "--data", away)[0] == 0
    assert (len(compare(data).held), compare(data).gone) == (3, ())


def test_whom_we_believed_lies_once_in_a_backup_too(data: Path, deliver: Deliver, tmp_path: Path) -> None:
    ids = [deliver(data) for _ in range(2)]
    bring(data, tmp_path / "away")
    lists = [tmp_path / "away" / "packets" / each / "trust" / "crls" / "stations.crl" for each in ids]
    assert len({path.stat().st_ino for path in lists}) == 1


def test_two_stores_that_were_judged_apart_are_named_until_somebody_decides_anew(
    data: Path, deliver: Deliver, tmp_path: Path
) -> None:
    packet_id, away = deliver(data), tmp_path / "away"
    bring(data, away)
    here, there = (store / "packets" / packet_id for store in (data, away))
    (here / "answer-001.p7m").write_bytes(b"accepted")
    (there / "answer-001.p7m").write_bytes(b"rejected")
    for source, target in ((data, away), (away, data)):
        assert bring(source, target).judged_apart == (packet_id,)
    assert (here / "answer-001.p7m").read_bytes() == b"accepted", "nothing is replaced"
    (here / "answer-002.p7m").write_bytes(b"anew")
    assert bring(data, away).judged_apart == ()


def test_what_came_beside_a_packet_later_is_brought_later(data: Path, deliver: Deliver, tmp_path: Path) -> None:
    away, packet_id = tmp_path / "away", deliver(data)
    bring(data, away)
    (data / "packets" / packet_id / f"{SIGNATURE}.tst").write_bytes(b"time-stamp")
    assert bring(data, away).taken == 1
    assert bring(data, away).taken == 0
    assert without_register(away) == without_register(data)


def test_a_packet_that_changed_is_no_backup_of_itself(data: Path, deliver: Deliver, tmp_path: Path) -> None:
    away, good, bad = tmp_path / "away", deliver(data), deliver(data)
    spoil(data / "packets" / bad / PACKET)
    brought = bring(data, away)
    assert (brought.taken, brought.changed) == (1, (bad,))
    assert {path.name for path in (away / "packets").iterdir()} == {good}


def test_a_backup_never_loses_what_the_store_lost(data: Path, deliver: Deliver, tmp_path: Path) -> None:
    away, ids = tmp_path / "away", [deliver(data) for _ in range(2)]
    bring(data, away)
    whole = files(away)
    shutil.rmtree(data / "packets" / ids[0])
    spoil(data / "packets" / ids[1] / PACKET)
    assert bring(data, away).gone == (ids[0],)
    assert files(away) == whole
    assert bring(away, data).taken == 1
    assert compare(data).gone == ()


def test_a_copy_that_a_crash_cut_off_goes_on(
    data: Path, deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ends at the n-th rename, for every n: what is under a packet's name is whole, and the rest comes."""
    for _ in range(2):
        deliver(data)
    expected = without_register(data)

    class Crash(BaseException):
        pass

    def crashing(at: int, calls: Iterator[int]) -> Callable[..., object]:
        def rename(path: Path, target: Path) -> object:
            if next(calls) == at:
                raise Crash
            return real(path, target)

        return rename

    real = Path.rename
    crashes = 0
    for at in count(1):
        away = tmp_path / f"away-{at}"
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", crashing(at, count(1)))
            try:
                bring(data, away)
                break
            except Crash:
                crashes += 1
        bring(data, away)
        assert without_register(away) == expected
    assert crashes == 2


def test_from_nowhere(data: Path, tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        bring(tmp_path / "nothing", data)
    assert not data.exists()


def test_taking_in_what_is_another_packet(data: Path, deliver: Deliver, tmp_path: Path) -> None:
    one = deliver(data)
    with closing(EmbeddedStore(tmp_path / "away")) as store, pytest.raises(PacketChanged):
        store.take_in(PacketId("0" * 64), data / "packets" / one)
