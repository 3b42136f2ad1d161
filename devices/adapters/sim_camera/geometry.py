"""The head's surface: rays from its centre, their lengths interpolated between the anatomy's points."""

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_camera.anatomy import CENTRE, control_points

Grid = NDArray[np.float32]

_TURN_MAX, _FINE = np.radians(150.0), 0.34  # azimuth range, share of the front's density
_UP_MIN, _UP_MAX = np.radians(-88.0), np.radians(89.5)


def rays(rows: int, columns: int) -> NDArray[np.float64]:
    """(rows, columns, 3) unit vectors; denser in front. First row up, first column the person's right."""
    t = np.linspace(-1.0, 1.0, columns)
    turn = _TURN_MAX * (_FINE * t + (1.0 - _FINE) * t**3)
    up = np.linspace(_UP_MAX, _UP_MIN, rows)[:, None]
    x, y = np.sin(turn) * np.cos(up), np.sin(up) + 0.0 * turn
    return np.stack([x, y, np.cos(turn) * np.cos(up)], axis=-1)


class Surface:
    """Radial basis interpolation (r cubed, linear part) of the distance from CENTRE over the sphere of directions."""

    def __init__(self) -> None:
        points = control_points() - CENTRE
        length = np.linalg.norm(points, axis=1)
        self._nodes = points / length[:, None]
        count = len(points)
        matrix = np.zeros((count + 4, count + 4))
        matrix[:count, :count] = self._kernel(self._nodes)
        matrix[:count, :count] += 2e-4 * np.eye(count)  # smooths over the rounding
        matrix[:count, count] = matrix[count, :count] = 1.0
        matrix[:count, count + 1 :] = self._nodes
        matrix[count + 1 :, :count] = self._nodes.T
        self._weights = np.linalg.solve(matrix, np.concatenate([length, np.zeros(4)]))

    def _kernel(self, directions: NDArray[np.float64]) -> NDArray[np.float64]:
        squared = np.maximum(0.0, 2.0 - 2.0 * directions @ self._nodes.T)
        return np.asarray(squared * np.sqrt(squared))

    def points(self, directions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Surface points in millimetres for unit directions (..., 3)."""
        flat = directions.reshape(-1, 3)
        count = len(self._nodes)
        length = self._kernel(flat) @ self._weights[:count]
        length += self._weights[count] + flat @ self._weights[count + 1 :]
        return np.asarray(CENTRE + directions * length.reshape(*directions.shape[:-1], 1))
