"""Printing sentences of the catalogue in the language asked for."""

import sys
from collections.abc import Mapping
from typing import TextIO

from station.domain.errors import Problem
from station.texts import text_for


class Voice:
    """Says things in one language: news on standard output, what stands in the way on standard error."""

    def __init__(self, language: str, out: TextIO | None = None, errors: TextIO | None = None) -> None:
        self.language = language
        self._out = out or sys.stdout
        self._errors = errors or sys.stderr

    def say(self, code: str, **params: object) -> None:
        self._out.write(f"{text_for(code, self.language, params).happened}\n")
        self._out.flush()

    def line(self, text: str = "") -> None:
        self._out.write(f"{text}\n")

    def complain(self, problem: Problem) -> None:
        """What happened, what to do, the field it belongs to, and the code, small and last."""
        text = text_for(problem.code, self.language, problem.params)
        where = f"{problem.field}: " if problem.field else ""
        self._errors.write(f"{where}{text.happened} {text.remedy}".rstrip() + f" [{problem.code}]\n")
        self._errors.flush()

    def words(self, code: str, params: Mapping[str, object] | None = None) -> tuple[str, str]:
        """What a code says: (happened, remedy)."""
        text = text_for(code, self.language, params or {})
        return text.happened, text.remedy
