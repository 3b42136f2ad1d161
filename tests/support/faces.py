"""A face in numbers that passes every live check, to be spoilt one value at a time."""

from dataclasses import replace

from station.quality.face.analysis import Background, FaceAnalysis, Lighting, Pose

GOOD = FaceAnalysis(
    frame_size=(1280, 720),
    box=(530.0, 220.0, 220.0, 290.0),
    pupils=((582.0, 320.0), (698.0, 320.0)),
    chin=(640.0, 530.0),
    second_face=0.0,
    pose=Pose(0.0, 0.0, 0.0),
    eyes_open=0.09,
    gaze=0.0,
    mouth_open=0.01,
    mouth_width=0.56,
    sharpness=4.3,
    lighting=Lighting(left=0.4, right=0.4, uniformity=0.65, zones=0.8, burnt=0.0, brightest=190.0),
    background=Background(lightness=86.0, unevenness=2.0, chroma=1.5),
)


def moved(x: float = 0.0, y: float = 0.0, face: FaceAnalysis = GOOD) -> FaceAnalysis:
    """The same face elsewhere in the picture; pixels."""
    (left, right), chin = face.pupils, face.chin
    return replace(
        face,
        pupils=((left[0] + x, left[1] + y), (right[0] + x, right[1] + y)),
        chin=(chin[0] + x, chin[1] + y),
    )


def sized(factor: float, face: FaceAnalysis = GOOD) -> FaceAnalysis:
    """The same face larger or smaller about the place between the eyes."""
    (left, right), chin = face.pupils, face.chin
    middle = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2

    def scaled(point: tuple[float, float]) -> tuple[float, float]:
        return middle[0] + (point[0] - middle[0]) * factor, middle[1] + (point[1] - middle[1]) * factor

    return replace(face, pupils=(scaled(left), scaled(right)), chin=scaled(chin))
