"""A close look at a face that was found: too slow for every frame, so now and then while it is live, and at the end."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face import traces
from station.quality.face.aligned import AlignedFace
from station.quality.face.closely import CloseLook, PictureTraces
from station.quality.face.detail import detail
from station.quality.face.expression import ExpressionFinder
from station.quality.face.eye_region import eye_seen
from station.quality.face.frame_edges import straight_sides
from station.quality.face.iris import Eye
from station.quality.face.lower_face import lower_face
from station.quality.face.mesh import Mesh
from station.quality.face.resampled import one_way
from station.quality.face.skin import skin_tone
from station.quality.face.smile import smile


class CloseLooker:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._expression = ExpressionFinder(folder)

    def look(
        self, pixels: NDArray[np.uint8], face: AlignedFace, mesh: Mesh, eyes: tuple[Eye, Eye], mouth_width: float
    ) -> CloseLook:
        """pixels: the frame. face, mesh, eyes: what was found in it."""
        second = self._expression.find(pixels, mesh.region())
        skin, points = skin_tone(face), face.place(second.points)
        left, right = (Eye(face.place(eye.contour), face.place(eye.iris)) for eye in eyes)
        return CloseLook(
            eyes=(eye_seen(face, skin, left, points, 0), eye_seen(face, skin, right, points, 1)),
            lower=lower_face(face, skin),
            movements=second.movements,
            smile=smile(second.movements.mouth, mouth_width),
            detail=detail(face),
            chroma=traces.chroma(face, skin),
            texture=traces.texture(face),
            breadth=traces.breadth(mesh.points),
        )


def traces_of(pixels: NDArray[np.uint8], mesh: Mesh) -> PictureTraces:
    """pixels: the frame, as it came."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    left, top, right, bottom = (max(0, int(value)) for value in (*low, *high))
    face = grey[top:bottom, left:right]
    return PictureTraces(
        noise=traces.noise(face),
        blocks=traces.blocks(face, (left, top)),
        dots=traces.dots(grey, mesh.points),
        sides=straight_sides(pixels, (left, top, right - left, bottom - top)),
        one_way=one_way(grey),
    )
