"""Whether mouth and nose are bare: between lips there is a dark line, or teeth, and the folds of the nose are skin;
and whether the lower lip is seen at all."""

import numpy as np
from numpy.typing import NDArray

from station.quality.face.aligned import HEIGHT, IED, WIDTH, AlignedFace
from station.quality.face.closely import LowerFace
from station.quality.face.skin import SkinTone

_LIPS = ((82, 87), (13, 14), (312, 317))  # mesh points of the inner lips: upper, lower
_FOLDS = (203, 423)  # between the wing of the nose and the mouth
_CORNERS, _BETWEEN, _ACROSS = (61, 291), (13, 14), (0.35, 0.5, 0.65)  # of the mouth; and where between its corners
_REACH, _NEAR, _HALF = 16, 6, 3  # rows above and below the line, rows that belong to it, columns beside it
_ABOVE, _BELOW, _SKIN, _BESIDE = 30, 36, 8, 4  # rows of lips and skin, of skin at either end; columns beside
_LEAST_RED = 0.4 * IED  # sum of a* over the rows


def lower_face(face: AlignedFace, skin: SkinTone) -> LowerFace:
    lines = [_line(skin, face.points[list(pair)].mean(axis=0)) for pair in _LIPS]
    line, span = np.median(lines, axis=0) / skin.lightness
    folds = [skin.patch(float(x), float(y), round(0.05 * IED)) - skin.tone for x, y in face.points[list(_FOLDS)]]
    return LowerFace(
        line=float(line),
        span=float(span),
        fold_lightness=max(abs(float(fold[0])) for fold in folds),
        fold_colour=max(float(np.hypot(fold[1], fold[2])) for fold in folds),
        lower_lip=_lower_lip(face, skin),
    )


def _line(skin: SkinTone, place: NDArray[np.float64]) -> tuple[float, float]:
    """L* by which the darkest row near the place is darker than the rows further above and below; and than the lightest
    row near it."""
    x, y = (
        round(min(max(float(at), reach), size - reach - 1))
        for at, reach, size in zip(place, (_HALF, _REACH), (WIDTH, HEIGHT), strict=True)
    )
    rows = skin.lab[y - _REACH : y + _REACH + 1, x - _HALF : x + _HALF + 1, 0].mean(axis=1)
    off = _REACH - _NEAR - 1
    near = rows[_REACH - _NEAR : _REACH + _NEAR + 1]
    return float(np.median(np.concatenate([rows[:off], rows[-off:]])) - near.min()), float(np.ptp(near))


def _lower_lip(face: AlignedFace, skin: SkinTone) -> float | None:
    """Of the redness of both lips against the skin above and below them: a share, so that pale and dark lips count
    alike."""
    left, right = face.points[list(_CORNERS)]
    middle = float(face.points[list(_BETWEEN), 1].mean())
    y = round(min(max(middle, _ABOVE), HEIGHT - _BELOW))
    sums = []
    for share in _ACROSS:
        x = round(min(max(float(left[0] * (1 - share) + right[0] * share), _BESIDE), WIDTH - _BESIDE - 1))
        red = skin.lab[y - _ABOVE : y + _BELOW, x - _BESIDE : x + _BESIDE + 1, 1].mean(axis=1)
        over = np.clip(red - np.median(np.concatenate([red[:_SKIN], red[-_SKIN:]])), 0.0, None)
        sums.append((over[:_ABOVE].sum(), over[_ABOVE:].sum()))
    upper, lower = (float(value) for value in np.median(sums, axis=0))
    return lower / (upper + lower) if upper + lower > _LEAST_RED else None
