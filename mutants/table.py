"""The list of mutants (table.toml), and whether it still fits the code."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = Path(__file__).with_name("table.toml")


@dataclass(frozen=True)
class Mutant:
    """name: what goes wrong, in words. old stands exactly once in `file`; new is put in its place. killed_by: tests, of
    which at least one must fail then."""

    name: str
    file: str
    old: str
    new: str
    killed_by: tuple[str, ...]

    def problem(self, root: Path) -> str:
        """Why it cannot be tried; "" when it can."""
        file = root / self.file
        if not file.is_file():
            return f"there is no {self.file}"
        found = file.read_text(encoding="utf-8").count(self.old)
        if found != 1:
            return f"its text stands {found} times in {self.file}"
        missing = [test for test in self.killed_by if not (root / test.partition("::")[0]).exists()]
        return f"there is no {missing[0]}" if missing else ""

    def put_into(self, root: Path) -> str:
        """Change the file; returns what it held."""
        file = root / self.file
        before = file.read_text(encoding="utf-8")
        file.write_text(before.replace(self.old, self.new), encoding="utf-8")
        return before


def read_table(file: Path = TABLE) -> tuple[Mutant, ...]:
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["mutant"]
    return tuple(
        Mutant(item["name"], item["file"], item["old"], item["new"], tuple(item["killed_by"])) for item in entries
    )
