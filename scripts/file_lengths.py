"""Fail for a module of the product that is longer than a module may be: it holds more than one idea, and is split along
them. `make check` runs it."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("station", "devices", "crypto", "workers", "ui", "intake")
MOST_LINES = 300


def too_long(root: Path) -> Iterator[str]:
    """A line for each, longest first: where it is, and how long."""
    lengths = {
        file.relative_to(root): len(file.read_text("utf-8").splitlines())
        for package in PACKAGES
        for file in (root / package).rglob("*.py")
    }
    for file, lines in sorted(lengths.items(), key=lambda each: -each[1]):
        if lines > MOST_LINES:
            yield f"{file}: {lines} lines, {MOST_LINES} at most: split it along an idea that has a name"


def main() -> int:
    faults = list(too_long(ROOT))
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
