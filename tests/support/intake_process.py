"""The real intake as a child process: of this checkout, or of a released version."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Intake:
    """Started on the same port again after `stop`, so that a station finds it where it was."""

    def __init__(
        self, home: Path, folder: Path, port: int = 0, code: Path = ROOT, options: tuple[str, ...] = ()
    ) -> None:
        """code: the folder whose packages run. options: further ones of `intake serve`."""
        self._options = options
        self._home = home
        self._code = code
        self._announce, self._said = folder / "intake.json", folder / "intake.log"
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        self._announce.unlink(missing_ok=True)
        with self._said.open("wb") as said:  # a pipe that nobody reads would hold it up one day
            self.process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", *self._command()],
                cwd=self._code,
                stdin=subprocess.PIPE,
                stderr=said,
            )
        deadline = time.monotonic() + 30
        while not self._announce.exists():
            assert self.process.poll() is None, self._said.read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.01)
        self.url = json.loads(self._announce.read_bytes())["url"]
        self.port = int(self.url.rpartition(":")[2])

    def _command(self) -> list[str]:
        options = ["--home", str(self._home), "--port", str(self.port), "--announce", str(self._announce)]
        return ["intake", "serve", "--with-parent", *options, *self._options]

    def stop(self) -> tuple[int, str]:
        """SIGTERM; exit status and what it wrote."""
        assert self.process is not None
        self.process.terminate()
        self.process.communicate(timeout=20)
        return self.process.returncode, self._said.read_text(encoding="utf-8")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.communicate()


@contextmanager
def running(
    home: Path, folder: Path, code: Path = ROOT, options: tuple[str, ...] = (), start: type[Intake] = Intake
) -> Iterator[Intake]:
    """start: what to start in the intake's place."""
    intake = start(home, folder, code=code, options=options)
    intake.start()
    try:
        yield intake
    finally:
        if intake.process is not None and intake.process.poll() is None:
            intake.kill()
