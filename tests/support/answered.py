"""What a service answered: the view, or the code of the problem; whoever asks for one fails with the other."""

from station.domain.errors import Problem
from station.services.views import EnrollmentView


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Problem), answer
    return answer.code
