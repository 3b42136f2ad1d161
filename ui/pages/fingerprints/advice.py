"""What the fingerprints page says of where it stands: the note over the picture and the advice under it."""

from station.services.views import EnrollmentView
from ui.messages import code_text, say
from ui.pages.fingerprints import words
from ui.pages.fingerprints.state import FingerprintsState, Phase
from ui.widgets.advice import AdviceBanner
from ui.widgets.finger_lines import next_slap
from ui.widgets.finger_words import prints_of
from ui.widgets.platen_stage import PlatenStage
from ui.widgets.reasons import kept_note


def tell(state: FingerprintsState, view: EnrollmentView | None, stage: PlatenStage, banner: AdviceBanner) -> None:
    """The note over the picture and the advice under it. view: what is there of the prints."""
    match state.phase:
        case Phase.OPENING | Phase.LIVE if state.slap is not None:
            if state.phase is Phase.OPENING:
                stage.tell("fingerprint", _say("opening"))
            else:
                stage.hush()
            note = "place.alone_note" if state.slap.slap.alone else "place.note"
            banner.tell(words.placing(state.slap), _say(note), "info", "hand")
        case Phase.WAITING:
            stage.tell("fingerprint", _say("waiting"), _say("waiting_note"))
            banner.show_problem(state.problem)
        case Phase.STOPPED:
            stage.tell("fingerprint", _say("stopped"), _say("stopped_note"))
            if state.slap is not None:
                banner.tell(words.placing(state.slap), _say("place.note"), "plain", "hand")
        case Phase.EXEMPT:
            stage.tell("hand", _say("exempt"))
            banner.tell(_say("exempt"), _say("exempt_note"), "ok")
        case Phase.SAVING:
            banner.tell(_say("saving"), "", "plain", "clock")
        case Phase.REFUSED | Phase.UNSAVED:
            stage.hush()
            banner.show_problem(state.problem)
        case Phase.ASKED if state.problem is not None:
            stage.hush()
            banner.tell(code_text(state.problem.code).happened, _say("asked_note"), "warn", "hand")
        case Phase.WEAK if state.slap is not None and state.slap.more:
            note = _say("more_note", number=state.slap.attempts + 1, total=state.slap.wanted)
            banner.tell(_say("more"), note, "info")
        case Phase.WEAK if state.slap is not None:
            made, total = state.slap.attempts, state.slap.attempts + state.slap.attempts_left
            note = _say("weak_note", number=made + 1, total=total)
            banner.tell(_say("weak"), note, "warn")
        case Phase.LOW:
            stage.hush()
            banner.tell(_say("low"), _say("low_note"), "warn")
        case Phase.TAKEN:
            low = state.slap is not None and bool(state.slap.expected) and not state.slap.passed
            more = view is not None and next_slap(view) is not None
            after = "" if not more else _say("taken_next") if state.goes_on else say("states.prints.space_goes_on")
            banner.tell(_say("taken_low" if low else "taken"), after, "warn" if low else "ok")
        case Phase.DONE if view is not None:
            done = prints_of(view)
            if state.slap is None:
                stage.tell("hand", done.words)
            else:
                stage.hush()
            note, kind = kept_note(view, view.current, _say("done_note"))
            banner.tell(done.words, note, "warn" if done.low else kind, "" if done.taken else "hand")


def _say(name: str, **params: object) -> str:
    return say(f"fingerprints.{name}", **params)
