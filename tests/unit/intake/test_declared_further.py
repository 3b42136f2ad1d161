"""What only one service asks is let pass by its form, and everything else stays as strict as it was."""

import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785

from intake.acceptance.declared import read_application
from station.packet.application import application_json
from tests.support.people import Shelf, context, enrollment, given

MADE = enrollment(Shelf())


def application(further: dict[str, Any]) -> bytes:
    return application_json(MADE, replace(given(MADE), further=further), context(MADE))


def test_values_of_every_kind_pass() -> None:
    asked = {
        "speed": "D3",
        "blood_group_wanted": True,
        "children": 3,
        "parents": [{"role": "MOTHER", "present": False}],
    }
    data = application(asked)
    read_application(data)
    assert json.loads(data)["biographicData"]["further"] == asked


def test_a_service_that_asks_no_more_has_no_such_member() -> None:
    assert "further" not in json.loads(application({}))["biographicData"]


@pytest.mark.parametrize("further", [{}, {"Speed": "D3"}, {"../up": "1"}, {"": "1"}, ["speed"], "D3"])
def test_what_is_no_table_by_field_is_refused(further: object) -> None:
    value = json.loads(application({"speed": "D3"}))
    value["biographicData"]["further"] = further
    with pytest.raises(ValueError, match="not as declared"):
        read_application(rfc8785.dumps(value))


def test_another_member_is_refused_as_before() -> None:
    value = json.loads(application({"speed": "D3"}))
    value["biographicData"]["speed"] = "D3"
    with pytest.raises(ValueError, match="not as declared"):
        read_application(rfc8785.dumps(value))


def of_person(further: dict[str, Any], *left_out: str) -> bytes:
    value = json.loads(application(further))
    for name in left_out:
        del value["biographicData"][name]
    return rfc8785.dumps(value)


@pytest.mark.parametrize("known", ["1946", "2023-09"])
def test_of_a_birth_date_a_part_will_do_and_no_number_need_be_asked(known: str) -> None:
    read_application(
        of_person({"birth_date": known}, "dateOfBirth", "placeOfBirth", "personalNumberKind", "personalNumber")
    )


@pytest.mark.parametrize(
    ("further", "left_out"),
    [
        ({"speed": "D3"}, ["dateOfBirth"]),
        ({"birth_date": "46"}, ["dateOfBirth"]),
        ({"birth_date": 1946}, ["dateOfBirth"]),
        ({"birth_date": "1946-02-02"}, ["dateOfBirth"]),  # a whole day stands where a whole day stands
        ({"speed": "D3"}, ["personalNumberKind"]),  # and the number stays
        ({"speed": "D3"}, ["gender"]),
        ({"speed": "D3"}, ["nationality"]),
    ],
)
def test_what_every_service_asks_is_missed(further: dict[str, Any], left_out: list[str]) -> None:
    with pytest.raises(ValueError, match="not as declared"):
        read_application(of_person(further, *left_out))


def appeal(case_class: str, *, request_is_one: bool = False, **members: Any) -> bytes:
    made = context(MADE)
    of_service = replace(made, case_class=case_class, retention_days=30, application=request_is_one)
    value = json.loads(application_json(MADE, given(MADE), of_service))
    value |= {"biographicData": {"further": {"appeal_text": "No."}}, "biometricData": [], **members}
    value.pop("documentData", None)
    return rfc8785.dumps({name: member for name, member in value.items() if member is not None})


def test_an_appeal_names_no_applicant() -> None:
    read_application(appeal("APPEAL"))


@pytest.mark.parametrize(
    "spoilt",
    [
        appeal("CIVIL"),
        appeal("APPEAL", request_is_one=True),
        appeal("APPEAL", biographicData={}),
        appeal("APPEAL", biographicData={"further": {"appeal_text": "No."}, "gender": "F"}),
        appeal("APPEAL", biometricData=json.loads(application({}))["biometricData"]),
    ],
)
def test_an_appeal_holds_nothing_of_an_application_and_nothing_else_is_one(spoilt: bytes) -> None:
    with pytest.raises(ValueError, match=r"declared|samples"):
        read_application(spoilt)


def test_a_request_is_told_from_an_application_and_has_no_samples() -> None:
    made = context(MADE)
    assert read_application(application_json(MADE, given(MADE), made)).application is True
    of_service = replace(made, case_class="CIVIL", retention_days=30, application=False)
    value = json.loads(application_json(MADE, given(MADE), of_service))
    with pytest.raises(ValueError, match="a request with samples"):
        read_application(rfc8785.dumps(value))
    assert read_application(rfc8785.dumps({**value, "biometricData": []})).application is False
