"""A network between a station and its intake that loses replies: it passes bytes on until it is told to drop them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread


class LossyProxy:
    """Forwards TCP. For the next `lose` connections, once `after_bytes` went up, nothing comes down any more."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._stopping = Event()
        self.lose = 0
        self.after_bytes = 0
        self.port = 0

    @contextmanager
    def running(self) -> Iterator["LossyProxy"]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.05)
            self.port = listener.getsockname()[1]
            thread = Thread(target=self._run, args=(listener,), name="proxy")
            thread.start()
            try:
                yield self
            finally:
                self._stopping.set()
                thread.join(10)

    def _run(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                near, _ = listener.accept()
            except TimeoutError:
                continue
            lossy, self.lose = self.lose > 0, max(0, self.lose - 1)
            with near, suppress(OSError), socket.create_connection(("127.0.0.1", self._target_port)) as far:
                self._pass_on(near, far, lossy)

    def _pass_on(self, near: socket.socket, far: socket.socket, lossy: bool) -> None:
        """Both ways, one connection at a time."""
        went_up = 0
        up, down = near.fileno(), far.fileno()
        for side in (near, far):
            side.settimeout(0.01)
        while up >= 0 and down >= 0 and not self._stopping.is_set():
            for source, sink in ((near, far), (far, near)):
                try:
                    data = source.recv(65536)
                except TimeoutError:
                    continue
                if not data:
                    return
                if source is far and lossy and went_up >= self.after_bytes:
                    return  # the reply is on its way: lose it, and the connection with it
                went_up += len(data) if source is near else 0
                sink.settimeout(5)
                sink.sendall(data)
                sink.settimeout(0.01)
