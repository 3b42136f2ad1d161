"""The applicant's receipt: in which language, saved where, printed by what. No Qt."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from station.domain.errors import Problem
from station.domain.outbox import PacketId
from ui.threads import Run


class Outcome(StrEnum):
    """What became of the last wish."""

    SAVED = "saved"
    PRINTED = "printed"
    UNSAVED = "unsaved"
    UNPRINTED = "unprinted"


@dataclass(frozen=True)
class ReceiptState:
    """language: of the receipt. file: where it is saved. printer: its name, "" for none, None until it is known."""

    packet_id: PacketId
    language: str
    file: str
    printer: str | None = None
    working: bool = False
    outcome: Outcome | Problem | None = None


class Receipts(Protocol):
    def citizen(self, packet_id: PacketId, language: str, /) -> bytes | Problem: ...


class Printer(Protocol):
    def name(self) -> str: ...
    def print_page(self, name: str, pdf: bytes, title: str, /) -> bool: ...


class ReceiptPresenter:
    """Lives on the UI thread; makes, writes and prints the page on the work thread."""

    def __init__(
        self,
        show: Callable[[ReceiptState], None],
        receipts: Receipts,
        printer: Printer,
        run: Run,
        folder: Path,
        home: Path,
    ) -> None:
        """folder: where a receipt is saved unless another place is typed. home: the person's own folder, which is not
        written out: what is named without a beginning is in it."""
        self._show, self._receipts, self._printer, self._run = show, receipts, printer, run
        self._folder, self._home = folder, home
        self.state: ReceiptState | None = None

    def open(self, packet_id: PacketId, language: str) -> None:
        self.state = ReceiptState(packet_id, language, self._usual(packet_id, language))
        self._show(self.state)
        self._run(self._printer.name, self._know_printer)

    def choose(self, language: str) -> None:
        """Another language; a file that was not named by hand follows it."""
        state = self.state
        if state is None or state.working:
            return
        usual = state.file == self._usual(state.packet_id, state.language)
        file = self._usual(state.packet_id, language) if usual else state.file
        self._become(language=language, file=file, outcome=None)

    def name_file(self, file: str) -> None:
        self._become(file=file, outcome=None)

    def save(self) -> None:
        state = self.state
        if state is not None and not state.working:
            self._become(working=True, outcome=None)
            self._run(lambda: self._saved(state), self._done)

    def print_it(self) -> None:
        state = self.state
        if state is not None and state.printer and not state.working:
            self._become(working=True, outcome=None)
            self._run(lambda: self._printed(state), self._done)

    # --- on the work thread --------------------------------------------------------------------------------------

    def _saved(self, state: ReceiptState) -> Outcome | Problem:
        page = self._receipts.citizen(state.packet_id, state.language)
        if isinstance(page, Problem):
            return page
        try:
            if state.file == self._usual(state.packet_id, state.language):
                self._folder.mkdir(parents=True, exist_ok=True)  # a new account has none yet
            write_whole(self._home / state.file, page)
        except OSError:
            return Outcome.UNSAVED
        return Outcome.SAVED

    def _printed(self, state: ReceiptState) -> Outcome | Problem:
        page = self._receipts.citizen(state.packet_id, state.language)
        if isinstance(page, Problem):
            return page
        taken = self._printer.print_page(state.printer or "", page, state.packet_id[:8])
        return Outcome.PRINTED if taken else Outcome.UNPRINTED

    # --- inside --------------------------------------------------------------------------------------------------

    def _usual(self, packet_id: PacketId, language: str) -> str:
        file = self._folder / f"receipt-{packet_id[:8]}-{language}.pdf"
        return str(file.relative_to(self._home) if file.is_relative_to(self._home) else file)

    def _know_printer(self, name: str | Problem) -> None:
        if isinstance(name, Problem):
            self._become(printer="", outcome=name)
        else:
            self._become(printer=name)

    def _done(self, outcome: Outcome | Problem) -> None:
        self._become(working=False, outcome=outcome)

    def _become(self, **changes: object) -> None:
        if self.state is not None:
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names and kinds of its own fields
            self._show(self.state)


def write_whole(file: Path, page: bytes) -> None:
    """The whole page or nothing of it. Raises OSError; then no part of it is left."""
    part = file.parent / f".{file.name}.part"
    try:
        with part.open("wb") as out:
            out.write(page)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
