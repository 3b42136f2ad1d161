"""How each phase looks, and the checks of a portrait in the language in use."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from station.domain.capture import LiveCheck
from station.domain.exceptions import eyes_in
from station.domain.face_facts import Hint
from station.domain.sample import ExceptionReason, Eye, Modality, QualityScore
from station.services.views import EnrollmentView
from ui.facing import KEPT
from ui.messages import code_text, say
from ui.pages.portrait.asking import seen_words
from ui.pages.portrait.crop_words import about_crop
from ui.pages.portrait.state import Phase, PortraitState
from ui.widgets.checklist import CheckItem, CheckState
from ui.widgets.exception_words import Scope, reason_within, reasons_at
from ui.widgets.said import short_limit
from ui.widgets.stage import Tone

BUTTONS: Mapping[Phase, str] = {
    Phase.OPENING: "portrait.button.capture",
    Phase.WAITING: "portrait.button.again",
    Phase.LIVE: "portrait.button.capture",
    Phase.SAVING: "portrait.button.capture",
    Phase.REFUSED: "portrait.button.again",
    Phase.UNSAVED: "portrait.button.keep",
    Phase.ACCEPTED: "portrait.button.retake",
    Phase.STOPPED: "portrait.button.start",
    Phase.EXCEPTED: "portrait.button.start",
}
TONES: Mapping[Phase, Tone] = {Phase.REFUSED: "warn", Phase.UNSAVED: "error", Phase.ACCEPTED: "ok"}
FACING = dict.fromkeys((Phase.WAITING, Phase.REFUSED, Phase.UNSAVED, Phase.STOPPED, Phase.EXCEPTED), "") | {
    Phase.OPENING: "FACE-LOOK-AT-CAMERA",
    Phase.ACCEPTED: KEPT,
}
"""What the applicant is told then; while it is live, whatever is advised."""
_ADVICE_ICONS = (("CLOSER", "closer"), ("BACK", "farther"), ("LIGHT", "light"), ("BRIGHT", "light"), ("DARK", "light"))


def advice_icon(code: str) -> str:
    """A pictogram for one advice; the face itself where none fits better."""
    return next((name for part, name in _ADVICE_ICONS if part in code), "face")


def check_items(checks: Sequence[LiveCheck], *, details: bool) -> list[CheckItem]:
    """Live checks in words. What to do about the most urgent one stands in the banner; values where somebody reads."""
    return [_check_item(check, details=details) for check in checks]


def _check_item(check: LiveCheck, *, details: bool) -> CheckItem:
    state: CheckState = "ok" if check.ok else "wait" if check.value is None else "fail"
    value = f"{check.value:.3g}{check.unit}  {short_limit(check.limit)}" if details and check.value is not None else ""
    return CheckItem(check.code, state, code_text(check.code).happened, "", value)


def score_item(score: QualityScore) -> CheckItem:
    """A stored ISO/IEC 29794-5 component, by the standard's own name."""
    value = "-" if score.score is None else f"{score.score}"
    return CheckItem(score.algorithm, "skip" if score.score is None else "ok", score.algorithm, "", value)


def scopes(view: EnrollmentView | None, now: ExceptionReason | None, chosen: Callable[..., None]) -> tuple[Scope, ...]:
    """What may be said of the portrait, and of each eye where the service allows that."""
    allowed = reasons_at(view, Modality.FACE)
    of_it = tuple(each for each in allowed if not each.of_an_eye)
    of_eyes = tuple(each for each in allowed if each.of_an_eye)
    eyes = {} if view is None else eyes_in(view.enrollment.items)
    if not of_eyes and not eyes:
        return (Scope("", now, now is not None, chosen),)
    whole = (Scope("exceptions.face", now, now is not None, chosen, of_it),) if of_it or now is not None else ()
    return (
        *whole,
        *(
            Scope(f"exceptions.{eye.value}", eyes.get(eye), eye in eyes, partial(chosen, eye=eye), of_eyes)
            for eye in Eye
        ),
    )


def besides(
    view: EnrollmentView | None, state: PortraitState, hints: Sequence[Hint] = (), *, details: bool = False
) -> str:
    """What stands beside the checks: how this person's portrait is another than usual, what is to be known of a kept
    one, and what was seen of what the person was asked to do."""
    kept = state.portrait if state.phase is Phase.ACCEPTED else None
    return "\n".join(
        filter(
            None,
            (otherwise(view), *about_crop(kept, details=details), *seen_words(hints if kept is None else kept.hints)),
        )
    )


def otherwise(view: EnrollmentView | None) -> str:
    """How this person's portrait is another than usual, and what is not asked of them; "" where it is as anybody's."""
    if view is None:
        return ""
    reason, said = view.enrollment.why_not(Modality.FACE), []
    if reason is ExceptionReason.RELIGION:
        said.append(say("portrait.covered"))
    for eye, why in eyes_in(view.enrollment.items).items():
        reason_said = reason_within(why)
        said.append(say("exceptions.eye", eye=say(f"exceptions.{eye.value}"), reason=reason_said))
    if view.leeway.young is not None:
        said.append(say(f"portrait.young_{view.leeway.young.value}"))
    return "\n".join(said)
