"""The one advice on the applicant's screen, spoken: what has stood for a moment, one at a time, not again for a while.
Silent until somebody asks for it, and where this computer has no voice of the language (`ui.citizen.voice`)."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from ui.citizen.voice import Voice

STANDS_MS = 800
"""What goes away sooner was never said: advice changes as people move."""

AGAIN_S = 8.0
"""The same words are not said again before."""


class SpokenAdvice(QObject):
    """now: monotonic seconds."""

    def __init__(self, voice: Voice, now: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._voice, self._now = voice, now
        self._on = False
        self._language = self._words = ""
        self._said_at: dict[str, float] = {}
        self._stood = QTimer(self, singleShot=True, interval=STANDS_MS)
        self._stood.timeout.connect(self._speak)

    @property
    def on(self) -> bool:
        return self._on

    def turn(self, on: bool) -> None:
        """Off: silent at once, and what was said counts no more."""
        self._on = on
        self._said_at.clear()
        if on:
            self._speak()
        else:
            self._stood.stop()
            self._voice.stop()

    def advise(self, language: str, words: str) -> None:
        """What the screen says now; "" where it says nothing."""
        if (language, words) == (self._language, self._words):
            return
        self._language, self._words = language, words
        if self._on and words:
            self._stood.start()
        else:
            self._stood.stop()

    def _speak(self) -> None:
        """Whoever is being spoken to is not cut short: it waits, and says what stands then."""
        if not self._words or not self._on:
            return
        if self._voice.speaking:
            self._stood.start()
            return
        said_at = self._said_at.get(self._words)
        if said_at is None or self._now() - said_at >= AGAIN_S:
            self._said_at[self._words] = self._now()
            self._voice.say(self._language, self._words)
