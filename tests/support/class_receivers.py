"""Receivers of a confidential class, as they are installed by hand at a desk."""

from datetime import datetime

from crypto import issuing, roles
from crypto.authority import load_authority
from crypto.demo_pki import AUTHORITIES
from crypto.keys import machine
from station.settings import Settings


def install(settings: Settings, at: datetime, case_class: str, names: tuple[str, ...] = ()) -> None:
    """Certified as a centre's are; their keys at the centre. names: of the receivers; two where none are given."""
    home = settings.intake_home
    authorities, centre = home / AUTHORITIES, home / "centre"
    issuer = load_authority(authorities, authorities / "secret", "centre")
    folder = settings.trust / "classes" / case_class / "recipients"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or (case_class, f"{case_class}-escrow"):
        key = issuing.new_rsa_key()
        subject = issuing.Subject(f"Receiver {name}", "Centre", (roles.RECEIVER_POLICY,), issuing.RECEIVES)
        certificate = issuing.issue(issuer, subject, key, at, 365)
        made = machine.key_files(key, (certificate, *issuer.chain), (centre / "secret").read_bytes(), name)
        for file, data in made.items():
            (centre / file).write_bytes(data)
        (folder / f"{name}.pem").write_bytes(made[f"{name}.pem"])
