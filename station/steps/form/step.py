"""Fields of a service, typed on one page, as the profile lists them."""

from dataclasses import dataclass
from typing import ClassVar

from station.steps.typed import TypedStep


@dataclass(frozen=True)
class FormStep(TypedStep):
    kind: ClassVar[str] = "form"
