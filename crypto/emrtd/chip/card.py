"""The chip: one command after another, from its reset on."""

from collections.abc import Callable
from secrets import token_bytes

from crypto.emrtd.apdu import (
    CHAINED,
    EXTERNAL_AUTHENTICATE,
    GENERAL_AUTHENTICATE,
    GET_CHALLENGE,
    INTERNAL_AUTHENTICATE,
    MANAGE_ENVIRONMENT,
    OK,
    PERFORM_SECURITY,
    READ_BINARY,
    READ_BINARY_ODD,
    SELECT,
    SHORT_LE,
    Command,
    Response,
)
from crypto.emrtd.chip import access, authentication
from crypto.emrtd.chip.faults import Faults
from crypto.emrtd.chip.files import Files
from crypto.emrtd.chip.personal import Personal
from crypto.emrtd.chip.session import Says
from crypto.emrtd.chip.state import State
from crypto.emrtd.ciphers import MAC_BYTES
from crypto.emrtd.errors import ChipGone, MalformedApdu, MalformedTlv
from crypto.emrtd.groups import Group, ephemeral

UNKNOWN_COMMAND, WRONG_LENGTH, POISONED = 0x6D00, 0x6700, 0x6883


class Chip:
    """A `Transmit`. Raises ChipGone once it was taken away. private, draw: in place of chance."""

    def __init__(
        self,
        personal: Personal,
        faults: Faults | None = None,
        *,
        private: Callable[[Group], int] = ephemeral,
        draw: Callable[[int], bytes] = token_bytes,
    ) -> None:
        self._personal, self._faults = personal, faults or Faults()
        self._private, self._draw = private, draw
        self.received = 0
        """Commands, over all sessions."""
        self.files = Files(personal, self._faults)
        self.reset()

    def reset(self) -> None:
        """Power off and on."""
        self.state = State()

    def connect(self) -> "Chip":
        """Reset, as a terminal begins: what a session is opened anew with."""
        self.reset()
        return self

    def __call__(self, raw: bytes) -> bytes:
        number, self.received = self.received, self.received + 1
        self._faults.waits(number)
        if self._faults.removed is not None and number >= self._faults.removed:
            raise ChipGone
        if number in self._faults.silent:
            return b""
        if number in self._faults.says:
            self.state.session = None
            return Response(b"", self._faults.says[number]).encode()
        try:
            command = Command.decode(raw)
        except MalformedApdu:
            return Response(b"", WRONG_LENGTH).encode()
        answer = self._answer(command, number).encode()
        swallowed = self._faults.swallowed is not None and len(answer) > self._faults.swallowed
        return b"" if swallowed else answer

    def _answer(self, command: Command, number: int) -> Response:
        state = self.state
        session = state.session
        state.most = min(self._personal.response, command.le or SHORT_LE)
        try:
            inside = command if session is None else session.open(command)
        except Says as said:
            self._close_session()
            return Response(b"", said.status)
        response = self._within(inside, number)
        if session is None:
            answer = response
        elif state.session is None:  # the fault of a chip that ends its session
            return Response(b"", response.status)
        else:
            answer = session.close(response, odd=bool(command.ins & 1))
        if state.next_session is not None:
            state.session, state.next_session = state.next_session, None
        if number in self._faults.bad_mac and session is not None:
            flipped = bytes((answer.data[-1] ^ 1,))
            return Response(answer.data[:-MAC_BYTES] + answer.data[-MAC_BYTES:-1] + flipped, answer.status)
        return answer

    def _close_session(self) -> None:
        self.state = State(poisoned=self.state.poisoned)

    def _within(self, command: Command, number: int) -> Response:
        """What it says to a command that came in plain, or was opened."""
        if number in self._faults.refuses:
            return Response(b"", self._faults.refuses[number])
        try:
            if self.state.poisoned:
                raise Says(POISONED)
            return self._done(command)
        except Says as said:
            if said.status == access.WRONG_PASSWORD and self._faults.poisoned:
                self.state.poisoned = True
            if said.status == self._faults.too_much and self._faults.too_much_ends:
                self._close_session()
            return Response(b"", said.status)
        except MalformedTlv:
            return Response(b"", access.WRONG_DATA)

    def _done(self, command: Command) -> Response:
        if command.ins == SELECT:
            self.files.select(command, self.state)
            return Response(b"", OK)
        if command.ins in (READ_BINARY, READ_BINARY_ODD):
            return self.files.read(command, self.state)
        return Response(self._protocol(command), OK)

    def _protocol(self, command: Command) -> bytes:
        state, personal = self.state, self._personal
        if command.ins == GET_CHALLENGE:
            if not state.unlocked and not personal.bac:
                raise Says(UNKNOWN_COMMAND)
            return access.give_challenge(state, self._draw)
        if command.ins == EXTERNAL_AUTHENTICATE:
            if not state.unlocked:
                return access.basic_access(command, personal, state, self._draw)
            challenge, state.challenge = state.challenge, b""
            return authentication.terminal_signature(command, state, challenge)
        if command.ins == INTERNAL_AUTHENTICATE:
            self._require_unlocked()
            return authentication.sign_challenge(command, personal)
        if command.ins == PERFORM_SECURITY:
            return authentication.take_certificate(command, personal, state)
        if command.ins == GENERAL_AUTHENTICATE:
            if state.unlocked:
                return authentication.agree(command, personal, state)
            if self._faults.pace is not None and command.cla & CHAINED:
                raise Says(self._faults.pace)
            return access.continue_pace(command, personal, state, self._private, self._draw)
        if command.ins == MANAGE_ENVIRONMENT:
            return self._environment(command)
        raise Says(UNKNOWN_COMMAND)

    def _environment(self, command: Command) -> bytes:
        state, personal, which = self.state, self._personal, (command.p1, command.p2)
        if which == (0xC1, 0xA4):
            return access.begin_pace(command, personal, state)
        self._require_unlocked()
        if which[0] == 0x41 and self._faults.chip_authentication is not None:
            raise Says(self._faults.chip_authentication)
        if which == (0x41, 0xA4):
            return authentication.choose_static(command, state)
        if which == (0x41, 0xA6):
            return authentication.agree_at_once(command, personal, state)
        if which == (0x81, 0xB6):
            return authentication.choose_issuer(command, personal, state)
        if which == (0x81, 0xA4):
            return authentication.choose_terminal(command, state)
        raise Says(access.WRONG_DATA)

    def _require_unlocked(self) -> None:
        if not self.state.unlocked and not self._personal.open:
            raise Says(0x6982)
