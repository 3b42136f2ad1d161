"""The script of a headless enrollment (TOML). docs/examples/enroll.toml shows every entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from station.domain import override
from station.domain.attachment import MOST_PAGES
from station.domain.citizen_view import RIGHTS, TOLD
from station.domain.enrollment import Relation
from station.domain.errors import StationError
from station.domain.override import OverrideReason
from station.domain.sample import (
    PORTRAIT,
    REASONS,
    BiometricException,
    ExceptionReason,
    Eye,
    Finger,
    Modality,
    Slap,
    VetoReason,
)
from station.toml import NotToml, Step, Toml, read_toml

_OVERRIDES: Mapping[str, tuple[OverrideReason, ...]] = {
    PORTRAIT: override.REASONS[Modality.FACE],
    **dict.fromkeys((slap.value for slap in Slap), override.REASONS[Modality.FINGERS]),
}
"""By the name of a sample, for which reasons it is taken though a rule refuses it."""
_OF_ONE = {
    *("fields", "pages", "missing_fingers", "exceptions", "overrides", "told"),
    *("confirmed", "singly", "left_out"),
}
"""What is said of each person."""
_KINDS = ("camera", "document", "fingerprint", "signature")


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
class Applicant:
    """fields: as they would be typed. pages: of papers that stay, by field and form ("passport_paper.COPY"): how many;
    0 of an original that was seen. relation: to the first of those who came together. take_over: what is offered of
    those before is taken over, step by step. reasons: why there is no portrait or signature, or why another than usual.
    told: of their rights, in which `language`, with which `version` of the words and `how` (a word of TOLD).
    confirmed: slaps whose prints are right where the station asks. singly: slaps whose fingers come one by one, by
    choice. left_out: by placement why its prints do not count though every check took them, one reason a time. way: to
    their entries in the script."""

    fields: Mapping[str, str]
    pages: Mapping[str, int] = field(default_factory=dict)
    exceptions: tuple[BiometricException, ...] = ()
    relation: Relation = Relation.FIRST
    take_over: bool = False
    reasons: Mapping[Modality | Eye, ExceptionReason] = field(default_factory=dict)
    overrides: Mapping[str, OverrideReason] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    confirmed: frozenset[Slap] = frozenset()
    singly: frozenset[Slap] = frozenset()
    left_out: Mapping[Slap, tuple[VetoReason, ...]] = field(default_factory=dict)
    way: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Script:
    """applicants: the first, and those who came with them. devices: options by adapter family. use: kind of device ->
    how its id begins; else the best one is taken. second: who confirms why something is not taken, where
    a service asks for a second person."""

    operator: Person
    officer: Person
    applicants: tuple[Applicant, ...]
    procedure: str = "biometric_passport"
    devices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    use: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 30.0
    second: Person | None = None
    written: Toml = field(default=Toml("script"), repr=False, compare=False)


def load_script(file: Path) -> Script:
    """Raises ScriptWrong, OSError."""
    try:
        written = read_toml(file)
    except NotToml as error:
        raise ScriptWrong(file.name, error.place) from None
    known = {
        "procedure",
        "patience_s",
        "operator",
        "officer",
        "second",
        *_OF_ONE,
        "people",
        "devices",
        "use",
    }
    for key in written.entries:
        if key not in known:
            raise wrong(written, key)
    patience_s = written.entries.get("patience_s", 30.0)
    if not isinstance(patience_s, int | float) or not 0 < patience_s <= 3600:
        raise wrong(written, "patience_s")
    return Script(
        operator=_person(written, "operator"),
        officer=_person(written, "officer"),
        applicants=(_applicant(written, (), written.entries), *_people(written)),
        procedure=str(written.entries.get("procedure", "biometric_passport")),
        devices=_devices(written, file.parent),
        use=_use(written),
        patience_s=float(patience_s),
        second=_person(written, "second") if "second" in written.entries else None,
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


def _people(written: Toml) -> Iterator[Applicant]:
    """Those who came with the first."""
    found = written.entries.get("people", [])
    if not isinstance(found, list):
        raise wrong(written, "people")
    for number, entry in enumerate(found):
        if not isinstance(entry, dict):
            raise wrong(written, "people", number)
        for key in entry:
            if key not in ("relation", "take_over", *_OF_ONE):
                raise wrong(written, "people", number, key)
        relation, take_over = str(entry.get("relation", "")), entry.get("take_over", False)
        if relation not in [each.value for each in Relation if each is not Relation.FIRST]:
            raise wrong(written, "people", number, *(("relation",) if "relation" in entry else ()))
        if not isinstance(take_over, bool):
            raise wrong(written, "people", number, "take_over")
        applicant = _applicant(written, ("people", number), entry)
        yield replace(applicant, relation=Relation(relation), take_over=take_over)


def _applicant(written: Toml, way: tuple[Step, ...], entry: Mapping[str, Any]) -> Applicant:
    fields = _texts(written, entry.get("fields", {}), *way, "fields")
    pages = _counts(written, entry.get("pages", {}), *way, "pages")
    missing = _exceptions(written, entry.get("missing_fingers", []), *way, "missing_fingers")
    reasons = _reasons(written, entry.get("exceptions", {}), *way, "exceptions")
    overrides = _overrides(written, entry.get("overrides", {}), *way, "overrides")
    told = _texts(written, entry.get("told", {}), *way, "told")
    if told and (told.keys() != {"language", "version", "how"} or told["how"] not in TOLD[RIGHTS]):
        raise wrong(written, *way, "told")
    confirmed = _slaps(written, entry.get("confirmed", []), *way, "confirmed")
    singly = _slaps(written, entry.get("singly", []), *way, "singly")
    if any(slap.alone for slap in singly):
        raise wrong(written, *way, "singly")
    left_out = _left_out(written, entry.get("left_out", {}), *way, "left_out")
    return Applicant(
        fields, pages, missing, Relation.FIRST, False, reasons, overrides, told, confirmed, singly, left_out, way
    )


def _left_out(written: Toml, table: object, *way: Step) -> Mapping[Slap, tuple[VetoReason, ...]]:
    if not isinstance(table, dict):
        raise wrong(written, *way)
    known = {reason.value for reason in VetoReason}
    for name, words in table.items():
        if name not in set(Slap) or not isinstance(words, list) or not all(word in known for word in words):
            raise wrong(written, *way, name)
    return {Slap(name): tuple(VetoReason(word) for word in words) for name, words in table.items()}


def _slaps(written: Toml, names: object, *way: Step) -> frozenset[Slap]:
    known = {slap.value for slap in Slap}
    if not isinstance(names, list) or not all(name in known for name in names):
        raise wrong(written, *way)
    return frozenset(Slap(name) for name in names)


def _overrides(written: Toml, table: object, *way: Step) -> Mapping[str, OverrideReason]:
    """By the name of the sample."""
    found = {}
    for name, word in _texts(written, table, *way).items():
        what = (
            Modality.FACE if name == PORTRAIT else Modality.FINGERS if name in {slap.value for slap in Slap} else None
        )
        reasons = () if what is None else override.REASONS[what]
        if word not in reasons:
            raise wrong(written, *way, name)
        found[name] = OverrideReason(word)
    return found


def _reasons(written: Toml, table: object, *way: Step) -> Mapping[Modality | Eye, ExceptionReason]:
    """Of the face, its eyes and the signature; fingers have entries of their own."""
    found: dict[Modality | Eye, ExceptionReason] = {}
    of: dict[Modality | Eye, Modality] = {
        Modality.FACE: Modality.FACE, Modality.SIGNATURE: Modality.SIGNATURE, **dict.fromkeys(Eye, Modality.FACE),
    }  # fmt: skip
    for name, word in _texts(written, table, *way).items():
        what = next((each for each in of if each == name), None)
        reasons = () if what is None else REASONS[of[what]]
        reason = next((each for each in reasons if each == word and each.of_an_eye is isinstance(what, Eye)), None)
        if what is None or reason is None:
            raise wrong(written, *way, name)
        found[what] = reason
    return found


def _counts(written: Toml, table: object, *way: Step) -> Mapping[str, int]:
    if not isinstance(table, dict):
        raise wrong(written, *way)
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PAGES:
            raise wrong(written, *way, name)
    return table


def _texts(written: Toml, table: object, *way: Step) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise wrong(written, *way)
    for name, value in table.items():
        if not isinstance(value, str):
            raise wrong(written, *way, name)
    return table


def _exceptions(written: Toml, found: object, *way: Step) -> tuple[BiometricException, ...]:
    if not isinstance(found, list):
        raise wrong(written, *way)
    return tuple(_exception(written, item, *way, index) for index, item in enumerate(found))


def _exception(written: Toml, item: object, *way: Step) -> BiometricException:
    if not isinstance(item, dict) or set(item) != {"finger", "reason"}:
        raise wrong(written, *way)
    try:
        return BiometricException(Finger[str(item["finger"]).upper()], ExceptionReason(item["reason"]))
    except (KeyError, ValueError):
        raise wrong(written, *way) from None


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
    table = _texts(written, written.entries.get("use", {}), "use")
    for kind in table:
        if kind not in _KINDS:
            raise wrong(written, "use", kind)
    return table
