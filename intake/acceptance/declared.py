"""The JSON of a packet as docs/packet.md declares it: every member known, none missing, each of its kind.

`contextualData.format` says which form: 2; 3 with company, links or notices; 4 with how each text came; 5 with why
something is not taken; 6 with class and retention; 7 of what the centre asked for once more; 8 with what proves why
something is not taken; 9 with samples that a rule refused; 13 with biometric records; 15 with how fingers were placed;
16 with how the portrait came to be; 17 with its still; 1 of version 0.1.0, which named people by their certificates
alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json import loads
from typing import Any, TypeVar

import msgspec
import rfc8785
from msgspec import Raw

from intake.acceptance import contexts, forms
from intake.acceptance.asked import items_in, require_named_only
from intake.acceptance.excepted import NOTHING_EXCEPTED, Excepted, excepted_in, pictured
from intake.acceptance.named import require_named
from intake.acceptance.overridden import require_settled
from intake.acceptance.pictured import Picture
from intake.acceptance.placed import require_placed
from intake.acceptance.portrayed import FACES, require_portrayed
from intake.acceptance.records import require_places
from station.domain.follows import TAKES_BACK
from station.domain.sample import Finger, Slap, alone
from station.domain.withdrawing import SHOWN
from station.packet import layout
from station.packet.errors import ContainerMalformed
from station.packet.persons import context_format
from station.packet.proofs import EXCEPTION_PHOTO

_SLAPS = {
    "PLAIN_RIGHT_FOUR_FINGERS": Slap.RIGHT_FOUR,
    "PLAIN_LEFT_FOUR_FINGERS": Slap.LEFT_FOUR,
    "PLAIN_THUMBS": Slap.THUMBS,
}
_KINDS = {"image/png": "PNG", "image/jp2": "JPEG2000", "image/x-wsq": "WSQ"}
_ATTACHMENTS = "attachments"
_MOST_BYTES = 16 * 1024 * 1024  # of a file of JSON; those of a station have a few thousand, texts often corrected more
_T = TypeVar("_T")


@dataclass(frozen=True)
class Declared:
    """What application.json says of its packet. paths: of all files that it names. items: what of it may be asked for
    once more. again: of which earlier packet it gives which items once more; None for an application of its own.
    excepted: what is not taken, and why. overrides: what is taken though a rule refused it. application: whether it is
    one; a request makes none. withdraws: id of the packet that it takes back; "". records: by the sample's name."""

    enrollment_id: str
    station: str
    mode: str
    simulated: bool
    pictures: tuple[Picture, ...]
    paths: frozenset[str]
    items: tuple[str, ...]
    again: contexts.Again | None = None
    excepted: Excepted = NOTHING_EXCEPTED
    overrides: Mapping[str, contexts.Overridden] = field(default_factory=dict)
    application: bool = True
    withdraws: str = ""
    records: Mapping[str, contexts.Recorded] = field(default_factory=dict)


def read_application(data: bytes) -> Declared:
    """data/application.json. Raises ValueError where it is not as declared, or says two things of itself."""
    application = _read(data, forms.Application)
    context = _context(data, application)
    images = tuple(_images(application.biometric_data))
    if any(image.comment for image in images) and not application.enrollment_flags.simulated:
        raise ValueError("simulated samples in a packet that says it has none")
    named = [image.image_ref for image in images]
    named += [image.template_ref for image in images if isinstance(image, forms.Signature)]
    held, papers, photos = _documents(application.document_data or ())
    named += [part.data_ref for document in held for part in document.parts]
    named += [page.data_ref for photo in photos for page in photo.parts]
    records = context.records or {}
    require_places(records, frozenset(named))
    named += [each.ref for each in records.values()]
    again, withdrawal, handling = context.recapture, context.withdrawal, context.handling
    said: forms.Biographic | forms.BiographicAgain | forms.BiographicOfNobody
    makes_one = handling is None or handling.application is None
    if not makes_one and application.biometric_data:
        raise ValueError("a request with samples")
    if _is_appeal(context):
        said = _decode(application.biographic_data, forms.BiographicOfNobody)
        if images or held or makes_one:
            raise ValueError("an appeal with samples or the document of a person, or that says it is an application")
    elif again is None and withdrawal is None:
        said = _decode(application.biographic_data, forms.Biographic)
    else:
        said = _decode(application.biographic_data, forms.BiographicAgain)
    pages = (*_pages(papers, said.further or {}), *map(pictured, photos))
    if len(named) != len(set(named)):
        raise ValueError("one file for two things")
    not_taken, entered = _excepted(application.biometric_data, context), _entered(context)
    excepted = excepted_in(context, photos)
    overrides = context.overrides or {}
    require_settled(overrides, named)
    if context.fingers is not None:
        require_named(context.fingers, named, _people(context))
    require_placed(context.placements or {}, named, context.fingers or {}, _people(context))
    require_portrayed(context.face, images, _people(context))
    if again is not None or withdrawal is not None:
        further, stays = _further(said.further or {}, papers)
        asked = {**dict.fromkeys(name.partition(".")[0] for name in entered), **further}
        items = again.items if again is not None else TAKES_BACK
        require_named_only(items, named, asked, excepted.reasons, stays)
    if withdrawal is not None and SHOWN not in (said.further or {}):
        raise ValueError("nobody says who takes it back")
    biographic = _decode(application.biographic_data, dict[str, Raw])
    return Declared(
        application.enrollment_id,
        context.station,
        application.enrollment_flags.mode,
        application.enrollment_flags.simulated,
        (*(Picture(image.image_ref, image.mime_type, image.width, image.height) for image in images), *pages),
        frozenset((*named, *(page.path for page in pages))),
        items_in(named, not_taken, entered, biographic) if withdrawal is None else (),
        again,
        excepted,
        overrides,
        makes_one,
        "" if withdrawal is None else withdrawal.packet,
        records,
    )


def _people(context: contexts.AnyContext) -> frozenset[str]:
    """Credentials of all who began or captured; of a packet of 0.1.0 nobody's."""
    if isinstance(context, contexts.ContextBefore):
        return frozenset()
    return frozenset(each.credential for each in (context.operator, *context.captured_by))


def _is_appeal(context: contexts.AnyContext) -> bool:
    return context.handling is not None and context.handling.class_ == "APPEAL"


def _context(data: bytes, application: forms.Application) -> contexts.AnyContext:
    number = _context_format(data)
    context = _decode(application.contextual_data, contexts.BY_FORMAT[number])
    if not isinstance(context, contexts.LaterContext):
        return context
    if number == 3 and context.case is None and context.links is None and context.notices is None:
        raise ValueError("a form with more, and nothing more in it")
    if context.case is not None:
        _require_one_thing(context.case, application.enrollment_id)
    return context


def _entered(context: contexts.AnyContext) -> tuple[str, ...]:
    """Names of the texts that were asked for; none where the packet does not say how they came."""
    return tuple(context.entered or ())


def _excepted(entries: Sequence[Raw], context: contexts.AnyContext) -> frozenset[str]:
    """What is not taken: as its reasons have it, and of fingers each placement and each that is missing there."""
    found = set(context.exceptions or ())
    for kind in (_decode(entry, forms.Kind) for entry in entries):
        if kind.missing and kind.biometric_sub_type in _SLAPS:
            found.add(_SLAPS[kind.biometric_sub_type].value)
            found |= {each.biometric_sub_type.lower() for each in kind.missing}
    return frozenset(found)


def _further(said: Mapping[str, Raw], papers: Sequence[forms.Paper]) -> tuple[dict[str, object], tuple[str, ...]]:
    """What only the service asks, as values; beside it the words for the papers that stay, or were seen."""
    values: dict[str, object] = {name: _decode(value, object) for name, value in said.items() if name != _ATTACHMENTS}
    told = _decode(said.get(_ATTACHMENTS, b"[]"), list[forms.Seen])
    stays = [paper.document_type_other or paper.document_type for paper in papers]
    return values, (*stays, *(each.paper for each in told))


def _require_one_thing(case: contexts.Case, enrollment_id: str) -> None:
    first = case.id == enrollment_id
    if case.person > case.people or first != (case.person == 1) or first != (case.relation == "first"):
        raise ValueError("a case that says two things of this person")


def require_held_document(data: bytes) -> None:
    """documents/held.json. Raises ValueError."""
    _read(data, forms.Held)


def require_strokes(data: bytes) -> None:
    """biometrics/signature/strokes.json. Raises ValueError."""
    _read(data, forms.Strokes)


def _documents(
    entries: Sequence[Raw],
) -> tuple[list[forms.Document], list[forms.Paper], list[forms.ExceptionPhoto]]:
    """What was said of the document that somebody holds, the papers that stay, and photographs of what is not taken."""
    held: list[forms.Document] = []
    papers: list[forms.Paper] = []
    photos: list[forms.ExceptionPhoto] = []
    for entry in entries:
        kind = _decode(entry, forms.DocumentKind)
        if kind.document_type_other == EXCEPTION_PHOTO:
            photos.append(_decode(entry, forms.ExceptionPhoto))
        elif kind.instance:
            papers.append(_decode(entry, forms.Paper))
        else:
            held.append(_decode(entry, forms.Document))
    if len(held) > 1:
        raise ValueError("two documents that somebody holds")
    return held, papers, photos


def _pages(papers: Sequence[forms.Paper], further: Mapping[str, Raw]) -> Iterator[Picture]:
    """Each where it belongs, in the order of papers and pages. further: says of which paper which was shown."""
    shown = {bytes(value): name for name, value in further.items() if name.endswith("_paper")}
    for paper_number, paper in enumerate(papers, start=1):
        if (paper.document_type == "OTHER") != (paper.document_type_other is not None):
            raise ValueError("a paper without a name")
        for number, page in enumerate(paper.parts, start=1):
            at = layout.attachment_page(paper_number, number, page.mime_type)
            if page.pages != (number,) or page.data_ref != at:
                raise ValueError("a page that is not its own")
            item = shown.get(f'"{paper.document_type_other or paper.document_type}"'.encode(), "")
            yield Picture(at, page.mime_type, page.width, page.height, item)


def _images(entries: Sequence[Raw]) -> Iterator[forms.Image]:
    """Each where its kind belongs: a right index finger under a left one's name is nobody's."""
    for entry in entries:
        kind = _decode(entry, forms.Kind)
        if kind.biometric_type == "FINGER" and not kind.image_ref:
            _decode(entry, forms.Absent)
            continue
        image = _image(entry, kind)
        if image.compression != _KINDS[image.mime_type]:
            raise ValueError("a compression that is not its kind's")
        if image.image_ref != _place(image):
            raise ValueError("a file that is not its own")
        yield image


def _image(entry: Raw, kind: forms.Kind) -> forms.Image:
    if kind.biometric_type == "FACE":
        return _decode(entry, forms.Face)
    if kind.biometric_type == "SIGNATURE":
        return _decode(entry, forms.Signature)
    if kind.biometric_sub_type in _SLAPS:
        return _decode(entry, forms.Slap)
    if kind.instance:
        return _decode(entry, forms.FingerAlone)
    return _decode(entry, forms.Finger)


def _place(image: forms.Image) -> str:
    """Where that lies in a container."""
    kind = image.mime_type
    if isinstance(image, forms.Face):
        return FACES[image.instance](kind)
    if isinstance(image, forms.Slap):
        return layout.slap(_SLAPS[image.biometric_sub_type], kind)
    if isinstance(image, forms.Finger | forms.FingerAlone):
        if image.biometric_sub_type not in Finger.__members__:
            raise ValueError("not a finger")
        finger = Finger[image.biometric_sub_type]
        return layout.finger(finger, kind) if isinstance(image, forms.Finger) else layout.slap(alone(finger), kind)
    if isinstance(image, forms.Signature) and image.template_ref == layout.strokes("application/json"):
        return layout.signature(kind)
    raise ValueError("not a place in a container")


def _context_format(data: bytes) -> int:
    try:
        return context_format(data)
    except ContainerMalformed as error:
        raise ValueError("of no format that is known") from error


def _read(data: bytes, form: type[_T]) -> _T:
    """In canonical form: no member twice, no byte that says nothing."""
    if len(data) > _MOST_BYTES:
        raise ValueError("too long")
    value = _decode(data, form)
    try:
        plain: Any = loads(data)
        canonical = rfc8785.dumps(plain)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise ValueError("not JSON") from error
    if canonical != data:
        raise ValueError("not in canonical form")
    return value


def _decode(data: bytes | Raw, form: type[_T]) -> _T:
    try:
        return msgspec.json.decode(data, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("not as declared") from error
