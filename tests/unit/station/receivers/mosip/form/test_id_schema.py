"""The ID schema of a mapping lets every packet of it in, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from station.domain.errors import Problem
from station.packet.further import further
from station.packet.part import joined
from station.receivers.mosip.configuration import CLIENT
from station.receivers.mosip.form.documents import DOCUMENTS
from station.receivers.mosip.form.id_schema import id_schema
from station.receivers.mosip.form.identity import identity_json
from station.receivers.mosip.form.schema import SUBPACKETS, Schema, load_schema, read_schema
from station.receivers.mosip.set_up import set_up
from tests.support import mosip_layout
from tests.support.mosip_dossier import make_dossier
from tests.support.mosip_world import make_world
from tests.support.pki import Pki

KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "null": type(None),
    "object": dict,
}


def fits(value: Any, rule: dict[str, Any], whole: dict[str, Any]) -> bool:
    """As much of JSON Schema as stands in it; a word that is not known here fails."""
    known = {
        "type",
        "additionalProperties",
        "properties",
        "required",
        "items",
        "uniqueItems",
        "additionalItems",
        "minimum",
    }
    ours = {"$ref", "bioAttributes", "fieldCategory", "format", "fieldType", "validators"}
    assert rule.keys() <= known | ours, rule.keys()
    if "$ref" in rule:
        return fits(value, whole["definitions"][rule["$ref"].rpartition("/")[2]], whole)
    if rule["type"] == "object":
        members = rule["properties"]
        return (
            isinstance(value, dict)
            and value.keys() <= members.keys()
            and set(rule.get("required", [])) <= value.keys()
            and all(fits(member, members[name], whole) for name, member in value.items())
        )
    if rule["type"] == "array":
        texts = [json.dumps(item, sort_keys=True) for item in value] if isinstance(value, list) else ["", ""]
        return len(set(texts)) == len(texts) and all(fits(item, rule["items"], whole) for item in value)
    kinds = [rule["type"]] if isinstance(rule["type"], str) else rule["type"]
    return any(isinstance(value, KINDS[kind]) for kind in kinds) and value != ""


ASKED = {"request_kind": "LOST", "parents": [{"role": "MOTHER"}]}


@pytest.fixture(scope="module")
def identity(pki: Pki) -> dict[str, Any]:
    """As the receiver puts it together: of all sub-packets."""
    dossier, schema = make_dossier(pki), load_schema(None)
    dossier = replace(dossier, given=joined((dossier.given, further(ASKED))))
    made = {item.field_id: DOCUMENTS[item.document](dossier) for item in schema.fields if item.document}
    documents = {name: document for name, document in made.items() if document is not None}
    found: dict[str, Any] = {}
    for name in SUBPACKETS:
        found |= mosip_layout.identity(identity_json(schema, name, dossier, documents))
    return found


def rule_of(schema: Schema) -> dict[str, Any]:
    rule: dict[str, Any] = json.loads(id_schema(schema))
    return rule


def test_a_whole_identity_fits(identity: dict[str, Any]) -> None:
    rule = rule_of(load_schema(None))
    assert len(identity) > 15
    assert fits(identity, rule["properties"]["identity"], rule)
    assert json.loads(identity["serviceDetails"]) == ASKED


def test_what_one_service_asks_fits_also_as_the_object_that_its_packet_manager_makes_of_it(
    identity: dict[str, Any],
) -> None:
    rule = rule_of(load_schema(None))
    assert fits({**identity, "serviceDetails": ASKED}, rule["properties"]["identity"], rule)


@pytest.mark.parametrize(
    "change",
    [
        {"ours": "x"},
        {"dateOfBirth": 19900615},
        {"fullName": "Ani"},
        {"fullName": [{"language": "eng", "value": "A"}, {"language": "eng", "value": "A"}]},
        {"fullName": [{"language": "eng"}]},
        {"proofOfSignature": {"format": "pdf", "type": "X", "value": 1, "refNumber": None}},
        {"individualBiometrics": {"format": "cbeff", "version": "1", "value": "x"}},
        {"IDSchemaVersion": "0.1"},
    ],
)
def test_what_is_no_identity_of_the_mapping_does_not(identity: dict[str, Any], change: dict[str, Any]) -> None:
    rule = rule_of(load_schema(None))
    assert not fits({**identity, **change}, rule["properties"]["identity"], rule)


def test_each_field_says_where_it_belongs() -> None:
    fields = [
        {"id": "phone", "category": "optional", "value": "phone"},
        {"id": "enrollmentId", "category": "none", "value": "enrollment_id"},
        {"id": "individualBiometrics", "category": "pvt", "biometrics": True},
    ]
    made = rule_of(read_schema({"version": 1.2, "field": fields}))["properties"]["identity"]["properties"]
    assert {name: field["fieldCategory"] for name, field in made.items()} == {
        "IDSchemaVersion": "none",
        "phone": "optional",
        "enrollmentId": "none",
        "individualBiometrics": "pvt",
    }
    assert len(made["individualBiometrics"]["bioAttributes"]) == 11


def test_set_up_writes_it(pki: Pki, tmp_path: Path) -> None:
    settings = make_world(tmp_path, pki).settings
    said = list(set_up(settings))
    file = settings.data / "mosip" / "id-schema.json"
    assert Problem("CLI-MOSIP-SCHEMA", {"path": str(file)}) in said
    assert file.read_bytes() == id_schema(load_schema(None))


def test_set_up_writes_what_the_receiver_must_be_told(pki: Pki, tmp_path: Path) -> None:
    settings = make_world(tmp_path, pki).settings
    file = settings.data / "mosip" / "receiver.properties"
    assert Problem("CLI-MOSIP-PROPERTIES", {"path": str(file)}) in list(set_up(settings))
    lines = [line for line in file.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    found = dict(line.split("=") for line in lines)
    clients = found["mosip.regproc.common.before-cbeff-others-attibute.reg-client-versions"].split(",")
    assert clients == ["1.1.3", "1.1.4", "1.1.5", CLIENT], "the list replaces MOSIP's own, which must stay in it"
    assert found["registration.processor.max.file.size"] == "5"
    assert (found["packet.default.source"], found["schema.default.fieldCategory"]) == ("id", "pvt,none")
    assert found["mosip.commons.packetnames"] == ",".join(SUBPACKETS)
