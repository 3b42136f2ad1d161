"""What the summary of an application says, in words already. Whoever says it need not load what draws it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """In words already. value: "" where it is missing. zone: a whole line of the machine-readable zone below it."""

    label: str
    value: str
    zone: str = ""


@dataclass(frozen=True)
class Section:
    """What one step gave. pictures: each PNG or JPEG 2000."""

    title: str
    rows: tuple[Row, ...] = ()
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Signing:
    """Where the applicant signs on the paper. read: what they say by it; by: who, as far as it is known."""

    read: str
    day: str
    signature: str
    by: str


@dataclass(frozen=True)
class Frame:
    """Around the sections, in words already. about: service, day, place, a line each. number: of the application, on
    each page. page: with places for `page` and `pages`. missing: in the place of a value that is not there. portrait:
    beside the title. demo: "" in earnest. provisional: that nobody has checked the words, "" where somebody has."""

    title: str
    about: tuple[str, ...]
    lead: str
    number: str
    page: str
    missing: str
    signing: Signing
    portrait: bytes | None = None
    demo: str = ""
    provisional: str = ""
