"""A counter in a TPM's NV memory (TPM 2.0 Library, part 1, clause 37.2.2), through the programs of tpm2-tools.

The TPM lets it grow and nothing else; it starts above every counter it ever held, so deleting it gives nothing back. It
is made once by a technician: docs/technician/keys.md.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from crypto.errors import TryNotCounted

_WITHIN_S = 10.0
_BYTES = 8


@dataclass(frozen=True)
class TpmCounter:
    """Counter of crypto.keys.tries. index: its handle, as "0x01500e51". environment: how tpm2-tools reach the TPM
    (`TPM2TOOLS_TCTI`)."""

    index: str
    environment: Mapping[str, str]

    def read(self) -> int:
        """Raises TryNotCounted."""
        value = self._ask("tpm2_nvread", "-s", str(_BYTES))
        if len(value) != _BYTES:
            raise TryNotCounted(place="TPM")
        return int.from_bytes(value, "big")

    def increment(self) -> None:
        """Raises TryNotCounted."""
        self._ask("tpm2_nvincrement")

    def _ask(self, program: str, *options: str) -> bytes:
        try:
            answer = subprocess.run(
                [program, *options, self.index],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_WITHIN_S,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise TryNotCounted(place="TPM") from error
        return answer.stdout
