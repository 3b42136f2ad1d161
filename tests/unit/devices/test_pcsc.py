"""Readers of PC/SC over a service of the test's: what lies there, what others do meanwhile, what is not waited for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Event
from time import monotonic, sleep

import pytest

from devices.adapters.pcsc.adapter import PcscAdapter, info_of
from devices.adapters.pcsc.reader import COLD_TRIES, PcscReader
from devices.adapters.pcsc.scard import Link, Refusal, Refused, Seen
from devices.api import (
    AdapterUnavailable,
    CancelScope,
    CardAbsent,
    CardMute,
    DeviceBusy,
    DeviceError,
    DeviceFaulted,
    DeviceGone,
    DeviceTimeout,
)

NAME = "Lab Reader (A1) 00 00"
ATR = b"\x3b\x80"


def absent(events: int = 0) -> Seen:
    return Seen(events << 16 | 0x10, True, False, False, b"")


def there(events: int = 1, atr: bytes = ATR) -> Seen:
    return Seen(events << 16 | 0x20, True, True, False, atr)


@dataclass
class Script:
    """A service. looks: what it says of the reader, one after another, the last for ever. links, answers: what becomes
    of each try to connect and to transmit; a Refusal is raised."""

    looks: list[Seen | Refusal] = field(default_factory=lambda: [there()])
    links: list[Refusal] = field(default_factory=list)
    answers: list[Refusal | Callable[[], bytes]] = field(default_factory=list)
    names: Sequence[str] | Refusal = (NAME,)
    gone: int = 0
    closed: int = 0
    disconnected: int = 0

    def begin(self) -> "Script":
        if self.gone:
            self.gone -= 1
            raise Refused(Refusal.SERVICE, 0x8010001D)
        return self

    def readers(self) -> Sequence[str]:
        if isinstance(self.names, Refusal):
            raise Refused(self.names, 0x8010006A)
        return self.names

    def look(self, reader: str, state: int, wait_ms: int) -> Seen:
        assert reader == NAME
        now = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(now, Refusal):
            raise Refused(now, 0x80100009)
        if now.state == state:
            raise Refused(Refusal.ENDED, 0x8010000A)
        return now

    def connect(self, reader: str) -> Link:
        if self.links:
            raise Refused(self.links.pop(0), 0x8010000B)
        return Link(1, 2)

    def reconnect(self, link: Link) -> Link:
        return self.connect(NAME)

    def transmit(self, link: Link, command: bytes) -> bytes:
        answer = self.answers.pop(0) if self.answers else lambda: b"\x90\x00"
        if isinstance(answer, Refusal):
            raise Refused(answer, 0x80100016)
        return answer()

    def disconnect(self, link: Link) -> None:
        self.disconnected += 1

    def close(self) -> None:
        self.closed += 1


def reader(script: Script, most_s: float = 5.0) -> PcscReader:
    return PcscReader(info_of(NAME), NAME, script.begin, most_s)


def seen(script: Script, count: int) -> list[tuple[bool, bytes]]:
    told = list(islice(reader(script).cards(CancelScope(10)), count))
    assert len({each.change for each in told}) == len(told)
    return [(each.present, each.atr) for each in told]


def test_a_swap_between_two_looks_is_another_card() -> None:
    assert seen(Script([absent(), there(1), there(3)]), 3) == [(False, b""), (True, ATR), (True, ATR)]


def test_what_came_and_went_unseen_is_nothing() -> None:
    assert seen(Script([absent(0), absent(2), there(3)]), 2) == [(False, b""), (True, ATR)]


def test_while_nothing_changes_nothing_is_told_and_a_cancel_is_seen() -> None:
    scope = CancelScope(0.3)
    with pytest.raises(DeviceTimeout):
        list(reader(Script([there(), Refusal.ENDED])).cards(scope))


def test_a_service_that_died_takes_the_card_and_brings_it_back() -> None:
    script = Script([there(1), Refusal.SERVICE, Refusal.SERVICE, there(1)])
    script.gone = 0
    assert seen(script, 3) == [(True, ATR), (False, b""), (True, ATR)]
    assert script.closed == 2, "what was held of a dead service is let go"


@pytest.mark.parametrize("looks", [[Refusal.READER], [Seen(4, False, False, False, b"")]])
def test_a_reader_that_is_pulled(looks: list[Seen | Refusal]) -> None:
    with pytest.raises(DeviceGone):
        seen(Script(looks), 1)


def test_others_who_look_at_a_new_card_are_waited_for() -> None:
    script = Script(links=[Refusal.SHARED] * 3)
    assert reader(script).connect(CancelScope(10)).atr == ATR
    with pytest.raises(DeviceBusy):
        reader(Script(links=[Refusal.SHARED] * 100)).connect(CancelScope(10))


def test_a_card_that_answers_to_no_power_is_tried_again_cold() -> None:
    assert reader(Script(links=[Refusal.MUTE] * (COLD_TRIES - 1))).connect(CancelScope(10))
    with pytest.raises(CardMute):
        reader(Script(links=[Refusal.MUTE] * COLD_TRIES)).connect(CancelScope(10))


@pytest.mark.parametrize(
    ("refusal", "error"),
    [(Refusal.NO_CARD, CardAbsent), (Refusal.DENIED, DeviceFaulted), (Refusal.OTHER, DeviceFaulted),
     (Refusal.READER, DeviceGone)],
)  # fmt: skip
def test_each_refusal_is_an_error_of_ours(refusal: Refusal, error: type[DeviceError]) -> None:
    script = Script(links=[refusal])
    with pytest.raises(error):
        reader(script).connect(CancelScope(10))
    assert script.closed == 1
    connection = reader(Script(answers=[refusal])).connect(CancelScope(10))
    with pytest.raises(error):
        connection.transmit(b"\0\xa4\0\0")


def test_an_answer_that_the_driver_does_not_pass_is_none() -> None:
    looks = [there(), there(), Refusal.ENDED]
    connection = reader(Script(looks, answers=[Refusal.NOTHING_CAME, lambda: b""])).connect(CancelScope(10))
    assert connection.transmit(b"\0\xa4\0\0") == b""
    assert connection.transmit(b"\0\xa4\0\0") == b""
    assert connection.transmit(b"\0\xa4\0\0") == b"\x90\x00"


@pytest.mark.parametrize("answer", [Refusal.NOTHING_CAME, lambda: b""])
def test_no_answer_of_a_card_that_is_being_lifted_is_its_absence(answer: Refusal | Callable[[], bytes]) -> None:
    connection = reader(Script([there(), there(), absent(2)], answers=[answer])).connect(CancelScope(10))
    with pytest.raises(CardAbsent):
        connection.transmit(b"\0\xa4\0\0")


def test_a_command_that_is_kept_is_left_behind() -> None:
    go_on = Event()

    def kept() -> bytes:
        go_on.wait(10)
        return b"\x90\x00"

    script = Script(answers=[kept])
    held = reader(script, 0.1)
    connection = held.connect(CancelScope(10))
    with pytest.raises(DeviceTimeout):
        connection.transmit(b"\0\xa4\0\0")
    with pytest.raises(DeviceFaulted):
        connection.transmit(b"\0\xa4\0\0")
    assert next(held.cards(CancelScope(10))).present, "the reader itself goes on"
    assert script.disconnected == 0
    go_on.set()
    until(lambda: script.disconnected == 1 and script.closed == 1)
    held.close()


def until(true: Callable[[], bool]) -> None:
    give_up = monotonic() + 10
    while not true():
        assert monotonic() < give_up
        sleep(0.01)


def test_at_the_end_a_card_has_no_power_and_nothing_is_held() -> None:
    script = Script()
    held = reader(script)
    held.connect(CancelScope(10))
    next(held.cards(CancelScope(10)))
    held.close()
    held.close()
    assert (script.disconnected, script.closed) == (1, 2)


@pytest.mark.parametrize(("names", "reason"), [(Refusal.SERVICE, "service"), (Refusal.DENIED, "denied")])
def test_why_it_cannot_work_here_is_said(names: Refusal, reason: str) -> None:
    script = Script(names=names)
    with pytest.raises(AdapterUnavailable) as caught:
        PcscAdapter(script.begin).discover({})
    assert (caught.value.params["reason"], script.closed) == (reason, 1)


def test_a_missing_library_is_said() -> None:
    def begin() -> Script:
        raise ImportError("libpcsclite")

    with pytest.raises(AdapterUnavailable) as caught:
        PcscAdapter(begin).discover({})
    assert caught.value.params["reason"] == "library"


def test_a_reader_keeps_its_name_by_its_serial_number() -> None:
    one, again, other = (info_of(f"ACS ACR1252 Dual Reader [PICC] ({serial}) {index} 01") for serial, index in
                         (("RR33", "00"), ("RR33", "02"), ("RR34", "00")))  # fmt: skip
    assert (one.device_id, one.serial, one.make) == (again.device_id, "RR33", "ACS")
    assert one.device_id != other.device_id
    assert info_of("Lab 00 00").device_id != info_of("Lab 01 00").device_id
    assert info_of("Lab 00 00").device_id != info_of("Lab 00 01").device_id


def test_it_opens_what_it_listed_and_nothing_else() -> None:
    adapter = PcscAdapter(Script().begin)
    (info,) = adapter.discover({})
    assert adapter.open(info, {}).info == info
    with pytest.raises(DeviceGone):
        adapter.open(info_of("Another 00 00"), {})


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    from devices.adapters.pcsc import reader as module

    monkeypatch.setattr(module, "BUSY_S", 0.5)
    monkeypatch.setattr(module, "AGAIN_S", (0.0,))
