"""The station's typed errors, and `Problem`: the form in which any error reaches a front end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

ParamValue: TypeAlias = str | int | float


@dataclass(frozen=True)
class Problem:
    """Something stands in the way, said as a code. `station.texts` finds what happened and what to do.

    `params` fill the text's placeholders and hold no personal data. `field` names the field, finger or device it
    belongs to, so that a front end can lead the eye there.
    """

    code: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    retryable: bool = True
    field: str = ""


class StationError(Exception):
    """The station said no. `code` never changes; `params` fill the translated text and hold no personal data.

    Subclasses live beside what raises them; each code is raised by exactly one class.
    """

    code: str = "STN-000"
    retryable: bool = False

    def __init__(self, **params: ParamValue) -> None:
        super().__init__(f"{self.code} {params}")
        self.params: dict[str, ParamValue] = params

    def problem(self) -> Problem:
        return Problem(self.code, self.params, self.retryable)
