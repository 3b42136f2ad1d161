"""What signed policy says of trust, put where the station reads it: the folder `trust`.

    roots/<purpose>.pem  intermediates/*.pem  crls/*.crl     read again at each look-up
    recipients/*.pem     envelope-policy.p7m                 read again at each sealing, all old or all new
    auditors/*.pem       recovery/*.pem                      read again at each use

Each file is replaced whole. A crash in between is made good at the next start: the policy at hand is rolled out before
anything is read. Nothing older comes over anything newer, whoever brought that.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crypto import cms, files
from crypto.errors import BadRevocationList, CryptoError, FileTrouble, TooLarge
from crypto.revocation import RevocationList
from crypto.trust_folder import LISTS, ROOT_FILES, note_lists
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.packet.envelope_policy import FILE, EnvelopePolicy, parse_policy
from station.policy import PolicyStore, PolicyWrong, Trusted, Verified
from station.policy.floor import read_floor
from station.policy.trusted import ADDED, KINDS, PART, parse_roots
from station.services.health import LEAST_RECIPIENTS
from station.services.receivers import Receivers
from station.settings import Settings
from station.storage.errors import DiskFailed
from station.storage.files import durable_folder, durable_remove, durable_write

ROOTS = "roots"


class Rollout:
    """Follows the policy in force while the station runs; for the policy thread."""

    def __init__(self, trust: Path, receivers: Receivers, record: Callable[[AuditEvent], None]) -> None:
        """trust: the folder. record: writes into the audit log, from any thread."""
        self._trust = trust
        self._receivers = receivers
        self._record = record

    def require(self, policy: Verified) -> None:
        """Raises PolicyWrong where its receivers and its policy of sealing do not go together, or its roots and those
        installed; DiskFailed."""
        if policy.trusted is not None:
            demand_whole(policy.trusted)
        if policy.roots:
            with _failed_disk():
                installed = {name: pem for name, pem in pems_in(self._trust / ROOTS).items() if name in ROOT_FILES}
            parse_roots({**installed, **policy.roots})

    def follow(self, policy: Verified) -> None:
        """Raises DiskFull, DiskFailed; done again, it is completed."""
        with _failed_disk(), self._receivers.replacing():
            news = roll_out(policy, self._trust)
            if news:
                with suppress(CryptoError, StationError):  # kept in `held`, and raised to whoever seals
                    self._receivers.now()
        if news:
            self._record(AuditEvent(EventKind.TRUST_TAKEN, details=dict(news)))


@contextmanager
def _failed_disk() -> Iterator[None]:
    """A file that cannot be read either stands in the way of a policy: the keeper says so."""
    try:
        yield
    except FileTrouble as error:
        raise DiskFailed(**error.params) from error


def roll_out(policy: Verified, trust: Path) -> Mapping[str, int]:
    """How many files of each kind were news. Raises DiskFull, DiskFailed, FileTrouble."""
    news = {ROOTS: _pems(trust / ROOTS, policy.roots)}
    published = policy.trusted
    if published is not None:
        for kind, named in published.certificates.items():
            if named:
                news[kind] = _pems(trust / kind, named, no_others=kind not in ADDED)
        news[LISTS] = sum(_list(trust / LISTS, found) for found in published.revocation_lists())
        if published.lists:
            note_lists(trust)
        news["sealing"] = _sealing(trust / FILE, published.sealing)
    return {kind: count for kind, count in news.items() if count}


def roll_out_kept(settings: Settings) -> bool:
    """The policy at hand, before anything that it brings is read; whether it brings trust. Where there is none, or none
    that is proven, nothing happens: the keeper says so in its turn. Raises DiskFull, DiskFailed, FileTrouble."""
    root = files.read(settings.policy_root) if settings.policy_root.exists() else b""
    try:
        policy = PolicyStore(settings.policy_store, root).read()
        read_floor(settings.policy_floor).demand(policy)
    except StationError:
        return False
    roll_out(policy, settings.trust)
    return policy.trusted is not None


def trust_in(folder: Path) -> dict[str, Any] | None:
    """The entries of `trust.json` from a folder that is laid out like a station's; None where there is no folder.

    Raises PolicyWrong for a certificate that is no text, FileTrouble.
    """
    if not folder.is_dir():
        return None
    sealing = folder / FILE
    return {
        "lists": [files.read(file) for file in files.listed(folder / LISTS, "*.crl")],
        **{kind: pems_in(folder / kind) for kind in KINDS},
        "sealing": files.read(sealing) if sealing.exists() else b"",
    }


def pems_in(folder: Path) -> dict[str, str]:
    """The text of each `*.pem`, by its name. Raises PolicyWrong for one that is no text, FileTrouble."""
    try:
        return {file.stem: files.read(file).decode("ascii") for file in files.listed(folder, "*.pem")}
    except UnicodeDecodeError:
        raise PolicyWrong(part=PART, key=folder.name) from None


def demand_whole(published: Trusted) -> None:
    """That it can be sealed as it says: two receivers, and those that its policy of sealing names. Whether they are
    believed is asked at each sealing. Raises PolicyWrong."""
    named = published.recipients
    if named and len(named) < LEAST_RECIPIENTS:
        raise PolicyWrong(part=PART, key="recipients")
    if not published.sealing:
        return
    sealing = _claimed(published.sealing)
    if sealing is None or (named and not {each.certificate for each in sealing.receivers} <= set(named)):
        raise PolicyWrong(part=PART, key="sealing")


def _pems(folder: Path, wanted: Mapping[str, str], *, no_others: bool = False) -> int:
    """The new ones first: at no moment is there none."""
    news = sum(_write(folder / f"{name}.pem", pem.encode()) for name, pem in wanted.items())
    if no_others:
        gone = tuple(file for file in files.listed(folder, "*.pem") if file.stem not in wanted)
        durable_remove(gone)
        news += len(gone)
    return news


def _list(folder: Path, found: RevocationList) -> bool:
    """Who signed it is asked at each look-up; two signatures of the State brought it."""
    file = folder / f"{found.authority}.crl"
    with suppress(FileNotFoundError, BadRevocationList, TooLarge):  # damaged: replaced
        if RevocationList.from_bytes(files.read(file)).this_update >= found.this_update:
            return False
    return _write(file, found.der)


def _sealing(file: Path, signed: bytes) -> bool:
    if not signed:
        return False
    new = _claimed(signed)
    with suppress(FileNotFoundError):
        old = _claimed(files.read(file))
        if new is not None and old is not None and (old.name, old.number > new.number) == (new.name, True):
            return False
    return _write(file, signed)


def _claimed(signed: bytes) -> EnvelopePolicy | None:
    """What it says, whoever signed it; None where it says nothing."""
    try:
        return parse_policy(cms.claimed_content(signed))
    except (CryptoError, StationError):
        return None


def _write(file: Path, data: bytes) -> bool:
    """Whether it was news."""
    with suppress(FileNotFoundError):
        if files.read(file) == data:
            return False
    durable_folder(file.parent)
    durable_write(file, data)
    return True
