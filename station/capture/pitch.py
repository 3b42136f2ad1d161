"""The pitch of a head as it is judged: from the zero of its camera, not from the one of the studio where the program
was calibrated (ADR 182)."""

from dataclasses import replace

from station.quality.face.analysis import FaceAnalysis


def zeroed(face: FaceAnalysis, offset: float) -> FaceAnalysis:
    """offset: degrees that the camera's zero lies off the program's."""
    return replace(face, pose=replace(face.pose, pitch=face.pose.pitch - offset)) if offset else face
