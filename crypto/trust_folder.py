"""A folder of trust: the files from which a trust store is read, and read again when one of them changes.

roots/<purpose>.pem, roots/<purpose>-pq.pem     who is believed for that purpose
roots/training.pem                              who is believed for training, and for nothing else
intermediates/*.pem                             issuers known beforehand
crls/*.crl                                      revocation lists
lists-are-published                             there are such lists, should crls/ be removed one day
recipients/*.pem, auditors/*.pem                whom packets, and openings of the audit log, are encrypted to
protection/recipients/*.pem                     whom referrals of people who may need protection are encrypted to
classes/<class>/recipients/*.pem                whom packets of a confidential class are encrypted to
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from crypto import files
from crypto.certificate import Certificate, certificates_from_pem
from crypto.errors import UntrustedCertificate
from crypto.files import write_private
from crypto.pinned import PinnedFiles
from crypto.revocation import OFFLINE_GRACE, Revocation
from crypto.trust import Purpose, TrustStore

LISTS = "crls"
PUBLISHED = "lists-are-published"
PUBLISHED_TEXT = (
    b"Somebody publishes revocation lists. While the folder crls is missing or empty, nobody is believed.\n"
)
TRAINING = "training"
POST_QUANTUM = "-pq"
"""Ends the name of a file with roots of ML-DSA: programs that know no such key can read no file that holds one."""
_KINDS = ("", POST_QUANTUM)  # version 0.1.0 had the roots of both in the first file
ROOT_FILES = {f"{name}{kind}": name for name in (*Purpose, TRAINING) for kind in _KINDS}
"""What each `roots/<name>.pem` stands for."""


def load_trust(
    folder: Path,
    *,
    training: bool = False,
    grace: Callable[[], timedelta] = lambda: OFFLINE_GRACE,
    had_lists: Callable[[], bool] = lambda: False,
    look: files.Look = files.stamps,
) -> TrustStore:
    """The store of a folder: `roots/<purpose>.pem`, `roots/<purpose>-pq.pem`, `intermediates/*.pem`, and `crls/*.crl`.

    Only where there was never a list (no folder, no `lists-are-published`, and nobody knows of one: had_lists) is
    nobody looked up; a folder that was removed means that nobody can be.

    It judges by now: by the later of the moment given and the newest list. All files are read again when one changes.
    A purpose without a file trusts nobody. training: `roots/training.pem` stands for every purpose, and no other file
    counts. grace: how long a revocation list serves after its end. look: how folders are looked at. Raises
    MalformedDer, and UntrustedCertificate(reason=training) where the root of training is pinned for anything else.
    """
    roots = _PinnedRoots(folder / "roots", training, look)
    roots.now()

    def published() -> bool:
        return (folder / LISTS).is_dir() or (folder / PUBLISHED).exists() or had_lists()

    store = TrustStore(
        roots=roots,
        intermediates=PinnedFiles(folder / "intermediates", look=look),
        revocation=Revocation(folder / LISTS, grace, published, look=look),
        training=training,
    )
    return replace(store, floor=store.newest_list)


class _PinnedRoots(Mapping[Purpose, Sequence[Certificate]]):
    """The roots of a folder as they are at each look. In training the root of training stands for every purpose."""

    def __init__(self, folder: Path, training: bool, look: files.Look) -> None:
        self._files = PinnedFiles(folder, ROOT_FILES, look)
        self._training = training
        self._seen: tuple[object, Mapping[Purpose, Sequence[Certificate]]] = (None, {})

    def now(self) -> Mapping[Purpose, Sequence[Certificate]]:
        """Raises MalformedDer, and UntrustedCertificate(reason=training) as `load_trust` says."""
        found = self._files.by_name()
        seen, roots = self._seen
        if found is not seen:  # what one look found stays what it is: files are read anew into a new mapping
            roots = self._by_purpose(found)
            self._seen = found, roots
        return roots

    def _by_purpose(self, found: Mapping[str, Sequence[Certificate]]) -> Mapping[Purpose, Sequence[Certificate]]:
        pinned = {
            name: tuple(root for kind in _KINDS for root in found.get(f"{name}{kind}", ()))
            for name in (*Purpose, TRAINING)
        }
        apart = pinned[TRAINING]
        in_earnest = {purpose: pinned[purpose] for purpose in Purpose if pinned[purpose]}
        if any(set(apart) & set(roots) for roots in in_earnest.values()):
            raise UntrustedCertificate(reason="training")
        return dict.fromkeys(Purpose, apart) if self._training else in_earnest

    def __getitem__(self, purpose: Purpose) -> Sequence[Certificate]:
        return self.now()[purpose]

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self.now())

    def __len__(self) -> int:
        return len(self.now())

    def values(self) -> ValuesView[Sequence[Certificate]]:
        return self.now().values()  # one look for all of them


def note_lists(folder: Path) -> None:
    """Remember that there are lists, should their folder be removed one day. Raises FileTrouble."""
    if (folder / LISTS).is_dir() and not (folder / PUBLISHED).exists():
        write_private(folder / PUBLISHED, PUBLISHED_TEXT)


def load_recipients(folder: Path, trust: TrustStore, at: datetime) -> tuple[Certificate, ...]:
    """The receivers of `recipients/*.pem` (certificate, then its issuers), each one proven. Raises as `verify`."""
    return _proven(folder / "recipients", trust, Purpose.RECEIVER, at)


def load_auditors(folder: Path, trust: TrustStore, at: datetime) -> tuple[Certificate, ...]:
    """Those of `auditors/*.pem`, to whom the openings of the audit log are encrypted. Raises as `verify`."""
    return _proven(folder / "auditors", trust, Purpose.AUDITOR, at)


def _proven(folder: Path, trust: TrustStore, purpose: Purpose, at: datetime) -> tuple[Certificate, ...]:
    found = []
    for file in files.listed(folder, "*.pem"):
        certificate, *chain = certificates_from_pem(files.read(file))
        trust.verify(certificate, chain, purpose, at)
        found.append(certificate)
    return tuple(found)
