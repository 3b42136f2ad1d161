"""`stationctl keys pin` and `keys unlock`, with PINs as lines of standard input."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.errors import CryptoError
from crypto.keys.soft import SoftKeyStore
from station.__main__ import main
from station.settings import Settings
from tests.support.desk import OFFICER, OPERATOR, PINS

Run = Callable[..., int]


@pytest.fixture
def stationctl(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return main(["--home", str(demo_home), "keys", *arguments])

    return run


@pytest.fixture
def store(demo_settings: Settings) -> SoftKeyStore:
    return SoftKeyStore(demo_settings.keys, demo_settings.machine_secret)


def key_of(store: SoftKeyStore, name: str) -> str:
    return next(each.key_id for each in store.entries() if each.certificate.common_name == name)


def lock(store: SoftKeyStore, key_id: str) -> None:
    for _ in range(5):
        with pytest.raises(CryptoError):
            store.unlock(key_id, "0000")
    assert store.locked(key_id)


def test_a_pin_is_changed_and_its_puk_serves(
    stationctl: Run, store: SoftKeyStore, capsys: pytest.CaptureFixture[str]
) -> None:
    who = key_of(store, OPERATOR)
    assert stationctl("pin", who[:12], typed="1234\n4321\n4321\n\n") == 0
    printed = capsys.readouterr().out
    (puk,) = re.findall(r"\d{4} \d{4} \d{4}", printed)
    assert store.unlock(who, "4321")
    lock(store, who)
    assert stationctl("unlock", who[:12], typed="1111 1111 1111\n") == 1
    assert stationctl("unlock", who[:12], typed=f"{puk}\n") == 0, "as was said"
    assert store.unlock(who, "4321")


def test_a_second_pin_changes_no_word(stationctl: Run, store: SoftKeyStore, capsys: pytest.CaptureFixture[str]) -> None:
    who = key_of(store, OPERATOR)
    told = []
    for typed in ("1234\n1234\n1234\n\n", "1234\n1234\n1234\n9753\n9753\n"):
        assert stationctl("pin", who, typed=typed) == 0
        told.append(re.sub(r"\d{4}", "0000", capsys.readouterr().out.replace("Once more: ", "")))
    assert told[0] == told[1]
    assert store.unlock(who, "9753").under_duress


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0000\n4321\n4321\n\n", "CRY-010"),
        ("1234\n432\n432\n\n", "CRY-015"),
        ("1234\n4321\n4321\n4321\n4321\n", "CRY-078"),
        ("1234\n4321\n4322\n\n", ""),
        ("1234\n4321\n4321\n5555\n5556\n", ""),
    ],
)
def test_what_does_not_fit_changes_nothing(
    typed: str, code: str, stationctl: Run, store: SoftKeyStore, capsys: pytest.CaptureFixture[str]
) -> None:
    who = key_of(store, OPERATOR)
    assert stationctl("pin", who, typed=typed) == 1
    assert f"[{code}]" in capsys.readouterr().err if code else True
    assert store.unlock(who, "1234")


def test_an_officer_unlocks(stationctl: Run, store: SoftKeyStore, capsys: pytest.CaptureFixture[str]) -> None:
    who, officer = key_of(store, OPERATOR), key_of(store, OFFICER)
    lock(store, who)
    assert stationctl("unlock", who, "--officer", officer, typed="0000\n") == 1
    assert "[CRY-010]" in capsys.readouterr().err
    assert stationctl("unlock", who, typed="0000\n") == 1
    assert "[CRY-079]" in capsys.readouterr().err
    assert store.locked(who)
    assert stationctl("unlock", who, "--officer", officer, typed=f"{PINS[OFFICER]}\n") == 0
    assert store.unlock(who, "1234")
