"""Whoever sits here looks at the person and at the document: they agree, or why not. No sample is taken."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.forms import Sheet
from station.steps.typed import TypedStep

_HOW, _AGREES = "identity_by", "identity_agrees"
_DOCUMENT = "document_kind"
_BY_PHOTO = "PHOTO"
_WITHOUT_PHOTO = frozenset({"NONE", "BIRTH_CERTIFICATE"})


@dataclass(frozen=True)
class IdentityStep(TypedStep):
    kind: ClassVar[str] = "identity"

    def __post_init__(self) -> None:
        self.require_fields((_DOCUMENT, _HOW, _AGREES))

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        found = super().problems(enrollment, sheet)
        if sheet.value(_HOW) == _BY_PHOTO and sheet.value(_DOCUMENT) in _WITHOUT_PHOTO:
            return (*found, Problem("IDY-NO-PHOTO", field=_HOW))
        return found
