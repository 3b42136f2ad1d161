"""A payment terminal at the other end of a line: the protocol of docs/payment-terminal.md, with scripted outcomes."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from socket import SHUT_RDWR, create_server, socket
from threading import Event, Lock, Thread
from typing import Any

from devices.adapters.sim_payment.till import Outcome, Till
from devices.api import Payment, PaymentState

CUT = b'{"id":2,"state":"approved","reference":"a1","amount_a'
"""Half an answer, after which the line breaks."""


class EcrServer:
    """Answers on threads of its own. script: of one sale after another. ended: somebody held their card to it; while it
    is not set a sale runs. odd: what it says in the place of an answer, as bytes."""

    def __init__(self, script: Sequence[Outcome] = ("approved",)) -> None:
        self.script, self.till, self.ended = tuple(script), Till(), Event()
        self.ended.set()
        self.odd: Callable[[str, int], bytes | None] = lambda do, number: None
        self.heard: list[dict[str, Any]] = []
        self.charged: list[int] = []
        self._cancelled = Event()
        self._lock = Lock()
        self._lines: list[socket] = []
        self._server = create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        Thread(target=self._accept, name="ecr", daemon=True).start()

    def close(self) -> None:
        self._cancelled.set()
        self.ended.set()
        for each in (self._server, *self._lines):
            with suppress(OSError):
                each.shutdown(SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                line, _ = self._server.accept()
                self._lines.append(line)
                Thread(target=self._serve, args=(line,), name="ecr-line", daemon=True).start()

    def _serve(self, line: socket) -> None:
        with suppress(OSError, ValueError), line.makefile("rb") as read:
            for text in read:
                asked = json.loads(text)
                self.heard.append(asked)
                self._answer(line, asked)

    def _answer(self, line: socket, asked: dict[str, Any]) -> None:
        number, do = asked["id"], asked["do"]
        odd = self.odd(do, number)
        if odd is not None:
            line.sendall(odd)
            if odd == CUT:
                line.shutdown(SHUT_RDWR)
        elif do == "hello":
            self._say(line, number, {"v": 1, "make": "Test", "model": "Line 1"})
        elif do == "last":
            self._say(line, number, _told(self.till.last) if self.till.last else {"state": "none"})
        elif do == "cancel":
            self._cancelled.set()
        else:
            Thread(target=self._sell, args=(line, asked), name="ecr-sale", daemon=True).start()

    def _sell(self, line: socket, asked: dict[str, Any]) -> None:
        with suppress(OSError):
            number, reference, amount = asked["id"], asked["reference"], asked["amount_amd"]
            outcome = self.till.next_outcome(self.script)
            if outcome == "timeout":
                return
            self._cancelled.clear()
            self._say(line, number, _told(self.till.keep(reference, amount, PaymentState.RUNNING)))
            while not self.ended.wait(0.01) and not self._cancelled.is_set():
                pass
            if self._cancelled.is_set():
                state = PaymentState.CANCELLED
            else:
                state = PaymentState.DECLINED if outcome == "declined" else PaymentState.APPROVED
            paid = self.till.keep(reference, amount, state)
            if state is PaymentState.APPROVED:
                self.charged.append(amount)
            if outcome == "lost":
                line.shutdown(SHUT_RDWR)
                return
            self._say(line, number, _told(paid))

    def _say(self, line: socket, number: int, said: dict[str, Any]) -> None:
        with self._lock:
            line.sendall(json.dumps({"id": number, **said}).encode() + b"\n")


def _told(paid: Payment) -> dict[str, Any]:
    return {
        "state": paid.state.value,
        "reference": paid.reference,
        "amount_amd": paid.amount_amd,
        "receipt": paid.receipt,
    }
