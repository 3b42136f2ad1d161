"""Which document it is, until when it holds, and how its data came here."""

from collections.abc import Iterable, Iterator, Mapping

from station.domain.document import DocumentKind
from station.domain.lines import Country, Line, Word, joined_text
from station.fields.holder import Difference
from station.fields.mrz import name_otherwise
from station.forms.document import CANCELLED

_LABEL = "step.document.label."


def lines(fields: Mapping[str, str], over: bool, told: Iterable[Difference]) -> Iterator[Line]:
    """over: it is not valid any more. told: what its zone says otherwise of the applicant and is no fault."""
    kind = fields.get("document_kind", "")
    yield Line(
        f"{_LABEL}kind", (Word(f"field.choice.document_kind.{kind.upper()}"),) if kind else (), ("document_kind",)
    )
    if kind.lower() in ("", DocumentKind.NONE.value):
        return
    issuer = fields.get("document_issuer")
    number = (*joined_text(fields.get("document_number")), *((Country(issuer.upper()),) if issuer else ()))
    yield Line(f"{_LABEL}number", number, ("document_number", "document_issuer"), " · ")
    ends = (*joined_text(fields.get("document_expiry")), *((Word("field.chip.expired"),) if over else ()))
    yield Line(f"{_LABEL}expiry", ends, ("document_expiry",), " · ")
    if fields.get(CANCELLED, "").upper() == "YES":
        yield Line("", (Word("field.chip.cancelled"),), (CANCELLED,))
    for each in told:
        if each.field == "nationality":
            yield Line(f"{_LABEL}nationality", (Country(each.said),), ("document_mrz",))
    if names := joined_text(*(name_otherwise(part, fields) for part in ("given", "surname"))):
        yield Line(f"{_LABEL}names", names, ("document_mrz",), " ")
    source = fields.get("document_source", "").lower()
    said = (Word(f"step.document.source.{source}"),) if source else ()
    yield Line(f"{_LABEL}source", said, ("document_source", "document_mrz"))  # the zone's text says no more
