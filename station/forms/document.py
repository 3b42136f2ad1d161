"""The form of the document the applicant already holds, to its value or to all problems; a zone that holds fills
fields."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from station.domain.dates import format_date, parse_date
from station.domain.document import DocumentKind, DocumentSource, TravelDocument
from station.domain.errors import Problem
from station.domain.names import written
from station.domain.romanisation import romanise
from station.domain.subject import LatinSource, PsnKind
from station.fields.holder import number_by
from station.fields.mrz import names_by, said_by, spelled_alike, zone_of
from station.formats.mrz import Mrz, MrzFormat
from station.forms.sheet import Sheet
from station.profiles import Service

NEEDED = ("document_kind", "document_mrz", "document_number", "document_issuer", "document_expiry")
CANCELLED = "document_cancelled"
# What is wrong is said of a document, with the remedy that goes with one.
_SAID = {
    ("document_kind", "APP-REQUIRED"): "DOC-KIND",
    ("document_kind", "APP-CHOICE"): "DOC-KIND",
    ("document_number", "APP-REQUIRED"): "DOC-REQUIRED",
    ("document_number", "APP-TOO-LONG"): "DOC-NUMBER",
    ("document_issuer", "APP-REQUIRED"): "DOC-REQUIRED",
    ("document_issuer", "APP-NATIONALITY"): "DOC-ISSUER",
    ("document_expiry", "APP-DATE"): "DOC-DATE",
}


def fill_from_mrz(service: Service, texts: Mapping[str, str], today: date) -> Mapping[str, str]:
    """What a zone without fault says, for the fields that the service lets be filled from one: the document's, and
    those of the applicant that are still empty, Latin names too. Which kind of document it is, and that its zone was
    read, a zone always says."""
    zone = zone_of(texts.get("document_mrz", ""))
    if zone is None:
        return {}
    birth_date = zone.birth_date(today)
    person = {
        "birth_date": format_date(birth_date) if birth_date else "",
        "sex": zone.sex,
        "nationality": zone.nationality,
    }
    if texts.get("psn_kind", "").lower() in ("", PsnKind.PSN):
        person["psn"] = number_by(zone, today)
    person |= {f"{part}_latin": _latin(part, name, texts) for part, name in names_by(zone, texts).items()}
    read = texts.get("document_source", "").lower() == DocumentSource.MRZ_READ
    said = {
        **{name: text for name, text in person.items() if text and not texts.get(name)},
        **{f"document_{name}": text for name, text in said_by(zone, today).items()},
    }
    fillable = service.filled_from("MRZ")
    return {
        **_shown(service, zone, texts),
        **{name: text for name, text in said.items() if name in fillable},
        "document_kind": _kind(zone),
        "document_source": DocumentSource.MRZ_READ if read else DocumentSource.MRZ_TYPED,
    }


def proven_by_mrz(service: Service, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Why a Latin name is another than the table's, where nobody has said so yet and the zone of the held document has
    it as it is written: that document, and its number. Where it is the table's but for what no zone has, it is that."""
    zone = zone_of(texts.get("document_mrz", ""))
    found: dict[str, str] = {}
    if zone is None:
        return found
    for part, name in names_by(zone, texts).items():
        latin, armenian = texts.get(f"{part}_latin", ""), written(texts.get(f"{part}_hy", ""))
        reason, proof, by_table = f"{part}_latin_source", f"{part}_evidence", romanise(armenian)
        asked = {reason, proof} <= service.asks.keys() and texts.get(reason, "").lower() in ("", LatinSource.TABLE)
        if not asked or not armenian or latin.upper() == by_table or not spelled_alike(latin, name):
            continue
        if spelled_alike(latin, by_table):
            found[f"{part}_latin"] = by_table
        else:
            found |= {reason: LatinSource.PREVIOUS_DOC.value, proof: zone.document_number.replace("<", "")}
    return found


def _shown(service: Service, zone: Mrz, texts: Mapping[str, str]) -> Mapping[str, str]:
    """The document is one of the papers that are asked for: its zone was read from it. Of a service for citizens of one
    State, its own documents are."""
    home, kind = service.profile.fields["nationality"].begins, _kind(zone).upper()
    if home and home != zone.issuing_state:
        return {}
    lists = (rule for rule in service.profile.papers if kind in rule.one_of)
    return {rule.kept_in: kind for rule in lists if not texts.get(rule.kept_in)}


def _kind(zone: Mrz) -> DocumentKind:
    """What Russia calls an internal passport is no travel document."""
    travel = zone.format is MrzFormat.TD3 and not zone.rules_of
    return DocumentKind.PASSPORT if travel else DocumentKind.ID_CARD


def _latin(part: str, name: str, texts: Mapping[str, str]) -> str:
    """As the table spells it, with its hyphens, where that is the same in a zone."""
    by_table = romanise(written(texts.get(f"{part}_hy", "")))
    return by_table if by_table and spelled_alike(by_table, name) else name


def is_over(texts: Mapping[str, str], today: date) -> bool:
    """Whether the document is not valid any more by what it says: such a one is exchanged, and is no fault."""
    expiry = parse_date(texts.get("document_expiry", ""))
    return expiry is not None and expiry < today


def problems_of(sheet: Sheet, step_id: str) -> tuple[Problem, ...]:
    """What is wrong with the document, or with what is said of it."""
    problems = tuple(_said(each) for each in sheet.problems(step_id))
    if sheet.value("document_kind") is None:
        problems = (*sheet.faults_of("document_mrz"), *problems)  # the kind is missing because a wrong zone told none
    return problems


def document_of(sheet: Sheet, texts: Mapping[str, str]) -> TravelDocument:
    """Of a sheet on which nothing is wrong with it. Without a document it has the kind NONE and nothing else."""
    kind = DocumentKind(sheet.value("document_kind").lower())
    if kind is DocumentKind.NONE:
        return TravelDocument(kind, "", "", None, DocumentSource.TYPED)
    lines = sheet.value("document_mrz") or ()
    return TravelDocument(
        kind,
        sheet.value("document_number") or "",
        sheet.value("document_issuer") or "",
        sheet.value("document_expiry"),
        _source(texts, lines),
        lines,
    )


def _said(problem: Problem) -> Problem:
    code = _SAID.get((problem.field, problem.code))
    return problem if code is None else replace(problem, code=code, params={})


def _source(texts: Mapping[str, str], lines: tuple[str, ...]) -> DocumentSource:
    if not lines:
        return DocumentSource.TYPED
    read = texts.get("document_source", "").lower() == DocumentSource.MRZ_READ
    return DocumentSource.MRZ_READ if read else DocumentSource.MRZ_TYPED
