"""What is meant by what somebody types, and who comes before whom in a list of names. No Qt."""

from collections.abc import Iterable, Sequence

from station.domain.armenian import collation_key, folded
from station.domain.romanisation import romanise
from station.services.views import DraftSummary


def words(text: str) -> list[str]:
    return folded(text).replace("-", " ").split()


def found(typed: str, texts: Iterable[str]) -> bool:
    """Whether every typed word begins a word of the texts."""
    return begins(typed, [word for text in texts for word in words(text)])


def people_found(drafts: Sequence[DraftSummary], typed: str) -> tuple[DraftSummary, ...]:
    """Of somebody who is called so, in Armenian or as it is written in Latin letters; all where nothing is typed. Found
    are those with names only that whoever looks may see."""
    return tuple(draft for draft in drafts if not typed.strip() or found(typed, _names(draft)))


def words_of(draft: DraftSummary) -> frozenset[str]:
    """With which somebody of it is found."""
    return frozenset(word for name in _names(draft) for word in words(name))


def begins(typed: str, known: Iterable[str]) -> bool:
    """Whether every typed word begins one of these words."""
    return all(any(word.startswith(start) for word in known) for start in words(typed))


def order_of(draft: DraftSummary) -> tuple[object, ...]:
    """By surname, in the order of the Armenian alphabet; without a name last."""
    return (not draft.title, _order(draft), draft.enrollment_id)


def by_name(drafts: Iterable[DraftSummary]) -> tuple[DraftSummary, ...]:
    """In the order of names."""
    return tuple(sorted(drafts, key=order_of))


def _order(draft: DraftSummary) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return collation_key(draft.surname or draft.title), collation_key(draft.title)


def _names(draft: DraftSummary) -> list[str]:
    names = draft.names or (draft.title,)
    return [*names, *map(romanise, names)]
