"""Turns the syntax tree of one condition into functions of a visit, each with its kind. What a node means: `table`."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from station.profiles.condition.kinds import Kind, Names, Sort
from station.profiles.condition.ranges import Value
from station.profiles.condition.text import MOST_DEPTH, ConditionFault, column_of, parse
from station.profiles.condition.visit import Visit

Ask: TypeAlias = Callable[[Visit], Value]
Change: TypeAlias = Callable[[date, int], date | None]


@dataclass(frozen=True)
class Typed:
    """A part of a condition, read. ask: its value for a visit. word: the word, where one is written (`FEMALE`). span:
    how to move a day, and by how many, where it is a span (`years(3)`)."""

    kind: Kind
    ask: Ask
    word: str = ""
    span: tuple[Change, int] | None = None


@dataclass(frozen=True)
class Term:
    """One thing that a condition asks about the visit, as it is written: `age(issue)`, `sex`, `has_doc(ID_CARD)`."""

    text: str
    kind: Kind
    ask: Ask


class Reading:
    """Each method raises ConditionFault. terms: what the condition asks about a visit, by its text."""

    def __init__(
        self,
        text: str,
        names: Names,
        table: Mapping[type[ast.expr], Callable[["Reading", Any, int], Typed]],
        terms: dict[str, Term] | None = None,
    ) -> None:
        self.names = names
        self.terms: dict[str, Term] = {} if terms is None else terms
        self._text = text
        self._table = table

    def inside(self, names: Names) -> "Reading":
        """Reads a part of the same text with these names. Its terms are left out of ours: they are not asked of the
        visit but of a person, or belong to a term that is kept as a whole."""
        return Reading(self._text, names, self._table)

    def whole(self) -> Typed:
        return self.expression(parse(self._text), 0)

    def expression(self, node: ast.expr, depth: int) -> Typed:
        if depth >= MOST_DEPTH:
            raise ConditionFault("PRF-025", column_of(node), most=MOST_DEPTH)
        read = self._table.get(type(node))
        if read is None:
            raise self.foreign(node)
        return read(self, node, depth + 1)

    def of_sort(self, node: ast.expr, sort: Sort, depth: int) -> Typed:
        """Reads a node that must be of this sort: a truth, a day, a number."""
        typed = self.expression(node, depth)
        if typed.kind.sort is not sort:
            raise ConditionFault("PRF-035", column_of(node), found=typed.kind.sort.value, wanted=sort.value)
        return typed

    def span(self, node: ast.expr, depth: int) -> tuple[Change, int]:
        span = self.expression(node, depth).span
        if span is None:
            raise ConditionFault("PRF-035", column_of(node), found=self.written(node)[:20], wanted=Sort.SPAN.value)
        return span

    def word_of(self, node: ast.expr, kind: Kind, owner: str) -> str:
        """The word that a node is. kind: has the words allowed. owner: whose words they are, for the message."""
        if not isinstance(node, ast.Name) or not node.id.isupper():
            raise ConditionFault("PRF-030", column_of(node), found=self.written(node), name=owner)
        if node.id not in kind.choices:
            raise ConditionFault("PRF-029", column_of(node), found=node.id, name=owner)
        return node.id

    def asks(self, node: ast.expr, typed: Typed) -> Typed:
        """Keeps the part as a term of the condition, and returns it."""
        text = self.written(node)
        self.terms[text] = Term(text, typed.kind, typed.ask)
        return typed

    def written(self, node: ast.expr) -> str:
        return self._text[column_of(node) - 1 : (node.end_col_offset or 1) - 1]

    def foreign(self, node: ast.expr) -> ConditionFault:
        return ConditionFault("PRF-022", column_of(node), found=self.written(node)[:20])
