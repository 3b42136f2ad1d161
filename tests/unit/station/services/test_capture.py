"""Which device a capture borrows, and what the audit log hears of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from devices.api import Check, DeviceInfo, DeviceKind, DeviceMissing
from devices.manager import DeviceStatus
from station.domain.capture import CaptureRefused
from station.domain.clock import SystemClock
from station.domain.errors import Problem
from station.domain.events import AuditEvent
from station.domain.modes import Mode, WorkMode
from station.domain.operator import CredentialId, Operator, Role
from station.domain.sample import Slap
from station.listeners import Listeners
from station.services.capture import Capture
from station.services.diagnose import Diagnose
from station.services.rights import Rights
from station.services.session import Session, SignedIn
from station.services.views import DoctorLine


@dataclass
class FakeLease:
    info: DeviceInfo
    released: bool = False

    def __enter__(self) -> "FakeLease":
        return self

    def __exit__(self, *_: object) -> None:
        self.released = True

    def scope(self, timeout_s: float) -> None: ...

    def run(self, call: Callable[[Any], Any]) -> Any:
        class Device:
            def self_test(self, _: object) -> list[Check]:
                return [Check("CAM-LIVE", "pass", "25 fps")]

        class Done:
            def result(self) -> Any:
                return call(Device())

        return Done()


@dataclass
class FakeManager:
    """One device of each kind asked for; `borrow` says what was asked."""

    ids: tuple[str, ...] = ()
    asked: list[tuple[DeviceKind, str | None]] = field(default_factory=list)

    def devices(self, kind: DeviceKind | None = None) -> tuple[DeviceStatus, ...]:
        infos = [DeviceInfo(each, DeviceKind.CAMERA, "Maker", "Model") for each in self.ids]
        return tuple(DeviceStatus(info, "ready", 0.0) for info in infos)

    def borrow(self, kind: DeviceKind, device_id: str | None = None) -> FakeLease:
        self.asked.append((kind, device_id))
        if not self.ids or device_id not in (None, *self.ids):
            raise DeviceMissing(device_id or kind.value)
        return FakeLease(DeviceInfo(device_id or self.ids[0], kind, "Maker", "Model"))


class RefusedAtOnce:
    """A session whose device gives something unusable."""

    def __init__(self, *arguments: Any) -> None:
        self._on_event = next(each for each in arguments if callable(each))

    def start(self) -> None:
        self._on_event(CaptureRefused(Problem("FNG-TOO-FEW")))

    def capture(self) -> None: ...
    def stop(self) -> None: ...


def never(*_: object) -> Any:
    raise AssertionError("no fingers are taken here")


def service(manager: FakeManager, audit: list[AuditEvent]) -> Capture:
    scorer = SimpleNamespace(warm_up=never, match=never)
    return Capture(manager, None, scorer, SystemClock(), audit.append, never)  # type: ignore[arg-type]


def test_without_a_device_there_is_a_problem_and_no_event() -> None:
    events: list[object] = []
    capture = service(FakeManager(), [])
    for answer in (
        capture.portrait(events.append),
        capture.slap(Slap.THUMBS, Slap.THUMBS.fingers, events.append),
        capture.signature(events.append),
    ):
        assert isinstance(answer, Problem)
        assert answer.code == "DEV-040"
    assert events == []


def test_a_device_is_chosen_by_the_beginning_of_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.capture.session.CaptureSession", RefusedAtOnce)
    manager = FakeManager(("uvc:cam:1", "replay:photos:2"))
    capture = service(manager, [])
    capture.portrait(lambda _: None)
    capture.portrait(lambda _: None, "replay")
    missing = capture.portrait(lambda _: None, "sim")
    assert isinstance(missing, Problem)
    assert [each[1] for each in manager.asked] == [None, "replay:photos:2", "sim"]


def test_a_refusal_is_audited_without_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.capture.session.CaptureSession", RefusedAtOnce)
    audit: list[AuditEvent] = []
    heard: list[object] = []
    service(FakeManager(("scan:1",)), audit).slap(Slap.THUMBS, Slap.THUMBS.fingers, heard.append)
    assert len(heard) == 1
    assert [event.details for event in audit] == [{"sample": "thumbs", "device": "scan:1", "code": "FNG-TOO-FEW"}]


def somebody_here(role: Role) -> Session:
    who = Operator(CredentialId("0a"), "Somebody", "", frozenset({role}))
    return Session(who, None, None)  # type: ignore[arg-type]


def test_a_devices_own_test_is_a_technicians() -> None:
    session, told = SignedIn(), list[AuditEvent]()
    rights = Rights(SimpleNamespace(supervised=True), SystemClock(), lambda: Mode(WorkMode.NORMAL))  # type: ignore[arg-type]
    diagnose = Diagnose(FakeManager(("cam:1",)), None, SystemClock(), Listeners(), session, rights, told.append)  # type: ignore[arg-type]
    for who, code in ((None, "STN-401"), (Role.OPERATOR, "STN-402")):
        session.session = None if who is None else somebody_here(who)
        answer = diagnose.self_test("cam:1")
        assert isinstance(answer, Problem)
        assert answer.code == code
    assert [event.details for event in told] == [
        {"act": "self_test", "code": "STN-401"},
        {"act": "self_test", "code": "STN-402", "roles": "operator"},
    ]
    session.session = somebody_here(Role.TECHNICIAN)
    assert diagnose.self_test("cam:1") == (DoctorLine("devices", "CAM-LIVE", "pass", "25 fps", {"device": "cam:1"}),)
    unknown = diagnose.self_test("cam:2")
    assert isinstance(unknown, Problem)
    assert unknown.code == "DEV-040"
    assert [view.name for view in diagnose.devices()] == ["Maker Model"]
