"""What the applicant is shown on their window, and what becomes of what they choose there. No Qt.

Everything here can be done by the operator too: the window may have no touch, and nobody is stuck.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.citizen_view import (
    BLANK,
    DATA_CONFIRMED,
    DATA_DOUBTED,
    RIGHTS,
    SAME_SEX,
    SAME_SEX_BACK,
    CitizenView,
    Screen,
)
from station.domain.confirmed import data_texts
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import PacketId
from station.services.citizen import Talk, citizen_view, data_of, noted, told_in, wish_of
from station.services.views import EnrollmentView, EnrollResult
from ui.facing import Facing, Ink
from ui.threads import Run

_WISHES = (SAME_SEX, SAME_SEX_BACK)


class Window(Protocol):
    """The window that faces the applicant, there or not."""

    def show_view(self, view: CitizenView, /) -> None: ...
    def show_picture(self, pixels: NDArray[np.uint8], /) -> None: ...
    def clear_picture(self) -> None: ...
    def show_ink(self, points: Ink, size_mm: tuple[float, float], /) -> None: ...
    def close_ink(self, closed: bool, /) -> None: ...


class Belongings(Protocol):
    def told(self, enrollment_id: EnrollmentId, about: str, version: str, language: str, /) -> EnrollResult: ...
    def answered(
        self, enrollment_id: EnrollmentId, seen: Sequence[str], version: str, language: str, /, *, right: bool
    ) -> EnrollResult: ...


class Receipts(Protocol):
    def code(self, packet_id: PacketId, /) -> tuple[str, ...] | Problem: ...


class Feedback(Protocol):
    def rate(self, mark: int, /) -> Problem | None: ...


class Operator(Protocol):
    """What the operator is told of it."""

    def update(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...
    def changed(self) -> None:
        """Something else is shown to the applicant, or they chose something."""


class Applicant:
    """On the UI thread."""

    def __init__(
        self,
        window: Window,
        operator: Operator,
        belongings: Belongings,
        receipts: Receipts,
        feedback: Feedback,
        run: Run,
        today: Callable[[], date],
        facing: Facing,
        version: Callable[[str], str],
        otherwise: Callable[[], str],
    ) -> None:
        """version: of the notice in a language. otherwise: the operator's language, where the applicant chose none."""
        self._window, self._operator = window, operator
        self._belongings, self._receipts, self._feedback = belongings, receipts, feedback
        self._run, self._today, self._facing, self._version, self._otherwise = run, today, facing, version, otherwise
        self._view: EnrollmentView | None = None
        self._talks: dict[EnrollmentId, Talk] = {}
        self._noting: set[tuple[EnrollmentId, str]] = set()  # what is being kept
        self.shown = BLANK
        facing.listener = self

    # --- who is served -----------------------------------------------------------------------------------------------

    def serve(self, view: EnrollmentView | None) -> None:
        """This person, at this step; None: nobody, or the operator is not there."""
        if view is None:
            self.away()
            return
        which = view.enrollment.enrollment_id
        if self._view is None or self._view.enrollment.enrollment_id != which:
            self.away()  # between two people the window is empty
            known = self._talks.get(which) or self._like(view)
            self._talks[which] = replace(known, advice="", holding=0.0, fingers=())
        elif self._view.current != view.current:
            self._talks[which] = replace(self._talks[which], advice="", holding=0.0, fingers=())
        self._view = view
        self._show()

    def away(self) -> None:
        """Theirs is a window without a word."""
        if self._view is not None:
            which = self._view.enrollment.enrollment_id
            self._talks[which] = replace(self._talks[which], doubted=None)
        self._view = None
        self._become(BLANK)

    def sealed(self, view: EnrollmentView, packet_id: PacketId) -> None:
        """Their packet is made."""
        language = self._talk_of(view).language or self._otherwise()
        self._view = None
        self._talks = {}
        number = f"{packet_id[:4]} {packet_id[4:8]}"
        shown = CitizenView(Screen.RECEIPT, language, number=number)
        self._become(shown)

        def proved(code: tuple[str, ...] | Problem) -> None:
            if self.shown == shown and not isinstance(code, Problem):  # without one the page says when it can be had
                self._become(replace(shown, code=code))

        self._run(lambda: self._receipts.code(packet_id), proved)

    def _like(self, view: EnrollmentView) -> Talk:
        """In the language in which the notice was given, or that others of the case chose."""
        others = (self._talks[each.enrollment_id] for each in view.people if each.enrollment_id in self._talks)
        language = told_in(view.enrollment) or next((talk.language for talk in others if talk.language), "")
        wished = wish_of(view.enrollment)
        return Talk(language, wish_asked=wished is not None, wished=wished is True)

    def _talk_of(self, view: EnrollmentView) -> Talk:
        return self._talks.get(view.enrollment.enrollment_id) or self._like(view)

    # --- what they choose --------------------------------------------------------------------------------------------

    @property
    def talk(self) -> Talk | None:
        """With whom is served now."""
        return None if self._view is None else self._talks[self._view.enrollment.enrollment_id]

    @property
    def told(self) -> bool:
        """Whether the notice was given to whom is served now."""
        return self._view is not None and bool(told_in(self._view.enrollment))

    def choose_language(self, tag: str) -> None:
        if self.shown.screen in (Screen.RECEIPT, Screen.THANKS):
            self._become(replace(self.shown, language=tag))
        else:
            self._say(language=tag)

    def agree(self, how: str = RIGHTS) -> None:
        """They read the notice; how: or it was HEARD, or told to who speaks for them."""
        if not self.told:
            self._note(how)

    def wish(self, same_sex: bool) -> None:
        """same_sex: for an operator of their own sex; else it does not matter to them, or no more."""
        if self.talk is not None and self.talk.wished is not same_sex:
            self._note(SAME_SEX if same_sex else SAME_SEX_BACK)
        self._say(wish_asked=True, wished=same_sex)

    def answer(self, right: bool) -> None:
        """Whether the data that are shown are right."""
        if self._view is None or not self.shown.may_confirm:
            return
        data, seen = data_of(self._view, self._today()), data_texts(self._view.enrollment)
        known = noted(self._view.enrollment, DATA_CONFIRMED)
        self._say(doubted=None if right else data)
        if right is not known:
            about = DATA_CONFIRMED if right else DATA_DOUBTED
            self._keep(about, lambda of, tag: self._belongings.answered(of, seen, self._version(tag), tag, right=right))

    def _note(self, about: str) -> None:
        self._keep(about, lambda of, tag: self._belongings.told(of, about, self._version(tag), tag))

    def _keep(self, about: str, keep: Callable[[EnrollmentId, str], EnrollResult]) -> None:
        """With its moment, language and the version of the words; once, however often it is pressed."""
        view, talk = self._view, self.talk
        if view is None or talk is None or not talk.language or view.enrollment.signed is not None:
            return
        which, tag = view.enrollment.enrollment_id, talk.language
        if (which, about) in self._noting and about not in _WISHES:  # a wish changes: each is kept, in their order
            return
        self._noting.add((which, about))

        def kept(answer: EnrollResult) -> None:
            self._noting.discard((which, about))
            if not isinstance(answer, Problem):
                self._operator.update(answer)
                return
            self._operator.tell(answer)
            if about in _WISHES and self._view is not None and self._view.enrollment.enrollment_id == which:
                self._say(wished=wish_of(self._view.enrollment) is True)  # what nobody kept nobody wished

        self._run(lambda: keep(which, tag), kept)

    def receipt_seen(self) -> None:
        if self.shown.screen is Screen.RECEIPT:
            self._become(CitizenView(Screen.THANKS, self.shown.language))

    def rate(self, mark: int) -> None:
        """Once: what they said is counted, and asked no more."""
        if self.shown.screen is not Screen.THANKS or self.shown.rated:
            return
        self._become(replace(self.shown, rated=True))

        def counted(answer: Problem | None) -> None:
            if answer is not None:
                self._operator.tell(answer)

        self._run(lambda: self._feedback.rate(mark), counted)

    # --- what they write ---------------------------------------------------------------------------------------------

    def pen_down(self) -> None:
        if self._facing.writer is not None:
            self._facing.writer.pen_down()

    def written(self, points: Ink, pen: bool) -> None:
        if self._facing.writer is not None:
            self._facing.writer.written(points, pen=pen)

    def again(self) -> None:
        if self._facing.writer is not None:
            self._facing.writer.again()

    # --- what pages tell ---------------------------------------------------------------------------------------------

    def picture(self, pixels: NDArray[np.uint8]) -> None:
        if self.shown.screen is Screen.PORTRAIT:
            self._window.show_picture(pixels)

    def advise(self, advice: str, holding: float) -> None:
        if not advice:
            self._window.clear_picture()
        self._say(advice=advice, holding=holding)

    def fingers(self, names: tuple[str, ...]) -> None:
        self._say(fingers=names)

    def ink(self, points: Ink, size_mm: tuple[float, float]) -> None:
        if self.shown.screen is Screen.SIGNATURE:
            self._window.show_ink(points, size_mm)

    def close_ink(self, closed: bool) -> None:
        self._window.close_ink(closed)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _say(self, **changes: object) -> None:
        talk = self.talk
        if self._view is not None and talk is not None:
            said = replace(talk, **changes)  # type: ignore[arg-type]  # names and kinds of its own fields
            if said != talk:
                self._talks[self._view.enrollment.enrollment_id] = said
                self._show()

    def _show(self) -> None:
        if self._view is not None and (talk := self.talk) is not None:
            self._become(citizen_view(self._view, talk, self._today(), self._otherwise()))

    def _become(self, view: CitizenView) -> None:
        if view != self.shown:
            self.shown = view
            self._window.show_view(view)
            self._operator.changed()
