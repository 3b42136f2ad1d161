"""Why something is not taken of a person, or is taken otherwise than usual."""

from enum import StrEnum


class ExceptionReason(StrEnum):
    """Why something is not taken of a person, or is taken otherwise than usual. Of fingers the reasons of ISO/IEC
    39794-4, and two more; a service's profile says which of them it allows of what."""

    BORN_WITHOUT = "born_without"
    AMPUTATED = "amputated"
    BANDAGED = "bandaged"
    UNABLE = "unable"
    INFANT = "infant"
    ILLNESS = "illness"
    RELIGION = "religion"  # the portrait is taken with a covering, as far as the law allows one
    EYE_MISSING = "eye_missing"
    EYE_COVERED = "eye_covered"  # by a patch or a bandage
    EYE_CLOSED = "eye_closed"  # and does not open
    CANNOT_WRITE = "cannot_write"
    TOO_YOUNG = "too_young"
    MARK = "mark"  # the signature is taken, and is a mark
    REFUSES = "refuses"

    @property
    def nothing_taken(self) -> bool:
        return self not in (ExceptionReason.RELIGION, ExceptionReason.MARK) and not self.of_an_eye

    @property
    def of_an_eye(self) -> bool:
        """It is said of one eye, and what is judged of that eye is not judged."""
        return self in (ExceptionReason.EYE_MISSING, ExceptionReason.EYE_COVERED, ExceptionReason.EYE_CLOSED)

    @property
    def lasting(self) -> bool:
        """It will be the same at the next visit."""
        return self in (ExceptionReason.BORN_WITHOUT, ExceptionReason.AMPUTATED, ExceptionReason.EYE_MISSING)

    @property
    def sensitive(self) -> bool:
        """It says something of a person's faith or health that is not seen from the sample's absence alone."""
        return self in (ExceptionReason.ILLNESS, ExceptionReason.RELIGION)
