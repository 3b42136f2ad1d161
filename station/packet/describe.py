"""How a sample is described in our own form, whatever it is of: its picture, and the device that took it."""

from typing import Any, TypeAlias

from station.domain.sample import Blob, CaptureDevice

Json: TypeAlias = dict[str, Any]
_COMPRESSION = {"image/jp2": "JPEG2000", "image/png": "PNG", "image/x-wsq": "WSQ"}


def image(path: str, blob: Blob) -> Json:
    """path: in the container."""
    value: Json = {
        "imageRef": path,
        "width": blob.width,
        "height": blob.height,
        "mimeType": blob.media_type,
        "compression": _COMPRESSION[blob.media_type],
    }
    if blob.resolution_ppi:
        value["resolution"] = blob.resolution_ppi
    return value


def device(of: CaptureDevice) -> Json:
    words = (of.make, of.model, of.serial, of.firmware)
    value: Json = {"captureDevice": " ".join(word for word in words if word)}
    if of.simulated:
        value["comment"] = "simulated"
    return value
