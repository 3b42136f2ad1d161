"""A card that was locked by wrong PINs is opened by its PUK, through OpenSC and a virtual reader, by the service that
the window and `stationctl` share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.errors import KeyLocked, WrongPin
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.soft import SoftKeyStore
from crypto.trust import TrustStore
from station.domain.errors import Problem
from station.domain.events import AuditEvent
from station.services.people import People
from station.services.pins import Pins, Released
from tests.support.clock import FakeClock
from tests.support.key_stores import Case, in_cards, make_pki

pytestmark = pytest.mark.card
PUK, PIN, NEW = "12345678", "123456", "654321"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder, pki, kind = tmp_path_factory.mktemp("keys"), make_pki(), in_cards()
    kind.prepare(folder, pki)
    copy = tmp_path_factory.mktemp("c") / "k"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("lab"))
    with kind.open(copy, pki) as opened:
        yield opened


def code(answer: object) -> str:
    assert isinstance(answer, Problem)
    return answer.code


def test_a_locked_card_is_opened_by_its_puk(made: Case, tmp_path: Path) -> None:
    log: list[AuditEvent] = []
    store, who = made.store, made.key_id("first")
    assert isinstance(store, Pkcs11KeyStore)
    files = SoftKeyStore(tmp_path, tmp_path / "machine.secret")
    pins = Pins(files, People(store, TrustStore({}), {}), FakeClock(), log.append, (store,))
    for _ in range(3):
        with pytest.raises((WrongPin, KeyLocked)):
            store.unlock(who, "000000")
    with pytest.raises(KeyLocked):
        store.unlock(who, PIN)

    assert pins.is_card(who)
    for _ in range(5):  # a card counts three: none of these was tried
        assert code(pins.release_by_puk(who, "ֆձ֊,", NEW)) == "STN-292"
        assert code(pins.release_by_puk(who, PUK, "ֆձ֊,")) == "STN-292"
        assert code(pins.release_by_puk(who, PUK)) == "STN-672"
        assert code(pins.release_by_puk(who, PUK, "12")) == "STN-673"
    assert code(pins.release_by_puk(who, "87654321", NEW)) == "STN-675"
    assert pins.release_by_puk(who, PUK, NEW) == Released()
    assert [event.kind.value for event in log] == ["pin_refused"] * 21 + ["pin_released"]
    assert not {NEW, PUK} & {value for event in log for value in event.details.values()}

    with pytest.raises(WrongPin):
        store.unlock(who, PIN)
    key = store.unlock(who, NEW)
    assert key.sign(b"what was said")
    assert key.data_key  # the drafts of before open
    key.lock()
    other = store.unlock(made.key_id("second"), made.pins["second"])  # nobody else's card was touched
    other.lock()

    for answer in ("STN-675", "STN-675", "STN-676", "STN-676"):
        assert code(pins.release_by_puk(who, "87654321", NEW)) == answer
    assert code(pins.release_by_puk(who, PUK, NEW)) == "STN-676", "closed for good"
    made.pull("first") if made.pull else None
    assert code(pins.release_by_puk(who, PUK, NEW)) == "STN-405"
