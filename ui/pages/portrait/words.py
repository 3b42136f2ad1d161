"""How each phase looks, and the checks of a portrait in the language in use."""

from collections.abc import Mapping, Sequence

from station.domain.capture import LiveCheck
from station.domain.sample import QualityScore
from ui.messages import code_text
from ui.pages.portrait.state import Phase
from ui.widgets.checklist import CheckItem, CheckState
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
