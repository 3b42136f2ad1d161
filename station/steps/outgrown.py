"""What the portrait of this person is not judged by; whether the one that is kept was judged by all that is asked."""

from datetime import date

from station.capture.leeway import judged_by_less
from station.domain.enrollment import Enrollment
from station.domain.exceptions import eyes_in
from station.domain.leeway import Leeway, leeway
from station.fields.day import read_partial


def leeway_of(enrollment: Enrollment, day: date) -> Leeway:
    """day: on which their age counts."""
    return leeway(eyes_in(enrollment.items), _years_at_most(enrollment.fields.get("birth_date", ""), day))


def outgrown(enrollment: Enrollment, day: date) -> bool:
    """The portrait was taken of somebody of whom less was asked: a birth date has been corrected since."""
    portrait = enrollment.samples.portrait
    return portrait is not None and judged_by_less(portrait.quality, leeway_of(enrollment, day))


def _years_at_most(born: str, day: date) -> int | None:
    """None where nobody said when they were born."""
    said = read_partial(born.strip())
    if said is None:
        return None
    first = said.first
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))
