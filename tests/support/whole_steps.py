"""What of an enrollment is nowhere in its packet, or nowhere among what is compared before people sign."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from station.domain.armenian import nfc
from station.domain.attachment import FORM
from station.domain.dates import parse_date
from station.domain.enrollment import Enrollment
from station.domain.item import Item, ItemKind
from station.domain.lines import Line, Pages, Picture, Prints, Shown
from station.domain.names import says_none
from station.domain.sample import Blob, Finger, Samples
from station.forms import Sheet
from station.packet import content
from station.packet.application import PacketContext
from station.packet.part import Part, joined
from station.profiles.sampled import Samples as Asked
from station.workflow.step import Step
from tests.support.people import Shelf


def lost(
    steps: Iterable[Step], made: Enrollment, read: Sheet, shelf: Shelf, of: PacketContext, asked: Asked
) -> set[str]:
    """Where, and what: "packet surname_hy", "review face". Empty where nothing is.

    asked: what the service says of samples."""
    content_steps = [step for step in steps if not step.signs]
    given = joined(step.part(made, read) for step in content_steps)
    lines = [line for step in content_steps for line in step.lines(made, read)]
    packed = {file.path for file in content.build(made, given, shelf.get, of).files}
    unseen = (*_not_given(made, given), *_not_shown(made, lines), *_not_recorded(made.samples, asked, packed))
    return {*_not_packed(made, given, shelf, of), *unseen}


def _not_packed(made: Enrollment, given: Part, shelf: Shelf, of: PacketContext) -> Iterator[str]:
    files = {file.path: file.data for file in content.build(made, given, shelf.get, of).files}
    texts = [text for path, data in files.items() if path.endswith(".json") for text in leaves(json.loads(data))]
    for name, text in made.fields.items():
        if (_by_its_name(name, text) and name not in given.further) or not is_in(text, texts):
            yield f"packet {name}"
    packed = set(files.values())
    for name, blob in _blobs(made.samples):
        if shelf.get(blob.digest) not in packed:
            yield f"packet {name}"
    for item in papers_of(made):
        if not is_in(item.values[FORM].text, texts) or not {shelf.get(page.digest) for page in item.files} <= packed:
            yield f"packet {item.about}"
    if len(given.further.get("attachments", ())) != len(papers_of(made)):
        yield "packet attachments"
    for path in files.keys() - {"data/application.json", "audit/proof.json"}:
        if path not in leaves(json.loads(files["data/application.json"])):
            yield f"named {path}"


def _by_its_name(name: str, text: str) -> bool:
    """Whether others say the same word: then where it stands tells."""
    return name.endswith("_paper") or (text in ("YES", "NO") and "." not in name)


def _not_given(made: Enrollment, given: Part) -> Iterator[str]:
    """To receivers' forms."""
    texts = list(leaves([_spelled(value) for value in given.values.values()]))
    for name, text in made.fields.items():
        if (_by_its_name(name, text) and f"x_{name}" not in given.values) or not is_in(text, texts):
            yield f"form {name}"
    formed = dict(_blobs(given.samples))
    for name, blob in _blobs(made.samples):
        if formed.get(name) != blob:
            yield f"form {name}"
    for item in papers_of(made):
        if not is_in(item.values[FORM].text, texts):
            yield f"form {item.about}"
    if {item.item_id for item in made.items} - given.items:
        yield "form items"
    if made.exceptions != given.missing_fingers:
        yield "form missing fingers"


def _not_shown(made: Enrollment, lines: list[Shown]) -> Iterator[str]:
    shown = {name for line in lines if isinstance(line, Line) and line.said for name in line.fields}
    for name in made.fields.keys() - shown:
        yield f"review {name}"
    pages = {page for line in lines if isinstance(line, Pages) for page in line.images}
    if {page for item in papers_of(made) for page in item.files} - pages:
        yield "review papers"
    pictures = {line.image for line in lines if isinstance(line, Picture)}
    samples = made.samples
    if samples.portrait is not None and samples.portrait.image not in pictures:
        yield "review portrait"
    if samples.signature is not None and samples.signature.image not in pictures:
        yield "review signature"
    fingers: set[Finger] = {finger for line in lines if isinstance(line, Prints) for finger in line.taken}
    missing: set[Finger] = {finger for line in lines if isinstance(line, Prints) for finger in line.missing}
    if {item.finger for slap in samples.slaps for item in slap.fingers} - fingers:
        yield "review prints"
    if {item.finger for item in made.exceptions} - missing:
        yield "review missing fingers"


def _not_recorded(samples: Samples, asked: Asked, packed: set[str]) -> Iterator[str]:
    """Samples of which the service asks for a biometric record."""
    if samples.portrait is not None and asked.face is not None and asked.face.record is not None:
        yield from {"biometrics/face/portrait.bdb"} - packed
    if asked.fingers is not None and asked.fingers.record is not None:
        fingers = {item.finger.name.lower() for slap in samples.slaps for item in slap.fingers}
        yield from {f"biometrics/fingers/{finger}.bdb" for finger in fingers} - packed


def papers_of(made: Enrollment) -> list[Item]:
    return [item for item in made.items if item.kind is ItemKind.ATTACHMENT]


def _blobs(samples: Samples) -> Iterator[tuple[str, Blob]]:
    if samples.portrait is not None:
        yield "portrait", samples.portrait.image
        yield "portrait's source", samples.portrait.source
    for slap in samples.slaps:
        yield slap.slap.value, slap.source
        for item in slap.fingers:
            yield item.finger.name, item.image
    if samples.signature is not None:
        yield "signature", samples.signature.image
        yield "strokes", samples.signature.strokes


def is_in(text: str, texts: list[str]) -> bool:
    """Each line of it, as typed or as it is spelled there; of a name that somebody does not have, nothing."""
    return says_none(text) or all(any(each in texts for each in _spellings(line)) for line in text.splitlines())


def _spellings(text: str) -> set[str]:
    day = parse_date(text)
    digits = text.replace(" ", "")
    amount = (digits,) if digits.isdecimal() else ()
    return {text, nfc(text), text.strip().upper(), *amount, *((day.isoformat(),) if day else ())}


def _spelled(value: Any) -> Any:
    """What is no text is JSON there."""
    if (isinstance(value, str) and value[:1] in ("[", "{")) or value in ("true", "false"):
        return json.loads(value)
    return value.isoformat() if isinstance(value, date) else value


def leaves(value: Any) -> list[str]:
    """Every text of a JSON value."""
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in leaves(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in leaves(each)]
    if isinstance(value, bool):
        return ["YES" if value else "NO"]
    if isinstance(value, int):
        return [str(value)]
    if isinstance(value, int):
        return [str(value)]
    return [value] if isinstance(value, str) else []
