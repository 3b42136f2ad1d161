"""A face beside its own rest: what is lowest of somebody's smile in a session is how this face looks without one."""

from dataclasses import replace

from station.quality.face.analysis import FaceAnalysis

_QUIET = 0.07  # mouth open, of T: who speaks shows no rest
_TURNED = 16.0  # degrees


class Rest:
    """Of one session and one person."""

    def __init__(self) -> None:
        self._lowest: float | None = None

    def beside(self, face: FaceAnalysis) -> FaceAnalysis:
        """The same face, with how far its smile is above the lowest that was seen, this one included."""
        if face.close is None:
            return face
        smile = face.close.smile
        if face.mouth_open <= _QUIET and max(abs(face.pose.yaw), abs(face.pose.pitch)) <= _TURNED:
            self._lowest = smile if self._lowest is None else min(smile, self._lowest)
        above = 0.0 if self._lowest is None else max(0.0, smile - self._lowest)
        return replace(face, close=replace(face.close, above_rest=above))
