"""Each code is raised by one class, has its texts, and stands in docs/error-codes.md."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_codes_classes_and_page_agree() -> None:
    check = [sys.executable, str(ROOT / "scripts" / "error_codes.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
