"""What one frame says about the face in it: plain frozen values, no picture, no OpenCV; safe across threads."""

from dataclasses import dataclass
from math import cos, hypot, radians

from station.domain.framing import Head
from station.quality.face.closely import CloseLook, PictureTraces, Tones
from station.quality.face.geometry import Point, PortraitGeometry, portrait_geometry


@dataclass(frozen=True)
class Pose:
    """Degrees, zero where the average person looks when told to look straight.

    Signs and order (roll, pitch, yaw) are those of ISO/IEC 19794-5 and 39794-5, seen from the person:
    yaw > 0 turned to the own left, pitch > 0 looking down, roll > 0 tilted to the own right shoulder.
    """

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True)
class Lighting:
    """left, right: mean luminance of the cheeks, linear light, 0..1; sides as the person sees them.

    uniformity: ISO/IEC 29794-5 7.3.3, shared part of the two cheeks' luminance histograms, 0..1.
    zones: darkest over brightest of forehead, cheeks and chin, the worst colour channel counts (ICAO TR Portrait
    Quality, illumination), 0..1. burnt: share of the face whose luminance is clipped, 0..1: of one channel alone, warm
    skin would be. brightest: 99th percentile of
    the face's grey value, 0..255: the glint of skin and eyes, which every skin tone has.
    """

    left: float
    right: float
    uniformity: float
    zones: float
    burnt: float
    brightest: float

    @property
    def balance(self) -> float:
        """Darker over brighter cheek, 0..1."""
        return min(self.left, self.right) / max(self.left, self.right, 1e-6)


@dataclass(frozen=True)
class Background:
    """CIELAB of the wall in strips beside and above the head.

    lightness: median L*, 0..100. unevenness: half the span of the middle 68 % of L*, which is the standard deviation
    where no stray hair disturbs it. chroma: distance of the median colour from grey. apart: by how much L* of strips
    differs. mottled: sum of the standard deviations of a* and b*.
    """

    lightness: float
    unevenness: float
    chroma: float
    apart: float = 0.0
    mottled: float = 0.0


@dataclass(frozen=True)
class EyeAnalysis:
    """As `eyes_open` and `gaze` of the face, of one eye."""

    opened: float
    gaze: float


@dataclass(frozen=True)
class FaceAnalysis:
    """The largest face of a frame. Lengths in frame pixels, x right and y down; pupils: image-left, image-right.

    frame_size: width, height. box: x, y, width, height around the face without hair. second_face: area of the next
    largest face over this one's, 0 when it is alone. eyes_open, mouth_open: ISO/IEC 29794-5 7.4.3 and 7.4.4 native
    values (lid distance of the narrower eye, inner lip distance, both over T). gaze: how far the pupils stand from
    the middle of the eyes, in eye widths, > 0 to the person's left. mouth_width: distance of the mouth's corners over
    that of the outer eye corners, pose removed. sharpness: see sharpness.py. background: None when hardly any is seen.
    each_eye: image-left, image-right. close: as of the last close look at this face; None before the first. traces,
    tones: only of a picture that is assessed.
    """

    frame_size: tuple[int, int]
    box: tuple[float, float, float, float]
    pupils: tuple[Point, Point]
    chin: Point
    second_face: float
    pose: Pose
    eyes_open: float
    gaze: float
    mouth_open: float
    mouth_width: float
    sharpness: float
    lighting: Lighting
    background: Background | None
    each_eye: tuple[EyeAnalysis, EyeAnalysis] | None = None
    close: CloseLook | None = None
    traces: PictureTraces | None = None
    tones: Tones | None = None

    @property
    def pupil_distance(self) -> float:
        """Pixels between the pupils as seen in the frame."""
        (left_x, left_y), (right_x, right_y) = self.pupils
        return hypot(right_x - left_x, right_y - left_y)

    @property
    def inter_eye_distance(self) -> float:
        """Pupil distance as it would be without the head's turn (ISO/IEC 29794-5 7.4.8)."""
        return self.pupil_distance / max(cos(radians(self.pose.yaw)), 0.1)

    @property
    def eyes_to_chin(self) -> float:
        """T of ISO/IEC 29794-5: from the middle of the eyes to the chin."""
        (left_x, left_y), (right_x, right_y) = self.pupils
        return hypot(self.chin[0] - (left_x + right_x) / 2, self.chin[1] - (left_y + right_y) / 2)

    @property
    def geometry(self) -> PortraitGeometry:
        return portrait_geometry(self.pupils, self.chin)

    @property
    def head(self) -> Head:
        """How it stands in the portrait as the rule cuts it."""
        geometry, (width, height) = self.geometry, self.frame_size
        inside = geometry.in_portrait
        left, top, right, bottom = -0.5, -0.5, width - 0.5, height - 0.5
        return Head(
            size=geometry.size,
            eyes=(inside(self.pupils[0]), inside(self.pupils[1])),
            chin=inside(self.chin),
            width=self.box[2] / geometry.scale,
            corners=(inside((left, top)), inside((right, top)), inside((right, bottom)), inside((left, bottom))),
            detail=geometry.scale,
        )
