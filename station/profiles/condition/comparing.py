"""Comparisons in a condition: numbers and days by size, words and texts as equal or not, words as in a list or not."""

import ast
from collections.abc import Callable, Mapping
from itertools import pairwise

from station.profiles.condition.kinds import TRUTH, Kind, Sort
from station.profiles.condition.ranges import Range, Truth, Value, conjunction, equal, less, negation, truth
from station.profiles.condition.reading import Ask, Reading, Typed
from station.profiles.condition.text import ConditionFault, column_of
from station.profiles.condition.visit import Visit

_OF_RANGES: Mapping[type[ast.cmpop], Callable[[Range, Range], Truth]] = {
    ast.Lt: less,
    ast.Gt: lambda one, other: less(other, one),
    ast.LtE: lambda one, other: negation(less(other, one)),
    ast.GtE: lambda one, other: negation(less(one, other)),
    ast.Eq: equal,
    ast.NotEq: lambda one, other: negation(equal(one, other)),
}


def compare(reading: Reading, node: ast.Compare, depth: int) -> Typed:
    """`18 <= age(issue) < 56` is two comparisons."""
    operands = [node.left, *node.comparators]
    asks = [_pair(reading, node.ops[place], one, other, depth) for place, (one, other) in enumerate(pairwise(operands))]
    if len(asks) == 1:
        return Typed(TRUTH, asks[0])
    return Typed(TRUTH, lambda visit: conjunction(truth(ask(visit)) for ask in asks))


def _pair(reading: Reading, how: ast.cmpop, left: ast.expr, right: ast.expr, depth: int) -> Ask:
    if isinstance(how, ast.In | ast.NotIn):
        ask = (
            _in_set(reading, left, right, depth)
            if isinstance(right, ast.Set)
            else _in_words(reading, left, right, depth)
        )
        return ask if isinstance(how, ast.In) else lambda visit: negation(truth(ask(visit)))
    one, other = reading.expression(left, depth), reading.expression(right, depth)
    sort = one.kind.sort
    if sort is not other.kind.sort:
        raise _unlike(left, one, other)
    if sort in (Sort.NUMBER, Sort.DAY) and type(how) in _OF_RANGES:
        return _of_ranges(_OF_RANGES[type(how)], one.ask, other.ask)
    if sort not in (Sort.WORD, Sort.TEXT) or not isinstance(how, ast.Eq | ast.NotEq):
        raise _unlike(left, one, other)
    if sort is Sort.WORD:
        _one_list(reading, (left, one), (right, other))
    return _of_words(one.ask, other.ask, same=isinstance(how, ast.Eq))


def _one_list(reading: Reading, *sides: tuple[ast.expr, Typed]) -> None:
    """Two words can be compared: at most one is written as a word (`FEMALE`), and it is among the choices of the other
    side. Raises ConditionFault."""
    (left, one), (right, other) = sides
    if one.word and other.word:
        raise _unlike(left, one, other)
    if one.word:
        reading.word_of(left, other.kind, reading.written(right))
    elif other.word:
        reading.word_of(right, one.kind, reading.written(left))
    elif not one.kind.choices & other.kind.choices:
        raise _unlike(left, one, other)


def _in_set(reading: Reading, left: ast.expr, right: ast.Set, depth: int) -> Ask:
    one = reading.expression(left, depth)
    if one.word or one.kind.sort not in (Sort.WORD, Sort.TEXT):
        raise ConditionFault("PRF-032", column_of(left), left=one.kind.sort.value, right=Sort.WORDS.value)
    allowed = frozenset(_member(reading, item, one.kind, reading.written(left)) for item in right.elts)
    ask = one.ask
    return lambda visit: None if (value := ask(visit)) is None else value in allowed


def _member(reading: Reading, item: ast.expr, kind: Kind, owner: str) -> str:
    if kind.sort is Sort.WORD:
        return reading.word_of(item, kind, owner)
    if isinstance(item, ast.Constant) and isinstance(item.value, str):
        return item.value
    raise ConditionFault("PRF-035", column_of(item), found=reading.written(item)[:20], wanted=Sort.TEXT.value)


def _in_words(reading: Reading, left: ast.expr, right: ast.expr, depth: int) -> Ask:
    many = reading.expression(right, depth)
    one = reading.expression(left, depth)
    if many.kind.sort is not Sort.WORDS or one.kind.sort is not Sort.WORD:
        raise _unlike(left, one, many)
    if one.word:
        reading.word_of(left, many.kind, reading.written(right))
    word, words = one.ask, many.ask

    def ask(visit: Visit) -> Value:
        value, of = word(visit), words(visit)
        return value in of if isinstance(value, str) and isinstance(of, frozenset) else None

    return ask


def _of_ranges(holds: Callable[[Range, Range], Truth], left: Ask, right: Ask) -> Ask:
    def ask(visit: Visit) -> Value:
        one, other = left(visit), right(visit)
        return holds(one, other) if isinstance(one, Range) and isinstance(other, Range) else None

    return ask


def _of_words(left: Ask, right: Ask, *, same: bool) -> Ask:
    def ask(visit: Visit) -> Value:
        one, other = left(visit), right(visit)
        return None if one is None or other is None else (one == other) is same

    return ask


def _unlike(node: ast.expr, one: Typed, other: Typed) -> ConditionFault:
    return ConditionFault("PRF-032", column_of(node), left=one.kind.sort.value, right=other.kind.sort.value)
