"""When the problems of a form are shown. No Qt."""

from collections.abc import Iterable, Mapping

from station.domain.errors import Problem


class FormModel:
    """A problem is shown beside its field only after the field was left, or once Next was pressed."""

    def __init__(self) -> None:
        self._fields: tuple[str, ...] = ()
        self._left: set[str] = set()
        self._all = False

    def enter(self, values: Mapping[str, str]) -> None:
        """The page is shown: what holds text counts as left."""
        self._left = {field for field, text in values.items() if text}
        self._all = False

    def know(self, fields: Iterable[str]) -> None:
        """The fields that are shown, in reading order."""
        self._fields = tuple(fields)

    def leave_field(self, field: str) -> None:
        self._left.add(field)

    def reveal(self) -> None:
        """Next was pressed: from now on every problem is shown."""
        self._all = True

    @property
    def revealed(self) -> bool:
        return self._all

    def shown(self, problems: Iterable[Problem]) -> Mapping[str, Problem]:
        """The first problem of each field that may be shown."""
        found: dict[str, Problem] = {}
        for problem in problems:
            if problem.field in self._fields and (self._all or problem.field in self._left):
                found.setdefault(problem.field, problem)
        return found

    def first(self, problems: Iterable[Problem]) -> str:
        """The field, in reading order, that the eye should go to; "" when none of them is on this page."""
        wrong = {problem.field for problem in problems}
        return next((field for field in self._fields if field in wrong), "")
