"""How presenters meet devices without knowing Qt: a mailbox of one, and one live capture after another."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from station.domain.capture import ENDS, CaptureFailed, PageGuidance, PortraitGuidance, PreviewFrame, SlapGuidance
from station.domain.errors import Problem
from station.services.door import answer_of
from station.services.views import DeviceView
from ui.threads import Post

T = TypeVar("T")
E = TypeVar("E")
E_contra = TypeVar("E_contra", contravariant=True)

NEWEST_WINS = (PreviewFrame, PortraitGuidance, SlapGuidance, PageGuidance)


class Session(Protocol):
    """A capture under way; both calls return at once."""

    def capture(self) -> None: ...
    def stop(self) -> None: ...


class Devices(Protocol):
    def devices(self) -> tuple[DeviceView, ...]: ...
    def subscribe(self, on_change: Callable[[], None], /) -> Callable[[], None]: ...


class Newest(Generic[T]):
    """`put` from any thread replaces what the window has not taken yet; at most one delivery is under way.

    So a camera at any pace never makes the window queue up: what it cannot show in time it does not show.
    """

    def __init__(self, post: Post, take: Callable[[T], None]) -> None:
        self._post, self._take = post, take
        self._lock = Lock()
        self._waiting: tuple[T] | None = None

    def put(self, item: T) -> None:
        with self._lock:
            under_way, self._waiting = self._waiting is not None, (item,)
        if not under_way:
            self._post(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._take(waiting[0])


class LiveCapture(Generic[E]):
    """One session at a time on devices of one kind. What a stopped session still says is not heard.

    A stopped session gives its device back a moment later, with its last word: the next one starts then, not before.
    `hear` is called on the UI thread with each event of the running session; frames and guidance newest-wins. After
    an event that ends the session it is stopped already when `hear` comes. `failed` tells that the device failed, or
    could not be had. `on_back` is called when a device of the
    kind is here again that was away since the last failure: a broken one that stays plugged in does not cause it.
    `on_change` is called after anything changed about devices.
    """

    def __init__(
        self,
        kind: str,
        devices: Devices,
        post: Post,
        hear: Callable[[E], None],
        failed: Callable[[Problem], None],
        on_back: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._kind, self._devices, self._post = kind, devices, post
        self._hear, self._fail, self._on_back, self._on_change = hear, failed, on_back, on_change
        self._newest: dict[type, Newest[tuple[int, E]]] = {
            kind_of: Newest(post, lambda item: self._tell(*item)) for kind_of in NEWEST_WINS
        }
        self._round = 0
        self._session: Session | None = None
        self._alive: set[int] = set()  # rounds whose last word has not come: the device may still be theirs
        self._wanted: Callable[[Callable[[E], None]], Session | Problem] | None = None
        self._failed = self._was_away = False
        self._unsubscribe: Callable[[], None] | None = None

    # --- devices -------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Follow plugging from now on."""
        self._unsubscribe = self._devices.subscribe(self._plugged)

    def unwatch(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def device(self) -> DeviceView | None:
        """The device in use, or else the one that would be used."""
        order = {"in_use": 0, "ready": 1, "faulted": 2, "gone": 3}
        return min(self._of_kind(), key=lambda item: (order[item.state], item.simulated), default=None)

    def _of_kind(self) -> list[DeviceView]:
        return [item for item in self._devices.devices() if item.kind == self._kind]

    def _plugged(self) -> None:
        """From the hot-plug thread: look now, so that no short absence is missed by a busy window."""
        present = self._present()
        self._post(lambda: self._changed(present))

    def _changed(self, present: bool) -> None:
        if self._unsubscribe is None:
            return
        if self._failed and not present:
            self._was_away = True
        elif self._failed and self._was_away:
            self._failed = False
            self._on_back()
        self._on_change()

    def _present(self) -> bool:
        return any(item.state in ("ready", "in_use") for item in self._of_kind())

    # --- sessions ------------------------------------------------------------------------------------------------

    def begin(self, start: Callable[[Callable[[E], None]], Session | Problem]) -> None:
        """End what runs, then start a session, now or once its device is free."""
        self.end()
        self._wanted = start
        self._start_wanted()

    def _start_wanted(self) -> None:
        if self._wanted is None or self._alive:
            return
        start, self._wanted = self._wanted, None
        this_round = self._round
        self._alive.add(this_round)
        answer = answer_of(lambda: start(lambda event: self._event(this_round, event)))
        if isinstance(answer, Problem):
            self._alive.discard(this_round)
            self._failure(answer)
        else:
            self._session = answer

    def capture(self) -> None:
        """Take it now, where a session runs."""
        if self._session is not None:
            self._session.capture()

    def end(self) -> None:
        """Stop the session, where one runs; nothing more is heard of it."""
        self._round += 1
        self._failed, self._wanted = False, None
        session, self._session = self._session, None
        if session is not None:
            session.stop()

    def _event(self, this_round: int, event: E) -> None:
        """From the device's lane or the session's thread."""
        mailbox = self._newest.get(type(event))
        if mailbox is None:
            self._post(lambda: self._tell(this_round, event))
        else:
            mailbox.put((this_round, event))

    def _tell(self, this_round: int, event: E) -> None:
        if isinstance(event, ENDS):
            self._alive.discard(this_round)
        if this_round != self._round:
            self._start_wanted()
            return
        if isinstance(event, ENDS):
            self.end()
        if isinstance(event, CaptureFailed):
            self._failure(event.problem)
        else:
            self._hear(event)

    def _failure(self, problem: Problem) -> None:
        self._failed, self._was_away = True, not self._present()
        self._fail(problem)
