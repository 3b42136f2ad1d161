"""A chip that is a recording: it knows the commands that come, in their order, and what it said to each."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class RecordedChip:
    def __init__(self, exchanges: Iterable[tuple[str, str]]) -> None:
        self._left = [(bytes.fromhex(command), bytes.fromhex(response)) for command, response in exchanges]

    def __call__(self, command: bytes) -> bytes:
        expected, response = self._left.pop(0)
        assert command.hex() == expected.hex()
        return response

    @property
    def done(self) -> bool:
        return not self._left


def recorded(shared_data: Path, name: str) -> dict[str, Any]:
    """One of the sessions of the test data: apdus, constants, notes."""
    sessions = json.loads((shared_data / "emrtd/transcripts/recorded_sessions.json").read_text("utf-8"))
    (found,) = (session for key, session in sessions.items() if key.endswith(f"::{name}"))
    return dict(found)


def vectors(shared_data: Path, file: str) -> Any:
    return json.loads((shared_data / "emrtd/vectors" / file).read_text("utf-8"))


def draws(*values: str) -> "Draws":
    return Draws([bytes.fromhex(value) for value in values])


class Draws:
    """In place of chance: these values, one after another."""

    def __init__(self, values: list[bytes]) -> None:
        self._left = values

    def __call__(self, count: int) -> bytes:
        value = self._left.pop(0)
        assert len(value) == count
        return value
