"""What the summary of an application says, in words already. Whoever says it need not load what draws it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """In words already. value: "" where it is missing."""

    label: str
    value: str


@dataclass(frozen=True)
class Section:
    """What one step gave. pictures: each PNG or JPEG 2000."""

    title: str
    rows: tuple[Row, ...] = ()
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Frame:
    """Around the sections, in words already. about: service, day, place. missing: in the place of a value that is not
    there. checked: where the applicant signs. demo: "" in earnest."""

    title: str
    about: str
    lead: str
    missing: str
    checked: str
    demo: str = ""
