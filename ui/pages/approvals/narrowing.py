"""By what the list of approvals is narrowed besides a name, and what can be chosen of each. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from station.services.draft_summary import DraftSummary
from ui.messages import called, language, say
from ui.widgets.service_words import service_name

TODAY, EARLIER, DAYS = "today", "earlier", "days"
_LONG = timedelta(days=3)
OVERRIDE, EXCEPTION, HOUSEHOLD = "override", "exception", "household"
_ONLY: Mapping[str, Callable[[DraftSummary], bool]] = {
    OVERRIDE: lambda case: case.traits.overrides > 0,
    EXCEPTION: lambda case: case.traits.excepted,
    HOUSEHOLD: lambda case: case.traits.household,
}
FACETS = ("service", "case_class", "unit", "operator", "since", "only")


def operator_of(case: DraftSummary) -> str:
    """Who signed it, as far as it is known."""
    return called(case.involved[-1]) if case.involved else ""


def _who(case: DraftSummary) -> str:
    """The same in every language, and whichever card they have."""
    return (case.involved[-1].identifier or case.involved[-1].credential_id) if case.involved else ""


def value_of(case: DraftSummary, facet: str, today: date) -> tuple[str, ...]:
    """For which values of a facet a case is shown."""
    if facet == "since":
        since = None if case.waiting_since is None else case.waiting_since.astimezone().date()
        if since is None or since >= today:
            return () if since is None else (TODAY,)
        return (EARLIER, DAYS) if today - since >= _LONG else (EARLIER,)
    if facet == "only":
        return tuple(name for name, holds in _ONLY.items() if holds(case))
    said = {
        "service": case.procedure,
        "case_class": case.traits.case_class,
        "unit": case.traits.unit,
        "operator": _who(case),
    }[facet]
    return (said,) if said else ()


@dataclass(frozen=True)
class Narrowing:
    """chosen: a value by facet; a facet that is not in it narrows nothing."""

    typed: str = ""
    chosen: Mapping[str, str] | None = None

    def holds(self, case: DraftSummary, today: date) -> bool:
        """Whatever the name."""
        return all(value in value_of(case, facet, today) for facet, value in (self.chosen or {}).items())

    @property
    def count(self) -> int:
        return len(self.chosen or {})


def offered(cases: Sequence[DraftSummary], today: date) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What can be chosen of each facet, with its words in the language in use: what occurs, and tells cases apart."""
    found = {}
    for facet in FACETS:
        values = {value: case for case in cases for value in value_of(case, facet, today)}
        everywhere = all(len(value_of(case, facet, today)) == 1 for case in cases)
        if len(values) > 1 or (values and not everywhere):
            said = [(value, _words(facet, value, case)) for value, case in values.items()]
            found[facet] = tuple(sorted(said, key=lambda item: item[1]) if facet not in ("since", "only") else said)
    return found


def _words(facet: str, value: str, case: DraftSummary) -> str:
    if facet == "service":
        return service_name(case.traits.service) or value
    if facet == "operator":
        return operator_of(case)
    if facet == "unit":
        return case.traits.unit_names.get(language(), value)
    return say(f"approvals.narrow.{facet}.{value}")
