"""A smile is judged beside the same face at rest: faint ones are noticed, faces that always look so are not."""

from dataclasses import replace
from pathlib import Path

import pytest

from station.capture.guidance import HOLD, Guide
from station.capture.rest import Rest
from station.domain.capture import PortraitGuidance
from station.quality.face.engine import FaceEngine
from tests.support.faces import GOOD, looked
from tests.support.portraits import people, picture
from tests.unit.station.capture import test_portrait_session as session


def above(rest: Rest, smile: float, **face: float) -> float:
    close = rest.beside(replace(looked(smile=smile), **face)).close
    assert close is not None
    return close.above_rest


def test_the_lowest_of_the_session_counts() -> None:
    rest = Rest()
    assert [above(rest, smile) for smile in (0.5, 0.1, 0.45, 0.2)] == pytest.approx([0.0, 0.0, 0.35, 0.1])


def test_who_speaks_shows_no_rest() -> None:
    rest = Rest()
    assert above(rest, 0.01, mouth_open=0.2) == 0.0
    assert above(rest, 0.4) == 0.0


def test_where_nothing_was_looked_at_closely_nothing_is_said() -> None:
    assert Rest().beside(replace(GOOD, close=None)).close is None


def test_a_session_knows_the_rest_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    calm, faint = looked(smile=0.1), looked(smile=0.5)
    assert Guide().advise(faint, 0.0).advice == HOLD, "by itself it passes"
    kinds = {31: replace(calm, gaze=0.5), 32: faint}
    for kind, face in kinds.items():
        monkeypatch.setitem(session.FACES, kind, face)
        monkeypatch.setitem(session.ASSESSED, kind, face)
    stage = session.Stage([31] * 2 + [32] * 12, RuntimeError("the end"))
    stage.play()
    told = [event.advice for event in stage.events if isinstance(event, PortraitGuidance)]
    assert set(told[2:]) == {"FACE-NEUTRAL"}


@pytest.mark.shared_data
@pytest.mark.slow
def test_smiles_beside_the_same_face_at_rest(shared_data: Path, long: bool) -> None:
    """Of 51, 47 are held back by this and by the smile itself; by the smile alone 39."""
    engine, held, chosen = FaceEngine(), 0, people(shared_data / "face")[:: 1 if long else 5]
    for person in chosen:
        rest = Rest()
        for path in (person.neutral, person.smiling):
            engine.forget()
            face = engine.analyse(picture(path))
            assert face is not None
            last = rest.beside(face)
        assert last.close is not None
        held += last.close.above_rest > 0.25 or last.close.smile > 0.69
    assert held >= 0.88 * len(chosen)
