"""What is wrong with a file, each fault with its line. All of them, not the first alone."""

from station.domain.errors import ParamValue, Problem
from station.toml import Step, Toml


class Findings:
    """Of one file, in the order in which they are found. `field` of a problem is `id_card.toml:12`."""

    def __init__(self, written: Toml) -> None:
        self.problems: list[Problem] = []
        self.written = written

    def add(self, code: str, *way: Step, **params: ParamValue) -> None:
        shown = {name: _printable(value) if isinstance(value, str) else value for name, value in params.items()}
        self.problems.append(Problem(code, shown, retryable=False, field=self.place(*way)))

    def place(self, *way: Step) -> str:
        """What is missing altogether, or cannot be found, is looked for from the first line on."""
        place = self.written.place(*way)
        return f"{place}:1" if place == self.written.name else place

    def by_line(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.problems, key=lambda problem: int(problem.field.rpartition(":")[2])))


def _printable(text: str) -> str:
    """What the file says is shown on screens: a character that cannot be seen, or moves the cursor, by its number."""
    return "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text)
