"""The kinds of biometric records there are of a face and of a finger."""

from enum import StrEnum


class RecordKind(StrEnum):
    """Editions of ISO/IEC 19794-4 and -5, and ISO/IEC 39794-4 and -5."""

    ISO_19794_2005 = "19794:2005"
    ISO_19794_2011 = "19794:2011"
    ISO_39794 = "39794"
