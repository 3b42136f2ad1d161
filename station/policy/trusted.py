"""Whom stations believe, as the State publishes it: revocation lists, issuers, the policy of sealing, and to whom they
encrypt: receivers, auditors, the people of recovery.

Roots are not among it: they stand in the TUF root itself, which takes two of its three keys.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta, field

from crypto.certificate import certificates_from_pem
from crypto.errors import CryptoError
from crypto.revocation import RevocationList
from crypto.trust_folder import ROOT_FILES, TRAINING
from station.policy.decode import Id, Value, Version, decode
from station.policy.errors import PolicyWrong

PART = "trust.json"
MOST_BYTES = 8 * 1024 * 1024
ROOTS = "trustRoots"
"""Member of the TUF root: certificates by the file that holds them."""

ADDED = ("intermediates", "recovery")
KINDS = (*ADDED, "recipients", "auditors")
"""Certificates, by the folder where they lie. To some policy only adds; of the others it names all, or none."""

Pems: TypeAlias = dict[Id, str]


class Trusted(Value, frozen=True):
    """lists: revocation lists, DER or PEM. sealing: the signed policy of sealing; empty for none. The others: PEM by
    name of the file without `.pem`; where there are recipients or auditors, a station has these and no others."""

    version: Version
    issued: Annotated[datetime, Meta(tz=True)]
    lists: Annotated[tuple[bytes, ...], Meta(max_length=100)] = ()
    intermediates: Annotated[Pems, Meta(max_length=100)] = field(default_factory=dict)
    recipients: Annotated[Pems, Meta(max_length=20)] = field(default_factory=dict)
    auditors: Annotated[Pems, Meta(max_length=20)] = field(default_factory=dict)
    recovery: Annotated[Pems, Meta(max_length=40)] = field(default_factory=dict)
    sealing: bytes = b""

    @property
    def certificates(self) -> Mapping[str, Pems]:
        """Of each kind."""
        return {kind: getattr(self, kind) for kind in KINDS}

    def revocation_lists(self) -> tuple[RevocationList, ...]:
        """Raises as RevocationList.from_bytes; not where `parse_trusted` made it."""
        return tuple(RevocationList.from_bytes(each) for each in self.lists)


def parse_trusted(data: bytes) -> Trusted:
    """Raises PolicyTooBig, PolicyWrong."""
    trusted = decode(data, Trusted, PART, MOST_BYTES)
    for fault in _faults(trusted):
        raise PolicyWrong(part=PART, key=fault)
    return trusted


def parse_roots(named: object) -> Mapping[str, str]:
    """PEM by name of the file without `.pem`. Raises PolicyWrong; also where a root of training stands for anything
    else, since a station that has it so believes nobody."""
    if not isinstance(named, dict):
        raise PolicyWrong(part="root.json", key=ROOTS)
    found = {name: _certificates(pem) for name, pem in named.items()}
    of_training = {each for name in found if ROOT_FILES.get(name) == TRAINING for each in found[name]}
    for name, certificates in found.items():
        purpose = ROOT_FILES.get(name)
        if purpose is None or not certificates or (purpose != TRAINING and certificates & of_training):
            raise PolicyWrong(part="root.json", key=f"{ROOTS} {name}")
    return dict(named)


def older(before: Trusted, now: Trusted) -> Iterator[int]:
    """Which lists of `now` are older than in `before`, of the same authority: their places."""
    newest = {each.authority: each.this_update for each in before.revocation_lists()}
    for number, found in enumerate(now.revocation_lists()):
        if found.authority in newest and found.this_update < newest[found.authority]:
            yield number


def _faults(trusted: Trusted) -> Iterator[str]:
    for number, data in enumerate(trusted.lists):
        try:
            RevocationList.from_bytes(data)
        except CryptoError:
            yield f"list {number}"
    for kind, named in trusted.certificates.items():
        yield from (f"{kind} {name}" for name, pem in named.items() if not _certificates(pem))


def _certificates(pem: object) -> frozenset[str]:
    """Their fingerprints; none where it cannot be read."""
    try:
        return frozenset(each.fingerprint for each in certificates_from_pem(str(pem).encode()))
    except CryptoError:
        return frozenset()
