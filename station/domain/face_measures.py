"""What is measured of a face, by name: components of ISO/IEC 29794-5, and the limits that a profile may set."""

from collections.abc import Mapping

IDENTIFIERS: Mapping[str, int] = {
    "IlluminationUniformity": 0x43, "LuminanceMean": 0x44, "LuminanceVariance": 0x45, "UnderExposurePrevention": 0x46,
    "OverExposurePrevention": 0x47, "DynamicRange": 0x48, "NaturalColour": 0x4B, "SingleFacePresent": 0x4C,
    "EyesOpen": 0x4D, "MouthClosed": 0x4E, "InterEyeDistance": 0x52, "HeadSize": 0x53,
    "LeftwardCropOfTheFaceImage": 0x54, "RightwardCropOfTheFaceImage": 0x55, "MarginAboveOfTheFaceImage": 0x56,
    "MarginBelowOfTheFaceImage": 0x57, "HeadPoseYaw": 0x58, "HeadPosePitch": 0x59, "HeadPoseRoll": 0x5A,
}  # fmt: skip
"""As registered for the standard's reference implementation."""

LIMITS: tuple[str, ...] = (
    "above_rest", "apart", "balance", "blink", "blocks", "breadth", "brows", "burnt", "chroma", "contrast", "detail",
    "dots", "eyes_open", "fold_colour", "fold_lightness", "gaze", "glare", "lids_apart", "line", "lower_lip",
    "mouth_open", "mouth_width", "noise", "one_way", "pitch", "pressed", "rim", "roll", "rolled", "second_face",
    "sharpness", "sides", "smile", "span", "texture", "tint", "wall_apart", "wall_chroma", "wall_lightness",
    "wall_mottled", "wall_unevenness", "yaw", "zones",
)  # fmt: skip
"""Of the checks of a portrait, in the units of docs/standards.md#face-limits, #face-close and #face-asked."""
