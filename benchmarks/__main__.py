"""Run the benchmarks, print the table, write docs/benchmarks.md with the machine's description."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULT = ROOT / "build" / "benchmarks.json"
PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("pyside6", "opencv-python", "numpy", "cryptography", "nbis-py")

HEAD = """# Benchmarks

Written by `make bench`. Medians of one run; *floor* is the least that the same machine needs in the same run for the
part of the work that is not ours to shorten, named in the last column; *ratio* is the figure over its floor.

Measured {when} on {machine}.

"""


def run() -> list[dict[str, Any]]:
    RESULT.parent.mkdir(exist_ok=True)
    files = sorted(str(path) for path in Path(__file__).parent.glob("bench_*.py"))
    command = [sys.executable, "-m", "pytest", *files, "-q", "-p", "no:randomly", f"--benchmark-json={RESULT}"]
    command += ["--benchmark-columns=median", "--timeout=600"]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code != 0:
        sys.exit(code)
    found: list[dict[str, Any]] = json.loads(RESULT.read_text(encoding="utf-8"))["benchmarks"]
    return found


def table(benchmarks: list[dict[str, Any]]) -> str:
    lines = ["| what | median | target | floor | ratio | floor is |", "|---|---|---|---|---|---|"]
    floors = {item["group"]: item for item in benchmarks if item["extra_info"].get("floor")}
    for item in benchmarks:
        info, median = item["extra_info"], item["stats"]["median"]
        if info.get("floor"):
            continue
        floor = floors.get(item["group"])
        target = ""
        if "target_s" in info:
            target = f"{said(info['target_s'])} {verdict(median <= info['target_s'])}"
        elif "target_ratio" in info and floor is not None:
            most = info["target_ratio"] * floor["stats"]["median"]
            target = f"{info['target_ratio']} of the floor {verdict(median <= most)}"
        cells = [info["what"], said(median), target]
        if floor is not None:
            least = floor["stats"]["median"]
            cells += [said(least), f"{median / least:.1f}", floor["extra_info"]["what"]]
        else:
            cells += ["", "", ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


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


def main() -> int:
    rows = table(run())
    PAGE.write_text(HEAD.format(when=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine()) + rows, encoding="utf-8")
    print(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
