"""What was typed, once more and as it will be sent: lines of label, value and where the value comes from. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass

from station.domain.document import DocumentKind
from station.domain.subject import LatinSource, PsnKind
from station.services.views import EnrollmentView
from ui.messages import say


@dataclass(frozen=True)
class Line:
    """label, chip: keys of words. value: as typed, or words already said; "" shows that it is missing."""

    label: str
    value: str
    chip: str = ""
    chip_is_proof: bool = False  # another spelling than the table's, proven by a document
    wide: bool = False  # takes the whole width, below the columns


def applicant_lines(view: EnrollmentView) -> tuple[Line, ...]:
    fields = view.enrollment.fields
    lines = [
        _name(fields, "surname"),
        _name(fields, "given"),
        Line("review.label.birth", _join(fields, ", ", "birth_date", "birth_place")),
        Line("review.label.sex", _choice("applicant.sex_", fields.get("sex", ""))),
        Line("review.label.nationality", fields.get("nationality", "")),
        _psn(fields),
        Line("review.label.contact", _join(fields, ", ", "phone", "email", "address") or say("review.none"), wide=True),
    ]
    if fields.get("patronymic_hy"):
        lines.insert(2, Line("review.label.patronymic", fields["patronymic_hy"]))
    if view.guardian_required:
        relation = _choice("applicant.relation_", fields.get("guardian_relation", ""))
        name = ", ".join(part for part in (fields.get("guardian_name", ""), relation) if part)
        lines.append(Line("review.label.guardian", name, wide=True))
    return tuple(lines)


def document_lines(view: EnrollmentView) -> tuple[Line, ...]:
    fields = view.enrollment.fields
    kind = fields.get("document_kind", "")
    lines = [Line("review.label.document_kind", _choice("document.kind_", kind))]
    if kind not in ("", DocumentKind.NONE.value):
        lines += [
            Line("review.label.document_number", _join(fields, " · ", "document_number", "document_issuer")),
            Line("review.label.document_expiry", fields.get("document_expiry", "")),
            Line("review.label.document_source", _choice("review.source.", fields.get("document_source", ""))),
        ]
    return tuple(lines)


def _name(fields: Mapping[str, str], part: str) -> Line:
    value = " · ".join(text for text in (fields.get(f"{part}_hy", ""), fields.get(f"{part}_latin", "")) if text)
    source = fields.get(f"{part}_latin_source", "") or LatinSource.TABLE.value
    proven = source != LatinSource.TABLE.value
    chip = f"applicant.source_{source}" if proven else "applicant.chip_table"
    return Line(f"review.label.{part}", value, chip if value else "", proven)


def _psn(fields: Mapping[str, str]) -> Line:
    kind = fields.get("psn_kind", "")
    if kind == PsnKind.PENDING.value:
        return Line("review.label.psn", say("applicant.psn_kind_pending"))
    label = "review.label.certificate" if kind == PsnKind.REFUSAL_CERTIFICATE.value else "review.label.psn"
    return Line(label, fields.get("psn", ""))


def _choice(prefix: str, value: str) -> str:
    return say(prefix + value) if value else ""


def _join(fields: Mapping[str, str], between: str, *names: str) -> str:
    return between.join(fields[name] for name in names if fields.get(name))
