"""What the window that faces the applicant shows, made from the enrollment that is open now: one function, no more."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from station.domain.citizen_view import (
    DATA_CONFIRMED,
    RIGHTS,
    SAME_SEX,
    SAME_SEX_BACK,
    TOLD,
    CitizenView,
    NameView,
    Screen,
)
from station.domain.confirmed import NAME_PARTS
from station.domain.enrollment import Enrollment
from station.domain.sample import Modality
from station.forms.printed import NAMES, Printed
from station.services.views import EnrollmentView, StepView

_CAPTURES = {
    Modality.FACE: Screen.PORTRAIT,
    Modality.FINGERS: Screen.FINGERS,
    Modality.SIGNATURE: Screen.SIGNATURE,
}


@dataclass(frozen=True)
class Talk:
    """How far it is with one applicant. language: tag, "" until one is chosen. wish_asked: whether they were; wished:
    for an operator of the same sex. doubted: of which data they said that they are not right. advice, holding,
    fingers: of the capture that runs."""

    language: str = ""
    wish_asked: bool = False
    wished: bool = False
    doubted: CitizenView | None = None
    advice: str = ""
    holding: float = 0.0
    fingers: tuple[str, ...] = ()


def noted(enrollment: Enrollment, about: str) -> bool:
    """Whether that notice was given, or that was said."""
    return any(each.about == about for each in enrollment.notices)


def wish_of(enrollment: Enrollment) -> bool | None:
    """Whether they wish an operator of the same sex, by what they said last; None where they never wished it."""
    said = [each.about for each in enrollment.notices if each.about in (SAME_SEX, SAME_SEX_BACK)]
    return said[-1] == SAME_SEX if said else None


def told_in(enrollment: Enrollment) -> str:
    """In which language they were told of their rights; "" before."""
    return next((each.language for each in reversed(enrollment.notices) if each.about in TOLD[RIGHTS]), "")


def citizen_view(view: EnrollmentView, talk: Talk, today: date, otherwise: str) -> CitizenView:
    """Of this person alone, at the step where the operator stands. otherwise: the language where they chose none."""
    screen = _screen(view, talk)
    may_wish = talk.wish_asked and bool(talk.language) and _may_be_asked(view)
    shown = CitizenView(screen, talk.language or otherwise, wished=talk.wished, may_wish=may_wish)
    if screen is Screen.LANGUAGE:
        return CitizenView(screen)
    if screen is Screen.DATA:
        data = data_of(view, today)
        if not data.names:
            return replace(shown, screen=Screen.WAIT)
        doubted = data == talk.doubted
        confirmed = noted(view.enrollment, DATA_CONFIRMED) and not doubted
        said = replace(data, wished=shown.wished, may_wish=shown.may_wish, confirmed=confirmed, doubted=doubted)
        return replace(said, screen=screen, language=shown.language)
    if screen is Screen.PORTRAIT:
        return replace(shown, advice=talk.advice, holding=talk.holding)
    if screen is Screen.FINGERS:
        missing = tuple(each.finger.name.lower() for each in view.enrollment.exceptions)
        return replace(shown, fingers=talk.fingers, missing=missing)
    return shown


def data_of(view: EnrollmentView, today: date) -> CitizenView:
    """What is compared letter by letter; the same value as long as nothing of it changes."""
    fields, step = view.enrollment.fields, _naming(view)
    if step is None or step.form is None:
        return CitizenView()
    names = tuple(each for each in (_name(fields, part) for part in NAME_PARTS) if each.armenian or each.latin)
    printed: Printed | None = step.form.now(fields, today).printed
    return CitizenView(
        names=names,
        zone="" if printed is None else printed.line,
        cut=printed is not None and printed.cut,
        birth_date=fields.get("birth_date", ""),
        may_confirm=bool(names) and not step.problems and view.enrollment.signed is None,
    )


def _name(fields: Mapping[str, str], part: str) -> NameView:
    return NameView(part, fields.get(f"{part}_hy", "").strip(), fields.get(f"{part}_latin", "").strip())


def _naming(view: EnrollmentView) -> StepView | None:
    """The step that asks for the names."""
    for step in view.steps:
        if step.form is not None and step.form.service.profile.fields.keys() >= set(NAMES):
            names = next(each.fields for each in step.form.service.profile.steps if each.id == step.step_id)
            if set(NAMES) <= set(names):
                return step
    return None


def _screen(view: EnrollmentView, talk: Talk) -> Screen:
    """The language first, then the notice, then the wish; from then on with the operator's steps. Nobody is kept from
    seeing how their picture is taken by a question that they did not answer."""
    captured = _CAPTURES.get(view.step.takes) if view.step.takes is not None else None
    if captured is not None:
        return captured if _takes(view, talk) else Screen.WAIT
    if not talk.language:
        return Screen.LANGUAGE
    unsigned = view.enrollment.signed is None  # what is noted after it would take the signature away
    if unsigned and not told_in(view.enrollment):
        return Screen.NOTICE
    if not talk.wish_asked and _may_be_asked(view):
        return Screen.WISH
    return Screen.DATA if view.step.signs or view.step.form is not None else Screen.WAIT


def _may_be_asked(view: EnrollmentView) -> bool:
    """For an operator of the same sex: where somebody comes close, and before what they say would void a signature."""
    comes_close = any(step.takes in (Modality.FACE, Modality.FINGERS) for step in view.steps)
    return comes_close and view.enrollment.signed is None


def _takes(view: EnrollmentView, talk: Talk) -> bool:
    """Whether something is taken of this person at the step: nobody is asked for what they cannot give."""
    match view.step.takes:
        case Modality.FACE:
            return bool(talk.advice)
        case Modality.FINGERS:
            return view.fingerprints_required and any(slap.expected for slap in view.slaps)
        case _:
            reason = view.enrollment.why_not(Modality.SIGNATURE)
            return reason is None or not reason.nothing_taken
