"""What a packet says of all that was typed, shown and taken: field by field, each in its place, and nothing besides.

Written from docs/packet.md alone: nothing of the program reads here what the program wrote.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from station.commands.script import Applicant

Files = Mapping[str, bytes]

PERSON = {
    "surname_latin": "lastName",
    "given_latin": "firstName",
    "surname_hy": "lastNameArmenian",
    "given_hy": "firstNameArmenian",
    "patronymic_hy": "patronymicArmenian",
    "birth_date": "dateOfBirth",
    "birth_place": "placeOfBirth",
    "sex": "gender",
    "nationality": "nationality",
    "psn_kind": "personalNumberKind",
    "psn": "personalNumber",
    "phone": "phone",
    "email": "email",
    "address": "address",
    "guardian_name": "guardianName",
    "guardian_relation": "guardianRelation",
    "guardian_document": "guardianDocument",
}
"""Members of `biographicData`; every other field has a member of its own name in `further`."""
HELD = {
    "document_kind": "kind",
    "document_number": "number",
    "document_issuer": "issuer",
    "document_expiry": "expiryDate",
    "document_mrz": "mrz",
}
"""Members of documents/held.json."""
WORKED_OUT = {"fee_amd", "payment_status", "attachments"}
"""In `further`, and typed by nobody."""
SPELLED_BY = {"lastNameLatinSource", "firstNameLatinSource"}


def differences(files: Files, who: Applicant, begun: Mapping[str, Collection[str]]) -> list[str]:
    """What was said and is not there, or is there and was not said. begun: what may stand where
    nobody chose: the service's own, or what somebody said who came along."""
    person = json.loads(files["data/application.json"])["biographicData"]
    further = person.pop("further", {})
    held = json.loads(files.get("documents/held.json", b"{}"))
    said = {name: text for name, text in who.fields.items() if text not in ("", "-")}
    if said.get("document_kind") == "none":  # nothing is held
        del said["document_kind"]
    found = {
        **{name: each for name, member in PERSON.items() for each in _of(person.pop(member, None))},
        **{name: each for name, member in HELD.items() for each in _of(held.pop(member, None))},
        **dict(_leaves("", {name: value for name, value in further.items() if name not in WORKED_OUT})),
    }
    if "document_mrz" in said:  # of which all the others are read
        found = {name: text for name, text in found.items() if name not in HELD or name in said}
    wrong = [
        f"{name}: said {text!r}, found {found.get(name)!r}"
        for name, text in said.items()
        if not _same(text, found.get(name))
    ]
    unsaid = {
        name
        for name, text in found.items()
        if name not in said and text.upper() not in {each.upper() for each in begun.get(name, ())}
    }
    left = {*person} - SPELLED_BY | {*held} - {"source"}
    return wrong + [f"{name}: nobody said {found.get(name)!r}" for name in sorted(unsaid | left)]


def samples(files: Files) -> set[str]:
    """Kinds of what was taken; each picture and record is named once, and each file is one that is named."""
    application = json.loads(files["data/application.json"])
    told, records = application["biometricData"], application["contextualData"].get("records", {})
    named = [each[ref] for each in told for ref in ("imageRef", "templateRef") if ref in each]
    named += [each["ref"] for each in records.values()]
    assert sorted(named) == sorted(path for path in files if path.startswith("biometrics/"))
    assert all(files[path] for path in named)
    return {each["biometricType"] for each in told if "imageRef" in each}


def papers(files: Files) -> dict[str, int]:
    """Pages by paper and form, of those that stay; each page is a file."""
    told = json.loads(files["data/application.json"])["biographicData"].get("further", {}).get("attachments", [])
    pages = [path for path in files if path.startswith("attachments/")]
    assert len(pages) == sum(each["pages"] for each in told)
    return {f"{each['paper']}.{each['form']}": each["pages"] for each in told}


def papers_of(who: Applicant) -> dict[str, int]:
    """The same, as the script says it."""
    kept = ((name.rpartition("."), pages) for name, pages in who.pages.items())
    return {f"{who.fields[field]}.{form}": pages for (field, _, form), pages in kept}


def _of(value: Any) -> Iterator[str]:
    if value is not None:
        yield "\n".join(value) if isinstance(value, list) else str(value)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """As a script names them: several are counted from 1."""
    if isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, list):
        parts = {str(number): each for number, each in enumerate(value, 1)}.items()
    else:
        yield name, {True: "YES", False: "NO"}[value] if isinstance(value, bool) else str(value)
        return
    for part, each in parts:
        yield from _leaves(f"{name}.{part}".removeprefix("."), each)


def _same(said: str, found: str | None) -> bool:
    """A day and an amount are written otherwise; a choice may be in small letters."""
    day, _, rest = said.partition(".")
    month, _, year = rest.partition(".")
    plain = {said.strip(), said.replace(" ", ""), f"{year}-{month}-{day}"}
    return found in plain or (found is not None and found.upper() == said.upper() and said.replace("_", "").isalpha())
