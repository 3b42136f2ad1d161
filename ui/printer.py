"""The desk's printer through CUPS, which takes PDF as it is: the page goes by a pipe and never lies in a spool of ours.

Slow when the network is: for the work thread.
"""

import os
import subprocess

_PATIENCE_S = 15.0
_FAILURES = (OSError, subprocess.SubprocessError)  # no CUPS here, no answer in time, refused


class CupsPrinter:
    """The default printer, else the first there is."""

    def name(self) -> str:
        """ "" where no printer is set up."""
        try:
            known = _run("lpstat", "-e").split()
            default = _run("lpstat", "-d").rpartition(": ")[2].strip()
        except _FAILURES:
            return ""
        return default if default in known else next(iter(known), "")

    def print_page(self, name: str, pdf: bytes, title: str) -> bool:
        """Whether the printer called `name` took the page."""
        try:
            _run("lp", "-d", name, "-t", title, "-", data=pdf)
        except _FAILURES:
            return False
        return True


def _run(*command: str, data: bytes = b"") -> str:
    done = subprocess.run(
        command, input=data, capture_output=True, check=True, timeout=_PATIENCE_S, env={**os.environ, "LC_ALL": "C"}
    )
    return done.stdout.decode(errors="replace")
