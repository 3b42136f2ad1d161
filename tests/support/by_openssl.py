"""A packet as a stranger opens it: by the script that docs/open-a-packet.md shows, with `openssl` and `unzip` alone."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from re import DOTALL, search

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "open-a-packet.md"
needs_openssl = pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("unzip")), reason="needs the openssl and unzip commands"
)


@cache
def script() -> str:
    """The first of the page."""
    found = search(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), DOTALL)
    assert found is not None
    return found[1]


def open_with_openssl(
    packet: Path, intake: Path, out: Path, receiver: str = "production"
) -> subprocess.CompletedProcess[str]:
    """intake: home with trust and centre. out: a folder that is not there yet. receiver: whose key opens it."""
    return subprocess.run(
        ["sh", "-c", script(), "open-packet", packet, intake / "trust", intake / "centre", out],
        env={**os.environ, "RECEIVER": receiver},
        capture_output=True,
        text=True,
        check=False,
    )


def files_by_openssl(packet: Path, intake: Path, out: Path, receiver: str = "production") -> dict[str, bytes]:
    """What it holds, by path. Fails where anything is not right."""
    done = open_with_openssl(packet, intake, out, receiver)
    assert done.returncode == 0, done.stderr
    content = out / "content"
    return {str(file.relative_to(content)): file.read_bytes() for file in content.rglob("*") if file.is_file()}
