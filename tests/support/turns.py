"""How long the window keeps others waiting, measured from outside: a thread asks, and the event loop answers.

By the clock, and in processor time of the UI thread, from which other programs of a busy machine take nothing away."""

from threading import Event, Thread, get_ident
from time import clock_gettime, perf_counter, pthread_getcpuclockid, thread_time

from PySide6.QtCore import QObject, Qt, Signal, Slot

EVERY_S = 0.004


class Turns(QObject):
    """waits: seconds from each question to its answer, in their order; own: what of it the UI thread worked. A question
    is asked some time after the former one was answered: a turn that lasts long is one long wait."""

    _asked = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.own: list[float] = []
        self._worked = pthread_getcpuclockid(get_ident())
        self._answered, self._end = Event(), Event()
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._ask, name="turns", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """In the thread of the window."""
        self._end.set()
        self._answered.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._end.wait(EVERY_S):
            self._answered.clear()
            if self._end.is_set():  # since it was waited for: who ends it answers no more
                break
            self._asked.emit(perf_counter(), clock_gettime(self._worked))
            self._answered.wait()

    @Slot(float, float)
    def _answer(self, at: float, worked: float) -> None:
        self.waits.append(perf_counter() - at)
        self.own.append(thread_time() - worked)
        self._answered.set()
