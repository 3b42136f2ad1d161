"""One window a profile: the first one hears, through a socket in its data folder, that another was started.

The socket only carries the wish; who may write is decided by the profile's lock (`station.profile`). Who listens holds
the lock, so what an earlier program left of the socket is stale and is put away. The data folder is its owner's alone,
and so is the socket.
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
    """On the UI thread. `called`: somebody started the program again."""

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
    """Ask the window that has this profile to come to the front; whether it answered that it does. Any thread."""
    socket = QLocalSocket()
    socket.connectToServer(str(data / SOCKET))
    if not socket.waitForConnected(_ANSWER_MS):
        return False
    if not socket.bytesAvailable():
        socket.waitForReadyRead(_ANSWER_MS)
    answer = bytes(socket.readAll().data())
    socket.abort()
    return answer == _HERE
