"""The portraits of the Face Research Lab London Set, and everything that the rules say of a picture.

`python -m tests.support.portraits` prints what becomes of drawn faults and of good portraits, person by person;
its figures stand in docs/standards.md. It takes long, and needs the shared data.
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from station.capture.guidance import Guide
from station.domain.capture import PortraitGuidance
from station.quality.assets import face_models
from station.quality.cv import cv2
from station.quality.face.engine import FaceEngine
from station.quality.face.iris import IrisFinder
from station.quality.face.mesh import MeshFinder, Region
from tests.support.drawn_attacks import ATTACKS, UNSEEN
from tests.support.drawn_faces import BITTEN, EXPRESSIONS
from tests.support.drawn_faults import ASKED, REFUSED, TAKEN, Base, Draw

SIDE = 1350
"""Pixels: of the originals, to which the copies of 600 are brought."""


@dataclass(frozen=True)
class Person:
    neutral: Path
    smiling: Path
    group: str
    sex: str


def people(folder: Path) -> list[Person]:
    """folder: `face` of the shared data."""
    with (folder / "london_600/index.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["expression"] == "neutral"]
    small = folder / "london_600"
    return [
        Person(small / row["file"], small / row["file"].replace("_03", "_08"), row["ethnicity"], row["gender"])
        for row in rows
    ]


def picture(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    if pixels.shape[0] == SIDE or path.parent.name != "london_600":
        return pixels
    return np.asarray(cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)


def said(engine: FaceEngine, pixels: np.ndarray) -> PortraitGuidance:
    """What becomes of a picture that was taken, by the limits themselves."""
    return Guide(strict=False).advise(engine.assess(pixels), 0.0)


def asked(engine: FaceEngine, pixels: np.ndarray) -> bool:
    """Whether people are asked about a picture that was taken, whatever else is said of it."""
    return any(check.asks and not check.ok for check in said(engine, pixels).checks)


class Painter:
    """Where the parts of a face lie, so that faults can be drawn on it."""

    def __init__(self) -> None:
        self._engine = FaceEngine()
        self._mesh, self._iris = MeshFinder(face_models()), IrisFinder(face_models())

    def base(self, pixels: np.ndarray) -> Base:
        face = self._engine.assess(pixels)
        assert face is not None
        x, y, width, height = face.box
        mesh = self._mesh.find(pixels, Region(x + width / 2, y + height / 2, 1.5 * max(width, height), 0.0))
        assert mesh is not None
        left, right = self._iris.find(pixels, mesh)
        return Base(pixels, mesh.points[:, :2].copy(), ((left.contour, left.iris), (right.contour, right.iris)))


def table(folder: Path, every: int) -> None:
    engine, painter, chosen = FaceEngine(), Painter(), people(folder)[::every]
    kinds: dict[str, dict[str, Draw]] = {
        "refused": {**REFUSED, **BITTEN},
        "asked": {**ASKED},
        "attack": {**ATTACKS, **UNSEEN},
        "moved": {**EXPRESSIONS},
        "taken": {**TAKEN},
    }
    told: dict[tuple[str, str], Counter[str]] = {}
    questions: Counter[tuple[str, str]] = Counter()
    for person in chosen:
        base = painter.base(picture(person.neutral))
        for kind, draws in kinds.items():
            for name, draw in draws.items():
                guidance = said(engine, draw(base))
                told.setdefault((kind, name), Counter())[guidance.advice] += 1
                questions[kind, name] += any(check.asks and not check.ok for check in guidance.checks)
    for (kind, name), advice in told.items():
        held = sum(count for code, count in advice.items() if code != "FACE-HOLD")
        first = dict(advice.most_common(4))
        sys.stdout.write(
            f"{kind:8} {name:32} held back {held:3}, asked {questions[kind, name]:3} of {len(chosen)}  {first}\n"
        )


if __name__ == "__main__":
    table(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
