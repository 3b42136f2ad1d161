"""BlazeFace: where faces are, and roughly their eyes. One model for near faces, one for far ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.models import DETECTOR_FAR, DETECTOR_NEAR, Network

MIN_SCORE = 0.5
SAME_FACE_IOU = 0.3
_PART = 0.625  # of each side of the frame: two such parts overlap by a quarter of it


@dataclass(frozen=True)
class Detection:
    """box: x, y, width, height; eyes: image-left, image-right; pixels of the frame. score: 0..1."""

    box: tuple[float, float, float, float]
    eyes: tuple[tuple[float, float], tuple[float, float]]
    score: float

    def moved(self, x: float, y: float) -> "Detection":
        """The same where the picture's corner lies at x, y of a larger one."""
        left, top, width, height = self.box
        eyes = ((self.eyes[0][0] + x, self.eyes[0][1] + y), (self.eyes[1][0] + x, self.eyes[1][1] + y))
        return Detection((left + x, top + y, width, height), eyes, self.score)

    @property
    def area(self) -> float:
        return self.box[2] * self.box[3]


class FaceDetector:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._near = Network(folder, DETECTOR_NEAR)
        self._far = Network(folder, DETECTOR_FAR)
        self._near_anchors = _anchors(((16, 2), (8, 6)))
        self._far_anchors = _anchors(((48, 1),))

    def detect(self, pixels: NDArray[np.uint8]) -> tuple[Detection, ...]:
        """pixels: (height, width, 3) uint8 R, G, B. Largest face first; () when there is none."""
        near = _find(self._near, self._near_anchors, pixels)
        far = _find(self._far, self._far_anchors, pixels)
        found = near + [one for one in far if not any(_same(one, other) for other in near)]
        return tuple(sorted(found, key=lambda one: -one.area))

    def detect_small(self, pixels: NDArray[np.uint8]) -> tuple[Detection, ...]:
        """As detect, and the far model once more on each of four parts of the frame that overlap: faces too small for
        one look at all of it."""
        found = list(self.detect(pixels))
        height, width = pixels.shape[:2]
        tall, wide = round(_PART * height), round(_PART * width)
        for top in (0, height - tall):
            for left in (0, width - wide):
                part = np.ascontiguousarray(pixels[top : top + tall, left : left + wide])
                for one in _find(self._far, self._far_anchors, part):
                    moved = one.moved(left, top)
                    if not any(_same(moved, other) for other in found):
                        found.append(moved)
        return tuple(sorted(found, key=lambda one: -one.area))


def _anchors(layers: tuple[tuple[int, int], ...]) -> NDArray[np.float64]:
    """Anchor centres in 0..1, one row an anchor. layers: (cells a side, anchors a cell)."""
    rows = []
    for cells, repeat in layers:
        centre = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centre, centre), axis=-1).reshape(-1, 2)
        rows.append(np.repeat(grid, repeat, axis=0))
    return np.concatenate(rows)


def _find(network: Network, anchors: NDArray[np.float64], pixels: NDArray[np.uint8]) -> list[Detection]:
    height, width = pixels.shape[:2]
    side = max(height, width)
    scale = network.size / side
    small = cv2.resize(
        pixels, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    square = np.zeros((network.size, network.size, 3), np.uint8)
    square[: small.shape[0], : small.shape[1]] = small
    logits, offsets = network.run(square, low=-1.0)
    scores = 1.0 / (1.0 + np.exp(-np.clip(logits.reshape(-1).astype(np.float64), -80, 80)))
    kept = np.flatnonzero(scores >= MIN_SCORE)
    if not kept.size:
        return []
    raw = offsets.reshape(len(anchors), 16)[kept].astype(np.float64) / network.size
    raw[:, 0:2] += anchors[kept]
    raw[:, 4:] += np.tile(anchors[kept], 6)
    return [_detection(row * side, float(score)) for row, score in _merged(raw, scores[kept])]


def _merged(rows: NDArray[np.float64], scores: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Weighted non-maximum suppression: overlapping boxes become their score-weighted mean."""
    order = np.argsort(-scores)
    while order.size:
        best = rows[order[0]]
        same = _overlap(best, rows[order]) > SAME_FACE_IOU
        same[0] = True
        group = order[same]
        yield np.average(rows[group], axis=0, weights=scores[group]), float(scores[order[0]])
        order = order[~same]


def _overlap(one: NDArray[np.float64], many: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of boxes given as centre and size."""
    low = np.maximum(one[:2] - one[2:4] / 2, many[:, :2] - many[:, 2:4] / 2)
    high = np.minimum(one[:2] + one[2:4] / 2, many[:, :2] + many[:, 2:4] / 2)
    inter = np.prod(np.maximum(high - low, 0.0), axis=1)
    union = one[2] * one[3] + many[:, 2] * many[:, 3] - inter
    return np.asarray(inter / np.maximum(union, 1e-12), dtype=np.float64)


def _same(one: Detection, other: Detection) -> bool:
    """True when the centre of one lies well inside the other: the two models draw their boxes differently."""
    x, y, width, height = one.box
    other_x, other_y, other_width, other_height = other.box
    return (
        abs(x + width / 2 - other_x - other_width / 2) < max(width, other_width) / 2
        and abs(y + height / 2 - other_y - other_height / 2) < max(height, other_height) / 2
    )


def _detection(row: NDArray[np.float64], score: float) -> Detection:
    x, y, width, height = (float(value) for value in row[:4])
    eyes = ((float(row[4]), float(row[5])), (float(row[6]), float(row[7])))
    return Detection((x - width / 2, y - height / 2, width, height), eyes, score)
