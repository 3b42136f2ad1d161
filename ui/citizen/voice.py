"""Reads aloud with a voice of this computer, where it has one for the language: eSpeak NG. Off until somebody asks.

What is said goes to the program on its input, never as an argument: arguments are seen by everybody on a computer.
"""

from functools import partial
from shutil import which

from PySide6.QtCore import QObject, QProcess, Signal

from station.domain.citizen_view import VOICE_PROGRAM

_WORDS_A_MINUTE = "130"


class Voice(QObject):
    found = Signal()  # which languages it speaks

    def __init__(self, program: str = VOICE_PROGRAM) -> None:
        super().__init__()
        self._program = which(program) or ""
        self._tongues: frozenset[str] = frozenset()
        self._process: QProcess | None = None
        self._asked = QProcess(self)
        self._asked.finished.connect(self._answered)
        if self._program:
            self._asked.start(self._program, ["--voices"])

    def _answered(self) -> None:
        lines = bytes(self._asked.readAllStandardOutput().data()).decode("utf-8", "replace").splitlines()
        self._tongues = frozenset(line.split()[1].partition("-")[0] for line in lines[1:] if len(line.split()) > 1)
        self.found.emit()

    def speaks(self, tag: str) -> bool:
        """Whether there is a voice of that language here, as far as is known by now."""
        return bool(tag) and tag in self._tongues

    @property
    def speaking(self) -> bool:
        return self._process is not None and self._process.state() is not QProcess.ProcessState.NotRunning

    def say(self, tag: str, text: str) -> None:
        self.stop()
        if not text or not self.speaks(tag):
            return
        process = QProcess(self)
        process.finished.connect(partial(self._over, process))
        process.start(self._program, ["-v", tag, "-s", _WORDS_A_MINUTE, "--stdin"])
        process.write(text.encode())
        process.closeWriteChannel()
        self._process = process

    def _over(self, process: QProcess, *_: object) -> None:
        if self._process is process:
            self._process = None
        process.deleteLater()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def end(self) -> None:
        """The window goes: nothing of it runs on."""
        self.stop()
        for process in self.findChildren(QProcess):
            process.kill()
            process.waitForFinished(1000)
