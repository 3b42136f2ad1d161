"""A policy for the demonstration: made at the first start with keys of its own, signed anew before it ends."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from json import dumps
from pathlib import Path
from string import Template

from tuf.api.exceptions import RepositoryError

from crypto.errors import CryptoError
from station.policy.errors import DemoPolicyDamaged, PolicyWrong
from station.policy.from_toml import policy_files
from station.policy.publish import Keys, Repository
from station.policy.publishable import PublicationWrong
from station.policy.signers import load_public, load_signer, new_key
from station.storage.files import durable_folder, durable_write

_ROOTS, _TARGETS = ("root-1", "root-2", "root-3"), ("targets-1", "targets-2")
_ONLINE = ("snapshot", "timestamp")
_NAMES = {"Demo": ("Դեմո", "Демо", "Demo")}


@dataclass(frozen=True)
class DemoDesk:
    """The desk that the demonstration's registry holds. certificate, recipients: SHA-256 of certificates. envelope,
    envelope_number: the policy of sealing that is installed."""

    certificate: str
    unit: str
    desk: str
    recipients: Sequence[str]
    envelope: str = "baseline"
    envelope_number: int = 1
    former: Sequence[str] = ()
    """Certificates that the station had before: a registry keeps them."""
    recovery: tuple[Sequence[str], Sequence[str]] | None = None
    """Certificates of the two halves of people who open copies of drafts; None where no copies are made."""


def ensure(home: Path, installed_root: Path, desk: DemoDesk, at: datetime) -> Path:
    """The repository, published and good for a while yet. home: the centre's, where the keys stay.

    Raises DiskFull, DiskFailed, DemoPolicyDamaged.
    """
    try:
        return _ensure(home, installed_root, desk, at)
    except (OSError, CryptoError, PublicationWrong, RepositoryError, PolicyWrong):
        raise DemoPolicyDamaged from None


def _ensure(home: Path, installed_root: Path, desk: DemoDesk, at: datetime) -> Path:
    durable_folder(home)
    folder, keys = home / "repository", home / "keys"
    with _alone(home / ".lock"):
        repository = Repository(folder)
        if not installed_root.exists():  # also after a crash in the middle
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(keys, ignore_errors=True)
            root = _create(repository, keys, at)
            _publish(repository, keys, desk, at)
            durable_folder(installed_root.parent)
            durable_write(installed_root, root)
        else:
            _publish(repository, keys, desk, at)
    return folder


def _create(repository: Repository, keys: Path, at: datetime) -> bytes:
    for name in (*_ROOTS, *_TARGETS, *_ONLINE):
        new_key(keys, name)
    public = Keys(
        root=[load_public(keys / f"{name}.pub.pem") for name in _ROOTS],
        targets=[load_public(keys / f"{name}.pub.pem") for name in _TARGETS],
        snapshot=load_public(keys / "snapshot.pub.pem"),
        timestamp=load_public(keys / "timestamp.pub.pem"),
    )
    return repository.create(public, [load_signer(keys / f"{name}.pem") for name in _ROOTS[:2]], at)


def _publish(repository: Repository, keys: Path, desk: DemoDesk, at: datetime) -> None:
    """What the desk's settings ask for; nothing when that stands there and holds for half its time yet. Services that
    somebody published stay."""
    now = repository.files()
    wanted = {**now, **policy_files(_texts(desk), now, at)}
    until = repository.good_until()
    if wanted == now and until is not None and until - at > repository.lifetimes.timestamp / 2:
        return
    signers = [load_signer(keys / f"{name}.pem") for name in (*_TARGETS, *_ONLINE)]
    repository.publish(wanted, signers, at)


def _texts(desk: DemoDesk) -> dict[str, str]:
    hy, ru, en = _NAMES.get(desk.unit, (desk.unit,) * 3)
    values = {
        "unit_hy": _quoted(hy),
        "unit_ru": _quoted(ru),
        "unit_en": _quoted(en),
        "desk": _quoted(desk.desk),
        "certificates": dumps([*desk.former, desk.certificate]),
        "recipients": dumps(list(desk.recipients)),
        "envelope": _quoted(desk.envelope),
        "envelope_number": str(desk.envelope_number),
        "recovery": _recovery(desk.recovery),
    }
    folder = files("station.policy").joinpath("data")
    return {
        name: Template(folder.joinpath(name).read_text(encoding="utf-8")).substitute(values)
        for name in ("registry.toml", "rules.toml")
    }


def _recovery(halves: tuple[Sequence[str], Sequence[str]] | None) -> str:
    if halves is None:
        return ""
    first, second = (dumps(list(half)) for half in halves)
    return (
        f"\n[recovery]            # copies of drafts: one of each half, together\nfirst = {first}\nsecond = {second}\n"
    )


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return dumps(text, ensure_ascii=False)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One program at a time: the window and the headless front end may both start first."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
