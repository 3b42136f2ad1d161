"""What every payment terminal does beside what every device does: the simulator, and those that speak lines of JSON, at
the end of a network line and behind a program."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest

from devices.adapters.ecr_helper.adapter import EcrHelper, EcrHelperAdapter
from devices.adapters.ecr_tcp.adapter import EcrTcpAdapter
from devices.adapters.sim_payment.adapter import SimPaymentAdapter
from devices.adapters.sim_payment.till import Outcome
from devices.api import (
    Adapter,
    Cancelled,
    CancelScope,
    Device,
    DeviceFaulted,
    DeviceGone,
    DeviceTimeout,
    OptionInvalid,
    Options,
    Payment,
    PaymentState,
    PaymentTerminal,
)
from tests.support import ecr_relay
from tests.support.ecr_terminal import CUT, EcrServer

SLOW = 30.0


Open = Callable[..., PaymentTerminal]


class Rig:
    """One terminal with what becomes of its sales, opened as often as it is asked for."""

    def __init__(self, adapter: Adapter, options: Options) -> None:
        self.adapter, self.options = adapter, options
        self.opened: list[Device] = []

    def open(self) -> PaymentTerminal:
        (info,) = self.adapter.discover(self.options)
        device = self.adapter.open(info, self.options)
        self.opened.append(device)
        return device  # type: ignore[return-value] # of the kind of its adapter

    def close(self) -> None:
        for device in self.opened:
            device.close()


def reached(family: str, server: EcrServer, *said: str, **options: float) -> Rig:
    """The terminal of the server, as this adapter reaches it."""
    if family == "ecr_tcp":
        return Rig(EcrTcpAdapter(), {"host": "127.0.0.1", "port": server.port, **options})
    program = [sys.executable, "-I", "-S", ecr_relay.__file__, str(server.port), *said]
    return Rig(EcrHelperAdapter(), {"program": program, **options})


@pytest.fixture(params=["sim_payment", "ecr_tcp", "ecr_helper"])
def rig(request: pytest.FixtureRequest) -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []
    servers: list[EcrServer] = []

    def make(*outcomes: Outcome, slow: bool = False) -> Rig:
        script: Sequence[Outcome] = outcomes or ("approved",)
        if request.param == "sim_payment":
            options: Options = {"outcomes": script, "seconds": SLOW if slow else 0.0, "gone_for_s": 0.0}
            made.append(Rig(SimPaymentAdapter(), options))
        else:
            servers.append(EcrServer(script))
            if slow:
                servers[-1].ended.clear()
            made.append(reached(request.param, servers[-1], quiet_s=0.5))
        return made[-1]

    yield make
    for one in made:
        one.close()
    for server in servers:
        server.close()


def test_what_is_approved_has_its_receipt_and_is_the_last(rig: Callable[..., Rig]) -> None:
    terminal = rig("approved").open()
    assert terminal.last(CancelScope(5)) is None
    paid = terminal.sale(3000, "a1", CancelScope(5))
    assert (paid.reference, paid.amount_amd, paid.state) == ("a1", 3000, PaymentState.APPROVED)
    assert paid.receipt
    assert terminal.last(CancelScope(5)) == paid


def test_what_is_declined_has_none(rig: Callable[..., Rig]) -> None:
    terminal = rig("declined", "approved").open()
    refused = Payment("a1", 3000, PaymentState.DECLINED)
    assert terminal.sale(3000, "a1", CancelScope(5)) == refused
    assert terminal.last(CancelScope(5)) == refused
    assert terminal.sale(3000, "a2", CancelScope(5)).state is PaymentState.APPROVED


def test_what_was_approved_before_the_line_broke_is_known_to_who_asks_again(rig: Callable[..., Rig]) -> None:
    rigged = rig("lost")
    with pytest.raises(DeviceGone):
        rigged.open().sale(3000, "a1", CancelScope(5))
    again = rigged.open().last(CancelScope(5))
    assert again is not None
    assert (again.reference, again.state) == ("a1", PaymentState.APPROVED)
    assert again.receipt


def test_what_it_never_heard_of_is_not_its_last(rig: Callable[..., Rig]) -> None:
    terminal = rig("approved", "timeout").open()
    before = terminal.sale(1000, "a1", CancelScope(5))
    with pytest.raises(DeviceTimeout):
        terminal.sale(3000, "a2", CancelScope(5))
    assert terminal.last(CancelScope(5)) == before


def test_cancelled_means_that_nothing_was_taken(rig: Callable[..., Rig]) -> None:
    terminal = rig(slow=True).open()
    scope = CancelScope(20)
    timer = Timer(0.05, scope.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        terminal.sale(3000, "a1", scope)
    timer.join()
    last = terminal.last(CancelScope(5))
    assert last == Payment("a1", 3000, PaymentState.CANCELLED)


def test_a_scope_that_was_cancelled_before_takes_nothing(rig: Callable[..., Rig]) -> None:
    terminal = rig().open()
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        terminal.sale(3000, "a1", scope)
    with pytest.raises(Cancelled):
        terminal.last(scope)
    assert terminal.last(CancelScope(5)) is None


def test_a_sale_has_an_end(rig: Callable[..., Rig]) -> None:
    with pytest.raises(DeviceTimeout):
        rig(slow=True).open().sale(3000, "a1", CancelScope(0.1))


# --- of the lines alone ---------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[EcrServer]:
    made = EcrServer()
    yield made
    made.close()


@pytest.fixture(params=["ecr_tcp", "ecr_helper"])
def open_line(request: pytest.FixtureRequest, server: EcrServer) -> Iterator[Open]:
    rigs: list[Rig] = []

    def opened(*said: str, **options: float) -> PaymentTerminal:
        rigs.append(reached(request.param, server, *said, **options))
        return rigs[-1].open()

    yield opened
    for rig in rigs:
        rig.close()


def test_too_late_to_cancel_is_approved(server: EcrServer, open_line: Open) -> None:
    """It was taken while the question to stop was on its way: the money is gone, so it is said."""
    server.ended.clear()
    scope, asked = CancelScope(20), Event()

    def already_taken(do: str, number: int) -> bytes | None:
        if do != "cancel":
            return None
        asked.set()
        server.ended.set()
        return b""

    server.odd = already_taken
    terminal = open_line()
    Timer(0.05, scope.cancel).start()
    assert terminal.sale(3000, "a1", scope).state is PaymentState.APPROVED
    assert asked.is_set()
    assert server.charged == [3000]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"[1]\n", "json"),
        (b"{\n", "json"),
        (b"[" * 4000 + b"\n", "json"),
        (b"\xff\n", "json"),
        (b"x" * 5000, "length"),
        (
            b'{"id":%d,"state":"approved","reference":"a1","amount_amd":3000,"receipt":"' + b"1" * 41 + b'"}\n',
            "receipt",
        ),
        (b'{"id":%d,"state":"approved","reference":"a1","amount_amd":3000}\n', "receipt"),
        (b'{"id":%d,"state":"approved","reference":"a1","amount_amd":3000.0,"receipt":"1"}\n', "amount"),
        (b'{"id":%d,"state":"approved","reference":"a1","amount_amd":true,"receipt":"1"}\n', "amount"),
        (b'{"id":%d,"state":"approved","reference":"a1","amount_amd":2999,"receipt":"1"}\n', "another"),
        (b'{"id":%d,"state":"approved","reference":"b2","amount_amd":3000,"receipt":"1"}\n', "another"),
        (b'{"id":%d,"state":"paid","reference":"a1","amount_amd":3000}\n', "state"),
        (b'{"id":%d,"state":[],"reference":"a1","amount_amd":3000}\n', "state"),
        (b'{"id":%d,"state":"declined","reference":"a 1","amount_amd":3000}\n', "reference"),
        (b'{"id":%d,"error":"printer"}\n', "error"),
        (
            b'{"id":%d,"state":"approved","reference":"a1","amount_amd":3000,"currency":"USD","receipt":"1"}\n',
            "currency",
        ),
    ],
)
def test_what_is_none_of_the_protocol_is_a_fault_in_one_word(
    server: EcrServer, open_line: Open, said: bytes, reason: str
) -> None:
    server.odd = lambda do, number: said.replace(b"%d", str(number).encode()) if do == "sale" else None
    terminal = open_line()
    with pytest.raises(Exception, match="DEV-030") as caught:
        terminal.sale(3000, "a1", CancelScope(5))
    assert caught.value.params == {"device": terminal.info.device_id, "reason": reason}  # type: ignore[attr-defined]


def test_an_answer_to_another_question_is_passed_over(server: EcrServer, open_line: Open) -> None:
    late = b'{"id":77,"state":"approved","reference":"old","amount_amd":1,"receipt":"1"}\n'
    ours = b'{"id":%d,"state":"declined","reference":"a1","amount_amd":3000}\n'
    server.odd = lambda do, number: late + ours.replace(b"%d", str(number).encode()) if do == "sale" else None
    assert open_line().sale(3000, "a1", CancelScope(5)).state is PaymentState.DECLINED


APPROVED = b'{"id":%d,"state":"approved","reference":"a1","amount_amd":3000,"receipt":"1"}\n'


@pytest.mark.parametrize(("receipt", "twice"), [(b'"1"', False), (b'"2"', True)])
def test_an_approval_told_twice_is_one_and_two_receipts_are_told(
    server: EcrServer, open_line: Open, receipt: bytes, twice: bool
) -> None:
    said = APPROVED + APPROVED.replace(b'"1"', receipt)
    server.odd = lambda do, number: said.replace(b"%d", str(number).encode()) if do == "sale" else None
    terminal = open_line()
    assert terminal.sale(3000, "a1", CancelScope(5)).receipt == "1"
    if twice:
        with pytest.raises(DeviceFaulted) as caught:
            terminal.last(CancelScope(5))
        assert caught.value.params["reason"] == "twice"
    assert terminal.last(CancelScope(5)) is None, "said once, and the terminal serves again"


def test_an_answer_cut_in_the_middle_is_gone_and_nobody_takes_the_half_for_one(
    server: EcrServer, open_line: Open
) -> None:
    server.odd = lambda do, number: CUT if do == "sale" else None
    with pytest.raises(DeviceGone):
        open_line().sale(3000, "a1", CancelScope(5))


@pytest.mark.parametrize("said", [b'{"id":1,"v":2,"model":"Line"}\n', b'{"id":1,"v":1}\n', b"SSH-2.0-x\n"])
def test_who_answers_is_asked_whether_it_is_a_terminal(server: EcrServer, open_line: Open, said: bytes) -> None:
    server.odd = lambda do, number: said
    with pytest.raises(Exception, match="DEV-030"):
        open_line()


def test_nobody_there_is_gone_and_a_silent_one_has_an_end(server: EcrServer, open_line: Open) -> None:
    server.odd = lambda do, number: b"" if do == "last" else None
    with pytest.raises(DeviceTimeout):
        open_line(quiet_s=0.1).last(CancelScope(5))
    server.close()
    with pytest.raises(DeviceGone):
        open_line()


# --- of the program alone --------------------------------------------------------------------------------------------


def test_a_program_ends_with_its_terminal_also_one_that_hangs(
    server: EcrServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.adapters.ecr_helper.adapter._LAST_S", 0.05)
    for said in ((), ("stays",)):
        rig = reached("ecr_helper", server, *said)
        terminal = rig.open()
        assert isinstance(terminal, EcrHelper)
        program = terminal._program
        assert program.poll() is None
        rig.close()
        rig.close()
        assert program.poll() is not None


def test_a_program_that_is_not_there_or_says_nothing_is_gone(tmp_path: Path) -> None:
    for program in ([str(tmp_path / "none")], ["/bin/true"]):
        with pytest.raises(DeviceGone):
            Rig(EcrHelperAdapter(), {"program": program}).open()


def test_a_program_hears_nothing_of_our_secrets(
    server: EcrServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOMETHING_OF_OURS", "secret")
    told = tmp_path / "environment"
    with pytest.raises(DeviceGone):
        Rig(EcrHelperAdapter(), {"program": ["/bin/sh", "-c", f"env > {told}"]}).open()
    assert "PATH=" in told.read_text()
    assert "secret" not in told.read_text()


@pytest.mark.parametrize("program", ["/bin/true", ["true"], ["/bin/true", 1], 5])
def test_a_program_is_a_whole_path_and_its_arguments(program: Any) -> None:
    with pytest.raises(OptionInvalid):
        EcrHelperAdapter().discover({"program": program})
    assert EcrHelperAdapter().discover({}) == ()
