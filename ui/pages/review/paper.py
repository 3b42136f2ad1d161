"""The application on paper, for the applicant to read before anybody signs: all that the page shows, in the language
that is spoken. No Qt."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from station.domain.item import LinkKind
from station.domain.lines import Line, Picture, Prints, Shown, Zone
from station.domain.sample import Digest
from station.printing.summary import Frame, Row, Section, Signing
from station.services.views import EnrollmentView
from ui.messages import listed, provisional, say
from ui.widgets.said import label_of, said
from ui.widgets.service_words import service_name, step_name

_PORTRAIT = "step.face.picture"


def frame_of(view: EnrollmentView, pictures: Mapping[Digest, bytes]) -> Frame:
    """pictures: as they are kept."""
    enrollment, portrait = view.enrollment, view.enrollment.samples.portrait
    begun = f"{enrollment.started_at.astimezone():%d.%m.%Y %H:%M}"
    ticket = enrollment.links.get(LinkKind.APPOINTMENT)
    number = say("review.paper.number", number=f"{enrollment.enrollment_id[:4]} {enrollment.enrollment_id[4:8]}")
    return Frame(
        title=say("review.paper.title"),
        about=tuple(filter(None, (service_name(view.service), f"{begun}, {enrollment.operator.organisation}"))),
        lead=say("review.paper.lead"),
        number=number if ticket is None or not ticket.text else f"{number} · {ticket.text}",
        page=say("review.paper.page", page="{page}", pages="{pages}"),
        missing=say("review.missing"),
        signing=Signing(
            say("review.paper.checked"), say("review.paper.day"), say("review.paper.signature"), view.title
        ),
        portrait=None if portrait is None else pictures.get(portrait.image.digest),
        demo=say("review.paper.demo") if enrollment.simulated or enrollment.training else "",
        provisional=say("applicant.provisional") if provisional() else "",
    )


def sections_of(view: EnrollmentView, pictures: Mapping[Digest, bytes]) -> tuple[Section, ...]:
    """A section a step; the portrait stands beside the title. pictures: as they are kept."""
    sections = (
        Section(step_name(step.name, step.called), tuple(_rows(step.lines)), tuple(_pictures(step.lines, pictures)))
        for step in view.steps
    )
    return tuple(each for each in sections if each.rows or each.pictures)


def _rows(lines: tuple[Shown, ...]) -> Iterator[Row]:
    for item in lines:
        if isinstance(item, Line):
            yield _row(item)
        elif isinstance(item, Prints):
            yield from _fingers(item)
        elif isinstance(item, Picture) and item.image is None:
            yield Row(say(item.label), "" if item.instead is None else say(item.instead.key))


def _row(line: Line) -> Row:
    """A line of the zone stands whole, as on the document."""
    chip = f" ({say(line.chip)})" if line.chip else ""
    zones = [part.text.ljust(part.width, "<") for part in line.said if isinstance(part, Zone)]
    words = replace(line, said=tuple(part for part in line.said if not isinstance(part, Zone)))
    return Row(say(label_of(line)), f"{said(words)}{chip}".strip(), "".join(zones))


def _fingers(prints: Prints) -> Iterator[Row]:
    if not prints.required:
        yield Row(say("review.paper.fingers"), say("fingerprints.exempt"))
        return
    taken = [say(f"fingerprints.finger.{finger.value}") for finger in sorted(prints.taken)]
    yield Row(say("review.paper.fingers"), listed(taken))
    for finger, reason in sorted(prints.missing.items()):
        yield Row(say(f"fingerprints.finger.{finger.value}"), say(f"exceptions.reason.{reason.value}"))


def _pictures(lines: tuple[Shown, ...], pictures: Mapping[Digest, bytes]) -> Iterator[bytes]:
    for item in lines:
        image = item.image if isinstance(item, Picture) and item.label != _PORTRAIT else None
        if image is not None and image.digest in pictures:
            yield pictures[image.digest]
