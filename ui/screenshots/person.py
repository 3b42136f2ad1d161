"""The invented people who come: what each says, field by field, and something plausible where nobody thought of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from station.commands.script import load_script
from station.services.form_view import FieldView

ZONE = "P<ARMAVAGYAN<<NAREK<<<<<<<<<<<<<<<<<<<<<<<<<\nAN01234564ARM9006153M33041122506901238<<<<02"
_WORDS = {
    "name": "Ավագյան", "text": "Փորձ", "text_long": "Փորձ", "lines": "Փորձ", "date": "01.06.2020",
    "date_partial": "2020", "country": "ARM", "number": "1", "money": "1000", "yes_no": "NO", "psn": "2506901238",
    "doc_number": "AX0000000", "ref": "A-1", "phone": "+374 00 000000", "email": "nobody@example.am",
    "postcode": "3101",
}  # fmt: skip
"""By type, where a field that must be filled is nobody's in particular."""


class NothingToSay(LookupError):
    """A field must be filled, and no invented person has anything for it: `name` and type."""


@dataclass(frozen=True)
class Person:
    """texts: by id of field, as a page keeps them."""

    name: str
    texts: Mapping[str, str]

    def says(self, name: str) -> Mapping[str, str]:
        """Into a field, or into each part of several."""
        return {each: text for each, text in self.texts.items() if each == name or each.startswith(f"{name}.")}


def plausible(name: str, field: FieldView) -> Iterator[tuple[str, str]]:
    """Into a field that must be filled, or into each part of one. Raises NothingToSay."""
    if field.repeated:
        name = f"{name}.1"
    for part in field.parts:
        yield from plausible(f"{name}.{part.field_id}", part)
    if not field.parts:
        text = field.choices[0] if field.choices and field.type != "yes_no" else _WORDS.get(field.type)
        if text is None:
            raise NothingToSay(name, field.type)
        yield name, text


def _child() -> dict[str, str]:
    """Of fourteen, whatever year it is: too young to decide alone, old enough for everything that is taken."""
    year = date.today().year - 14 - 1  # an invented birthday
    return {
        "request_kind": "FIRST", "surname_hy": "Հովհաննիսյան", "given_hy": "Հռիփսիմե", "patronymic_hy": "Բարսեղի",
        "surname_latin": "HOVANNESIAN", "surname_latin_source": "foreign_birth_doc", "surname_evidence": "FR-2011-417",
        "given_latin": "HRIPSIMEH", "given_latin_source": "foreign_birth_doc", "given_evidence": "FR-2011-417",
        "sex": "F", "birth_date": f"15.06.{year}", "birth_place": "Վաղարշապատ", "psn": f"6506{year % 100:02}1230",
        "phone": "+374 00 000000", "address": "Գյումրի, Փորձի 1", "document_kind": "none",
        "guardian_name": "Բարսեղ Հովհաննիսյան", "guardian_relation": "parent", "guardian_document": "AN0123456",
        "parental_rights": "BOTH",
        "parents.1.role": "MOTHER", "parents.1.name": "Շուշանիկ Հովհաննիսյան", "parents.1.citizenships.1": "FRA",
        "parents.1.present": "YES", "parents.2.role": "FATHER", "parents.2.name": "Բարսեղ Հովհաննիսյան",
        "parents.2.citizenships.1": "ARM", "parents.2.present": "YES",
    }  # fmt: skip


ADULT = Person(
    "adult",
    {
        "request_kind": "EXCHANGE", "capacity": "FULL", "surname_hy": "Ավագյան", "given_hy": "Նարեկ",
        "patronymic_hy": "Տիգրանի", "sex": "M", "birth_date": "15.06.1990", "birth_place": "Գյումրի",
        "psn": "2506901238", "phone": "+374 00 000000", "address": "Գյումրի, Փորձի 1", "document_kind": "passport",
        "document_mrz": ZONE, "document_number": "AN0123456", "document_issuer": "ARM", "document_expiry": "11.04.2033",
        "blood_group_wanted": "YES", "blood_group": "AB_MINUS",
    },
)  # fmt: skip
PEOPLE = (ADULT, Person("child", _child()))
_EXAMPLES = Path("docs/examples")


def people_for(service: str) -> tuple[Person, ...]:
    """Who comes for it, one after another until every step was met: whoever is in its example and a child
    who says the same, else an adult and a child."""
    example = _EXAMPLES / f"{service}.toml"
    if not example.exists():
        return PEOPLE
    said, child = load_script(example).applicants[0].fields, _child()
    young = {name: text for name, text in child.items() if name.startswith(("birth_date", "guardian_", "parents."))}
    return Person("example", said), Person("child", {**said, **young})
