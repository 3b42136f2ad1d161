"""How what is entered at the desk came there: each text with its source, who sat there, and when."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from station.domain.document import DocumentSource
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.money import RECEIPT, masked
from station.domain.named import belongs
from station.domain.operator import CredentialId
from station.domain.romanisation import romanise
from station.domain.subject import LatinSource
from station.domain.value import Said, Source

if TYPE_CHECKING:
    from station.profiles import Service
    from station.workflow.engine import Walk

MOST_TEXT = 10_000
"""Characters of one field: far more than any line of a form takes."""
_ZONE = "document_mrz"
_NAMES = frozenset({"surname_hy", "surname_latin", "given_hy", "given_latin"})


class TextTooLong(StationError):
    """A text is longer than any field holds. `limit` is in characters."""

    code, retryable = "STN-460", True


def require_short(texts: Mapping[str, str]) -> None:
    """Raises TextTooLong."""
    for name, text in texts.items():
        if len(text) > MOST_TEXT:
            raise TextTooLong(limit=MOST_TEXT, field=name)


def enter(
    enrollment: Enrollment,
    changes: Mapping[str, str],
    source: Source,
    by: CredentialId,
    at: datetime,
    today: date,
    service: Callable[[], "Service"],
) -> Enrollment:
    """Keep what is entered, and what a machine-readable zone without fault says of other fields.

    source: of all of it, but for what is known better: the table's own spelling of a name is the table's, and a zone
    that a reader gave was not typed. A card's number in the place of a receipt's is not kept. service: for which it is;
    it says what a zone may fill. Raises TextTooLong.
    """
    require_short(changes)
    changes = {name: masked(text) if name == RECEIPT else text for name, text in changes.items()}
    fields = {**enrollment.fields, **changes}
    changed = enrollment.with_said(
        {name: _known(name, fields, Said(text, source, at, by)) for name, text in changes.items()}
    )
    if _ZONE not in changes and not (_NAMES & changes.keys() and changed.fields.get(_ZONE)):
        return changed
    from station.forms import fill_from_mrz, proven_by_mrz  # here: nothing before the first window reads forms

    filled = dict(fill_from_mrz(service(), changed.fields, today)) if _ZONE in changes else {}
    filled |= proven_by_mrz(service(), {**changed.fields, **filled})
    if enrollment.named is not None:  # what was not named is not asked, and not learned on the way
        filled = {name: text for name, text in filled.items() if belongs(name, enrollment.named)}
    return changed.with_said({name: Said(text, Source.MRZ, at, by, _ZONE) for name, text in filled.items()})


def forget(enrollment: Enrollment, walk: "Walk") -> Enrollment:
    """Without what its service forgets once it is not asked for; where that is not known yet it stays."""
    service = walk.plan.service
    fields = service.profile.fields
    return enrollment.without([name for name in service.forgets if walk.sheet.truth(fields[name].when) is False])


def _known(name: str, fields: Mapping[str, str], given: Said) -> Said:
    if name == _ZONE and fields.get("document_source", "").lower() == DocumentSource.MRZ_READ:
        return replace(given, source=Source.MRZ)
    part = name.removesuffix("_latin")
    by_table = fields.get(f"{part}_latin_source", "").lower() in ("", LatinSource.TABLE)
    if part != name and by_table and given.text and given.text == romanise(fields.get(f"{part}_hy", "")):
        return replace(given, source=Source.TABLE, evidence=f"{part}_hy")
    return given
