"""Settings of one station: defaults for a bare laptop, `station.toml` over them. Nothing here is a secret.

    mode = "demo"                  # or "production": no simulators, no demonstration keys, no embedded intake
    language = "hy"                # of the window at start: hy, ru or en
    unit = "Yerevan 1"
    desk = "1"
    intake = "embedded"            # or "https://intake.example:8443"; or "<receiver>+https://..." for whoever else
                                   # receives, with its options in [<receiver>]: docs/receiver-guide.md
    policy = ""                    # or "https://policy.example/", or a folder (a USB stick): docs/policy.md
    copies = ""                    # folder on a stick or a share for sealed copies of drafts: docs/technician/copies.md
    training_intake = ""           # "https://..." of the intake of training, where this desk is to practise
    keep_receipted_hours = 0       # how long a packet stays here after its receipt
    archive_after_days = 365       # how long after it a packet that is erased stays in the lists; its receipt stays
    simulators_first = true        # in demo: use a simulator although a real device is plugged in
    document_camera = ""           # beginning of the id of the camera that stands over the desk, for papers
    revocation_grace_hours = 168   # how long a revocation list serves after its end; signed policy's grace_days instead

    [tokens.cards]                 # keys in cards, TPMs and HSMs, by their PKCS#11 module: docs/technician/keys.md
    module = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"

    [pin_counter]                  # counts wrong PINs along, in the TPM's NV memory: docs/technician/keys.md
    index = "0x01500e51"

    [ofiq]                         # a second engine for the portrait, where it is installed: docs/technician/ofiq.md
    data = "/opt/ofiq/data"

    [devices.replay_camera]        # options of an adapter, by its family: docs/adapter-guide.md
    source = "portrait.jpg"

Where things lie: `ENROLLMENT_HOME` when it is set (folders `data` and `config` in it), else the user's own folders.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from re import fullmatch
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from crypto.files import trouble
from station.domain.errors import StationError
from station.roster import OWN, packages
from station.toml import NotToml, Step, Toml, read_toml

APPLICATION = "enrollment-station"
HOME_VARIABLE = "ENROLLMENT_HOME"
EMBEDDED = "embedded"
FILE = "station.toml"

Mode: TypeAlias = Literal["demo", "production"]


class SettingsWrong(StationError):
    """`station.toml` cannot be used. `key` is the entry at fault, the file where it is no TOML; `place` its line."""

    code = "STN-601"

    def __init__(self, key: str, place: str = FILE) -> None:
        super().__init__(key=key, place=place)


class SettingsUnreadable(StationError):
    """The system does not read `file`, the settings. `reason` is its word."""

    code, retryable = "STN-642", True


@dataclass(frozen=True)
class Settings:
    """data: drafts, outbox, database, key files. config: the machine secret and station.toml, apart from the data."""

    data: Path
    config: Path
    mode: Mode = "demo"
    language: str = "hy"
    unit: str = "Demo"
    desk: str = "1"
    intake: str = EMBEDDED
    policy: str = ""  # "": the demonstration's own; none in production
    copies: str = ""
    training_intake: str = ""
    keep_receipted_hours: float = 0.0
    archive_after_days: float = 365.0
    simulators_first: bool = True  # means nothing in production, which lists no simulators
    document_camera: str = ""
    revocation_grace_hours: float = 168.0
    tokens: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pin_counter: Mapping[str, Any] = field(default_factory=dict)
    ofiq: Mapping[str, str] = field(default_factory=dict)
    devices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    receivers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    written: Toml = field(default=Toml(FILE), repr=False, compare=False)

    def wrong(self, *way: Step) -> SettingsWrong:
        """The error that names an entry, and its line, by the way to it."""
        return SettingsWrong(key=".".join(str(step) for step in way), place=self.written.place(*way))

    @property
    def receiver(self) -> str:
        """Who receives, by its name."""
        return receiver_in(self.intake)

    def options(self, receiver: str) -> Mapping[str, Any]:
        """The table of a receiver; empty where there is none."""
        return self.receivers.get(receiver, {})

    @property
    def practises_at_home(self) -> bool:
        """A demonstration's intake takes training too; in earnest that has an intake of its own."""
        return self.mode == "demo" and self.receiver == OWN and not self.training_intake

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def trust(self) -> Path:
        return self.data / "trust"

    @property
    def state_authorities(self) -> Path:
        """Which authorities of States are believed for the chips of documents (`crypto.emrtd.verifier.csca_folder`)."""
        return self.data / "csca"

    @property
    def machine_secret(self) -> Path:
        return self.config / "machine.secret"

    @property
    def token_secret(self) -> Path:
        """PIN of the token that holds the station's own key; only where one does."""
        return self.config / "token.secret"

    @property
    def policy_store(self) -> Path:
        """The policy proven last, and what newer ones are compared with."""
        return self.data / "policy"

    @property
    def policy_root(self) -> Path:
        """The root that policy is proven from, as it came with the set-up."""
        return self.trust / "policy" / "root.json"

    @property
    def policy_floor(self) -> Path:
        """The newest versions ever trusted and the latest the clock ever said: apart from the data."""
        return self.config / "policy.json"

    @property
    def signed_time(self) -> Path:
        """The latest moment that others signed: apart from the data."""
        return self.config / "signed-time.json"

    @property
    def feedback(self) -> Path:
        """How often each mark was given, by day."""
        return self.data / "feedback.json"

    @property
    def drafts(self) -> Path:
        return self.data / "drafts"

    @property
    def copies_id(self) -> Path:
        """Under which name this station's copies of drafts lie at the second place: apart from the data."""
        return self.config / "copies.id"

    @property
    def copied(self) -> Path:
        """What was copied last, so that it can be said without the second place."""
        return self.data / "copied.json"

    @property
    def outbox(self) -> Path:
        return self.data / "outbox"

    @property
    def payments(self) -> Path:
        """What terminals were asked to take: station.storage.payment_files."""
        return self.data / "payments"

    @property
    def log_seen(self) -> Path:
        """The longest state of the audit log that left the station: apart from the data."""
        return self.config / "log.seen"

    @property
    def logs(self) -> Path:
        """Former audit logs of this station: station.audit.former."""
        return self.data / "logs"

    @property
    def aside(self) -> Path:
        """What a repair or a restoration replaced: nothing of it is ever deleted by the station."""
        return self.data / "aside"

    @property
    def database(self) -> Path:
        return self.data / "station.db"

    @property
    def intake_home(self) -> Path:
        """Of the embedded intake, which stands in for the centre in the demonstration."""
        return self.data / "intake"


def scheme_of(address: str) -> str:
    """Of a receiver's address: `https`, or `<receiver>+` and how it is reached."""
    return "https" if address == EMBEDDED else urlsplit(address).scheme


def receiver_in(address: str) -> str:
    """Whose address it is, by name."""
    name, plus, _ = scheme_of(address).partition("+")
    return name if plus else OWN


def url_in(address: str) -> str:
    """The address without the receiver's name."""
    return address.removeprefix(f"{receiver_in(address)}+")


def load_settings(home: Path | None = None) -> Settings:
    """Defaults with `station.toml` over them. home: as ENROLLMENT_HOME. Raises SettingsWrong, SettingsUnreadable."""
    data, config = _folders(home)
    file = config / FILE
    try:
        written = read_toml(file)
    except FileNotFoundError:
        written = Toml(FILE)
    except OSError as error:
        refused = trouble(error, file)
        raise SettingsUnreadable(**refused.params) from None
    except NotToml as error:
        raise SettingsWrong(key=FILE, place=error.place) from None
    known = {item.name for item in fields(Settings)} - {"data", "config", "written", "receivers"}
    entries, receivers = {}, {}
    for key, value in written.entries.items():
        if key in known and _fits(key, value):
            entries[key] = value
        elif key not in known and isinstance(value, dict) and key in packages():
            receivers[key] = value
        else:
            raise SettingsWrong(key=key, place=written.place(key))
    return Settings(data=data, config=config, written=written, receivers=receivers, **entries)


def _folders(home: Path | None) -> tuple[Path, Path]:
    named = os.environ.get(HOME_VARIABLE)
    if home is None and named:
        home = Path(named)
    if home is not None:
        return home / "data", home / "config"
    from platformdirs import user_config_path, user_data_path  # here: half of the start-up time of --help otherwise

    return user_data_path(APPLICATION), user_config_path(APPLICATION)


def _is_path(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 500 and "\0" not in value and Path(value).is_absolute()


def _fits(key: str, value: object) -> bool:
    if key == "mode":
        return value in get_args(Mode)
    if key == "language":
        return value in ("hy", "ru", "en")
    if key == "intake":
        return isinstance(value, str) and (
            value == EMBEDDED or fullmatch(r"(https|[a-z][a-z0-9]*\+[a-z]+)://\S+", value) is not None
        )
    if key == "training_intake":
        return isinstance(value, str) and (value == "" or fullmatch(r"https://\S+", value) is not None)
    if key == "document_camera":
        return isinstance(value, str) and len(value) <= 100
    if key in ("policy", "copies"):
        if not isinstance(value, str) or len(value) > 500 or "\0" in value:
            return False
        if key == "policy" and fullmatch(r"https://\S+", value) is not None:
            return True
        return value == "" or Path(value).is_absolute()
    if key in ("keep_receipted_hours", "revocation_grace_hours"):
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 24 * 365
    if key == "archive_after_days":
        return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 366 * 50
    if key == "simulators_first":
        return isinstance(value, bool)
    if key in ("devices", "tokens"):
        return isinstance(value, dict) and all(isinstance(options, dict) for options in value.values())
    if key == "pin_counter":
        return isinstance(value, dict)
    if key == "ofiq":
        return (
            isinstance(value, dict)
            and {"data"} <= set(value) <= {"data", "program"}
            and all(map(_is_path, value.values()))
        )
    return isinstance(value, str) and 0 < len(value) <= 100
