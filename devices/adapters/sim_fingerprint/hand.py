"""How fingers lie on the platen: places, tilts and lengths of a hand put down flat, and of two thumbs side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_fingerprint.anatomy import PPI, SkinPatch, digit, end_phalanx, is_right, middle_phalanx
from devices.adapters.sim_fingerprint.impression import Touch, ink
from devices.api import FingerPosition
from devices.links.opencv import opencv

cv2 = opencv()

WIDTH_PX, HEIGHT_PX = 1600, 1500  # 81 x 76 mm: the platen of a common four-finger scanner
_MM = PPI / 25.4

# Right hand, in millimetres and degrees: how far the tip lies under the middle finger's, and how the finger leans
# (clockwise positive). The left hand is its mirror image.
_TIP_MM = {"index": 12.4, "middle": 0.0, "ring": 8.7, "little": 35.4}
_LEAN_DEG = {"index": -4.0, "middle": -1.0, "ring": 2.0, "little": 7.0, "thumb": 5.0}
_OUTWARDS = ("index", "middle", "ring", "little")  # from the thumb's side
_PITCH_MM = 19.2  # from finger to finger
_THUMB_PITCH_MM = 28.0
_CREASE_MM = -0.6  # the soft edges of both phalanges overlap a little; a white line stays between them


@dataclass(frozen=True)
class Placement:
    """One finger on the glass. x_mm, tip_mm: where its tip lies, from the top left corner; lean_deg: clockwise."""

    position: FingerPosition
    x_mm: float
    tip_mm: float
    lean_deg: float


def lay_down(fingers: Sequence[FingerPosition], rng: np.random.Generator, turn_deg: float = 0.0) -> list[Placement]:
    """Places for the fingers of one hand or for thumbs; never quite the same twice. turn_deg turns the whole hand."""
    thumbs = digit(fingers[0]) == "thumb" if fingers else False
    middle_mm = WIDTH_PX / _MM / 2 + rng.uniform(-1.0, 1.0)
    top_mm = rng.uniform(9.0, 12.0) if thumbs else rng.uniform(6.0, 9.0)
    lean = turn_deg + rng.uniform(-2.5, 2.5)
    places = []
    for order, finger in enumerate(fingers):
        side = 1.0 if is_right(finger) else -1.0
        if thumbs:
            x_mm = middle_mm + (order - (len(fingers) - 1) / 2) * _THUMB_PITCH_MM
            tip_mm, own = top_mm + rng.uniform(0.0, 3.0), -side * _LEAN_DEG["thumb"]
        else:
            outwards = _OUTWARDS.index(digit(finger)) - (len(_OUTWARDS) - 1) / 2
            x_mm, tip_mm = middle_mm + side * outwards * _PITCH_MM, top_mm + _TIP_MM[digit(finger)]
            own = side * _LEAN_DEG[digit(finger)]
        x_mm, tip_mm, own = x_mm + rng.uniform(-0.6, 0.6), tip_mm + rng.uniform(-0.8, 0.8), own + rng.uniform(-1.5, 1.5)
        places.append(Placement(finger, x_mm, tip_mm, own))
    return [_turned(place, lean) for place in places]


def print_hand(seed: int, places: Sequence[Placement], touch: Touch, rng: np.random.Generator) -> NDArray[np.float32]:
    """(1500, 1600) float32 ink, 0 clean glass .. 1 darkest."""
    platen = np.zeros((HEIGHT_PX, WIDTH_PX), dtype=np.float32)
    for place in places:
        end = end_phalanx(seed, place.position)
        _stamp(platen, ink(end, touch, rng), end, place, 0.0)
        if digit(place.position) != "thumb":
            under = _part_of(middle_phalanx(seed, is_right(place.position)), end.width_mm * 0.92, rng)
            pale = 0.75 * ink(under, Touch(touch.dryness + 0.08, touch.pressure - 0.25, round_tip=False), rng)
            _stamp(platen, np.asarray(pale, dtype=np.float32), under, place, end.length_mm + _CREASE_MM)
    return platen


def _turned(place: Placement, degrees: float) -> Placement:
    """The place after turning the whole hand about the middle of the platen."""
    angle = np.deg2rad(degrees)
    about = np.array((WIDTH_PX, HEIGHT_PX)) / _MM / 2
    turn = np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))
    x_mm, tip_mm = turn @ (np.array((place.x_mm, place.tip_mm)) - about) + about
    return Placement(place.position, float(x_mm), float(tip_mm), place.lean_deg + degrees)


def _part_of(skin: SkinPatch, width_mm: float, rng: np.random.Generator) -> SkinPatch:
    """A window of the hand's common skin, another one for each finger."""
    height, width = skin.ridges.shape
    columns = min(width, round((width_mm + 2.0) * _MM))
    length_mm = rng.uniform(15.0, 17.0)
    rows = min(height, round((length_mm + 2.0) * _MM))
    left, top = rng.integers(0, width - columns + 1), rng.integers(0, height - rows + 1)
    window = np.s_[top : top + rows, left : left + columns]
    return SkinPatch(skin.ridges[window], skin.pores[window], width_mm, length_mm)


def _stamp(
    platen: NDArray[np.float32], patch: NDArray[np.float32], skin: SkinPatch, place: Placement, down_mm: float
) -> None:
    """Lay a patch, upper end `down_mm` under the tip along the leaning finger, onto the platen."""
    rows, columns = patch.shape
    angle = np.deg2rad(place.lean_deg)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    down = (down_mm + skin.length_mm / 2) * _MM  # from the tip to the middle of the patch
    x, y = place.x_mm * _MM - sin * down, place.tip_mm * _MM + cos * down
    half = int(np.ceil(np.hypot(rows, columns) / 2)) + 1
    left, top = max(0, int(x) - half), max(0, int(y) - half)
    right, bottom = min(platen.shape[1], int(x) + half), min(platen.shape[0], int(y) + half)
    if right <= left or bottom <= top:
        return  # lies outside the glass
    matrix = np.array(
        (
            (cos, -sin, x - left - cos * columns / 2 + sin * rows / 2),
            (sin, cos, y - top - sin * columns / 2 - cos * rows / 2),
        )
    )
    laid = cv2.warpAffine(patch, matrix, (right - left, bottom - top), flags=cv2.INTER_CUBIC)
    window = platen[top:bottom, left:right]
    np.maximum(window, laid, out=window)
