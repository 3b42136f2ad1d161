"""Whatever is kept of a person stands in the one table, and with it in our own form and in every other."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import pytest
import rfc8785

from intake.acceptance.declared import read_application
from station.domain.document import DocumentKind, DocumentSource, TravelDocument
from station.domain.subject import (
    BiographicData,
    Contact,
    Guardian,
    GuardianRelation,
    LatinSource,
    Name,
    PsnKind,
    PublicServiceNumber,
    Sex,
)
from station.packet.application import application_json
from station.packet.fields import HELD_DOCUMENT, IDS, PERSON
from station.packet.format import Dossier
from station.receivers.mosip.form.id_schema import id_schema
from station.receivers.mosip.form.identity import identity_json
from station.receivers.mosip.form.schema import SUBPACKETS, load_schema
from tests.support import mosip_layout, people
from tests.support.people import Shelf

DAY = date(1990, 6, 15)
LEFT_OUT_OF_MOSIPS = {
    "surname_latin_source", "surname_latin_evidence", "given_latin_source", "given_latin_evidence",
    "held_document_source", "held_document_mrz",
}  # fmt: skip
SPECIMEN = BiographicData(
    primary_identifier=Name("surname hy", "surname latin", LatinSource.COURT, "surname evidence"),
    secondary_identifier=Name("given hy", "given latin", LatinSource.SPOUSE_DOC, "given evidence"),
    patronymic_armenian="patronymic",
    birth_date=DAY,
    birth_place="birth place",
    sex=Sex.FEMALE,
    nationality="ARM",
    psn=PublicServiceNumber(PsnKind.REFUSAL_CERTIFICATE, "number of the certificate"),
    contact=Contact("phone", "mail", "address"),
    guardian=Guardian("guardian name", GuardianRelation.TRUSTEE, "guardian paper"),
)
HELD = TravelDocument(
    DocumentKind.OTHER, "number", "issuer", DAY + timedelta(1), DocumentSource.MRZ_READ, ("first line", "second line")
)


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Everything kept, by where it is kept."""
    if is_dataclass(value):
        for each in fields(value):
            yield from leaves(getattr(value, each.name), f"{path}.{each.name}")
    else:
        yield path, value


def spelled(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Enum) else value


def written() -> list[Any]:
    """All values of our own form."""
    shelf = Shelf()
    made = people.enrollment(shelf)
    given = people.given(made, SPECIMEN, HELD)
    application = json.loads(application_json(made, given, people.context(made)))
    return [*application["biographicData"].values(), *json.loads(given.written["documents/held.json"]).values()]


@pytest.mark.parametrize(("path", "value"), [*leaves(SPECIMEN, "person"), *leaves(HELD, "document")])
def test_everything_that_is_kept_is_in_our_own_form(path: str, value: Any) -> None:
    assert spelled(value) in written(), path


def test_each_field_reads_something_of_its_own() -> None:
    read = [spelled(item.read(SPECIMEN)) for item in PERSON] + [spelled(item.read(HELD)) for item in HELD_DOCUMENT]
    kept = [spelled(value) for _, value in (*leaves(SPECIMEN, ""), *leaves(HELD, ""))]
    assert sorted(map(str, read)) == sorted(map(str, kept)), "each once, none forgotten, none made up"
    assert len(IDS) == len(PERSON) + len(HELD_DOCUMENT)
    for table in (PERSON, HELD_DOCUMENT):
        assert len({item.member for item in table}) == len(table)


def test_everything_else_that_is_known_is_in_mosips_form_and_in_the_schema_we_ship() -> None:
    """Walks the table: what the built-in mapping does not leave out by name must come out at the other end."""
    shelf, schema = Shelf(), load_schema(None)
    made = people.enrollment(shelf)
    dossier = Dossier(made, people.given(made, SPECIMEN, HELD), people.context(made), b"", shelf.get)
    identity: dict[str, Any] = {}
    for name in SUBPACKETS:
        identity |= mosip_layout.identity(identity_json(schema, name, dossier, {}))
    texts = {
        item["value"] if isinstance(item, dict) else item
        for value in identity.values()
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, dict | str)
    }
    changed = {"birth_date": "1990/06/15", "held_document_expiry": "1990/06/16", "sex": "Female"}
    for item in PERSON:
        if item.field_id not in LEFT_OUT_OF_MOSIPS:
            assert changed.get(item.field_id, item.read(SPECIMEN)) in texts, item.field_id
    for held in HELD_DOCUMENT:
        if held.field_id not in LEFT_OUT_OF_MOSIPS:
            assert changed.get(held.field_id, held.read(HELD)) in texts, held.field_id
    known = json.loads(id_schema(schema))["properties"]["identity"]["properties"]
    assert identity.keys() <= known.keys()


def test_what_is_not_known_is_not_written() -> None:
    shelf = Shelf()
    made = people.enrollment(shelf)
    bare = replace(SPECIMEN, guardian=None, contact=Contact(), psn=PublicServiceNumber(PsnKind.PENDING))
    found = json.loads(application_json(made, people.given(made, bare, None), people.context(made)))["biographicData"]
    assert not {"guardianName", "guardianRelation", "guardianDocument", "phone", "email", "address"} & found.keys()
    assert "personalNumber" not in found


def test_of_a_person_with_one_name_no_form_says_another() -> None:
    shelf, schema = Shelf(), load_schema(None)
    made = people.enrollment(shelf)
    given = people.given(made, replace(SPECIMEN, primary_identifier=Name("", "")), None)
    data = application_json(made, given, people.context(made))
    ours = json.loads(data)["biographicData"]
    assert {name for name in ours if name.startswith("lastName")} == set()
    assert {name for name in ours if name.startswith("firstName")} == {
        "firstName", "firstNameArmenian", "firstNameLatinSource", "firstNameLatinEvidence",
    }  # fmt: skip
    read_application(data)
    dossier = Dossier(made, given, people.context(made), b"", shelf.get)
    identity = [mosip_layout.identity(identity_json(schema, name, dossier, {})) for name in SUBPACKETS]
    (full,) = [each["fullName"] for each in identity if "fullName" in each]
    assert {each["language"]: each["value"] for each in full} == {"hye": "given hy", "eng": "given latin"}


@pytest.mark.parametrize("gone", [("lastName", "firstName"), ("lastNameLatinSource",)])
def test_the_centre_takes_no_nameless_person_and_no_name_of_unknown_spelling(gone: tuple[str, ...]) -> None:
    made = people.enrollment(Shelf())
    value = json.loads(application_json(made, people.given(made, SPECIMEN, None), people.context(made)))
    for name in gone:
        del value["biographicData"][name]
    with pytest.raises(ValueError, match="not as declared"):
        read_application(rfc8785.dumps(value))
