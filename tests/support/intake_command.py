"""The intake's commands in this process: for tests of what they answer, not of how a program starts."""

import io
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess

import pytest

from intake.__main__ import main


def ask_intake(*arguments: object) -> CompletedProcess[str]:
    """As `python -m intake ARGUMENTS` would end."""
    command = ["intake", *map(str, arguments)]
    out, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(errors):
        patch.setattr("sys.argv", command)
        status = main()
    return CompletedProcess(command, status, out.getvalue(), errors.getvalue())
