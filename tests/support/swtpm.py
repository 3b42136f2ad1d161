"""A TPM 2.0 (swtpm) behind its resource manager on a private bus, with tokens of tpm2-pkcs11 in it."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from crypto.keys.pkcs11.wire import Module
from tests.support.programs import library, need

MODULE = library("*/libtpm2_pkcs11.so.1")
START_S = 20.0


@dataclass(frozen=True)
class Tpm:
    """`folder`: the TPM's state and the tokens; copied while nothing runs, it is another TPM with the same keys."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def bus(self) -> str:
        return f"unix:path={self.folder / 'bus'}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DBUS_SESSION_BUS_ADDRESS": self.bus,
            "TPM2_PKCS11_STORE": str(self.store),
            "TPM2_PKCS11_TCTI": "tabrmd:bus_type=session",
            "TPM2TOOLS_TCTI": "tabrmd:bus_type=session",
            "TSS2_LOG": "all+NONE",
        }

    @property
    def module(self) -> Module:
        return Module(MODULE, self.environment)

    def new_token(self, label: str, pin: str) -> None:
        if not self.store.exists():
            self.store.mkdir()
            self._ptool("init")
        self._ptool("addtoken", "--pid", "1", "--label", label, "--sopin", "so-pin", "--userpin", pin)

    def _ptool(self, *arguments: str) -> None:
        command = ["tpm2_ptool", *arguments, "--path", str(self.store)]
        subprocess.run(command, env={**os.environ, **self.environment}, check=True, capture_output=True)


@contextmanager
def running(tpm: Tpm) -> Iterator[Tpm]:
    """The TPM with its bus and resource manager, until the end of the block."""
    need("swtpm", "tpm2-abrmd", "tpm2_ptool", "tpm2_shutdown", "dbus-daemon", MODULE)
    state, socket = tpm.folder / "state", tpm.folder / "tpm.sock"
    state.mkdir(parents=True, exist_ok=True)
    with ExitStack() as started:

        def start(*command: str) -> subprocess.Popen[bytes]:
            environment = {**os.environ, **tpm.environment}
            null = subprocess.DEVNULL
            child = subprocess.Popen(command, env=environment, stdin=null, stdout=null, stderr=null)
            started.callback(child.wait)
            started.callback(child.kill)
            return child

        start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={tpm.bus}")
        start(
            *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--flags", "not-need-init,startup-clear"),
            *("--server", f"type=unixio,path={socket}", "--ctrl", f"type=unixio,path={socket}.ctrl"),
        )
        _wait(lambda: socket.exists() and (tpm.folder / "bus").exists(), "the TPM does not start")

        def manage() -> subprocess.Popen[bytes]:
            return start("tpm2-abrmd", f"--tcti=swtpm:path={socket}", "--session", "--allow-root", "--flush-all")

        managers = [manage()]

        def answers() -> bool:
            if managers[-1].poll() is not None:  # the socket was there before anybody listened
                managers.append(manage())
            return _answers(tpm)

        _wait(answers, "the TPM's resource manager does not answer")
        yield tpm
        # In order, or the TPM counts a wrong PIN at its next start: somebody may have cut the power to hide one.
        environment = {**os.environ, **tpm.environment}
        subprocess.run(["tpm2_shutdown"], env=environment, check=True, capture_output=True)


def _answers(tpm: Tpm) -> bool:
    asked = ["dbus-send", f"--bus={tpm.bus}", "--dest=org.freedesktop.DBus", "--print-reply", "/org/freedesktop/DBus"]
    asked += ["org.freedesktop.DBus.NameHasOwner", "string:com.intel.tss2.Tabrmd"]
    return b"boolean true" in subprocess.run(asked, capture_output=True, check=False).stdout


def _wait(holds: Callable[[], bool], otherwise: str) -> None:
    give_up = monotonic() + START_S
    while not holds():
        if monotonic() > give_up:
            raise TimeoutError(otherwise)
        sleep(0.02)
