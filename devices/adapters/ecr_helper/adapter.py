"""A payment terminal behind a program of its bank's: started here, spoken to in lines of JSON over its standard input
and output (docs/payment-terminal.md).

Options: `program` (its whole path, then its arguments; none: there is no such terminal), `quiet_s` (longest silence
while it works), `test` (true: it is a bank's test terminal, which charges nobody, and counts as simulated).
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from socket import socket, socketpair

from devices.api import DeviceGone, DeviceInfo, DeviceKind, OptionInvalid, Options
from devices.links.ecr import OPTIONS, EcrTerminal, is_test, quiet_s
from devices.links.options import known

FAMILY = "ecr_helper"
_LAST_S = 2.0
"""From the end of its input to its own."""
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
"""Of our environment. It has secrets of the station, and the program is a stranger's."""


class EcrHelper(EcrTerminal):
    """An opened terminal: one program from open to close."""

    def __init__(self, info: DeviceInfo, program: Sequence[str], silence_s: float) -> None:
        """Raises DeviceGone where it can not be started, and as EcrTerminal."""
        ours, theirs = socketpair()
        with theirs:
            try:
                self._program = _started(program, theirs)
            except OSError as error:
                ours.close()
                raise DeviceGone(info.device_id) from error
        super().__init__(info, ours, silence_s)

    def close(self) -> None:
        """What hangs is ended. Harmless when called twice."""
        super().close()
        try:
            self._program.wait(_LAST_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()


class EcrHelperAdapter:
    """Lists the terminal of the settings. Whether it answers is found out when it is opened."""

    family = FAMILY
    kind = DeviceKind.PAYMENT
    options = known("program", *OPTIONS)

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        program = _program(options)
        if not program:
            return ()
        name = Path(program[0]).name
        test = is_test(FAMILY, options)
        return (DeviceInfo(f"{FAMILY}:{name}", self.kind, "Program", f"Payment terminal {name}", simulated=test),)

    def open(self, info: DeviceInfo, options: Options) -> EcrHelper:
        """See Adapter.open."""
        return EcrHelper(info, _program(options), quiet_s(FAMILY, options))


def _started(program: Sequence[str], theirs: socket) -> "subprocess.Popen[bytes]":
    """What it says beside its lines is read by nobody: it may have anything in it."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    line, silent = theirs.fileno(), subprocess.DEVNULL
    return subprocess.Popen(program, stdin=line, stdout=line, stderr=silent, env=environment, start_new_session=True)


def _program(options: Options) -> tuple[str, ...]:
    """Raises OptionInvalid: a name alone would be looked for, and somebody else's found."""
    given = options.get("program", ())
    if isinstance(given, list | tuple):
        parts = tuple(part for part in given if isinstance(part, str))
        if len(parts) == len(given) and (not parts or Path(parts[0]).is_absolute()):
            return parts
    raise OptionInvalid(FAMILY, option="program", expected='["/whole/path", "argument"]')


ADAPTER = EcrHelperAdapter()
