"""Names with where their Latin letters come from, birth, number, contact, and who stands in for a child."""

from collections.abc import Collection, Iterator, Mapping

from station.domain.lines import Country, Line, Word, Zone, joined_text
from station.domain.names import NameForm, forms_of
from station.domain.subject import PsnKind
from station.domain.value import FieldValue, Source
from station.forms.printed import NAMES, Printed

_LABEL = "step.applicant.label."
_CHIP = "field.chip."
_SAID = frozenset({Source.TABLE, Source.MRZ, Source.CHIP, Source.REGISTRY, Source.PRE_APPLICATION})


def lines(
    values: Mapping[str, FieldValue],
    printed: Printed | None,
    wrong: Collection[str | None],
    *,
    number: bool,
    guardian: bool,
) -> Iterator[Line]:
    """printed: how the names will stand on the document. wrong: fields that keep the step from being done. number:
    whether a personal number is asked for. guardian: whether somebody has to stand in for the applicant."""
    fields = {name: value.text for name, value in values.items()}
    yield _name("surname", forms_of(values, "surname"), wrong)
    yield _name("given", forms_of(values, "given"), wrong)
    if printed is not None:
        chip, zone = f"{_CHIP}cut" if printed.cut else "", Zone(printed.line, printed.width)
        yield Line(f"{_LABEL}printed", joined_text(printed.capitals, zone), NAMES, " · ", chip, wide=True)
    if fields.get("patronymic_hy"):
        yield _line("patronymic", fields, "patronymic_hy", between=" · ")
    yield _line("birth", fields, "birth_date", "birth_place")
    yield Line(f"{_LABEL}sex", _choice("field.choice.sex.", fields.get("sex", "")), ("sex",))
    state = fields.get("nationality")
    yield Line(f"{_LABEL}nationality", (Country(state.upper()),) if state else (), ("nationality",))
    if number:
        yield _number(fields)
    proofs = (f"{part}_evidence" for part in ("surname", "given") if fields.get(f"{part}_hy"))
    evidence = _line("evidence", fields, *proofs)
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


def _name(part: str, forms: tuple[NameForm, ...], wrong: Collection[str | None]) -> Line:
    """A name in all its scripts, and where its Latin spelling comes from; or that the person has no such name."""
    named = (f"{part}_hy", f"{part}_latin", f"{part}_latin_source")
    said = joined_text(*(form.text for form in forms))
    if forms and not said:
        return Line(_LABEL + part, (Word("step.applicant.no_name"),), named, wide=True)
    latin = next((form for form in forms if form.script == "la"), None)
    proven = latin is not None and latin.source is Source.PAPER
    asked = not {f"{part}_latin", f"{part}_latin_source", f"{part}_evidence"}.isdisjoint(wrong)
    return Line(_LABEL + part, said, named, " · ", _chip(latin, asked), proven, wide=True)


def _chip(latin: NameForm | None, asked: bool) -> str:
    """Where the Latin spelling comes from. asked: one that differs from the table needs a proof, and the step is not
    done until it is given. Where nobody asks for one, nothing is said that nobody can give."""
    if latin is None:
        return ""
    if latin.source is Source.PAPER and latin.reason is not None:
        return f"field.choice.latin_source.{latin.reason.value.upper()}"
    if latin.source in _SAID:
        return _CHIP + latin.source.value
    return f"{_CHIP}edited" if asked else ""


def _number(fields: Mapping[str, str]) -> Line:
    kind, named = fields.get("psn_kind", "").lower(), ("psn_kind", "psn")
    if kind == PsnKind.PENDING.value:
        return Line(f"{_LABEL}psn", (Word("field.choice.psn_kind.PENDING"),), named)
    label = "certificate" if kind == PsnKind.REFUSAL_CERTIFICATE.value else "psn"
    return Line(_LABEL + label, joined_text(fields.get("psn")), named)


def _choice(prefix: str, value: str) -> tuple[Word, ...]:
    return (Word(prefix + value.upper()),) if value else ()
