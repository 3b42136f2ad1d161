"""A receipt names where the packet lies: each place really holds it, and one that does not is not named."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from crypto import cms
from crypto.trust import Purpose
from intake.errors import TrustUnfit
from intake.gateway.addressed import Receivers
from intake.gateway.app import Gateway
from intake.gateway.tally import Tally
from intake.gateway.trusted import TrustedNow
from intake.mode import believed
from intake.store.comparing import compare
from intake.store.copying import bring
from intake.store.embedded import EmbeddedStore
from intake.store.parts import Parts
from intake.store.places import PLACES, Copies, Place, read_places
from station.domain.clock import SystemClock
from station.domain.outbox import SealedPacket
from station.formats.receipt import Receipt, decode_receipt
from tests.support.asgi_calls import Body, call
from tests.support.pki import Pki
from tests.support.sealing import seal, signed_container

HERE, AWAY = "Երևան, 1-ին մասնաշենք", "Gyumri"
Deliver = Callable[..., Receipt]


@pytest.fixture(scope="module")
def packet(pki: Pki) -> SealedPacket:
    return seal(signed_container(pki), pki).packet


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """Laid out, as `intake backup` does."""
    folder = tmp_path / "away"
    EmbeddedStore(folder).close()
    return folder


@pytest.fixture
def deliver(pki: Pki, packet: SealedPacket, away: Path, tmp_path: Path) -> Iterator[Deliver]:
    trust = tmp_path / "trust"
    shutil.copytree(pki.intake_home / "trust", trust)
    (trust / PLACES).write_text(
        f'[[place]]\nname = "{HERE}"\n[[place]]\nname = "{AWAY}"\nfolder = "{away}"\n', encoding="utf-8"
    )
    judge = believed(tmp_path, None)
    copies = Copies(read_places(trust), partial(TrustedNow, trust))
    with (
        ThreadPoolExecutor(1, "store") as thread,
        closing(EmbeddedStore(tmp_path / "data", TrustedNow(trust))) as store,
        closing(copies),
    ):
        parts, receivers, tally = Parts(tmp_path / "data"), Receivers(trust, judge.mode), Tally(monotonic)
        key = pki.receipt_key
        gateway = Gateway(store, parts, thread, thread, judge, receivers, key, SystemClock(), tally, copies)

        def given(version: int = 3) -> Receipt:
            headers = {
                "X-Nonce": "0d" * 16,
                "X-Signature-Length": str(len(packet.p7s)),
                "X-Receipt-Version": str(version),
                "Content-Length": str(len(packet.p7s) + len(packet.p7m)),
            }
            path = f"/v1/packets/{packet.packet_id}"
            body = Body((packet.p7s, packet.p7m))
            answer = asyncio.run(call(gateway.app, pki.station.certificate, "PUT", path, headers, body))
            assert answer.status in (200, 201), answer.body
            content, _ = cms.verify_attached(answer.body, pki.trust, Purpose.INTAKE, SystemClock().now())
            return decode_receipt(content)

        yield given


def test_both_places_hold_what_the_receipt_says(
    deliver: Deliver, packet: SealedPacket, away: Path, tmp_path: Path
) -> None:
    receipt = deliver()
    assert (receipt.version, receipt.copies) == (3, (HERE, AWAY))
    for data in (tmp_path / "data", away):
        compared = compare(data)
        assert compared.held == {packet.packet_id: len(packet.p7m)}
        assert (compared.gone, compared.cut_off) == ((), ())
    first, copy = (sorted(each.rglob("*")) for each in (tmp_path / "data" / "packets", away / "packets"))
    assert [file.name for file in first] == [file.name for file in copy]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(first, copy, strict=True) if a.is_file())
    assert deliver() == receipt


def test_an_older_station_is_told_what_it_reads(deliver: Deliver) -> None:
    first = deliver(2)
    assert (first.version, first.copies) == (2, ())
    assert deliver(1).version == 1


def test_a_place_that_is_away_is_not_named(
    deliver: Deliver, packet: SealedPacket, away: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And what is found in its stead, an empty folder, is nobody's copy. Later it is brought what it missed."""
    shutil.rmtree(away)
    away.mkdir()
    assert deliver().copies == (HERE,)
    assert list(away.iterdir()) == []
    assert caplog.text.count(f"no copies at {AWAY}") == 1
    caplog.clear()
    assert bring(tmp_path / "data", away).taken == 1
    assert compare(away).held == {packet.packet_id: len(packet.p7m)}


def test_a_place_that_says_no_keeps_nobody_from_delivering(
    deliver: Deliver, away: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = EmbeddedStore.hold

    def full(store: EmbeddedStore, *arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EmbeddedStore, "hold", full)
    assert deliver().copies == (HERE,)
    assert compare(away).held == {}
    monkeypatch.setattr(EmbeddedStore, "hold", whole)
    assert caplog.records
    caplog.clear()


def test_the_places_file(tmp_path: Path) -> None:
    assert read_places(tmp_path) == ()
    file = tmp_path / PLACES
    file.write_text('[[place]]\nname = "A"\n[[place]]\nname = "B"\nfolder = "/b"\n', encoding="utf-8")
    assert read_places(tmp_path) == (Place("A"), Place("B", Path("/b")))
    for wrong in (
        "", "place = 1", "[[place]]", '[[place]]\nname = 1', '[[place]]\nname = ""', '[[place]]\nname = "A"\nmore = 1',
        '[[place]]\nname = "A"\nfolder = "b"', '[[place]]\nname = "A"\n[[place]]\nname = "B"',
        '[[place]]\nname = "A"\n[[place]]\nname = "A"\nfolder = "/b"', 'other = 1\n[[place]]\nname = "A"',
        "".join(f'[[place]]\nname = "{n}"\nfolder = "/{n}"\n' for n in range(5)), "[[place",
    ):  # fmt: skip
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(TrustUnfit):
            read_places(tmp_path)
