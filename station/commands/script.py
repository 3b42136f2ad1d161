"""The script of a headless enrollment (TOML). docs/examples/enroll.toml shows every entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station.domain.errors import StationError
from station.domain.sample import BiometricException, ExceptionReason, Finger
from station.toml import NotToml, Step, Toml, read_toml

_KINDS = ("camera", "fingerprint", "signature")


class ScriptWrong(StationError):
    """The script cannot be used. `key`: the entry at fault, or the file where it is no TOML; `place`: its line."""

    code = "STN-610"

    def __init__(self, key: str, place: str) -> None:
        super().__init__(key=key, place=place)


@dataclass(frozen=True)
class Person:
    """Whose credential: by the name in the certificate, or by its fingerprint."""

    credential: str
    pin: str


@dataclass(frozen=True)
class Script:
    """devices: options by adapter family. use: kind of device -> how its id begins; else the best one is taken."""

    operator: Person
    officer: Person
    fields: Mapping[str, str]
    procedure: str = "biometric_passport"
    exceptions: tuple[BiometricException, ...] = ()
    devices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    use: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 30.0
    written: Toml = field(default=Toml("script"), repr=False, compare=False)


def load_script(file: Path) -> Script:
    """Raises ScriptWrong, OSError."""
    try:
        written = read_toml(file)
    except NotToml as error:
        raise ScriptWrong(file.name, error.place) from None
    known = {"procedure", "patience_s", "operator", "officer", "fields", "missing_fingers", "devices", "use"}
    for key in written.entries:
        if key not in known:
            raise wrong(written, key)
    patience_s = written.entries.get("patience_s", 30.0)
    if not isinstance(patience_s, int | float) or not 0 < patience_s <= 3600:
        raise wrong(written, "patience_s")
    return Script(
        operator=_person(written, "operator"),
        officer=_person(written, "officer"),
        fields=_texts(written, "fields"),
        procedure=str(written.entries.get("procedure", "biometric_passport")),
        exceptions=_exceptions(written),
        devices=_devices(written, file.parent),
        use=_use(written),
        patience_s=float(patience_s),
        written=written,
    )


def wrong(written: Toml, *way: Step) -> ScriptWrong:
    """The error that names an entry, and its line, by the way to it."""
    return ScriptWrong(".".join(str(step) for step in way), written.place(*way))


def _person(written: Toml, key: str) -> Person:
    entry = written.entries.get(key)
    if not isinstance(entry, dict):
        raise wrong(written, key)
    for name in entry:
        if name not in ("credential", "pin"):
            raise wrong(written, key, name)
    if len(entry) != 2:
        raise wrong(written, key)
    return Person(str(entry["credential"]), str(entry["pin"]))


def _texts(written: Toml, key: str) -> Mapping[str, str]:
    table = written.entries.get(key, {})
    if not isinstance(table, dict):
        raise wrong(written, key)
    for name, value in table.items():
        if not isinstance(value, str):
            raise wrong(written, key, name)
    return table


def _exceptions(written: Toml) -> tuple[BiometricException, ...]:
    key = "missing_fingers"
    found = written.entries.get(key, [])
    if not isinstance(found, list):
        raise wrong(written, key)
    return tuple(_exception(written, key, index, item) for index, item in enumerate(found))


def _exception(written: Toml, key: str, index: int, item: object) -> BiometricException:
    if not isinstance(item, dict) or set(item) != {"finger", "reason"}:
        raise wrong(written, key, index)
    try:
        return BiometricException(Finger[str(item["finger"]).upper()], ExceptionReason(item["reason"]))
    except (KeyError, ValueError):
        raise wrong(written, key, index) from None


def _devices(written: Toml, folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Options by family; a relative `source` is seen from the script's folder."""
    table = written.entries.get("devices", {})
    if not isinstance(table, dict):
        raise wrong(written, "devices")
    for family, options in table.items():
        if not isinstance(options, dict):
            raise wrong(written, "devices", family)
    return {
        family: {key: str(folder / value) if key == "source" else value for key, value in options.items()}
        for family, options in table.items()
    }


def _use(written: Toml) -> Mapping[str, str]:
    table = _texts(written, "use")
    for kind in table:
        if kind not in _KINDS:
            raise wrong(written, "use", kind)
    return table
