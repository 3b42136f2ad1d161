"""The crop of a portrait moved by hand: looked at in the picture it is cut from, kept within the table of ICAO, and
measured anew where it is cut."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from station.acts import Act
from station.domain.capture import LiveCheck
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.face_facts import Adjusted, Adjustment
from station.domain.framing import Head
from station.domain.leeway import EVERYTHING, Leeway
from station.domain.sample import PORTRAIT, Portrait
from station.formats.face_image import decode_png
from station.services.case_work import event_of
from station.services.door import answering
from station.services.enroll import Enroll
from station.services.samples import keep_crops, kept
from station.services.session import Session
from station.services.views import EnrollmentView

if TYPE_CHECKING:
    from station.quality.face.analysis import FaceAnalysis
    from station.quality.face.geometry import PortraitGeometry


class NoCropToMove(StationError):
    """There is no portrait whose crop could be moved, or no face is found in its picture any more."""

    code, retryable = "STN-625", True


class CropOutsideTable(StationError):
    """The crop would leave what ICAO's table allows. `measure`: the first of what would not hold."""

    code, retryable = "STN-626", True


class CropWorse(StationError):
    """Where it was moved to, a check does not hold that held before. `check`: its code."""

    code, retryable = "STN-627", True


class Faces(Protocol):
    """What it needs of `FaceEngine`."""

    def assess(self, pixels: NDArray[np.uint8], /) -> "FaceAnalysis | None": ...
    def crop(self, pixels: NDArray[np.uint8], geometry: "PortraitGeometry", /) -> NDArray[np.uint8]: ...


@dataclass(frozen=True)
class Cropping:
    """What is needed to show a crop while it is moved. pixels: (height, width, 3), the picture. to_frame: (2, 3), the
    map of the rule from the portrait's pixels to the picture's. now: how it was moved before."""

    pixels: NDArray[np.uint8]
    head: Head
    to_frame: NDArray[np.float64]
    now: Adjustment


class Crops:
    """For the work thread."""

    def __init__(self, enroll: Enroll, faces: Faces) -> None:
        self._enroll, self._faces = enroll, faces

    @answering
    def look(self, enrollment_id: EnrollmentId) -> Cropping:
        """The portrait that is kept of them, to be moved. About a third of a second."""
        found: list[Cropping] = []

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            portrait, pixels, face = self._found(session, enrollment)
            now = Adjustment() if portrait.adjusted is None else portrait.adjusted.how
            found.append(Cropping(pixels, face.head, face.geometry.to_frame, now))
            return enrollment

        self._enroll.alter(enrollment_id, change, Act.CAPTURE)
        return found[0]

    @answering
    def adjust(self, enrollment_id: EnrollmentId, how: Adjustment, leeway: Leeway = EVERYTHING) -> EnrollmentView:
        """Cut it there, from the picture as it was taken. What people said to a portrait that a check refuses stays
        said: no other check may fail for it. leeway: as of a capture.

        Raises NoCropToMove, CropOutsideTable, CropWorse.
        """

        def change(session: Session, enrollment: Enrollment) -> Enrollment:
            portrait, pixels, face = self._found(session, enrollment)
            broken = face.head.broken(how)
            if broken:
                raise CropOutsideTable(measure=broken[0].value, field=PORTRAIT)
            moved = self._cut(session, enrollment, portrait, pixels, face, how, leeway)
            after = enrollment.with_portrait(moved).taken_by(session.operator)
            return replace(after, refused=enrollment.refused, overrides=enrollment.overrides)  # it is the same picture

        def note(session: Session, after: Enrollment) -> AuditEvent:
            said = "rule" if how.nothing else "moved"
            return event_of(EventKind.SAMPLE_ACCEPTED, session, after, sample=PORTRAIT, crop=said)

        return self._enroll.alter(enrollment_id, change, Act.CAPTURE, note)

    def _found(self, session: Session, enrollment: Enrollment) -> "tuple[Portrait, NDArray[np.uint8], FaceAnalysis]":
        portrait = enrollment.samples.portrait
        if portrait is None:
            raise NoCropToMove(field=PORTRAIT)
        pixels = decode_png(kept(session.vault, enrollment, portrait.source.digest))
        face = self._faces.assess(pixels)
        if face is None:
            raise NoCropToMove(field=PORTRAIT)
        return portrait, pixels, face

    def _cut(
        self,
        session: Session,
        enrollment: Enrollment,
        portrait: Portrait,
        pixels: NDArray[np.uint8],
        face: "FaceAnalysis",
        how: Adjustment,
        leeway: Leeway,
    ) -> Portrait:
        from station.capture.cropped import checks_of_crop, scores_of_crop  # here: as `Capture` does

        geometry = face.geometry.adjusted(how)
        crop = self._faces.crop(pixels, geometry)
        original = self._faces.crop(pixels, geometry.original())
        seen = self._faces.assess(original)
        if seen is None:
            raise CropWorse(check="FACE-NO-FACE", field=PORTRAIT)
        seen = replace(seen, pose=replace(face.pose, roll=seen.pose.roll))  # a crop turns no head
        offset = 0.0 if portrait.pitch is None else portrait.pitch.offset
        self._require_no_worse(checks_of_crop(face, leeway, offset), checks_of_crop(seen, leeway, offset))
        quality = scores_of_crop(seen, leeway, offset)
        before = {each.about for each in self._enroll.below_policy(portrait.quality)}
        for each in self._enroll.below_policy(quality):
            if each.about not in before:
                raise CropWorse(check=each.code, field=PORTRAIT)
        return replace(
            portrait,
            quality=quality,
            detail=geometry.scale,
            adjusted=None if how.nothing else Adjusted(how, session.operator.credential_id),
            **keep_crops(session.vault, enrollment, crop, original),
        )

    @staticmethod
    def _require_no_worse(before: Iterable[LiveCheck], after: Iterable[LiveCheck]) -> None:
        """Raises CropWorse."""
        failed = {each.code for each in before if not each.ok}
        worse = next((each for each in after if not each.ok and not each.asks and each.code not in failed), None)
        if worse is not None:
            raise CropWorse(check=worse.code, field=PORTRAIT)
