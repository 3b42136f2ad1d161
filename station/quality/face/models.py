"""The neural networks: which files they are, that they are the ones we measured, and how one is run."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import StationError
from station.quality.assets import ModelsMissing
from station.quality.cv import cv2

Floats = NDArray[np.float32]


class ModelDamaged(StationError):
    """A model file is not the one whose accuracy was measured: run set-up anew."""

    code, retryable = "STN-502", False


@dataclass(frozen=True)
class Model:
    """One network (MediaPipe, Apache-2.0). size: side of its square input in pixels, 0 where it sees no picture.
    outputs: layer names."""

    file: str
    sha256: str
    size: int
    outputs: tuple[str, ...]


DETECTOR_NEAR = Model(
    "face_detection_short_range.tflite",
    "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    128,
    ("classificators", "regressors"),
)
DETECTOR_FAR = Model(
    "face_detection_full_range.tflite",
    "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    192,
    ("reshaped_classifier_face_4", "reshaped_regressor_face_4"),
)
MESH = Model(
    "face_landmark.tflite",
    "2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    192,
    ("conv2d_30", "conv2d_20"),
)
IRIS = Model(
    "iris_landmark.tflite",
    "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    64,
    ("output_eyes_contours_and_brows", "output_iris"),
)
SEGMENTATION = Model(
    "selfie_segmentation.tflite",
    "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    256,
    ("activation_10",),
)

LANDMARKS_478 = Model(
    "face_landmarks_detector.tflite",
    "c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
    256,
    ("Identity",),
)
EXPRESSION = Model(
    "face_blendshapes.tflite",
    "4f36dded049db18d76048567439b2a7f58f1daabc00d78bfe8f3ad396a2d2082",
    0,
    ("StatefulPartitionedCall:0",),
)


class Network:
    """One loaded network. Keeps buffers between calls, so it belongs to one thread."""

    def __init__(self, folder: Path, model: Model) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        try:
            content = (folder / model.file).read_bytes()
        except FileNotFoundError:
            raise ModelsMissing(file=model.file) from None
        if sha256(content).hexdigest() != model.sha256:
            raise ModelDamaged(file=model.file)
        self.size = model.size
        self._outputs = model.outputs
        self._net: Any = cv2.dnn.readNetFromTFLite(np.frombuffer(content, dtype=np.uint8))

    def run(self, pixels: NDArray[np.uint8], low: float) -> Sequence[Floats]:
        """pixels: (size, size, 3) uint8 R, G, B, mapped to `low`..1. Returns the outputs in the model's order."""
        scale = (1.0 - low) / 255.0
        return self.on(cv2.dnn.blobFromImage(pixels, scale, mean=(-low / scale,) * 3))

    def on(self, given: Any) -> Sequence[Floats]:
        """given: float32, of the shape that the model asks for."""
        self._net.setInput(given)
        outputs: Sequence[Floats] = self._net.forward(self._outputs)
        return outputs
