"""Keys in hardware, as `station.toml` names them: whose keys a module holds, and which token is the station's own.

[tokens.cards]
module = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"     # people's cards: the default
[tokens.tpm]
module = "/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1"
environment = { TPM2_PKCS11_STORE = "/var/lib/enrollment-station/tpm" }
station = "station"                                       # label of the token that holds the station's key

[pin_counter]                                             # counts wrong PINs of keys in files along, in the TPM
index = "0x01500e51"
environment = { TPM2TOOLS_TCTI = "tabrmd" }
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from re import fullmatch
from typing import Any

from crypto import files
from crypto.errors import FileTrouble, KeyGone
from crypto.keys.api import KeyStore
from crypto.keys.nv_counter import TpmCounter
from crypto.keys.pkcs11.process import ModuleProcess
from crypto.keys.pkcs11.store import Pkcs11KeyStore
from crypto.keys.pkcs11.wire import Module
from crypto.keys.several import SeveralStores
from crypto.keys.soft import SoftKeyStore
from crypto.keys.station import StationToken
from crypto.trust import TrustStore
from crypto.trust_folder import load_trust, note_lists
from station.domain.clock import Clock
from station.policy import OfflineGrace
from station.settings import Settings
from station.storage.signed_time import SignedTime, Source

_MAY = {"module", "environment", "station"}


@dataclass(frozen=True)
class Tokens:
    """station: the token for the station's own key, None where that is in a file. cards: a store for each module."""

    station: StationToken | None
    cards: tuple[Pkcs11KeyStore, ...]


def open_tokens(settings: Settings, trust: TrustStore, running: ExitStack) -> Tokens:
    """Starts nothing yet: a module's process begins with the first question. Ended by `running`.

    Raises SettingsWrong.
    """
    station, cards = None, []
    for name, entry in settings.tokens.items():
        process = ModuleProcess(_module(settings, name, entry))
        running.callback(process.close)
        if "station" not in entry:
            cards.append(Pkcs11KeyStore(process, settings.keys, trust.intermediates))
        elif station is not None:
            raise settings.wrong("tokens", name, "station")
        else:
            station = StationToken(process, entry["station"], lambda: _pin(settings.token_secret))
    return Tokens(station, tuple(cards))


def key_files(settings: Settings, shortest_pin: Callable[[], int]) -> SoftKeyStore:
    """People's keys in the station's folder. shortest_pin: of policy, for production; the demonstration has its own.

    Raises SettingsWrong.
    """
    counter = _pin_counter(settings)
    if settings.mode == "production":
        return SoftKeyStore(settings.keys, settings.machine_secret, counter, shortest_pin)
    return SoftKeyStore(settings.keys, settings.machine_secret, counter)


def people_keys(files: SoftKeyStore, tokens: Tokens) -> KeyStore:
    """Every place where a person's key may be: the station's folder first, then cards."""
    return SeveralStores((files, *tokens.cards)) if tokens.cards else files


def open_trust(settings: Settings, clock: Clock, *, training: bool = False) -> TrustStore:
    """Judges by the later of the clock and what others signed (`TrustStore.judged`); lists serve as long after their
    end as signed policy says, or the settings where there is none (`OfflineGrace`).

    Raises MalformedDer, UntrustedCertificate where the root of training is pinned for anything else.
    """
    signed = SignedTime(settings.signed_time, clock)
    otherwise = timedelta(hours=settings.revocation_grace_hours)
    grace = OfflineGrace(settings.policy_store, settings.policy_root, settings.policy_floor, otherwise)
    trust = load_trust(settings.trust, grace=grace, training=training, had_lists=lambda: signed.knows(Source.LIST))
    with suppress(FileTrouble):  # a folder that can't be written: the folder of settings knows of the lists too
        note_lists(settings.trust)

    def floor() -> datetime:
        newest = trust.newest_list()  # asked each time: lists come while the station runs
        if newest is not None:
            signed.learn(Source.LIST, newest)
        return signed.least()

    return replace(trust, floor=floor)


def _pin_counter(settings: Settings) -> TpmCounter | None:
    entry = settings.pin_counter
    if not entry:
        return None
    index, environment = entry.get("index"), entry.get("environment", {})
    wrong = next((key for key in entry if key not in ("index", "environment")), "")
    if not isinstance(index, str) or not fullmatch(r"0x01[0-9a-fA-F]{6}", index):
        wrong = "index"
    elif not _is_environment(environment):
        wrong = "environment"
    if wrong:
        raise settings.wrong("pin_counter", wrong)
    return TpmCounter(str(index), environment)


def _is_environment(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _module(settings: Settings, name: str, entry: Mapping[str, Any]) -> Module:
    path, environment = entry.get("module"), entry.get("environment", {})
    wrong = next((key for key in entry if key not in _MAY), "")
    if not isinstance(path, str) or not Path(path).is_absolute():
        wrong = "module"
    if not _is_environment(environment):
        wrong = "environment"
    label = entry.get("station", "x")
    if not isinstance(label, str) or not 0 < len(label) <= 32:
        wrong = "station"
    if wrong:
        raise settings.wrong("tokens", name, wrong)
    return Module(Path(str(path)), environment)


def _pin(file: Path) -> str:
    try:
        return files.read(file).decode().strip()
    except (FileNotFoundError, UnicodeDecodeError):
        raise KeyGone from None
