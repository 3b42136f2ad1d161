"""One window a profile: a window that is started while another is open asks that one to come to the front, and ends.

It asks through a socket in the data folder. Which program may write is decided by the profile's lock
(`station.profile`), not by the socket. Whoever listens holds the lock, so a socket file that is there already was left
by a program that has ended, and is removed. Data folder and socket are open to their owner only.
"""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

SOCKET = "window.socket"
_HERE = b"here"
_ANSWER_MS = 2000

_log = logging.getLogger(__name__)


class OnlyWindow(QObject):
    """Listens for other windows. On the UI thread. `called`: the program was started again."""

    called = Signal()

    def __init__(self, data: Path) -> None:
        super().__init__()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = str(data / SOCKET)
        QLocalServer.removeServer(name)
        if not self._server.listen(name):  # a second window then says who holds the profile, instead of calling us
            _log.warning("window: no socket, %s", self._server.serverError().name)

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_HERE)
            socket.flush()  # and the caller hangs up
            self.called.emit()


def call_the_other(data: Path) -> bool:
    """Ask the window that has this profile open to come to the front. Returns whether it answered. From any thread."""
    socket = QLocalSocket()
    socket.connectToServer(str(data / SOCKET))
    if not socket.waitForConnected(_ANSWER_MS):
        return False
    if not socket.bytesAvailable():
        socket.waitForReadyRead(_ANSWER_MS)
    answer = bytes(socket.readAll().data())
    socket.abort()
    return answer == _HERE
