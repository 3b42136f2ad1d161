"""Reads aloud with a voice of this computer, where it has one for the language: eSpeak NG. Off until somebody asks.

What is said goes to the program on its input, never as an argument: arguments are seen by everybody on a computer.
"""

from functools import cached_property
from shutil import which

from PySide6.QtCore import QProcess

_PROGRAM = "espeak-ng"
_WORDS_A_MINUTE = "130"


class Voice:
    def __init__(self, program: str = _PROGRAM) -> None:
        self._program = which(program) or ""
        self._process: QProcess | None = None

    def speaks(self, tag: str) -> bool:
        """Whether there is a voice of that language here."""
        return bool(tag) and tag in self._tongues

    @cached_property
    def _tongues(self) -> frozenset[str]:
        if not self._program:
            return frozenset()
        asked = QProcess()
        asked.start(self._program, ["--voices"])
        if not asked.waitForFinished(1000):
            asked.kill()
            asked.waitForFinished(1000)
            return frozenset()
        lines = bytes(asked.readAllStandardOutput().data()).decode("utf-8", "replace").splitlines()
        return frozenset(line.split()[1].partition("-")[0] for line in lines[1:] if len(line.split()) > 1)

    @property
    def speaking(self) -> bool:
        return self._process is not None and self._process.state() is not QProcess.ProcessState.NotRunning

    def say(self, tag: str, text: str) -> None:
        self.stop()
        if not text or not self.speaks(tag):
            return
        process = QProcess()
        process.start(self._program, ["-v", tag, "-s", _WORDS_A_MINUTE, "--stdin"])
        process.write(text.encode())
        process.closeWriteChannel()
        self._process = process

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.state() is not QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(1000)
