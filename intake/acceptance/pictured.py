"""A picture of the content, as application.json describes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """One file of the content. Sides in pixels. item: of a page, the field that says which paper was shown; ""."""

    path: str
    media_type: str
    width: int
    height: int
    item: str = ""
