"""What is known of drafts that were opened in this session, so that a list of hundreds opens those alone that changed.

Files are believed, and this is not: it is asked for by the bytes that lie there now, and any other byte opens the draft
anew. It is in memory only and ends with the session; of a draft that lies here no more it forgets the name at once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from station.acts import CaseFacts
from station.domain.enrollment import EnrollmentId
from station.services.draft_summary import DraftSummary

Mark: TypeAlias = tuple[object, ...]
"""All that what is known of a draft was made of."""


@dataclass(frozen=True)
class Known:
    """facts: of all who came together. people: their enrollments."""

    summary: DraftSummary
    facts: CaseFacts
    people: tuple[EnrollmentId, ...]


class KnownDrafts:
    """Of one session, on the work thread."""

    def __init__(self) -> None:
        self._known: dict[EnrollmentId, tuple[Mark, Known]] = {}

    def of(self, case_id: EnrollmentId, mark: Mark, opened: Callable[[], Known]) -> Known:
        """opened: called where it is not known as it lies here now; what it raises is kept by nobody."""
        found = self._known.pop(case_id, None)
        known = found[1] if found is not None and found[0] == mark else opened()
        self._known[case_id] = mark, known
        return known

    def keep_only(self, case_ids: Collection[EnrollmentId]) -> None:
        self._known = {which: known for which, known in self._known.items() if which in case_ids}
