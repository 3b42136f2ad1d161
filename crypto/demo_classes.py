"""The demonstration's receivers of confidential classes, and those who protect: made with all its other keys, or later
for a demonstration that an earlier version made.

    station_trust/  classes/<class>/recipients/<receiver>.pem, protection/recipients/<receiver>.pem
    intake_home/    centre/<receiver>.key.pem + .pem     opens them
                    trust/classes/<class>/recipients/<receiver>.pem

Of each class two RSA-3072 and two ML-KEM-768, so that every policy of sealing finds its own; those who protect have
RSA.
"""

import json
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from crypto import files, issuing, roles
from crypto.authority import load_authority
from crypto.demo_people import CENTRE
from crypto.files import write_private
from crypto.issuing import Authority, Subject
from crypto.keys import machine

CLASSES = ("asylum", "protected", "visa")
PROTECTION = "protection"
PLACES = {**{name: f"classes/{name}/recipients" for name in CLASSES}, PROTECTION: f"{PROTECTION}/recipients"}
"""In a folder of trust."""
MARKER = "demo-classes.json"
_ISSUER = "centre"

Made = dict[tuple[str, str], bytes]
"""What lies in which file: of the folder "trust" or "intake", under which name."""


def receivers(issuer: Authority, secret: bytes, at: datetime, days: int) -> Made:
    """All of them, and the mark that they were made. secret: of the centre's keys."""
    return {**_receivers(tuple(PLACES), issuer, secret, at, days), ("trust", MARKER): _mark((), done=True)}


def create_later(trust: Path, intake_home: Path, at: datetime, days: int) -> None:
    """Of a demonstration that has none: those of each place where nobody laid any. A call after a crash in the middle
    starts over. Where the authority was taken away there is nobody to certify them: then whoever begins such a case is
    told what is missing. Raises KeyDamaged, FileTrouble."""
    marker, authority = trust / MARKER, intake_home / "authority"
    try:
        state = json.loads(files.read(marker))
    except FileNotFoundError:
        empty = [name for name, place in PLACES.items() if not files.listed(trust / place, "*.pem")]
        state = {"done": False, "places": empty}
    if state["done"] or not (authority / f"{_ISSUER}.key.pem").exists():
        return
    issuer = load_authority(authority, authority / "secret", _ISSUER)
    made = _receivers(state["places"], issuer, files.read(intake_home / "centre" / "secret").strip(), at, days)
    write_private(marker, _mark(state["places"], done=False))
    for (folder, name), data in sorted(made.items()):
        write_private((trust if folder == "trust" else intake_home) / name, data)
    write_private(marker, _mark((), done=True))


def _receivers(names: tuple[str, ...], issuer: Authority, secret: bytes, at: datetime, days: int) -> Made:
    made: Made = {}
    for name in names:
        keys: dict[str, RSAPrivateKey | MLKEM768PrivateKey] = {
            each: issuing.new_rsa_key() for each in (name, f"{name}-escrow")
        }
        if name != PROTECTION:
            keys |= {f"{each}-kem": issuing.new_receiver_key() for each in keys}
        for receiver, key in keys.items():
            subject = Subject(f"Demo Receiver {receiver}", CENTRE, (roles.RECEIVER_POLICY,), issuing.RECEIVES)
            certificate = issuing.issue(issuer, subject, key, at, days)
            own = machine.key_files(key, (certificate, *issuer.chain), secret, receiver)
            made.update({("intake", f"centre/{file}"): data for file, data in own.items()})
            made["trust", f"{PLACES[name]}/{receiver}.pem"] = own[f"{receiver}.pem"]
            if name != PROTECTION:  # no packet is sealed to those who protect
                made["intake", f"trust/{PLACES[name]}/{receiver}.pem"] = own[f"{receiver}.pem"]
    return made


def _mark(places: tuple[str, ...], *, done: bool) -> bytes:
    return json.dumps({"done": done, "places": places}).encode()
