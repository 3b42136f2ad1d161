"""The name field: primary identifier, `<<`, secondary identifier; and how names that are too long are shortened.

Whoever composes a zone, and whoever shows beforehand what will stand in it, asks here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedNames:
    """field: as it fills its place in the zone, fillers and all. cut: letters of the names have no room in it."""

    field: str
    cut: bool


def print_names(surname: str, given: str, width: int) -> PrintedNames:
    """The name field of a person of these Latin names. Of one who has only one name it is the primary identifier,
    whichever it is (Doc 9303-3 section 4.6), and no `<<` follows."""
    primary, secondary = (surname, given) if components(surname) else (given, "")
    whole = "<<".join("<".join(each) for each in (components(primary), components(secondary)) if each)
    return PrintedNames(fit_names(primary, secondary, width), len(whole) > width)


def read_names(text: str) -> tuple[str, str]:
    """Primary and secondary identifier, with spaces between components."""
    primary, _, secondary = text.rstrip("<").partition("<<")
    return " ".join(primary.split("<")), " ".join(part for part in secondary.split("<") if part)


def components(name: str) -> tuple[str, ...]:
    """Components as written in the zone: a hyphen separates, an apostrophe is left out (Doc 9303-3 section 4.6)."""
    return tuple(name.upper().replace("'", "").replace("\u2019", "").replace("-", " ").split())


def fit_names(primary: str, secondary: str, width: int) -> str:
    """The name field, `width` characters.

    Names that do not fit are shortened so that `<<` and at least one letter of the secondary identifier stay and the
    last position is a letter, which tells the reader that something was cut (Doc 9303-4 section 4.2.3). Only where a
    cut falls behind components of one letter each does the last position stay a filler.
    """
    first, second = components(primary), components(secondary)
    if not second:
        return _shortened(first, width).ljust(width, "<")
    head, tail = "<".join(first), "<".join(second)
    if len(head) + 2 + len(tail) > width:
        head = _shortened(first, width - 3)
        tail = _shortened(second, width - 2 - len(head))
    return f"{head}<<{tail}".ljust(width, "<")


def _shortened(parts: tuple[str, ...], room: int) -> str:
    """The components within `room` characters, cut behind a letter; letters are taken from the longest ones before."""
    kept = list(parts)
    while (text := "<".join(kept)[: room + 1])[room - 1 : room] == "<":
        before = text[: room - 1].count("<") + 1
        longest = max(range(before), key=lambda index: len(kept[index]))
        if len(kept[longest]) == 1:
            return text[: room - 1]
        kept[longest] = kept[longest][:-1]
    return text[:room]
