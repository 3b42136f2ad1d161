"""Software tokens (SoftHSM 2) in a folder of the test's own."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from crypto.keys.pkcs11.wire import Module
from tests.support.programs import need

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
SO_PIN = "87654321"


@dataclass(frozen=True)
class SoftHsm:
    folder: Path

    @property
    def module(self) -> Module:
        return Module(MODULE, self.environment)

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def configure(self) -> None:
        """The configuration names the folder: to be written anew in a copy."""
        need("softhsm2-util", MODULE)
        lines = (f"directories.tokendir = {self.folder / 'tokens'}", "objectstore.backend = file", "log.level = ERROR")
        (self.folder / "softhsm2.conf").write_text("\n".join(lines) + "\n")

    def new_token(self, label: str, pin: str) -> None:
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", pin]
        subprocess.run(command, env={**os.environ, **self.environment}, check=True, capture_output=True)

    def pull(self, label: str) -> None:
        """As a card is pulled: the token is elsewhere from now on."""
        self._place(label, "tokens").rename(self.folder / "pulled" / label)

    def put_back(self, label: str) -> None:
        (self.folder / "pulled" / label).rename(self.folder / "tokens" / label)

    def _place(self, label: str, where: str) -> Path:
        named = (folder for folder in (self.folder / where).iterdir() if label.encode() in _token_object(folder))
        return next(named)


def _token_object(folder: Path) -> bytes:
    return (folder / "token.object").read_bytes()


def soft_hsm(folder: Path) -> SoftHsm:
    for name in ("tokens", "pulled"):
        (folder / name).mkdir(parents=True)
    made = SoftHsm(folder)
    made.configure()
    return made
