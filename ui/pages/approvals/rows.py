"""A case that waits, as a row of the list: who, for what, by whom, and what an officer must know before they look."""

from ui.messages import problem_text, say
from ui.pages.approvals.narrowing import operator_of
from ui.pages.approvals.state import Row
from ui.theme.tokens import Role
from ui.widgets.service_words import service_name
from ui.widgets.tick_list import TickRow


def tick_row(row: Row) -> TickRow:
    case, traits = row.case, row.case.traits
    sign, ink, state = _state(row)
    spoken = say("approvals.seen" if row.seen else "approvals.unseen")
    people = say("approvals.people", count=case.people) if case.people > 1 else ""
    since = "" if case.waiting_since is None else f"{case.waiting_since.astimezone():%d.%m. %H:%M}"
    override = say("approvals.override", count=traits.overrides) if traits.overrides else ""
    lines = (
        case.title or say("shell.unnamed"),
        _joined(service_name(traits.service), people),
        _joined(operator_of(case), since),
        _joined(override, say("approvals.excepted") if traits.excepted else ""),
        state,
    )
    words = "\n".join(filter(None, lines))
    return TickRow(case.enrollment_id, words, row.ticked, row.can_be_ticked, sign, ink, spoken)


def _state(row: Row) -> tuple[str, Role, str]:
    """Sign, its colour, and why it cannot be ticked, or was not approved."""
    if row.rejected:
        return "cross", "muted", say("approvals.rejected")
    if row.own:
        return "skip", "muted", say("approvals.own")
    if row.problem is not None:
        return "warning", "warn", problem_text(row.problem).happened
    if row.case.traits.overrides:
        return ("done" if row.seen else "warning"), "warn", ""
    return ("done", "ok", "") if row.seen else ("ring", "muted", "")


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
