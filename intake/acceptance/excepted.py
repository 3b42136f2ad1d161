"""What a packet says of what is not taken of a person: why, what proves it, and what is wrong with the proof."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from intake.acceptance import contexts, forms
from intake.acceptance.errors import ExceptionUnproven, Finding, SecondNotAnother
from intake.acceptance.pictured import Picture
from station.domain.operator import CredentialId
from station.domain.person import same_person
from station.domain.sample import ExceptionReason, Eye, Modality
from station.packet import layout
from station.packet.persons import Named


@dataclass(frozen=True)
class Proved:
    """asked: what the service wants. photo: its path, "" where there is none. second: who saw it beside who said it."""

    asked: tuple[str, ...] = ()
    photo: str = ""
    second: contexts.Person | None = None


@dataclass(frozen=True)
class Excepted:
    """reasons: by what is not taken, or otherwise than usual. proofs: by face, fingers, signature. captured_by:
    everyone who had a hand in the capture."""

    reasons: Mapping[str, ExceptionReason] = field(default_factory=dict)
    proofs: Mapping[str, Proved] = field(default_factory=dict)
    captured_by: tuple[contexts.Person, ...] = ()


NOTHING_EXCEPTED = Excepted()


def excepted_in(context: contexts.AnyContext, photos: Sequence[forms.ExceptionPhoto]) -> Excepted:
    """Raises ValueError where a photograph proves nothing that the packet says, or two prove the same."""
    if isinstance(context, contexts.ContextBefore):
        return NOTHING_EXCEPTED
    reasons = {name: each.reason for name, each in (context.exceptions or {}).items()}
    said: Mapping[str, contexts.Proof] = context.proofs or {}
    paths = {photo.instance.lower(): photo.parts[0].data_ref for photo in photos}
    if (
        len(paths) != len(photos)
        or not paths.keys() <= said.keys()
        or not said.keys() <= {_of(name) for name in reasons}
    ):
        raise ValueError("a proof of nothing")
    proofs: Mapping[str, Proved] = {
        name: Proved(each.asked, paths.get(name, ""), None if each.second is None else each.second.by)
        for name, each in said.items()
    }
    return Excepted(reasons, proofs, (context.operator, *context.captured_by))


def pictured(photo: forms.ExceptionPhoto) -> Picture:
    """Raises ValueError where it is not its own."""
    (page,) = photo.parts
    path = layout.exception_photo(Modality(photo.instance.lower()), page.mime_type)
    if page.pages != (1,) or page.data_ref != path:
        raise ValueError("a photograph that is not its own")
    return Picture(path, page.mime_type, page.width, page.height)


def unproven(excepted: Excepted) -> Iterator[Finding]:
    for name, proved in excepted.proofs.items():
        for asked, there in (("photo", bool(proved.photo)), ("second", proved.second is not None)):
            if asked in proved.asked and not there:
                yield ExceptionUnproven(layout.APPLICATION, f"{name} {asked}")
        second = proved.second
        if second is not None and any(same_person(_named(second), _named(each)) for each in excepted.captured_by):
            yield SecondNotAnother(layout.APPLICATION, name)


def _named(person: contexts.Person) -> Named:
    return Named(CredentialId(person.credential), person.name, person.identifier, person.key)


def _of(name: str) -> str:
    """To which item of the case it belongs."""
    if name in set(Eye):
        return Modality.FACE.value
    return name if name in (Modality.FACE, Modality.SIGNATURE) else Modality.FINGERS.value
