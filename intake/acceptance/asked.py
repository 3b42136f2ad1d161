"""Whether a packet that completes an earlier one gives what this centre asked for of that one, and nothing else."""

from collections.abc import Collection, Iterator
from pathlib import Path

from crypto import cms
from crypto.errors import CryptoError
from intake.acceptance.contexts import Again
from intake.acceptance.errors import Finding, NotAsked, item_of
from intake.store.layout import answers_of, packet_in
from station.domain.answers import DOCUMENT, ITEMS, PORTRAIT, SIGNATURE, Answer, Verdict
from station.domain.named import belongs, fingers_among, slaps_among
from station.domain.sample import Modality
from station.formats.answer import decode_answer
from station.formats.moment import moment_text
from station.packet import layout

_CALLED = {Modality.FACE.value: PORTRAIT}
"""What is taken under another name than it is asked for."""


def require_named_only(
    items: Collection[str], paths: Collection[str], fields: Collection[str], excepted: Collection[str] = ()
) -> None:
    """paths: of the files that it names; fields: that it says; excepted: what it says is not taken. A request for a
    finger alters no face. Raises ValueError."""
    if not set(items) <= set(ITEMS):
        raise ValueError("an item that is none")
    given = {PORTRAIT, SIGNATURE, DOCUMENT}.intersection(items)
    given |= {finger.name.lower() for finger in fingers_among(items)} | {slap.value for slap in slaps_among(items)}
    if any(item_of(path) not in given for path in paths) or any(not belongs(name, items) for name in fields):
        raise ValueError("something that nobody asked for")
    beside = {finger.name.lower() for slap in slaps_among(items) for finger in slap.fingers}
    if not {_CALLED.get(name, name) for name in excepted} <= given | beside:
        raise ValueError("nobody asked why that is not taken")


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
