"""What may be asked for once more of a packet: what it has, by its own names. And whether a packet that completes an
earlier one gives what this centre asked for of that one, and nothing else."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from crypto import cms
from crypto.errors import CryptoError
from intake.acceptance.contexts import Again
from intake.acceptance.errors import Finding, NotAsked, item_of
from intake.store.layout import answers_of, packet_in
from station.domain.answers import DOCUMENT, FIELDS_BEFORE, FINGERS, ITEMS_BEFORE, Answer, Verdict
from station.domain.named import belongs, fingers_among, slaps_among
from station.domain.sample import PORTRAIT, SIGNATURE, Eye, Modality, Slap
from station.formats.answer import decode_answer
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.fields import PERSON

_CALLED = {Modality.FACE.value: PORTRAIT, **{eye.value: PORTRAIT for eye in Eye}}
"""What is taken under another name than it is asked for."""
_KIND_OF_DOCUMENT = f"{DOCUMENT}_kind"
_MEMBERS = {field.field_id.replace("_armenian", "_hy"): field.member for field in PERSON}
"""Of a packet that does not say by their names which fields were asked."""


def items_in(
    paths: Collection[str], excepted: Collection[str], entered: Collection[str], biographic: Collection[str]
) -> tuple[str, ...]:
    """What a packet has that may be asked for once more: its samples, the document held already as a whole, and each
    field, paper and consent that its service asked. paths: of the files that it names; excepted: what it says is not
    taken; entered: names of the texts that were asked for, none in a packet of before; biographic: its members."""
    there = {item_of(path) for path in paths} | {_CALLED.get(name, name) for name in excepted}
    fields = dict.fromkeys(name.partition(".")[0] for name in entered)
    if not fields:
        fields = dict.fromkeys(name for name in FIELDS_BEFORE if _MEMBERS[name] in biographic)
    if _KIND_OF_DOCUMENT in fields:
        there.add(DOCUMENT)
    whole = tuple(item for item in ITEMS_BEFORE if item in there)
    return (*whole, *(name for name in fields if not (DOCUMENT in there and belongs(name, (DOCUMENT,)))))


def require_named_only(
    items: Collection[str],
    paths: Collection[str],
    fields: Mapping[str, object],
    excepted: Collection[str] = (),
    papers: Collection[str] = (),
) -> None:
    """paths: of the files that it names, but pages; fields: that it says; excepted: what it says is not taken; papers:
    words for those that stay, each of which one of the fields must say was shown. A request for a finger alters no
    face. Raises ValueError."""
    given = {PORTRAIT, SIGNATURE, DOCUMENT}.intersection(items)
    given |= {finger.name.lower() for finger in fingers_among(items)} | {slap.value for slap in slaps_among(items)}
    if any(not _is_given(path, given) for path in paths) or any(not belongs(name, items) for name in fields):
        raise ValueError("something that nobody asked for")
    if any(paper not in fields.values() for paper in papers):
        raise ValueError("a paper that nobody asked for")
    beside = {finger.name.lower() for slap in slaps_among(items) for finger in slap.fingers}
    if not {_CALLED.get(name, name) for name in excepted} <= given | beside:
        raise ValueError("nobody asked why that is not taken")


def _is_given(path: str, given: Collection[str]) -> bool:
    """Whether a file belongs to what was named; a photograph of hands, to any finger."""
    if path == layout.exception_photo(Modality.FINGERS, "image/jpeg"):
        return any(name in (*FINGERS, *Slap) for name in given)
    return item_of(path) in given


def asked_here(again: Again, earlier: Path | None) -> Iterator[Finding]:
    """earlier: where the folder of the packet that it completes is, if it is here. A person decides about what nobody
    asked for here: that packet may have been judged elsewhere."""
    if earlier is None or not earlier.is_dir():
        yield NotAsked(layout.APPLICATION, "packet")
        return
    answers = [answer for file in answers_of(packet_in(earlier)) if (answer := _claimed(file)) is not None]
    if not any(_is_that(answer, again) for answer in answers):
        yield NotAsked(layout.APPLICATION, "not-asked" if answers else "not-answered")


def _is_that(answer: Answer, again: Again) -> bool:
    asked = answer.packet_id, answer.verdict, moment_text(answer.answered_at), answer.items, answer.request
    return asked == (again.packet, Verdict.AGAIN, again.asked_at, again.items, again.request or "")


def _claimed(file: Path) -> Answer | None:
    """None for one that can not be read: `intake verify` names it, and whether the centre signed it."""
    try:
        return decode_answer(cms.claimed_content(file.read_bytes()))
    except (CryptoError, ValueError):
        return None
