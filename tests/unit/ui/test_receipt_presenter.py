"""The applicant's receipt: language, file, printer; nothing of it is left behind where it fails."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from station.domain.errors import Problem
from station.domain.outbox import PacketId
from tests.support.capture_fakes import Later
from ui.pages.sealed.receipt import Outcome, ReceiptPresenter, ReceiptState, write_whole
from ui.printer import CupsPrinter

PACKET = PacketId("0123456789abcdef" * 4)


@dataclass
class Desk:
    """Receipts and a printer."""

    problem: Problem | None = None
    printer: str = "front"
    takes: bool = True
    printed: list[tuple[str, bytes, str]] = field(default_factory=list)

    def citizen(self, packet_id: PacketId, language: str) -> bytes | Problem:
        return self.problem or f"%PDF {packet_id[:4]} {language}".encode()

    def name(self) -> str:
        return self.printer

    def print_page(self, name: str, pdf: bytes, title: str) -> bool:
        self.printed.append((name, pdf, title))
        return self.takes


class Bench:
    def __init__(self, folder: Path) -> None:
        self.desk, self.work = Desk(), Later()
        self.shown: list[ReceiptState] = []
        self.page = ReceiptPresenter(self.shown.append, self.desk, self.desk, self.work.run, folder, folder.parent)

    def open(self) -> None:
        self.page.open(PACKET, "hy")
        self.work.finish()

    @property
    def outcome(self) -> Outcome | Problem | None:
        return self.shown[-1].outcome


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_saved_in_the_applicants_language(bench: Bench, tmp_path: Path) -> None:
    bench.open()
    bench.page.choose("ru")
    bench.page.save()
    assert bench.shown[-1].working
    bench.work.finish()
    assert bench.outcome is Outcome.SAVED
    assert [item.name for item in tmp_path.iterdir()] == ["receipt-01234567-ru.pdf"]
    assert (tmp_path / "receipt-01234567-ru.pdf").read_bytes() == b"%PDF 0123 ru"


def test_a_file_named_by_hand_keeps_its_name(bench: Bench, tmp_path: Path) -> None:
    bench.open()
    bench.page.name_file(str(tmp_path / "mine.pdf"))
    bench.page.choose("en")
    bench.page.save()
    bench.work.finish()
    assert (tmp_path / "mine.pdf").read_bytes() == b"%PDF 0123 en"


def test_the_persons_own_folder_is_not_written_out(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "Documents")
    bench.open()
    assert bench.shown[-1].file == str(Path("Documents", "receipt-01234567-hy.pdf"))
    bench.page.name_file("mine.pdf")
    bench.page.save()
    bench.work.finish()
    assert (tmp_path / "mine.pdf").is_file(), "and needs not be typed"
    elsewhere = ReceiptPresenter(bench.shown.append, bench.desk, bench.desk, bench.work.run, tmp_path, Path("/nobody"))
    elsewhere.open(PACKET, "hy")
    assert bench.shown[-1].file == str(tmp_path / "receipt-01234567-hy.pdf")


def test_the_usual_folder_is_made(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "Documents")
    bench.open()
    bench.page.save()
    bench.work.finish()
    assert (tmp_path / "Documents" / "receipt-01234567-hy.pdf").is_file()


def test_a_folder_that_is_not_there_is_told(bench: Bench, tmp_path: Path) -> None:
    bench.open()
    bench.page.name_file(str(tmp_path / "nowhere" / "a.pdf"))
    bench.page.save()
    bench.work.finish()
    assert bench.outcome is Outcome.UNSAVED
    bench.page.name_file("")
    bench.page.save()
    bench.work.finish()
    assert bench.outcome is Outcome.UNSAVED


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken.pdf").mkdir()
    with pytest.raises(OSError, match=r"taken\.pdf"):
        write_whole(tmp_path / "taken.pdf", b"page")
    assert [item.name for item in tmp_path.iterdir()] == ["taken.pdf"]


def test_printed(bench: Bench) -> None:
    bench.open()
    bench.page.print_it()
    bench.work.finish()
    assert bench.outcome is Outcome.PRINTED
    assert bench.desk.printed == [("front", b"%PDF 0123 hy", "01234567")]
    bench.desk.takes = False
    bench.page.print_it()
    bench.work.finish()
    assert bench.outcome is Outcome.UNPRINTED


def test_no_printer_prints_nothing(bench: Bench) -> None:
    bench.desk.printer = ""
    bench.open()
    bench.page.print_it()
    bench.work.finish()
    assert bench.shown[-1].printer == ""
    assert bench.desk.printed == []


def test_a_receipt_that_cannot_be_made_is_told(bench: Bench, tmp_path: Path) -> None:
    bench.desk.problem = Problem("STN-340")
    bench.open()
    for wish in (bench.page.save, bench.page.print_it):
        wish()
        bench.work.finish()
        assert bench.outcome == Problem("STN-340")
    assert list(tmp_path.iterdir()) == []
    assert bench.desk.printed == []


def test_one_wish_at_a_time(bench: Bench) -> None:
    bench.open()
    bench.page.print_it()
    bench.page.print_it()
    bench.page.choose("ru")
    bench.work.finish()
    assert bench.desk.printed == [("front", b"%PDF 0123 hy", "01234567")]


# --- CUPS --------------------------------------------------------------------------------------------------------


def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str, default: str, lp: str) -> None:
    """Programs of the names that CUPS has, first in the path."""
    for name, body in {"lpstat": f'[ "$1" = -e ] && printf "{names}" || printf "{default}"', "lp": lp}.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("names", "default", "expected"),
    [
        ("back\\nfront\\n", "system default destination: front\\n", "front"),
        ("back\\nfront\\n", "no system default destination\\n", "back"),
        ("", "no system default destination\\n", ""),
    ],
)
def test_which_printer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str, default: str, expected: str
) -> None:
    cups(tmp_path, monkeypatch, names, default, "exit 1")
    assert CupsPrinter().name() == expected


def test_the_page_goes_by_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cups(tmp_path, monkeypatch, "", "", f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/page')
    assert CupsPrinter().print_page("front", b"%PDF page", "01234567")
    assert (tmp_path / "page").read_bytes() == b"%PDF page"
    assert (tmp_path / "words").read_text() == "-d front -t 01234567 -\n"


def test_a_printer_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cups(tmp_path, monkeypatch, "", "", "exit 1")
    assert not CupsPrinter().print_page("front", b"%PDF page", "01234567")


def test_no_cups_is_no_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert CupsPrinter().name() == ""
    assert not CupsPrinter().print_page("front", b"", "")


def test_a_printer_that_cannot_be_asked_for_is_told(bench: Bench) -> None:
    broken = Problem("STN-150", {"incident": "A1B2C3D4"})
    bench.desk.name = lambda: broken  # type: ignore[method-assign,assign,return-value]
    bench.open()
    assert bench.outcome == broken
    assert bench.shown[-1].printer == ""
