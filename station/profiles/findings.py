"""What is wrong with a file, each fault with its line. All of them, not the first alone."""

from station.domain.errors import ParamValue, Problem
from station.toml import Step, Toml


class Findings:
    """Of one file; `problems` in the order in which they were found, `field` is `id_card.toml:12`."""

    def __init__(self, written: Toml) -> None:
        self.problems: list[Problem] = []
        self.written = written

    def add(self, code: str, *way: Step, **params: ParamValue) -> None:
        self.problems.append(Problem(code, params, retryable=False, field=self.place(*way)))

    def place(self, *way: Step) -> str:
        """What is missing altogether is missing from the first line on."""
        return self.written.place(*way) if way else f"{self.written.name}:1"
