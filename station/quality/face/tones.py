"""Luminance and colour of a face as ISO/IEC 29794-5 counts them: written down, and nobody is refused by them."""

import numpy as np

from station.quality.face.aligned import AlignedFace
from station.quality.face.closely import Tones
from station.quality.face.lighting import luminance
from station.quality.face.skin import skin_tone

_CHEEKS = (50, 280)
_DARK, _BRIGHT = 25, 247


def tones(face: AlignedFace) -> Tones:
    light = luminance(face.pixels[face.oval])
    codes = np.round(255 * light)
    share = np.bincount(codes.astype(np.intp), minlength=256) / codes.size
    seen = share[share > 0]
    skin = skin_tone(face)
    lab = np.mean([skin.patch(float(x), float(y)) for x, y in face.points[list(_CHEEKS)]], axis=0)
    return Tones(
        mean=float(light.mean()),
        variance=float(light.var()),
        dark=float((codes <= _DARK).mean()),
        bright=float((codes >= _BRIGHT).mean()),
        entropy=float(-(seen * np.log2(seen)).sum()),
        colour=float(np.hypot(_outside(lab[1], 5, 25), _outside(lab[2], 5, 35))),
    )


def _outside(value: float, low: float, high: float) -> float:
    return max(low - value, value - high, 0.0)
