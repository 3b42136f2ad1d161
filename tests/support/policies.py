"""The three example policies of sealing (docs/examples/policies), signed with the demonstration's key of the State."""

import re
from pathlib import Path

from crypto import cms
from crypto.files import write_private
from crypto.keys.api import SigningKey
from station.packet import envelope_policy
from tests.support.clock import NOW

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "policies"
CLASSICAL, TRANSITION, POST_QUANTUM = NAMES = ("classical", "transition", "post-quantum")


def document(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


def signed(name: str, key: SigningKey, number: int = 1) -> bytes:
    """`number`: of the issue."""
    return cms.sign_attached(re.sub(rb'"number": \d+', b'"number": %d' % number, document(name)), key, NOW)


def activate(name: str, key: SigningKey, trust_folder: Path) -> None:
    """Put it in force at a station."""
    write_private(trust_folder / envelope_policy.FILE, cms.sign_attached(document(name), key, NOW))
