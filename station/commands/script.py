"""The script of a headless enrollment (TOML). docs/examples/enroll.toml shows every entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station.domain.errors import StationError
from station.domain.sample import BiometricException, ExceptionReason, Finger
from station.settings import read_toml

_KINDS = ("camera", "fingerprint", "signature")


class ScriptWrong(StationError):
    """The script cannot be used. `key` is the entry at fault, the file's name where it cannot be read at all."""

    code = "STN-610"


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


def load_script(file: Path) -> Script:
    """Raises ScriptWrong."""
    try:
        entries = read_toml(file)
    except ValueError:
        raise ScriptWrong(key=file.name) from None
    known = {"procedure", "patience_s", "operator", "officer", "fields", "missing_fingers", "devices", "use"}
    for key in entries:
        if key not in known:
            raise ScriptWrong(key=key)
    patience_s = entries.get("patience_s", 30.0)
    if not isinstance(patience_s, int | float) or not 0 < patience_s <= 3600:
        raise ScriptWrong(key="patience_s")
    return Script(
        operator=_person(entries, "operator"),
        officer=_person(entries, "officer"),
        fields=_texts(entries, "fields"),
        procedure=str(entries.get("procedure", "biometric_passport")),
        exceptions=tuple(_exception(item) for item in _list(entries, "missing_fingers")),
        devices=_devices(entries, file.parent),
        use=_use(entries),
        patience_s=float(patience_s),
    )


def _person(entries: Mapping[str, Any], key: str) -> Person:
    entry = entries.get(key)
    if not isinstance(entry, dict) or set(entry) != {"credential", "pin"}:
        raise ScriptWrong(key=key)
    return Person(str(entry["credential"]), str(entry["pin"]))


def _texts(entries: Mapping[str, Any], key: str) -> Mapping[str, str]:
    table = entries.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise ScriptWrong(key=key)
    return table


def _list(entries: Mapping[str, Any], key: str) -> list[Any]:
    found = entries.get(key, [])
    if not isinstance(found, list):
        raise ScriptWrong(key=key)
    return found


def _exception(item: object) -> BiometricException:
    if not isinstance(item, dict) or set(item) != {"finger", "reason"}:
        raise ScriptWrong(key="missing_fingers")
    try:
        return BiometricException(Finger[str(item["finger"]).upper()], ExceptionReason(item["reason"]))
    except (KeyError, ValueError):
        raise ScriptWrong(key="missing_fingers") from None


def _devices(entries: Mapping[str, Any], folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Options by family; a relative `source` is seen from the script's folder."""
    table = entries.get("devices", {})
    if not isinstance(table, dict) or not all(isinstance(options, dict) for options in table.values()):
        raise ScriptWrong(key="devices")
    return {
        family: {key: str(folder / value) if key == "source" else value for key, value in options.items()}
        for family, options in table.items()
    }


def _use(entries: Mapping[str, Any]) -> Mapping[str, str]:
    table = _texts(entries, "use")
    if not set(table) <= set(_KINDS):
        raise ScriptWrong(key="use")
    return table
