"""A peer in JavaScript: a folder with package.json (exact versions) and package-lock.json: a digest of every package
that npm must bring. No script of any package is run.

After a change of package.json: `npm install --package-lock-only` in that folder, and look at what changed.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from threading import Event, Thread

HOUSE = Path(__file__).parent
_BUILD = HOUSE.parents[1] / "build" / "peers"
_GIVEN = ("package.json", "package-lock.json")
START_S = 60.0


@dataclass(frozen=True)
class NodeServer:
    """name: of its folder in this house; program: below node_modules; listening: what it says when it is ready."""

    name: str
    program: str
    listening: str

    @contextmanager
    def running(self, *arguments: str) -> Iterator[int]:
        """Its port on 127.0.0.1. `{port}` in the arguments stands for it."""
        with create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        command = ["node", str(self._installed() / "node_modules" / self.program)]
        command += [argument.format(port=port) for argument in arguments]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        ready, said = Event(), list[str]()

        def listen() -> None:
            for line in child.stdout or ():
                said.append(line)
                if self.listening in line:
                    ready.set()
            ready.set()  # it ended

        thread = Thread(target=listen, name=self.name)
        thread.start()
        try:
            ready.wait(START_S)
            assert self.listening in "".join(said), "".join(said)[-4000:]
            yield port
        finally:
            child.terminate()
            child.wait(10)
            thread.join(10)
            if child.stdout is not None:
                child.stdout.close()

    def _installed(self) -> Path:
        """Fetched where it is not here yet, whole or not at all. Raises CalledProcessError."""
        given = [self.folder / name for name in _GIVEN]
        state = hashlib.sha256(b"".join(file.read_bytes() for file in given)).hexdigest()[:16]
        kept = _BUILD / f"{self.name}-{state}"
        if not kept.exists():
            begun = kept.with_name(f"{kept.name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir(parents=True)
            for file in given:
                shutil.copy(file, begun)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=begun, capture_output=True, text=True, check=False)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, "npm", done.stdout[-4000:], done.stderr[-4000:])
            begun.rename(kept)
        return kept

    @property
    def folder(self) -> Path:
        return HOUSE / self.name
