"""Run the benchmarks that are named, or all; print their tables, and put them into docs/benchmarks.md."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parent.parent
RESULT = ROOT / "build" / "benchmarks.json"
PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("pyside6", "opencv-python", "numpy", "cryptography", "nbis-py")

HEAD = """# Benchmarks

Written by `make bench`, each part in one run; `python -m benchmarks intake log` runs these two and leaves the others as
they are. Medians; *floor* is the least that the same machine needs in the same run for the part of the work that is not
ours to shorten, named in the last column; *ratio* is the figure over its floor.
"""
_QUIET = 0.2  # cores
COLUMNS = "| what | median | target | floor | ratio | floor is |\n|---|---|---|---|---|---|\n"
Result = dict[str, Any]


def run(names: list[str]) -> list[Result]:
    """names: of `bench_<name>.py`; all where there are none."""
    RESULT.parent.mkdir(exist_ok=True)
    folder = Path(__file__).parent
    files = [str(folder / f"bench_{name}.py") for name in names] or sorted(map(str, folder.glob("bench_*.py")))
    command = [sys.executable, "-m", "pytest", *files, "-q", "-p", "no:randomly", f"--benchmark-json={RESULT}"]
    command += ["--benchmark-columns=median", "--timeout=600"]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code != 0:
        sys.exit(code)
    found: list[Result] = json.loads(RESULT.read_text(encoding="utf-8"))["benchmarks"]
    return found


def parts(benchmarks: list[Result], measured: str) -> dict[str, str]:
    """Of the page, by name: those that were measured. measured: when, and on what."""
    found: dict[str, list[Result]] = {}
    for item in benchmarks:
        name = item["fullname"].partition("::")[0].rpartition("/")[2].removeprefix("bench_").removesuffix(".py")
        found.setdefault(name, []).append(item)
    return {name: f"{measured}\n\n{COLUMNS}{rows(items)}" for name, items in found.items()}


def page(before: str, measured: Mapping[str, str]) -> str:
    """before: the page as it is; its other parts stay."""
    _, *old = before.split("\n## ")
    kept = {name: text.strip("\n") for name, _, text in (part.partition("\n") for part in old)}
    every = kept | {name: text.strip("\n") for name, text in measured.items()}
    return HEAD + "".join(f"\n## {name}\n\n{every[name]}\n" for name in sorted(every))


def rows(benchmarks: list[Result]) -> str:
    """A floor is a benchmark of its own in the same group, or was taken turn by turn with what stands over it."""
    floors = {each["group"]: each for each in benchmarks if each["extra_info"].get("floor")}
    return "".join(row(each, floors.get(each["group"])) for each in benchmarks if not each["extra_info"].get("floor"))


def row(item: Result, floor: Result | None) -> str:
    info, median = item["extra_info"], item["stats"]["median"]
    least, of = info.get("floor_s"), info.get("floor_is")
    if floor is not None:
        least, of = floor["stats"]["median"], floor["extra_info"]["what"]
    target = ""
    if "target_s" in info:
        target = f"{said(info['target_s'])} {verdict(median <= info['target_s'])}"
    elif "target_ratio" in info and least is not None:
        target = f"{info['target_ratio']} of the floor {verdict(median <= info['target_ratio'] * least)}"
    cells = [info["what"], said(median), target]
    cells += ["", "", ""] if least is None else [said(least), f"{median / least:.{digits(info)}f}", of]
    return "| " + " | ".join(cells) + " |\n"


def digits(info: Mapping[str, Any]) -> int:
    """Of a ratio: as many as its target has."""
    return len(str(info.get("target_ratio", 1.0)).partition(".")[2])


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def said(seconds: float) -> str:
    if seconds < 0.0005:
        return f"{seconds * 1e6:.1f} µs"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    cpu = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), platform.processor())
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"Python {platform.python_version()}"
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}, {memory_gib:.0f} GiB, {system}, {python}, {packages}"


def busy_s() -> float:
    """For how long the machine's processors have worked since it was started, all of them together."""
    user, nice, system, _, _, *interrupts = map(int, Path("/proc/stat").read_text().splitlines()[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def own_s() -> float:
    """The same of what was started from here and has ended."""
    spent = getrusage(RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def of_others(busy: float, own: float, took_s: float) -> str:
    """What other programs took of the machine meanwhile, where that is so much that times by the clock are an
    indication only. busy, own: seconds of processors, of all programs and of ours."""
    cores = max(0.0, busy - own) / took_s
    if cores < _QUIET:
        return ""
    return f" Other programs kept {cores:.1f} of the cores busy meanwhile: times by the clock are an indication."


def main(names: list[str]) -> int:
    began, busy, own = perf_counter(), busy_s(), own_s()
    results = run(names)
    others = of_others(busy_s() - busy, own_s() - own, perf_counter() - began)
    measured = f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}.{others}"
    found = parts(results, measured)
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    print("\n\n".join(found.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
