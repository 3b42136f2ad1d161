"""Where the surface of an average adult head lies: heights of the relief in millimetres, the same on both sides.

The origin lies between the pupils: x to the person's left (image right), y up, z to the camera. The points of the face
are a symmetrised average over 51 adults of both sexes and several origins, rounded to a millimetre (measured on the
Face Research Lab London Set, DeBruine & Jones 2017, CC BY 4.0), so they are nobody's face. The skull is an ellipsoid.
"""

import numpy as np
from numpy.typing import NDArray

CENTRE = np.array([0.0, -15.0, -70.0])
"""Every point of the surface is seen from here exactly once; the mesh is built of rays from this point."""

NECK_JOINT = np.array([0.0, -75.0, -85.0])
"""The head turns about this point."""

# fmt: off
_FACE = np.array([  # x (half), y, z
    (0, 53, 15), (19, 52, 13), (36, 49, 7), (51, 43, -4), (32, 38, 13), (17, 38, 18), (0, 38, 19), (46, 34, 5),
    (61, 33, -17), (56, 28, -4), (42, 25, 13), (15, 24, 22), (0, 22, 23), (67, 21, -29), (52, 21, 6), (28, 19, 18),
    (62, 18, -15), (58, 15, -2), (0, 13, 22), (43, 12, 10), (70, 9, -42), (18, 9, 12), (66, 7, -24), (61, 6, -9),
    (0, 6, 22), (33, 4, 8), (46, -1, 0), (18, -2, 6), (0, -2, 27), (32, -4, 8), (10, -4, 15), (69, -6, -30),
    (63, -6, -15), (71, -7, -51), (51, -9, -2), (0, -9, 32), (42, -13, 5), (25, -16, 11), (0, -16, 38), (64, -18, -12),
    (54, -18, 1), (14, -19, 23), (70, -20, -31), (70, -21, -55), (0, -22, 45), (35, -26, 12), (11, -26, 39),
    (18, -28, 23), (0, -31, 47), (64, -32, -10), (49, -33, 8), (69, -34, -32), (31, -34, 16), (69, -35, -55),
    (21, -37, 18), (19, -37, 29), (9, -38, 39), (0, -38, 45), (19, -40, 26), (41, -41, 14), (9, -42, 28), (0, -43, 34),
    (17, -44, 22), (62, -45, -11), (0, -45, 30), (67, -48, -30), (54, -48, 2), (32, -49, 16), (0, -50, 29),
    (67, -51, -51), (46, -52, 9), (61, -56, -13), (26, -56, 20), (37, -57, 13), (0, -60, 31), (64, -61, -27),
    (15, -61, 26), (55, -63, -7), (63, -67, -44), (26, -67, 12), (39, -69, 8), (47, -70, 2), (13, -72, 25),
    (57, -73, -18), (34, -76, 9), (0, -78, 27), (56, -79, -33), (50, -81, -10), (16, -81, 19), (39, -82, 4),
    (27, -83, 13), (0, -84, 21), (49, -88, -21), (41, -89, -3), (10, -91, 20), (0, -91, 22), (23, -94, 14),
    (33, -95, 4), (40, -96, -11), (0, -99, 22), (31, -102, -3), (13, -105, 17), (23, -106, 4), (0, -106, 19),
    (0, -111, 11),
], dtype=np.float64)
_UNDER = np.array([  # the floor of the chin and the root of the neck, behind the jaw
    (0, -116, -8), (0, -119, -32), (22, -113, -22), (36, -105, -34), (46, -96, -48), (53, -88, -66), (0, -122, -62),
    (30, -114, -58), (56, -80, -90), (60, -60, -90), (66, -40, -90), (40, -95, -110), (0, -110, -110),
], dtype=np.float64)
# fmt: on

_SKULL_CENTRE = np.array([0.0, 28.0, -80.0])
_SKULL_AXES = np.array([75.0, 84.0, 97.0])


def _skull() -> NDArray[np.float64]:
    rows = []
    for up, turns in ((20, (75, 100, 130, 160, 180)), (45, (0, 30, 60, 95, 130, 160, 180)), (68, (0, 50, 100, 150))):
        for turn in turns:
            a, b = np.radians(turn), np.radians(up)
            rows.append((np.sin(a) * np.cos(b), np.sin(b), np.cos(a) * np.cos(b)))
    rows.append((0.0, 1.0, 0.0))
    rows.extend((np.sin(np.radians(a)) * 0.94, -0.34, np.cos(np.radians(a)) * 0.94) for a in (130, 160, 180))
    return np.asarray(_SKULL_CENTRE + _SKULL_AXES * np.array(rows))


def control_points() -> NDArray[np.float64]:
    """(n, 3) points of the whole surface, both sides."""
    face = _FACE.copy()
    face[:, 0] *= 1.0 - 0.05 * np.clip((-40.0 - face[:, 1]) / 40.0, 0.0, 1.0)  # an oval jaw
    half = np.concatenate([face, _UNDER, _skull()])
    return np.concatenate([half, half[half[:, 0] > 0.5] * [-1.0, 1.0, 1.0]])
