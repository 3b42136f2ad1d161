"""`python -m mutants`: put each fault of table.toml into a copy of the checkout and run the tests that must notice.

    --draw N   only N of them, drawn by chance
    --seed S   draw the same again
    --only W   only those with the word W in their name
    --jobs N   so many copies at once

Ends with 0 when every mutant was noticed; with 1 when one survived, no longer fits the code, or could not be run.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from mutants.table import ROOT, Mutant, read_table

PATIENCE_S = 600
NOTICED, GREEN = 1, 0  # exit status of pytest: some tests failed, all passed


def main() -> int:
    options = _options()
    table = read_table()
    if unfit := [f"{each.name}: {problem}" for each in table if (problem := each.problem(ROOT))]:
        print("mutants: the table does not fit the code any more", *unfit, sep="\n  ")
        return 1
    chosen = [each for each in table if options.only in each.name]
    if options.draw:
        seed = random.SystemRandom().randrange(2**32) if options.seed is None else options.seed
        print(f"mutants: {options.draw} of {len(chosen)} drawn, seed {seed}")
        chosen = random.Random(seed).sample(chosen, min(options.draw, len(chosen)))
    with _copies(options.jobs) as copies:
        if (
            ended := _tests(copies[0], sorted({test for each in chosen for test in each.killed_by}))
        ).returncode != GREEN:
            print(ended.stdout, "mutants: the tests fail without any mutant", sep="\n")
            return 1
        lines = list(_tried(chosen, copies))
    noticed = sum(lines)
    print(f"mutants: {noticed} noticed, {len(lines) - noticed} not")
    return 0 if noticed == len(lines) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("--draw", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, metavar="S")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    return parser.parse_args()


@contextmanager
def _copies(count: int) -> Iterator[Sequence[Path]]:
    """Copies of what git knows here, changed or not; nothing is ever changed in the checkout itself."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        made = [Path(folder) / str(number) for number in range(count)]
        for name in filter(None, listed.split("\0")):
            for copy in made:
                if (ROOT / name).is_file():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / name, copy / name)
        yield made


def _tried(chosen: Sequence[Mutant], copies: Sequence[Path]) -> Iterator[bool]:
    """Whether each was noticed; says so as it goes."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def attempt(mutant: Mutant) -> tuple[bool, str]:
        copy = free.get()
        before = mutant.put_into(copy)
        try:
            ended = _tests(copy, mutant.killed_by)
        except subprocess.TimeoutExpired:
            return True, "noticed: it hangs"
        finally:
            (copy / mutant.file).write_text(before, encoding="utf-8")
            free.put(copy)
        if ended.returncode == NOTICED:
            return True, "noticed"
        if ended.returncode == GREEN:
            return False, "SURVIVED"
        return False, f"could not be run:\n{ended.stdout[-2000:]}"

    with ThreadPoolExecutor(len(copies)) as pool:
        for mutant, (noticed, said) in zip(chosen, pool.map(attempt, chosen), strict=True):
            print(f"  {said}: {mutant.name}", flush=True)
            yield noticed


def _tests(copy: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Until the first failure. Nothing compiled is kept: a file changes within the second in which it was written."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:randomly", *tests]
    assets = os.environ.get("ENROLLMENT_ASSETS") or str(ROOT / ".assets")
    environment = {**os.environ, "ENROLLMENT_ASSETS": assets, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
