"""What the bar says on the review: the act that Ctrl+Enter does, why that is closed, and what comes after it. No Qt."""

from collections.abc import Mapping

from station.acts.errors import OwnCapture
from station.domain.errors import Problem
from ui.messages import problem_text, say
from ui.pages.review.presenter import ReviewState, Task
from ui.pages.review.stage import Stage

READ_FIRST = (Stage.SIGN, Stage.APPROVE, Stage.WAITING)
TASK_KEYS: Mapping[Task, str] = {
    Task.SIGNING: "review.task.signing",
    Task.LEAVING: "review.task.leaving",
    Task.APPROVING: "review.task.approving",
    Task.SEALING: "review.task.sealing",
}
_ACTS: Mapping[Stage, str] = {
    Stage.INCOMPLETE: "review.button.sign",
    Stage.SIGN: "review.button.sign",
    Stage.APPROVE: "review.button.approve",
    Stage.WAITING: "review.button.approve",
    Stage.OTHERS: "review.button.next_person",
    Stage.SEAL: "review.button.seal",
    Stage.REJECTED: "review.button.seal",
}
_AFTER: Mapping[Stage, str] = {
    Stage.SIGN: "review.act.approve",
    Stage.APPROVE: "review.act.seal",
    Stage.WAITING: "review.act.seal",
    Stage.OTHERS: "review.act.sign",
}


def key_of(stage: Stage) -> str:
    """Of the words on the blue button."""
    return _ACTS[stage]


def hint_of(stage: Stage) -> str:
    """What comes after the act."""
    return say("shell.next_step", step=say(_AFTER[stage])) if stage in _AFTER else say("review.hint")


def reason_of(state: ReviewState, *, may: bool, own: bool) -> str | None:
    """Why the act is closed; None where it is open. may: its button can be pressed. own: the officer who is chosen took
    part in the capture."""
    stage = state.stage
    if state.task is not None:
        return say(TASK_KEYS[state.task])
    if stage is Stage.REJECTED:
        return say("review.closed")
    if stage is Stage.INCOMPLETE:
        return say("review.incomplete") if state.view.hindrance is None else _whole(state.view.hindrance)
    if stage in READ_FIRST and not state.seen:
        return say("review.unseen")
    if may or stage is Stage.SEAL:
        return None
    return _whole(Problem(OwnCapture.code if own else "REV-UNAPPROVED"))


def _whole(problem: Problem) -> str:
    text = problem_text(problem)
    return f"{text.happened} {text.remedy}"
