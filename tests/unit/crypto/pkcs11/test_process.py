"""A module that hangs, crashes or is not there costs one question, never the station."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import get_type_hints

import pytest

from crypto.errors import KeyGone, KeyModuleCrashed, KeyModuleMissing, KeyModuleSilent, KeyModuleUnfit
from crypto.keys.pkcs11 import store as stores
from crypto.keys.pkcs11.login import Login
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.tokens import Tokens
from crypto.keys.pkcs11.wire import ANSWERS, LOAD, Module, Scheme

ROOT = Path(__file__).parents[4]
NOWHERE = Module(Path("/nowhere/module.so"))
BAD = "tests.support.bad_modules"
SIGNING = (1, b"\x01", Scheme.PSS, b"data")
New = Callable[[str], ModuleProcess]


@pytest.fixture
def new() -> Iterator[New]:
    made: list[ModuleProcess] = []

    def make(how: str) -> ModuleProcess:
        made.append(ModuleProcess(NOWHERE, start_s=20.0, answer_s=0.3, program=(BAD, how)))
        return made[-1]

    yield make
    for process in made:
        process.close()


def test_what_a_modules_process_loads_is_no_more_than_it_needs() -> None:
    """Neither the cryptography of the station nor its stores lie in one memory with a maker's code."""
    loaded = "import sys, crypto.keys.pkcs11.worker, crypto.keys.pkcs11.tokens; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = {name for name in done.stdout.split() if name.startswith("crypto.")}
    assert "crypto.keys.pkcs11.worker" in ours
    assert ours <= {"crypto.errors", "crypto.keys"} | {name for name in ours if name.startswith("crypto.keys.pkcs11")}
    assert "cryptography" not in done.stdout.split()
    assert "crypto.keys.pkcs11.store" not in ours


def test_a_module_that_hangs_is_ended_and_started_anew(new: New) -> None:
    process = new("hangs")
    assert process.ask("present") == ("serial/first",)
    with pytest.raises(KeyModuleSilent) as caught:
        process.ask("sign", *SIGNING)
    assert caught.value.params == {"reason": "silent"}
    assert caught.value.retryable
    assert process.ask("present") == ("serial/first",)
    assert process.turn == 2


def test_other_threads_go_on_while_a_module_hangs(new: New) -> None:
    """Waiting for a module lets everybody else run: what the window needs."""
    process, over = new("hangs"), Event()
    process.ask("present")

    def ask() -> None:
        with pytest.raises(KeyModuleSilent):
            process.ask("sign", *SIGNING)
        over.set()

    asking = Thread(target=ask)
    asking.start()
    rounds = 0
    while not over.is_set():
        rounds += 1
        over.wait(0.001)
    asking.join()
    assert rounds > 50


@pytest.mark.parametrize("how", ["dies", "babbles", "answers_something_else"])
def test_a_module_that_crashes_is_started_anew(how: str, new: New) -> None:
    process = new(how)
    if how == "dies":
        process.ask("present")
    with pytest.raises(KeyModuleCrashed) as caught:
        process.ask("present")
    assert caught.value.params == {"reason": "crashed"}
    assert process.turn == 1
    with suppress(KeyModuleCrashed):
        process.ask("present")
    assert process.turn == 2


def test_a_module_for_another_processor_is_called_that(new: New) -> None:
    with pytest.raises(KeyModuleUnfit) as caught:
        new("lacks_an_instruction").ask("present")
    assert not caught.value.retryable, "the same computer lacks it the next time too"


def test_a_module_that_dies_or_sleeps_at_its_start(new: New) -> None:
    with pytest.raises(KeyModuleCrashed) as caught:
        new("dies_at_start").ask("present")
    assert caught.value.params == {"reason": "crashed"}
    sleeper = ModuleProcess(NOWHERE, start_s=0.3, program=(BAD, "never_starts"))
    with pytest.raises(KeyModuleSilent) as caught:
        sleeper.ask("present")
    assert caught.value.params == {"reason": "silent"}


def test_each_question_is_answered_with_what_its_method_returns() -> None:
    asked = {name: method for name, method in vars(Tokens).items() if not name.startswith("_") and callable(method)}
    assert {name: get_type_hints(method)["return"] for name, method in asked.items()} == {
        name: kind if kind is not None else type(None) for name, kind in ANSWERS.items() if name != LOAD
    }


@pytest.mark.parametrize("content", [None, b"not a library"])
def test_a_module_that_is_missing_or_no_module(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "module.so"
    if content is not None:
        file.write_bytes(content)
    process = ModuleProcess(Module(file))
    with pytest.raises(KeyModuleMissing):
        process.ask("present")
    process.close()


def test_a_login_of_an_ended_process_is_gone(new: New) -> None:
    """Even where the new process gives the same number to somebody else."""
    process = new("dies")
    login = Login(process, 1, 1)
    process.ask("present")
    process.close()
    process.ask("present")
    with pytest.raises(KeyGone):
        login.sign(b"\x01", None, b"data")  # type: ignore[arg-type]
    login.end()  # and says nothing of it
    process.close()
    with pytest.raises(KeyGone):
        login.private_keys()


def test_a_store_leaves_a_bad_module_alone_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(stores, "monotonic", lambda: now)
    asked = []

    class Counting(ModuleProcess):
        def ask(self, name: str, *arguments: object, turn: int | None = None, within_s: float | None = None) -> object:
            asked.append(name)
            return super().ask(name, *arguments, turn=turn, within_s=within_s)

    store = Pkcs11KeyStore(Counting(NOWHERE), tmp_path)
    for _ in range(3):
        assert store.entries() == ()
        assert store.present() == ()
    assert asked == ["look"]
    with pytest.raises(KeyModuleMissing):  # somebody wants it now
        store.unlock("0" * 64, "1234")
    now += stores.PAUSE_S + 1
    assert store.present() == ()
    assert asked == ["look", "look", "present"]
