"""SecurityInfos: what a chip says it can, in EF.CardAccess, EF.CardSecurity and DG14 (Doc 9303 part 11 clause 9.2).

Each kind has a value; whatever is not known is left out of these and stays in the file, which is what hashes are over.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from crypto import der
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.errors import MalformedFile
from crypto.emrtd.public_key import ChipKey, read_public_key, write_public_key
from crypto.errors import CryptoError

MAX_BYTES = 65_536
_MAX_INFOS = 64
BSI = "0.4.0.127.0.7.2.2"
PACE, CHIP_KEY, CHIP_AUTHENTICATION, TERMINAL_AUTHENTICATION = f"{BSI}.4", f"{BSI}.1", f"{BSI}.3", f"{BSI}.2"
ACTIVE_AUTHENTICATION = "2.23.136.1.1.5"
_PACE_VERSION, _CHIP_VERSIONS = 2, (1, 2)
_MAX_KEY_ID = 2**31


@dataclass(frozen=True)
class PaceInfo:
    """oid: the protocol, with mapping and cipher. parameters: of the standardised groups, None where it says none."""

    oid: str
    parameters: int | None


@dataclass(frozen=True)
class ChipAuthenticationInfo:
    """key: which of several it is for; None where there is one."""

    oid: str
    version: int
    key: int | None


@dataclass(frozen=True)
class ChipKeyInfo:
    """A static public key of the chip. elliptic: the protocol it is for, as its identifier says."""

    elliptic: bool
    public: ChipKey
    key: int | None


@dataclass(frozen=True)
class SecurityInfos:
    """unknown: identifiers of what is not read here. trailing: bytes that stand after the set."""

    pace: tuple[PaceInfo, ...] = ()
    chip_authentication: tuple[ChipAuthenticationInfo, ...] = ()
    chip_keys: tuple[ChipKeyInfo, ...] = ()
    active_hash: str | None = None
    """The identifier of the signature algorithm of active authentication, where ECDSA needs one."""
    terminal_authentication: bool = False
    unknown: tuple[str, ...] = ()
    trailing: int = 0


@dataclass
class _Found:
    pace: list[PaceInfo] = field(default_factory=list)
    chip_authentication: list[ChipAuthenticationInfo] = field(default_factory=list)
    chip_keys: list[ChipKeyInfo] = field(default_factory=list)
    active_hash: str | None = None
    terminal_authentication: bool = False
    unknown: list[str] = field(default_factory=list)


def read_security_infos(data: bytes, file: str) -> SecurityInfos:
    """data: the SET, and what an issuer may have left after it. file: its name, for the error. Raises MalformedFile.

    An entry that cannot be read counts as unknown: it stops neither the others nor the chip.
    """
    try:
        whole = der.parse_prefix(data, MAX_BYTES)
        entries = [(each.fields(), each) for each in whole.fields(der.SET, _MAX_INFOS)]
        found = _Found()
        for fields, _ in entries:
            _read(fields.next().oid(), fields, found)
    except CryptoError as error:
        raise MalformedFile(file=file, reason=error.code) from None
    return SecurityInfos(
        tuple(found.pace), tuple(found.chip_authentication), tuple(found.chip_keys), found.active_hash,
        found.terminal_authentication, tuple(found.unknown), len(data) - whole.end,
    )  # fmt: skip


def write_security_infos(infos: SecurityInfos) -> bytes:
    """The SET. What it leaves out: `unknown` and `trailing`, of which there is nothing to write."""
    entries = [_entry(each.oid, der.integer(_PACE_VERSION), number=each.parameters) for each in infos.pace]
    entries += [_entry(each.oid, der.integer(each.version), number=each.key) for each in infos.chip_authentication]
    entries += [
        _entry(f"{CHIP_KEY}.{2 if each.elliptic else 1}", write_public_key(each.public), number=each.key)
        for each in infos.chip_keys
    ]
    if infos.active_hash is not None:
        entries.append(_entry(ACTIVE_AUTHENTICATION, der.integer(1), der.oid(infos.active_hash)))
    if infos.terminal_authentication:
        entries.append(_entry(TERMINAL_AUTHENTICATION, der.integer(1)))
    return der.set_of(*entries)


def _entry(oid: str, *values: bytes, number: int | None = None) -> bytes:
    return der.sequence(der.oid(oid), *values, *(() if number is None else (der.integer(number),)))


def _read(oid: str, fields: der.Fields, found: _Found) -> None:
    kind = next((each for each in _READERS if oid == each or oid.startswith(f"{each}.")), None)
    try:
        known = kind is not None and _READERS[kind](oid, fields, found)
    except CryptoError:
        known = False
    if not known:
        found.unknown.append(oid)


def _pace(oid: str, fields: der.Fields, found: _Found) -> bool:
    if len(oid.split(".")) != len(PACE.split(".")) + 2:
        return False  # PACEDomainParameterInfo: parameters that are not standardised
    if fields.next().integer() != _PACE_VERSION:
        return False
    found.pace.append(PaceInfo(oid, fields.next().integer() if fields.more() else None))
    return True


def _chip_authentication(oid: str, fields: der.Fields, found: _Found) -> bool:
    version = fields.next().integer()
    if version not in _CHIP_VERSIONS:
        return False
    found.chip_authentication.append(ChipAuthenticationInfo(oid, version, _key_id(fields)))
    return True


def _chip_key(oid: str, fields: der.Fields, found: _Found) -> bool:
    last = oid.removeprefix(f"{CHIP_KEY}.")
    if last not in ("1", "2"):
        return False
    key = read_public_key(fields.next())
    found.chip_keys.append(ChipKeyInfo(last == "2", key, _key_id(fields)))
    return True


def _terminal(_: str, fields: der.Fields, found: _Found) -> bool:
    found.terminal_authentication = fields.next().integer() in (1, 2)
    return found.terminal_authentication


def _active(_: str, fields: der.Fields, found: _Found) -> bool:
    if fields.next().integer() != 1:
        return False
    found.active_hash = fields.next().oid()
    return True


def _key_id(fields: der.Fields) -> int | None:
    if not fields.more():
        return None
    number = fields.next().integer()
    return number if 0 <= number < _MAX_KEY_ID else None


_READERS: dict[str, Callable[[str, der.Fields, _Found], bool]] = {
    PACE: _pace,
    CHIP_AUTHENTICATION: _chip_authentication,
    CHIP_KEY: _chip_key,
    TERMINAL_AUTHENTICATION: _terminal,
    ACTIVE_AUTHENTICATION: _active,
}


def suite_of(oid: str) -> Suite | None:
    """Of PACE and chip authentication: the cipher that the last arc of the protocol names."""
    last = oid.rpartition(".")[2]
    return Suite(int(last)) if last in ("1", "2", "3", "4") else None
