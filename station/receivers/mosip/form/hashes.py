"""Hash sequences: which files a hash covers, in which order, and the hash itself as MOSIP writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

BIOMETRIC, DEMOGRAPHIC, OTHER = "biometricSequence", "demographicSequence", "otherFiles"


@dataclass(frozen=True)
class Sequence:
    """files: (name without suffix, bytes), in the order in which they are hashed."""

    label: str
    files: tuple[tuple[str, bytes], ...]

    def value(self) -> dict[str, object]:
        """As it stands in packet_meta_info.json."""
        return {"label": self.label, "value": [name for name, _ in self.files]}


def hash_text(sequences: Iterable[Sequence]) -> bytes:
    """SHA-256 over the bytes of all files, 64 upper-case hex digits, no line end."""
    digest = sha256()
    for sequence in sequences:
        for _, data in sequence.files:
            digest.update(data)
    return digest.hexdigest().upper().encode()
