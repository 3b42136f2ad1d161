"""Collects all faults of a file, each with its line."""

from station.domain.errors import ParamValue, Problem
from station.toml import Step, Toml


class Findings:
    """The faults of one file, in the order in which they were found. `field` of a problem is its place:
    `id_card.toml:12`."""

    def __init__(self, written: Toml) -> None:
        self.problems: list[Problem] = []
        self.written = written

    def add(self, code: str, *way: Step, **params: ParamValue) -> None:
        shown = {name: _printable(value) if isinstance(value, str) else value for name, value in params.items()}
        self.problems.append(Problem(code, shown, retryable=False, field=self.place(*way)))

    def place(self, *way: Step) -> str:
        """File and line of an entry; line 1 where the entry is missing or cannot be found."""
        place = self.written.place(*way)
        return f"{place}:1" if place == self.written.name else place

    def by_line(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.problems, key=lambda problem: int(problem.field.rpartition(":")[2])))


def _printable(text: str) -> str:
    """The text for a screen: characters that cannot be seen, or that move the cursor, are shown as their number."""
    return "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text)
