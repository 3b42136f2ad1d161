"""Head pose: the rotation that lays an average head's rigid points over the mesh (Kabsch 1976)."""

import json
from dataclasses import dataclass
from importlib.resources import files
from math import asin, atan2, degrees

import numpy as np
from numpy.typing import NDArray

from station.quality.face.analysis import Pose

_head = json.loads(files(__package__).joinpath("mean_head.json").read_text(encoding="utf-8"))["points"]
_INDEX = np.array([int(key) for key in _head])
_HEAD = np.array(list(_head.values()), dtype=np.float64)  # (33, 3): forehead, temples, eye corners, bridge, cheekbones
_HEAD -= _HEAD.mean(axis=0)
_TO_RIGHT_HANDED = np.array([1.0, -1.0, -1.0])  # image x right, y down, z away -> x right, y up, z to the camera


@dataclass(frozen=True)
class HeadFit:
    """How the average head lies over a mesh. turn: (3, 3) rotation from head to frame axes (x right, y up, z nearer).

    scale: frame pixels to one head unit, which is the distance of the average outer eye corners.
    """

    turn: NDArray[np.float64]
    scale: float

    @property
    def pose(self) -> Pose:
        return Pose(
            yaw=degrees(atan2(self.turn[0, 2], self.turn[2, 2])),
            pitch=degrees(asin(float(np.clip(-self.turn[1, 2], -1.0, 1.0)))),
            roll=degrees(atan2(self.turn[1, 0], self.turn[1, 1])),
        )

    def straightened(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """points: (n, 3) of the mesh; returned in head units and axes, the pose removed, where the origin is free."""
        return np.asarray((points * _TO_RIGHT_HANDED) @ self.turn / self.scale)


def fit_head(points: NDArray[np.float64]) -> HeadFit:
    """points: (468, 3) face mesh as `Mesh.points`. Scale and place do not matter."""
    seen = points[_INDEX] * _TO_RIGHT_HANDED
    seen -= seen.mean(axis=0)
    left, _, right = np.linalg.svd(seen.T @ _HEAD)
    handed = np.diag([1.0, 1.0, float(np.sign(np.linalg.det(left @ right)))])
    return HeadFit(left @ handed @ right, float(np.sqrt((seen**2).sum() / (_HEAD**2).sum())))
