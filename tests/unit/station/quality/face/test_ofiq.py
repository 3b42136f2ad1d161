"""A second engine for the portrait: what it says goes beside ours under its own name, and nothing waits for it."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from station.bootstrap.second import second_engine
from station.domain.sample import QualityScore
from station.formats.sampled import UNIFIED, unified_score
from station.quality.face.components import CHECKS, scores
from station.quality.face.ofiq import EngineBroken, EngineSilent, EngineUnavailable, Ofiq
from station.quality.face.ofiq_worker import read_sample
from tests.support import stand_in_ofiq
from tests.support.faces import GOOD

PORTRAIT = np.dstack([np.full((531, 413), value, np.uint8) for value in (200, 120, 90)])
Made = Callable[..., Ofiq]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    engines: list[Ofiq] = []

    def make(how: str = "well", *, by_program: bool = True, answer_s: float = 60.0) -> Ofiq:
        data = str(stand_in_ofiq.data_folder(tmp_path, how))
        program = str(stand_in_ofiq.program(tmp_path, sys.executable)) if by_program else ""
        engines.append(Ofiq(data, program, answer_s=answer_s))
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


def test_the_sample_program_is_asked_and_understood(made: Made) -> None:
    assert made().assess(PORTRAIT) == (
        QualityScore(UNIFIED, "OFIQ 1.1.2", 63, 24.329985),
        QualityScore("OFIQ.InterEyeDistance", "OFIQ 1.1.2", 100, 413.0),
        QualityScore("OFIQ.HeadSize", "OFIQ 1.1.2", 12, 531.0),
        QualityScore("OFIQ.NoHeadCoverings", "OFIQ 1.1.2", None, None),
    )


def test_the_package_is_asked_and_understood(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(stand_in_ofiq.package(tmp_path)))
    assert made(by_program=False).assess(PORTRAIT) == (
        QualityScore(UNIFIED, "OFIQ 1.1.2", 63, 24.3),
        QualityScore("OFIQ.Sharpness", "OFIQ 1.1.2", 100, 200.0),
        QualityScore("OFIQ.NoHeadCoverings", "OFIQ 1.1.2", None, None),
    )


def test_nothing_of_it_has_a_name_of_ours_but_the_score_of_the_whole_which_we_never_give(made: Made) -> None:
    ours, theirs = scores(GOOD), made().assess(PORTRAIT)
    assert not {each.algorithm for each in ours} & {each.algorithm for each in theirs}
    assert unified_score(ours) is None
    assert unified_score((*ours, *theirs)) == 63
    assert {each.algorithm for each in ours} >= {check.name for check in CHECKS}


@pytest.mark.parametrize(
    ("how", "error"), [("crashing", EngineBroken), ("hanging", EngineSilent), ("babbling", EngineBroken)]
)
def test_how_it_breaks_has_a_name_and_a_portrait_has_no_score_of_the_whole(
    made: Made, caplog: pytest.LogCaptureFixture, how: str, error: type[EngineBroken]
) -> None:
    engine = made(how, answer_s=1.0 if how == "hanging" else 60.0)
    with pytest.raises(error):
        engine.assess(PORTRAIT)
    with caplog.at_level(logging.WARNING):
        assert unified_score(engine.scores(PORTRAIT)) is None
    assert caplog.messages == [f"second face engine: {error.code}"]
    caplog.clear()


def test_where_it_is_not_installed_that_is_said(tmp_path: Path) -> None:
    engine = Ofiq(str(tmp_path))
    with pytest.raises(EngineUnavailable):
        engine.assess(PORTRAIT)


def test_by_default_there_is_none(tmp_path: Path) -> None:
    with ExitStack() as running:
        assert second_engine({}, running) is None
        assert second_engine({"data": str(tmp_path)}, running) is not None


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "OFIQ library version: 1.1.2\n",
        "OFIQ library version: 1.1.2\nFilename;A;A.scalar;\n",
        "OFIQ library version: 1.1.2\nFilename;A;A.scalar;\nx;1\n",
        "OFIQ library version: 1.1.2\nFilename;A;A.scalar;\nx;one;2\n",
        "Filename;A;A.scalar;\nx;1;2\n",
    ],
)
def test_what_is_no_answer_is_none(printed: str) -> None:
    with pytest.raises(ValueError):
        read_sample(printed)


@pytest.mark.shared_data
def test_bsi_s_own_table_is_read(shared_data: Path) -> None:
    header, *rows = (shared_data / "face/ofiq/expected_results.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 28
    for row in rows:
        version, values = read_sample(f"OFIQ library version: 1.0.3\n{header}\n{row}\n")
        assert version == "1.0.3"
        assert len(values) == 28
        assert all(scalar is None or 0 <= scalar <= 100 for _, scalar in values.values())
