"""A peer in Java: a folder with pom.xml (exact versions), a program of one file, and artifacts.sha256: what Maven must
bring for it, to the last byte.

After a change of pom.xml write the digests anew, and look at what changed: `python -m tests.peers.java NAME`.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parent
_BUILD = HOUSE.parents[1] / "build" / "peers"
_CLASSPATH = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
_QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")  # a program of some seconds


class NotWhatWasPinned(Exception):
    """Maven brought other files than those whose digests are kept here."""


@dataclass(frozen=True)
class JavaPeer:
    """name: of its folder in this house; program: of the file in it, without .java."""

    name: str
    program: str

    @property
    def folder(self) -> Path:
        return HOUSE / self.name

    def ask(self, questions: list[list[str]], folder: Path) -> list[list[str]]:
        """Hand the program one question a line, words divided by tabs; its answers in the same form. One start of Java
        for all of them. folder: where the questions may lie. Raises CalledProcessError where the program ends badly."""
        asked = folder / f"{self.name}.asked"
        asked.write_text("".join("\t".join(words) + "\n" for words in questions), encoding="utf-8")
        return [line.split("\t") for line in _output([*self._command(), str(asked)], self.folder).splitlines()]

    @contextmanager
    def started(self, *options: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
        """The program, to be talked with over its input and output; it ends when its input does. options: of Java."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        command = [*self._command()[:1], *options, *self._command()[1:]]
        told = {"cwd": self.folder, "text": True, "env": {**os.environ, **environment}}
        with subprocess.Popen(command, **told, **pipes) as java:  # type: ignore[call-overload]
            yield java
            assert java.stdin is not None
            java.stdin.close()

    def _command(self) -> list[str]:
        source = self.folder / f"{self.program}.java"
        return ["java", *_QUICK_START, "-Dfile.encoding=UTF-8", "-cp", self.classpath(), str(source)]

    def classpath(self) -> str:
        """What the program needs, fetched where it is not here yet. Raises NotWhatWasPinned."""
        paths = self._resolved()
        found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        if found != self._pinned():
            changed = sorted({name for name, _ in found.items() ^ self._pinned().items()})
            raise NotWhatWasPinned(self.name, changed)
        return os.pathsep.join(map(str, paths))

    def pin(self) -> None:
        """Keep the digests of what Maven brings now."""
        lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in self._resolved())
        self._digests.write_text("".join(sorted(lines, key=lambda line: line[66:])), encoding="ascii")

    @property
    def _digests(self) -> Path:
        return self.folder / "artifacts.sha256"

    def _pinned(self) -> dict[str, str]:
        lines = self._digests.read_text(encoding="ascii").splitlines()
        return {name: digest for digest, name in (line.split("  ") for line in lines)}

    def _resolved(self) -> list[Path]:
        """Asked of Maven once for each pom.xml: it takes seconds to say it again."""
        state = hashlib.sha256((self.folder / "pom.xml").read_bytes()).hexdigest()[:16]
        kept = _BUILD / f"{self.name}-{state}.classpath"
        if not kept.exists() or not all(path.exists() for path in _paths(kept)):
            kept.parent.mkdir(parents=True, exist_ok=True)
            _output(["mvn", "-q", "-B", "-C", _CLASSPATH, f"-Dmdep.outputFile={kept}"], self.folder)
        return _paths(kept)


def _paths(kept: Path) -> list[Path]:
    return [Path(path) for path in kept.read_text(encoding="utf-8").strip().split(os.pathsep)]


def _output(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command[0], done.stdout[-4000:], done.stderr[-4000:])
    return done.stdout


if __name__ == "__main__":
    for named in sys.argv[1:]:
        JavaPeer(named, "").pin()
