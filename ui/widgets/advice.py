"""AdviceBanner: one message, big, with its pictogram. What happened; what to do; the code small behind it."""

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from station.domain.errors import Problem
from ui.messages import code_text, problem_text
from ui.theme.tokens import GAP, HALF, UNIT, Role
from ui.widgets.announce import Announcer
from ui.widgets.beside import Beside
from ui.widgets.columns import OwnColumns
from ui.widgets.icon import Icon
from ui.widgets.words import Label, set_look

AdviceKind: TypeAlias = Literal["ok", "warn", "error", "info", "plain"]
_ICONS: dict[str, tuple[str, Role]] = {
    "ok": ("done", "ok"),
    "warn": ("warning", "warn"),
    "error": ("error", "error"),
    "info": ("info", "info"),
    "plain": ("info", "muted"),
}


class AdviceBanner(QFrame):
    """Hidden while it has nothing to say, unless `keep_place`. Screen readers are told each new message."""

    def __init__(self, *, big: bool = False, keep_place: bool = False) -> None:
        super().__init__()
        self.setProperty("look", "advice")
        self.setProperty("kind", "plain")
        self._keep_place = keep_place
        self._announcer = Announcer(self)
        self._problem: Problem | None = None
        self._whose = ""
        self._code: tuple[str, AdviceKind, dict[str, object], str] | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(GAP, UNIT + HALF, GAP, UNIT + HALF)
        self._outer.setSpacing(UNIT)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self._icon = Icon("info", "muted", 48 if big else 24)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter if big else Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._happened = Label("", "lead" if big else "body", strong=True)
        self._remedy = Label("", "body")
        self._small = Label("", "caption", ink="muted", wrap=False)
        self._below = Beside(
            self._remedy, self._small, prose=True
        )  # a column of its own for the code would squeeze the words
        words.addWidget(self._happened)
        words.addWidget(self._below)
        row.addLayout(words, 1)
        self._outer.addStretch(1)  # in a higher place the words stay together, in its middle
        self._outer.addLayout(row)
        self._outer.addStretch(1)
        self.clear()

    def add_answers(self, *buttons: QWidget) -> None:
        """What may be answered to what stands here: under it, across the whole width. Whoever adds them shows and hides
        them."""
        answers = OwnColumns(0, gap=UNIT)
        for button in buttons:
            answers.add(button)
        self._outer.insertWidget(self._outer.count() - 1, answers)

    @property
    def warns(self) -> bool:
        """Whether something stands there that somebody should read."""
        return self.property("kind") in ("warn", "error") and bool(self._happened.text())

    @property
    def advises(self) -> bool:
        """Whether live advice stands there: it speaks another language by itself."""
        return self._code is not None

    def clear(self) -> None:
        self._problem, self._code = None, None
        self._words("", "", "", "plain", None)

    def show_problem(self, problem: Problem | None, whose: str = "") -> None:
        """Tell a problem; None clears. whose: as `problem_text`."""
        if problem is None:
            self.clear()
            return
        self._problem, self._code, self._whose = problem, None, whose
        text = problem_text(problem, whose)
        self._words(text.happened, text.remedy, problem.code, "warn" if problem.retryable else "error", None)

    def advise(self, code: str, kind: AdviceKind, icon_name: str = "", **params: object) -> None:
        """Tell the text of `code` (of station.texts), as live advice does."""
        self._problem, self._code = None, (code, kind, params, icon_name)
        text = code_text(code, **params)
        self._words(text.happened, text.remedy, "", kind, icon_name or None)

    def tell(self, happened: str, remedy: str, kind: AdviceKind, icon_name: str = "") -> None:
        """Tell words already said; the caller tells them again when the language changes."""
        self._problem, self._code = None, None
        self._words(happened, remedy, "", kind, icon_name or None)

    def retranslate(self) -> None:
        if self._problem is not None:
            self.show_problem(self._problem, self._whose)
        elif self._code is not None:
            code, kind, params, icon_name = self._code
            self.advise(code, kind, icon_name, **params)

    def _words(self, happened: str, remedy: str, code: str, kind: AdviceKind, icon_name: str | None) -> None:
        set_look(self, kind=kind)
        name, role = _ICONS[kind]
        self._icon.show_icon(icon_name or name, role)
        self._happened.plain(happened)
        self._remedy.plain(remedy)
        self._small.plain(code)
        self._below.setVisible(bool(remedy or code))
        self.setAccessibleName(f"{happened} {remedy}".strip())
        if not self._keep_place:  # one that keeps its place is never hidden, nor shown before it has a parent
            self.setVisible(bool(happened))
        self._announcer.say(f"{happened} {remedy}".strip(), urgent=kind in ("warn", "error"))
