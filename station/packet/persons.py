"""Two people, told from the packet alone: nobody who began, captured or signed may have approved.

`contextualData` of formats 2 to 17 names everyone who began or captured with identifier and key; the certificates of
the two signatures name the rest. In earnest each must have an identifier. Packets sealed before (format 1) are judged
by the rule of then, two signers of two names; one key was never two people.
"""

import json
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from crypto.certificate import Certificate
from station.domain.modes import PRACTISED
from station.domain.person import require_identified, same_person
from station.packet import layout
from station.packet.content import PacketFile
from station.packet.errors import ContainerMalformed, SamePerson

_DEMONSTRATION = "demo"


@dataclass(frozen=True)
class Named:
    """Somebody as the packet names them."""

    credential_id: str
    name: str
    identifier: str
    key: str


class _Member(msgspec.Struct, frozen=True):
    credential: str
    identifier: str
    key: Annotated[str, Meta(pattern=r"\A([0-9a-f]{64})?\Z")]  # "" in a demonstration's draft of 0.1.0
    name: str


class _Context(msgspec.Struct, frozen=True):
    operator: _Member
    captured_by: tuple[_Member, ...] = msgspec.field(name="capturedBy")


class _Flags(msgspec.Struct, frozen=True):
    mode: str


class _Application(msgspec.Struct, frozen=True):
    enrollment_flags: _Flags = msgspec.field(name="enrollmentFlags")
    contextual_data: _Context = msgspec.field(name="contextualData")


def person_of(certificate: Certificate) -> Named:
    return Named(certificate.fingerprint, certificate.common_name, certificate.identifier, certificate.key_fingerprint)


def require_two_people(
    files: tuple[PacketFile, ...], operator: Certificate, officer: Certificate, scheme: str = ""
) -> None:
    """files: the content. operator: who gave signature 001; officer: 002. scheme: of the identifiers that are asked for
    in earnest; "" for any, as long as it is one.

    Raises SamePerson, PersonUnidentified, ContainerMalformed(reason=application).
    """
    signer, approver = person_of(operator), person_of(officer)
    application = next((file.data for file in files if file.path == layout.APPLICATION), b"{}")
    if context_format(application) == 1:
        if operator.subject_der == officer.subject_der or signer.key == approver.key:
            raise SamePerson
        return
    found = _read(application)
    involved = [_named(each) for each in (found.contextual_data.operator, *found.contextual_data.captured_by)]
    if any(same_person(approver, each) for each in (*involved, signer)):
        raise SamePerson
    if found.enrollment_flags.mode not in (_DEMONSTRATION, *PRACTISED):
        require_identified((approver, signer, *involved), scheme)


def context_format(application: bytes) -> int:
    """Of data/application.json. Raises ContainerMalformed(reason=application)."""
    try:
        value = json.loads(application)
        found = value.get("contextualData", {}).get("format", 1)
    except (ValueError, RecursionError, AttributeError) as error:
        raise ContainerMalformed(reason="application") from error
    if found is True or found not in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17):
        raise ContainerMalformed(reason="application")
    return int(found)


def _read(application: bytes) -> _Application:
    try:
        return msgspec.json.decode(application, type=_Application)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ContainerMalformed(reason="application") from error


def _named(member: _Member) -> Named:
    return Named(member.credential, member.name, member.identifier, member.key)
