"""What a capture of fingers is to know of the person: the prints taken before, by which limits to judge, how old they
are; and what was answered when it was kept."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import numpy as np

from station.domain.capture import SlapCandidate
from station.domain.errors import StationError
from station.domain.finger_checks import Before, KnownPrint
from station.domain.operator import Operator
from station.domain.sample import Slap, SlapImpression
from station.domain.subject import age_on
from station.fields.day import PartialDate
from station.services.samples import kept
from station.storage.vault import Vault
from station.workflow.engine import Walk
from station.workflow.slaps import attempts_at, best_attempt


def before(vault: Vault, walk: Walk, slap: Slap, today: date) -> Before:
    """Of each other slap the attempt that counts, of this one all: a later attempt is held against each of them.

    Raises BlobMissing, DraftDamaged.
    """
    samples = walk.enrollment.samples
    others = (best_attempt(samples, each, walk.plan.slaps) for each in Slap if each is not slap)
    impressions = (*(each for each in others if each is not None), *attempts_at(samples, slap))
    prints = tuple(known for each in impressions for known in _prints(vault, walk, each))
    return Before(prints, walk.plan.slaps.checks, _years(walk, today))


class QuestionOpen(StationError):
    """The slap has a question about its fingers that nobody answered."""

    code, retryable = "STN-521", True


def answered(candidate: SlapCandidate, kept_as: SlapImpression, by: Operator, at: datetime) -> SlapImpression:
    """The impression with what was asked about it, and who said that it is right. Raises QuestionOpen."""
    if candidate.questions and not candidate.answered:
        raise QuestionOpen(field=candidate.slap.value)
    noted = replace(kept_as, questions=candidate.questions, noted=candidate.noted)
    return replace(noted, answered_by=by.credential_id, answered_at=at) if candidate.questions else noted


def _prints(vault: Vault, walk: Walk, impression: SlapImpression) -> tuple[KnownPrint, ...]:
    """A print of an older station was kept with loss alone, and is not held against anything."""
    from PIL import Image

    found = []
    for item in impression.fingers:
        if item.lossless is None:
            continue
        with Image.open(BytesIO(kept(vault, walk.enrollment, item.lossless.digest)), formats=("PNG",)) as picture:
            pixels = np.asarray(picture.convert("L"), dtype=np.uint8)
        pixels.flags.writeable = False
        found.append(KnownPrint(impression.slap, item.finger, pixels))
    return tuple(found)


def _years(walk: Walk, today: date) -> int | None:
    """Of a date known in part, at least."""
    born = walk.sheet.value("birth_date")
    if isinstance(born, PartialDate):
        born = born.last
    return age_on(today, born) if isinstance(born, date) else None
