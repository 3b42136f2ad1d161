"""Which document it is, until when it holds, and how its data came here."""

from collections.abc import Iterator, Mapping

from station.domain.document import DocumentKind
from station.domain.lines import Line, Word, joined_text
from station.fields.mrz import name_otherwise

_LABEL = "step.document.label."


def lines(fields: Mapping[str, str]) -> Iterator[Line]:
    kind = fields.get("document_kind", "")
    yield Line(
        f"{_LABEL}kind", (Word(f"field.choice.document_kind.{kind.upper()}"),) if kind else (), ("document_kind",)
    )
    if kind.lower() in ("", DocumentKind.NONE.value):
        return
    number = joined_text(fields.get("document_number"), fields.get("document_issuer"))
    yield Line(f"{_LABEL}number", number, ("document_number", "document_issuer"), " · ")
    yield Line(f"{_LABEL}expiry", joined_text(fields.get("document_expiry")), ("document_expiry",))
    if names := joined_text(*(name_otherwise(part, fields) for part in ("given", "surname"))):
        yield Line(f"{_LABEL}names", names, ("document_mrz",), " ")
    source = fields.get("document_source", "").lower()
    said = (Word(f"step.document.source.{source}"),) if source else ()
    yield Line(f"{_LABEL}source", said, ("document_source", "document_mrz"))  # the zone's text says no more
