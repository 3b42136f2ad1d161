"""From pixels to `FaceAnalysis`, frame after frame: detect now and then, track in between."""

from collections.abc import Callable
from dataclasses import replace
from math import dist
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from station.quality.face import features
from station.quality.face.aligned import align
from station.quality.face.analysis import Background, FaceAnalysis
from station.quality.face.background import BackgroundFinder
from station.quality.face.close_look import CloseLooker, traces_of
from station.quality.face.closely import CloseLook
from station.quality.face.detector import Detection, FaceDetector
from station.quality.face.geometry import Point, portrait_geometry
from station.quality.face.iris import IrisFinder
from station.quality.face.lighting import lighting
from station.quality.face.mesh import Mesh, MeshFinder, Region, region_of
from station.quality.face.pose import fit_head
from station.quality.face.sharpness import sharpness_ratio
from station.quality.face.tones import tones

DETECT_EVERY, SEGMENT_EVERY, LOOK_EVERY = 6, 5, 10  # frames
_SETTLE = 2  # mesh runs on a new face: each takes its region from the one before
_CHIN = 152
_MIN_APART = 10.0  # pixels between the pupils; below it nothing can be measured
_SECOND_MIN = 0.02  # area: a face of a seventh of the size; smaller ones are not looked for

Detections: TypeAlias = tuple[Detection, ...]


class FacePipeline:
    """Remembers the face of the frame before. Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._detector = FaceDetector(folder)
        self._mesh = MeshFinder(folder)
        self._iris = IrisFinder(folder)
        self._background = BackgroundFinder(folder)
        self._looker = CloseLooker(folder)
        self.forget()

    def forget(self) -> None:
        """The next frame has nothing to do with the last one."""
        self._region: Region | None = None
        self._since_detection = self._since_segmentation = self._since_look = 0
        self._second_face = 0.0
        self._behind: Background | None = None
        self._close: CloseLook | None = None

    def analyse(self, pixels: NDArray[np.uint8]) -> FaceAnalysis | None:
        """pixels: (height, width, 3) uint8 R, G, B. None when no face is seen."""
        mesh = self._tracked(pixels) or self._found(pixels, self._detector.detect)
        return self._analysed(pixels, mesh)

    def assess(self, pixels: NDArray[np.uint8]) -> FaceAnalysis | None:
        """As analyse, of a picture that was taken: nothing is remembered of those before, nothing is left out."""
        self.forget()
        mesh = self._found(pixels, self._detector.detect_small)
        found = self._analysed(pixels, mesh)
        if found is None or mesh is None:
            return None
        return replace(found, traces=traces_of(pixels, mesh), tones=tones(align(pixels, found.pupils, mesh.points)))

    def _analysed(self, pixels: NDArray[np.uint8], mesh: Mesh | None) -> FaceAnalysis | None:
        if mesh is None:
            self.forget()
            return None
        eyes = self._iris.find(pixels, mesh)
        if dist(eyes[0].pupil, eyes[1].pupil) < _MIN_APART:
            self.forget()
            return None
        self._region = mesh.region()
        pupils = eyes[0].pupil, eyes[1].pupil
        chin = float(mesh.points[_CHIN, 0]), float(mesh.points[_CHIN, 1])
        eyes_to_chin = float(np.linalg.norm(np.mean(pupils, axis=0) - chin))
        aligned = align(pixels, pupils, mesh.points)
        fit = fit_head(mesh.points)
        low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
        mouth_width = features.mouth_width(mesh.points, fit)
        if self._since_look % LOOK_EVERY == 0:
            self._close = self._looker.look(pixels, aligned, mesh, eyes, mouth_width)
        self._since_look += 1
        return FaceAnalysis(
            frame_size=(pixels.shape[1], pixels.shape[0]),
            box=(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])),
            pupils=pupils,
            chin=chin,
            second_face=self._second_face,
            pose=fit.pose,
            eyes_open=features.eyes_open(eyes, eyes_to_chin),
            gaze=features.gaze(eyes),
            mouth_open=features.mouth_open(mesh.points, eyes_to_chin),
            mouth_width=mouth_width,
            sharpness=sharpness_ratio(aligned),
            lighting=lighting(aligned),
            background=self._behind_at(pixels, pupils, chin),
            each_eye=features.each_eye(eyes, eyes_to_chin),
            close=self._close,
        )

    def _tracked(self, pixels: NDArray[np.uint8]) -> Mesh | None:
        self._since_detection += 1
        if self._region is None or self._since_detection >= DETECT_EVERY:
            return None
        return self._mesh.find(pixels, self._region)

    def _found(self, pixels: NDArray[np.uint8], detect: Callable[[NDArray[np.uint8]], Detections]) -> Mesh | None:
        self._since_detection = 0
        detections = detect(pixels)
        followed = self._region
        if followed is not None and (not detections or _within(detections[0], followed)):
            mesh = self._mesh.find(pixels, followed)
        else:
            mesh = self._settled(pixels, detections[0]) if detections else None
            self._behind, self._since_segmentation = None, 0
            self._close, self._since_look = None, 0
        self._second_face = self._second(pixels, detections)
        return mesh

    def _settled(self, pixels: NDArray[np.uint8], detection: Detection) -> Mesh | None:
        mesh = self._mesh.find(pixels, region_of(detection))
        for _ in range(_SETTLE - 1):
            mesh = mesh and self._mesh.find(pixels, mesh.region())
        return mesh

    def _second(self, pixels: NDArray[np.uint8], detections: Detections) -> float:
        """Area of the largest other face over that of the first; what the mesh finds no face in is none."""
        for one in detections[1:]:
            share = one.area / detections[0].area
            if share < _SECOND_MIN:
                break
            if self._mesh.find(pixels, region_of(one)) is not None:
                return share
        return 0.0

    def _behind_at(self, pixels: NDArray[np.uint8], pupils: tuple[Point, Point], chin: Point) -> Background | None:
        if self._since_segmentation % SEGMENT_EVERY == 0:
            self._behind = self._background.find(pixels, portrait_geometry(pupils, chin), dist(*pupils))
        self._since_segmentation += 1
        return self._behind


def _within(detection: Detection, region: Region) -> bool:
    """True when the detected face is the one that is being followed."""
    x, y, width, height = detection.box
    return abs(x + width / 2 - region.x) < region.side / 4 and abs(y + height / 2 - region.y) < region.side / 4
