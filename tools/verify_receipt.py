#!/usr/bin/env python3
"""Check the code on a citizen's receipt. Needs Python 3.11 or later and the package `cryptography`, nothing else.

    verify_receipt.py KEYS [CODE]

KEYS: the published keys of the stations' logs, one a line (name+id+base64, as `stationctl log keys` writes them).
CODE: a file with the text that a QR reader shows ("ENR1:..."); standard input when it is left out.

Exit status 0: the packet stands in that log, and the station signed it. Anything else is no proof. docs/receipt.md.
"""

import base64
import hashlib
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def require(holds, why):
    if not holds:
        raise ValueError(why)


def base45(text):
    """RFC 9285, strictly: each text stands for other bytes."""
    data = bytearray()
    for at in range(0, len(text), 3):
        part = text[at : at + 3]
        value = sum(ALPHABET.index(letter) * 45**place for place, letter in enumerate(part))
        require(len(part) > 1 and value < 256 ** (len(part) - 1), "the code is damaged")
        data += value.to_bytes(len(part) - 1, "big")
    return bytes(data)


def read_keys(text):
    """{(name, key id): Ed25519 public key}; lines of other kinds (witnesses) are left out."""
    keys = {}
    for line in text.split():
        name, key_id, encoded = line.split("+", 2)
        key = base64.b64decode(encoded, validate=True)
        require(hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] == key_id, "a key does not fit its id")
        if key[:1] == b"\x01":
            keys[name, bytes.fromhex(key_id)] = Ed25519PublicKey.from_public_bytes(key[1:])
    return keys


def root_of(leaf, index, size, path):
    """RFC 9162 clause 2.1.3.2."""
    require(index < size, "the entry is not in the log")
    place, last, root = index, size - 1, hashlib.sha256(b"\0" + leaf).digest()
    for step in path:
        require(last, "the proof is too long")
        if place & 1 or place == last:
            root = hashlib.sha256(b"\1" + step + root).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = hashlib.sha256(b"\1" + root + step).digest()
        place, last = place >> 1, last >> 1
    require(not last, "the proof is too short")
    return root


def verify(code, keys):
    """What the code proves, as text. Raises ValueError, InvalidSignature."""
    require(code.startswith("ENR1:"), "not a receipt's code")
    data, fields = base45(code[5:]), []
    for length in (32, 16, 6, 4, 5, 5, 1):
        fields.append(data[:length])
        data = data[length:]
    packet, salt = fields[:2]
    at_ms, packet_size, index, size, steps = (int.from_bytes(value, "big") for value in fields[2:])
    path = [data[32 * n : 32 * n + 32] for n in range(steps)]
    key_id, signature, name = (data[32 * steps :][a:b] for a, b in ((0, 4), (4, 68), (68, None)))
    require(len(signature) == 64 and re.fullmatch(rb"[!-*,-~]+", name), "the code is cut")
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    at = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    details = f'{{"size":{packet_size}}}'
    event = f'{{"actor":"","at":"{at}","details":{details},"kind":"packet_sealed","subject":"{packet.hex()}"}}'
    root = root_of(hashlib.sha256(salt + event.encode()).digest(), index, size, path)
    log = name.decode()
    require((log, key_id) in keys, f"the key of {log} is not among the published ones")
    checkpoint = f"{log}\n{size}\n{base64.b64encode(root).decode()}\n"
    keys[log, key_id].verify(signature, checkpoint.encode())
    return (
        f"packet  {packet.hex()}\nsealed  {at}, {packet_size} bytes\n"
        f"log     {log}\nentry   {index + 1} of {size}\nroot    {base64.b64encode(root).decode()}"
    )


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        keys = read_keys(Path(sys.argv[1]).read_text(encoding="utf-8"))
        code = Path(sys.argv[2]).read_text(encoding="ascii") if len(sys.argv) == 3 else sys.stdin.read()
        print(verify(code[:-1] if code.endswith("\n") else code, keys))
    except (OSError, ValueError, OverflowError) as error:
        sys.exit(f"NOT PROVEN: {error}")
    except InvalidSignature:
        sys.exit("NOT PROVEN: the signature does not hold")
    print("PROVEN: the station sealed this packet, and its log holds it.")


if __name__ == "__main__":
    main()
