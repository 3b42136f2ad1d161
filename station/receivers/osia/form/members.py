"""Which members of the Enrollment object are encrypted, and which the station's signature covers."""

_BIOMETRIC = (
    "biometricType", "biometricSubType", "instance", "captureDate", "captureDevice", "impressionType", "width",
    "height", "bitdepth", "mimeType", "resolution", "compression", "missing", "metadata", "comment", "templateFormat",
    "quality", "qualityFormat", "algorithm", "vendor",
)  # fmt: skip
_DOCUMENT = ("documentType", "documentTypeOther", "instance")
_PART = ("pages", "width", "height", "mimeType", "captureDate", "captureDevice")

ENCRYPTED = (
    "$.biographicData $.biometricData[*].imageRef $.biometricData[*].templateRef $.documentData[*].parts[*].dataRef"
)
"""Scope of `encryption`: one node that became a buffer itself, and the targets of all references."""

SIGNED = " ".join(
    (
        *(
            f"$.{name}"
            for name in ("enrollmentType", "enrollmentFlags", "contextualData", "biographicData", "encryption")
        ),
        *(f"$.biometricData[*].{name}" for name in _BIOMETRIC),
        *(f"$.documentData[*].{name}" for name in _DOCUMENT),
        *(f"$.documentData[*].parts[*].{name}" for name in _PART),
    )
)
"""Scope of the signature made at sealing: all but references, which only the server can give; and the hashes that
follow them. The buffers are bound by their SHA-256 in `contextualData.buffers`."""
