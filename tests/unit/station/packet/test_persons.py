"""Two people, told from the packet alone: each way in which one person could be two."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import rfc8785

from crypto import roles
from crypto.keys.api import SigningKey
from station.domain.operator import CredentialId, Operator, Role
from station.domain.person import PersonUnidentified
from station.packet import asice, content, layout
from station.packet.archive import read_archive, write_archive
from station.packet.content import Content, PacketFile
from station.packet.errors import ContainerMalformed, SamePerson
from tests.support.clock import NOW
from tests.support.people import Shelf, context, enrollment, given
from tests.support.pki import Pki
from tests.support.staff import Card, card

Change = Callable[[dict[str, object]], None]


def operator(key: SigningKey) -> Operator:
    """Whom a station would write down for this card."""
    found = key.certificate
    return Operator(
        CredentialId(found.fingerprint),
        found.common_name,
        found.organisation,
        frozenset({Role.OPERATOR}),
        found.identifier,
        found.key_fingerprint,
    )


def made(*captured_by: SigningKey, mode: str = "NORMAL", began: SigningKey | None = None) -> Content:
    shelf = Shelf()
    enrolled = enrollment(shelf)
    people = tuple(operator(each) for each in captured_by)
    enrolled = replace(enrolled, captured_by=people, operator=operator(began) if began else people[0])
    return content.build(enrolled, given(enrolled), shelf.get, replace(context(enrolled), mode=mode))


def altered(made: Content, change: Change) -> Content:
    first, *rest = made.files
    value = json.loads(first.data)
    change(value)
    return Content((PacketFile(layout.APPLICATION, rfc8785.dumps(value)), *rest))


def approve(made: Content, signer: SigningKey, officer: SigningKey, pki: Pki) -> asice.Verified:
    """As the station does, and as the centre does with what passed by any station: both must agree."""
    once = asice.sign_operator(made, signer, NOW)
    files = read_archive(once)
    listed = asice._signed(files, asice.OFFICER, officer, NOW)
    whole = write_archive((*files, *listed))
    try:
        asice.verify(asice.approve(once, officer, NOW, signer.certificate), pki.trust, NOW)
    except (SamePerson, PersonUnidentified, ContainerMalformed) as error:
        with pytest.raises(type(error)):
            asice.verify(whole, pki.trust, NOW)
        raise
    return asice.verify(whole, pki.trust, NOW)


def person(
    pki: Pki, identifier: str, name: str = "Պողոս Պողոսյան", by: str = "approvals", key: Card | None = None
) -> Card:
    return card(pki.intake_home, by, name, identifier, key=key.key if key else None)


def test_two_people(pki: Pki) -> None:
    approve(made(pki.operator), pki.operator, pki.officer, pki)


@pytest.mark.parametrize("part", ["captured", "began", "signed"])
@pytest.mark.parametrize("how", ["the same card", "another authority", "another name", "one key", "a later card"])
def test_one_person(pki: Pki, part: str, how: str) -> None:
    officer = person(pki, "EI:AM-7")
    other = {
        "the same card": officer,
        "another authority": card(
            pki.intake_home, "operators", "Պողոս Պողոսյան", "EI:AM-7", policies=(roles.OPERATOR_POLICY,)
        ),
        "another name": person(pki, "EI:AM-7", "Պ. Պողոսյան"),
        "one key": person(pki, "EI:AM-8", "Ուրիշ Մարդ", key=officer),
        "a later card": person(pki, "EI:AM-7"),
    }[how].signs
    captured = [pki.operator, other] if part == "captured" else [pki.operator]
    signer: SigningKey = other if part == "signed" else pki.operator
    with pytest.raises(SamePerson):
        approve(made(*captured, began=other if part == "began" else None), signer, officer.signs, pki)


def test_two_people_of_one_name(pki: Pki) -> None:
    first, second = person(pki, "EI:AM-7"), person(pki, "EI:AM-8")
    approve(made(first.signs), first.signs, second.signs, pki)


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [("", "missing"), ("PNOAM-6506901230", "personal-number"), ("IDCAM-5", "scheme"), ("number 7", "form")],
)
@pytest.mark.parametrize("part", ["captured", "signed", "approved"])
def test_people_who_cannot_be_told_apart(pki: Pki, identifier: str, reason: str, part: str) -> None:
    unclear, clear = person(pki, identifier, "Ուրիշ Մարդ").signs, person(pki, "EI:AM-7").signs
    signer: SigningKey = unclear if part == "signed" else pki.operator
    captured = unclear if part == "captured" else pki.operator
    with pytest.raises(PersonUnidentified) as caught:
        approve(made(captured), signer, unclear if part == "approved" else clear, pki)
    assert caught.value.params == {"reason": reason}


def test_a_demonstration_of_old_keys_goes_by_name_and_key(pki: Pki) -> None:
    first, second = person(pki, "").signs, person(pki, "", "Ուրիշ Մարդ").signs
    approve(made(first, mode="demo"), first, second, pki)
    for other in (person(pki, ""), person(pki, "EI:AM-7")):
        with pytest.raises(SamePerson):
            approve(made(first, mode="demo"), first, other.signs, pki)


# --- packets of 0.1.0 -------------------------------------------------------------------------------------------------


def as_of_first(value: dict[str, object]) -> None:
    told = value["contextualData"]
    assert isinstance(told, dict)
    del told["format"]
    told["capturedBy"] = [each["credential"] for each in told["capturedBy"]]
    told["operator"] = {name: told["operator"][name] for name in ("credential", "name", "organisation")}


def test_packets_sealed_before_are_judged_by_the_rule_of_then(pki: Pki) -> None:
    first, second = person(pki, "").signs, person(pki, "", "Ուրիշ Մարդ").signs
    old = altered(made(first), as_of_first)
    approve(old, first, second, pki)
    approve(old, first, card(pki.intake_home, "approvals", "Պողոս Պողոսյան", organisation="State").signs, pki)
    with pytest.raises(SamePerson):
        approve(old, first, person(pki, "").signs, pki)


def test_one_key_was_never_two_people(pki: Pki) -> None:
    first = person(pki, "")
    with pytest.raises(SamePerson):
        approve(
            altered(made(first.signs), as_of_first), first.signs, person(pki, "", "Ուրիշ Մարդ", key=first).signs, pki
        )


def without(*path: str) -> Change:
    def change(value: dict[str, object]) -> None:
        *above, last = path
        for name in above:
            value = value[name]  # type: ignore[assignment]
        del value[last]

    return change


def formatted(number: object) -> Change:
    def change(value: dict[str, object]) -> None:
        value["contextualData"]["format"] = number  # type: ignore[index]

    return change


@pytest.mark.parametrize(
    "change",
    [
        formatted(12),
        formatted(14),
        formatted("2"),
        formatted(True),
        formatted([2]),
        without("contextualData", "capturedBy"),
        without("contextualData", "operator", "key"),
        without("enrollmentFlags", "mode"),
    ],
)
def test_people_told_in_no_form_we_know(pki: Pki, change: Change) -> None:
    with pytest.raises(ContainerMalformed):
        approve(altered(made(pki.operator), change), pki.operator, pki.officer, pki)
