"""Who is who: a person is an identifier, not a certificate and not a name.

An identifier has the form of ETSI EN 319 412-1 clause 5.1.3: three letters of a kind of number, or two of a national
scheme and a colon; the country; a hyphen; the number. "EI:AM-004711" is a staff number of the scheme EI in Armenia,
"IDCAM-AN1234567" an identity card. Numbers of the population register (PNO, TAX, TIN) are not for certificates that
travel in packets.
"""

from collections.abc import Sequence
from re import fullmatch
from typing import Protocol

from station.domain.errors import StationError

SCHEME = r"([A-Z]{2}:|PAS|IDC)[A-Z]{2}"
"""The form in which policy names one."""
_FORM = r"((?:[A-Z]{3}|[A-Z]{2}:)[A-Z]{2})-([0-9A-Z][0-9A-Z./-]{0,49})"
_KINDS = ("PAS", "IDC")
_REGISTERED = ("PNO", "TAX", "TIN")  # the public service number, by whatever name


class PersonUnidentified(StationError):
    """A certificate does not say who it names, or not so that people can be told apart. `reason`: missing | form |
    personal-number | scheme."""

    code, retryable = "STN-226", True


class Person(Protocol):
    """What tells people apart."""

    @property
    def credential_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def identifier(self) -> str: ...
    @property
    def key(self) -> str: ...


def same_person(one: Person, other: Person) -> bool:
    """By certificate, by key, by identifier, of whatever authority; by name where a certificate says no more."""
    if one.credential_id == other.credential_id or (one.key and one.key == other.key):
        return True
    if one.identifier and other.identifier:
        return one.identifier == other.identifier
    return one.name == other.name


def told_apart(one: Person, other: Person) -> bool:
    """Whether it can be said at all that they are two: numbers of two schemes say nothing about each other."""
    if same_person(one, other) or not (one.identifier and other.identifier):
        return True
    return one.identifier.partition("-")[0] == other.identifier.partition("-")[0]


def scheme_of(identifier: str) -> str:
    """What comes before the hyphen: "EI:AM", "IDCAM". Raises PersonUnidentified."""
    if not identifier:
        raise PersonUnidentified(reason="missing")
    found = fullmatch(_FORM, identifier)
    if found is None:
        raise PersonUnidentified(reason="form")
    scheme = found[1]
    if scheme[:3] in _REGISTERED:
        raise PersonUnidentified(reason="personal-number")
    if scheme[2] != ":" and scheme[:3] not in _KINDS:
        raise PersonUnidentified(reason="form")
    return scheme


def require_identified(people: Sequence[Person], scheme: str = "") -> None:
    """That each has an identifier, all of one scheme: numbers of two schemes tell nobody apart. scheme: the one that
    policy names; "" for any. Raises PersonUnidentified."""
    for person in people:
        found = scheme_of(person.identifier)
        scheme = scheme or found
        if found != scheme:
            raise PersonUnidentified(reason="scheme")
