"""A case that is looked at, with everybody whose case it is and all their pictures. For the work thread; no Qt."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import Digest
from station.services.views import EnrollmentView
from ui.pages.approvals.services import EnrollService, Pictures
from ui.pictures import fetch_all, fetch_prints

_TO_BE_READ = (900, 900)  # pixels of a page


@dataclass(frozen=True)
class Looked:
    """views: of all whose case it is. problem: what of it could not be shown."""

    views: tuple[EnrollmentView, ...] = ()
    pictures: Pictures = field(default_factory=dict)
    problem: Problem | None = None


def look_at(enroll: EnrollService, enrollment_id: EnrollmentId) -> Looked:
    """Faces, signatures, papers and prints: in memory, for as long as somebody looks."""
    first = enroll.view(enrollment_id)
    if isinstance(first, Problem):
        return Looked(problem=first)
    others = [enroll.view(each.enrollment_id) for each in first.people if each.enrollment_id != enrollment_id]
    views, pictures = [first], dict[Digest, NDArray[np.uint8]]()
    for view in (first, *others):
        if isinstance(view, Problem):
            return Looked(tuple(views), pictures, view)
        for found, problem in (fetch_all(enroll.image, view, _TO_BE_READ), fetch_prints(enroll.image, view)):
            pictures |= found
            if problem is not None:
                return Looked(tuple(views), pictures, problem)
        if view is not first:
            views.append(view)
    return Looked(tuple(views), pictures)
