"""OSIA's hash: the JSON limited to the scope, in RFC 8785 form, then the referenced buffers where they are followed."""

from collections.abc import Sequence
from hashlib import sha256

import rfc8785

from station.receivers.osia.scope import Json, limited


def hash_of(value: Json, scope: str, buffers: Sequence[bytes] = ()) -> bytes:
    """SHA-256. buffers: in the order in which the scope's paths lead to their references."""
    digest = sha256(rfc8785.dumps(limited(value, scope)))
    for buffer in buffers:
        digest.update(buffer)
    return digest.digest()


def entry(value: Json, scope: str, buffers: Sequence[bytes] = ()) -> Json:
    """A member of `integrity`, without signature. What is encrypted in `value` was encrypted before."""
    made: Json = {
        "scope": scope,
        "alg": "SHA256",
        "hash": hash_of(value, scope, buffers).hex(),
        "encrypted": True,
    }
    if buffers:
        made["followRef"] = True
    return made
