"""Names with where their Latin letters come from, birth, number, contact, and who stands in for a child."""

from collections.abc import Iterator, Mapping

from station.domain.lines import Line, Word, joined_text
from station.domain.subject import LatinSource, PsnKind

_LABEL = "step.applicant.label."


def lines(fields: Mapping[str, str], *, guardian: bool) -> Iterator[Line]:
    """guardian: whether somebody has to stand in for the applicant."""
    yield _name(fields, "surname")
    yield _name(fields, "given")
    if fields.get("patronymic_hy"):
        yield _line("patronymic", fields, "patronymic_hy", between=" · ")
    yield _line("birth", fields, "birth_date", "birth_place")
    yield Line(f"{_LABEL}sex", _choice("field.choice.sex.", fields.get("sex", "")), ("sex",))
    yield _line("nationality", fields, "nationality")
    yield _number(fields)
    evidence = _line("evidence", fields, "surname_evidence", "given_evidence")
    if evidence.said:
        yield evidence
    contact = _line("contact", fields, "phone", "email", "address", wide=True)
    yield contact if contact.said else Line(contact.label, (Word("step.applicant.none"),), contact.fields, wide=True)
    if guardian:
        relation = _choice("field.choice.guardian_relation.", fields.get("guardian_relation", ""))
        said = joined_text(fields.get("guardian_name"), *relation, fields.get("guardian_document"))
        named = ("guardian_name", "guardian_relation", "guardian_document")
        yield Line(f"{_LABEL}guardian", said, named, wide=True)


def _line(label: str, fields: Mapping[str, str], *names: str, between: str = ", ", wide: bool = False) -> Line:
    return Line(_LABEL + label, joined_text(*map(fields.get, names)), names, between, wide=wide)


def _name(fields: Mapping[str, str], part: str) -> Line:
    source = fields.get(f"{part}_latin_source", "") or LatinSource.TABLE.value
    proven = source != LatinSource.TABLE.value
    chip = f"field.choice.latin_source.{source.upper()}" if proven else "field.chip.table"
    said = joined_text(fields.get(f"{part}_hy"), fields.get(f"{part}_latin"))
    named = (f"{part}_hy", f"{part}_latin", f"{part}_latin_source")
    return Line(_LABEL + part, said, named, " · ", chip if said else "", proven, wide=True)


def _number(fields: Mapping[str, str]) -> Line:
    kind, named = fields.get("psn_kind", ""), ("psn_kind", "psn")
    if kind == PsnKind.PENDING.value:
        return Line(f"{_LABEL}psn", (Word("field.choice.psn_kind.PENDING"),), named)
    label = "certificate" if kind == PsnKind.REFUSAL_CERTIFICATE.value else "psn"
    return Line(_LABEL + label, joined_text(fields.get("psn")), named)


def _choice(prefix: str, value: str) -> tuple[Word, ...]:
    return (Word(prefix + value.upper()),) if value else ()
