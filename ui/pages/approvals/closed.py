"""Why nothing can be approved, sent back or rejected just now, in words."""

from ui.messages import say
from ui.pages.approvals.refusal import RefusalForm
from ui.pages.approvals.state import ApprovalsState, Task


def closed_by(state: ApprovalsState | None, asking: RefusalForm | None, *, complete: bool) -> str | None:
    """None where it can. asking: the form, while an officer says why not; complete: who answers and their PIN are
    there."""
    if state is None or state.rows is None:
        return say("approvals.working")
    if state.task is Task.APPROVING:
        return say("approvals.approving", done=state.done, of=state.of)
    if state.task is not None:
        return say("approvals.working")
    if not state.rows:
        return say("approvals.nothing")
    if asking is not None and not asking.confirm.isEnabled():
        return say(f"{asking.confirm_key}_need")
    if asking is None and not state.ticked:
        return say("approvals.need_tick")
    return None if complete else say("approvals.need_pin")
