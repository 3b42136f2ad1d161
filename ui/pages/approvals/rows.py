"""A case that waits, as a row of the list."""

from ui.messages import problem_text, say
from ui.pages.approvals.state import Row
from ui.widgets.tick_list import TickRow


def tick_row(row: Row) -> TickRow:
    """Who, by whom, and how far it was looked at."""
    case = row.case
    by = case.involved[-1].name if case.involved else ""
    state, sign = ("seen", "done") if row.seen else ("unseen", "ring")
    words = say(f"approvals.{state}")
    if row.rejected:
        words, sign = say("approvals.rejected"), "cross"
    elif row.own:
        words, sign = say("approvals.own"), "skip"
    elif row.problem is not None:
        words, sign = problem_text(row.problem).happened, "warning"
    name = case.title or say("shell.unnamed")
    return TickRow(
        case.enrollment_id,
        f"{name}\n{by}\n{words}",
        row.ticked,
        row.can_be_ticked,
        sign,
        "warn" if sign == "warning" else "ok" if sign == "done" else "muted",
    )
