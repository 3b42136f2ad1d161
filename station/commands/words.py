"""Printing sentences of the catalogue in the language asked for."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from station.domain.errors import Problem
from station.texts import text_for


class Voice:
    """Says things in one language: news on standard output, what stands in the way on standard error. Where nobody
    reads any more (`stationctl enroll ... | head -1`) the work goes on unheard."""

    def __init__(self, language: str, out: TextIO | None = None, errors: TextIO | None = None) -> None:
        self.language = language
        self._out = out or sys.stdout
        self._errors = errors or sys.stderr

    def say(self, code: str, **params: object) -> None:
        _write(self._out, text_for(code, self.language, params).happened)

    def line(self, text: str = "") -> None:
        _write(self._out, text)

    def complain(self, problem: Problem, called: str = "") -> None:
        """What happened, what to do, the field it belongs to, and the code, small and last. called: the name of the
        field in words; its id is what a script has."""
        text = text_for(problem.code, self.language, problem.params)
        where = f"{problem.field} ({called}): " if called else f"{problem.field}: " if problem.field else ""
        _write(self._errors, f"{where}{text.happened} {text.remedy}".rstrip() + f" [{problem.code}]")

    def words(self, code: str, params: Mapping[str, object] | None = None) -> tuple[str, str]:
        """What a code says: (happened, remedy)."""
        text = text_for(code, self.language, params or {})
        return text.happened, text.remedy


def _write(stream: TextIO, line: str) -> None:
    try:
        stream.write(f"{line}\n")
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # also what is still in its buffer, which is written at the end
        os.close(nowhere)
