"""The application on paper, for the applicant to read before anybody signs: all that the page shows. No Qt."""

from collections.abc import Iterator, Mapping

from station.domain.lines import Line, Picture, Prints, Shown
from station.domain.sample import Digest
from station.printing.summary import Frame, Row, Section
from station.services.views import EnrollmentView
from ui.messages import say
from ui.widgets.said import label_of, said
from ui.widgets.service_words import service_name, step_name


def frame_of(view: EnrollmentView) -> Frame:
    enrollment = view.enrollment
    begun = f"{enrollment.started_at.astimezone():%d.%m.%Y %H:%M}"
    return Frame(
        title=say("review.paper.title"),
        about=f"{service_name(view.service)}, {begun}, {enrollment.operator.organisation}",
        lead=say("review.paper.lead"),
        missing=say("review.missing"),
        checked=say("review.paper.checked"),
        demo=say("review.paper.demo") if enrollment.simulated or enrollment.training else "",
    )


def sections_of(view: EnrollmentView, pictures: Mapping[Digest, bytes]) -> tuple[Section, ...]:
    """A section a step. pictures: as they are kept."""
    return tuple(
        Section(step_name(step.name, step.called), tuple(_rows(step.lines)), tuple(_pictures(step.lines, pictures)))
        for step in view.steps
        if step.lines
    )


def _rows(lines: tuple[Shown, ...]) -> Iterator[Row]:
    for item in lines:
        if isinstance(item, Line):
            chip = f" ({say(item.chip)})" if item.chip else ""
            yield Row(say(label_of(item)), f"{said(item)}{chip}".strip())
        elif isinstance(item, Prints):
            yield from _fingers(item)
        elif isinstance(item, Picture) and item.image is None:
            yield Row(say(item.label), "" if item.instead is None else say(item.instead.key))


def _fingers(prints: Prints) -> Iterator[Row]:
    if not prints.required:
        yield Row(say("review.paper.fingers"), say("fingerprints.exempt"))
        return
    taken = [say(f"fingerprints.finger.{finger.value}") for finger in sorted(prints.taken)]
    yield Row(say("review.paper.fingers"), ", ".join(taken))
    for finger, reason in sorted(prints.missing.items()):
        yield Row(say(f"fingerprints.finger.{finger.value}"), say(f"exceptions.reason.{reason.value}"))


def _pictures(lines: tuple[Shown, ...], pictures: Mapping[Digest, bytes]) -> Iterator[bytes]:
    for item in lines:
        if isinstance(item, Picture) and item.image is not None and item.image.digest in pictures:
            yield pictures[item.image.digest]
