"""Graphical front end: `python -m ui`, or `station` once installed.

Nothing is imported before `main` runs: the worker processes of the station load this module too, and need no window.
"""

import sys


def main() -> int:
    """Run the window until it is closed; the exit code."""
    from station import process

    process.begin("%(asctime)s %(levelname)s %(name)s %(message)s")
    from ui.shell.program import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
