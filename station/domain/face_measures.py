"""Identifiers of the components of ISO/IEC 29794-5 by their names, as registered for its reference implementation."""

from collections.abc import Mapping

IDENTIFIERS: Mapping[str, int] = {
    "IlluminationUniformity": 0x43, "LuminanceMean": 0x44, "LuminanceVariance": 0x45, "UnderExposurePrevention": 0x46,
    "OverExposurePrevention": 0x47, "DynamicRange": 0x48, "NaturalColour": 0x4B, "SingleFacePresent": 0x4C,
    "EyesOpen": 0x4D, "MouthClosed": 0x4E, "InterEyeDistance": 0x52, "HeadSize": 0x53,
    "LeftwardCropOfTheFaceImage": 0x54, "RightwardCropOfTheFaceImage": 0x55, "MarginAboveOfTheFaceImage": 0x56,
    "MarginBelowOfTheFaceImage": 0x57, "HeadPoseYaw": 0x58, "HeadPosePitch": 0x59, "HeadPoseRoll": 0x5A,
}  # fmt: skip
