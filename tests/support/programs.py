"""Programs that a test starts itself. Where one is missing the test is skipped and says so; in CI it fails."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def need(*wanted: str | Path) -> None:
    """wanted: names on the path, or files. scripts/debian-packages-dev.txt says where they come from."""
    missing = [str(each) for each in wanted if not _there(each)]
    if missing:
        cannot(f"not installed: {', '.join(missing)}")


def cannot(why: str) -> NoReturn:
    """What this machine cannot do: a failure in CI, a skip on somebody's laptop."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def _there(wanted: str | Path) -> bool:
    return wanted.exists() if isinstance(wanted, Path) else shutil.which(wanted) is not None


def library(pattern: str) -> Path:
    """A library under /usr/lib, whatever the architecture's folder is called."""
    found = sorted(Path("/usr/lib").glob(pattern))
    return found[0] if found else Path("/usr/lib") / pattern
