"""What was chosen of papers and consents, as conditions ask for it: `has_doc(PASSPORT)`, `consent(FATHER)`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from station.profiles.condition.ranges import disjunction
from station.profiles.schema import ConsentRule, PaperRule

V = TypeVar("V")


class Told(Mapping[str, V]):
    """Found out for each word when a condition asks for it; missing where it is not known."""

    def __init__(self, words: Iterable[str], find: Callable[[str], V | None]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._find = find

    def __getitem__(self, word: str) -> V:
        found = self._find(word) if word in self._words else None
        if found is None:
            raise KeyError(word)
        return found

    def __iter__(self) -> Iterator[str]:
        return (word for word in self._words if self._find(word) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def was_shown(paper: str, rules: Iterable[PaperRule], texts: Mapping[str, str]) -> bool | None:
    """Whether a paper was shown. rules: those that are asked for now. Of a list, that it was another one; not known
    while nothing is chosen, or where no list names it."""
    offered = [(rule.one_of, texts.get(rule.kept_in, "").strip().upper()) for rule in rules if paper in rule.one_of]
    return disjunction((word == paper if word in words else None) for words, word in offered) if offered else None


def consented(giver: str, rules: Iterable[ConsentRule], texts: Mapping[str, str]) -> str | None:
    """In which form somebody consented; None where they did not, or not yet. rules: those that are asked for now."""
    chosen = (rule.answers.get(texts.get(rule.kept_in, "").strip().upper()) for rule in rules)
    return next((form for who, form in filter(None, chosen) if who == giver), None)
