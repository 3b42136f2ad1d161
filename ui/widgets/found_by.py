"""What is meant by what somebody types, and who comes before whom in a list of names. No Qt.

Nobody switches the layout to look for something: a word is found as it is written, by its Latin letters, and by the
keys that were pressed, whatever layout was on. What the keys would mean elsewhere counts only where nothing is found as
it stands: two letters mean something everywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from station.domain import russian
from station.domain.armenian import collation_key, folded
from station.domain.romanisation import romanise
from ui.widgets.positions import on_each_layout

if TYPE_CHECKING:  # not before the window is there
    from station.services.draft_summary import DraftSummary

T = TypeVar("T")
_ALIKE = str.maketrans("YJ", "II")  # as tables differ most: Hakobyan, Hakobian


def words(text: str) -> list[str]:
    return folded(text).replace("-", " ").split()


def known_by(text: str) -> frozenset[str]:
    """The words of a text, and these in Latin letters."""
    whole = words(text)
    return frozenset((*whole, *map(_latin, whole)))


def narrowed(items: Sequence[T], typed: str, texts: Callable[[T], Iterable[str]]) -> tuple[T, ...]:
    """Those of which every typed word begins a word of their texts; all where nothing is typed."""
    return meant(items, typed, lambda item: [word for text in texts(item) for word in known_by(text)])


def meant(items: Sequence[T], typed: str, known: Callable[[T], Iterable[str]]) -> tuple[T, ...]:
    """The same, by words that are known already (`known_by`); nobody is asked for them where nothing is typed."""
    if not words(typed):
        return tuple(items)
    for reading in (typed, *on_each_layout(typed)):
        found = tuple(item for item in items if _begins(reading, known(item)))
        if found:
            return found
    return ()


def people_found(drafts: "Sequence[DraftSummary]", typed: str) -> "tuple[DraftSummary, ...]":
    """Of somebody who is called so; all where nothing is typed. Found are those with names only that whoever looks may
    see."""
    return narrowed(drafts, typed, _names)


def words_of(draft: "DraftSummary") -> frozenset[str]:
    """With which somebody of it is found."""
    return frozenset(word for name in _names(draft) for word in known_by(name))


def _begins(typed: str, known: Iterable[str]) -> bool:
    """Whether every typed word, or its Latin letters, begins one of these words."""
    known = tuple(known)
    starts = ((start, _latin(start)) for start in words(typed))
    return all(any(word.startswith(start) for word in known) for start in starts)


def _latin(word: str) -> str:
    """As tables of letters have it, so far as they agree."""
    return russian.in_latin(romanise(word)).translate(_ALIKE)


def order_of(draft: "DraftSummary") -> tuple[object, ...]:
    """By surname, in the order of the Armenian alphabet; without a name last."""
    return (not draft.title, _order(draft), draft.enrollment_id)


def by_name(drafts: "Iterable[DraftSummary]") -> "tuple[DraftSummary, ...]":
    """In the order of names."""
    return tuple(sorted(drafts, key=order_of))


def _order(draft: "DraftSummary") -> tuple[tuple[int, ...], tuple[int, ...]]:
    return collation_key(draft.surname or draft.title), collation_key(draft.title)


def _names(draft: "DraftSummary") -> list[str]:
    return list(draft.names or (draft.title,))
