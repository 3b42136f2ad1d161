"""A rule that a sample did not keep, as it was measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FailedCheck:
    """code: of the check. about: the finger's name, or the measure's; "" where the check is of the whole. value: as it
    was measured, None where it could not be. limit: as "x >= 30"."""

    code: str
    about: str = ""
    value: float | None = None
    limit: str = ""
    unit: str = ""
