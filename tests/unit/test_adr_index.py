"""The index of the decisions is true, and a decision that is not whole is noticed."""

from pathlib import Path

import pytest

from scripts import adr_index
from scripts.adr_index import SUBJECTS, page, read, wrong


def write(folder: Path, number: int, status: str) -> None:
    (folder / f"{number:04}-some.md").write_text(f"# {number}. Some\n\nStatus: {status}\n\n**Context.**\n", "utf-8")


def test_decisions_and_index_agree() -> None:
    decisions = read(adr_index.FOLDER)
    assert list(wrong(decisions, SUBJECTS)) == []
    assert (adr_index.FOLDER / "README.md").read_text("utf-8") == page(decisions, SUBJECTS)


@pytest.mark.parametrize("status", ["accepted", "perhaps, 2026-11-30", "accepted on 2026-11-30", ""])
def test_a_status_has_a_word_and_a_day(tmp_path: Path, status: str) -> None:
    write(tmp_path, 7, status)
    with pytest.raises(ValueError, match=r"0007-some\.md"):
        read(tmp_path)


def test_what_supersedes_is_named_by_what_it_supersedes(tmp_path: Path) -> None:
    write(tmp_path, 7, "accepted, 2026-11-24")
    write(tmp_path, 9, "accepted, 2026-11-30. Supersedes in part [ADR 7](0007-some.md)")
    subjects = {"House": (7, 9)}
    assert list(wrong(read(tmp_path), subjects)) == ["0009-some.md: supersedes ADR 7, whose status does not say so"]
    write(tmp_path, 7, "accepted, 2026-11-24. Superseded in part by [ADR 9](0009-some.md)")
    assert list(wrong(read(tmp_path), subjects)) == []
    assert "7. [Some](0007-some.md) (changed in part by 9)" in page(read(tmp_path), subjects)


@pytest.mark.parametrize("subjects", [{}, {"House": (7,), "Home": (7,)}])
def test_each_has_one_subject(tmp_path: Path, subjects: dict[str, tuple[int, ...]]) -> None:
    write(tmp_path, 7, "accepted, 2026-11-24")
    assert len(list(wrong(read(tmp_path), subjects))) == 1
