"""What the button says in each state, and the tone of the picture's frame."""

from ui.pages.fingerprints.state import Phase
from ui.widgets.stage import Tone

BUTTONS = {
    Phase.WAITING: "again",
    Phase.REFUSED: "again",
    Phase.ASKED: "again",
    Phase.WEAK: "again",
    Phase.UNSAVED: "keep",
    Phase.TAKEN: "next",
    Phase.STOPPED: "start",
}
TONES: dict[Phase, Tone] = {
    Phase.REFUSED: "warn",
    Phase.ASKED: "warn",
    Phase.WEAK: "warn",
    Phase.LOW: "warn",
    Phase.UNSAVED: "error",
    Phase.TAKEN: "ok",
    Phase.DONE: "ok",
}
