"""The language of conditions: every kind of syntax node that is allowed, and what it means. Any other is refused."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from station.profiles.condition.comparing import compare
from station.profiles.condition.functions import call
from station.profiles.condition.kinds import DAY, NUMBER, TEXT, TRUTH, Kind, Sort
from station.profiles.condition.ranges import Range, Value, moved, negation, truth
from station.profiles.condition.reading import Reading, Typed
from station.profiles.condition.text import ConditionFault, column_of
from station.profiles.condition.visit import Visit


def _joined(reading: Reading, node: ast.BoolOp, depth: int) -> Typed:
    asks = tuple(reading.of_sort(value, Sort.TRUTH, depth).ask for value in node.values)
    settles = isinstance(node.op, ast.Or)  # the answer of one of them that is the answer of the whole

    def ask(visit: Visit) -> Value:
        """As `conjunction` or `disjunction` of the answers, asking no more than needed: this is asked at every key."""
        known = True
        for each in asks:
            answer = each(visit)
            if answer is settles:
                return settles
            known = known and isinstance(answer, bool)
        return not settles if known else None

    return Typed(TRUTH, ask)


def _not(reading: Reading, node: ast.UnaryOp, depth: int) -> Typed:
    if not isinstance(node.op, ast.Not):
        raise reading.foreign(node)
    ask = reading.of_sort(node.operand, Sort.TRUTH, depth).ask
    return Typed(TRUTH, lambda visit: negation(truth(ask(visit))))


def _moved_day(reading: Reading, node: ast.BinOp, depth: int) -> Typed:
    """A day plus or minus a span: `issue + years(5)`. Numbers are neither added nor subtracted, so that an unquoted
    1981-11-28 is refused instead of being 1942."""
    if not isinstance(node.op, ast.Add | ast.Sub):
        raise reading.foreign(node)
    day = reading.of_sort(node.left, Sort.DAY, depth).ask
    change, length = reading.span(node.right, depth)
    count = length if isinstance(node.op, ast.Add) else -length

    def ask(visit: Visit) -> Value:
        begin = day(visit)
        return moved(begin, lambda each: change(each, count)) if isinstance(begin, Range) else None

    return Typed(DAY, ask)


def _name(reading: Reading, node: ast.Name, _: int) -> Typed:
    name = node.id
    if name.isupper():
        return Typed(Kind(Sort.WORD), lambda _: name, word=name)
    kind = reading.names.kind_of(name)
    if kind is None:
        raise ConditionFault("PRF-027", column_of(node), found=name[:40])
    return reading.asks(node, Typed(kind, lambda visit: visit.value(name)))


def _constant(reading: Reading, node: ast.Constant, _: int) -> Typed:
    value = node.value
    if isinstance(value, str):
        return Typed(TEXT, lambda _: value)
    if isinstance(value, int) and not isinstance(value, bool):
        number = Range(value, value)
        return Typed(NUMBER, lambda _: number)
    raise reading.foreign(node)


TABLE: Mapping[type[ast.expr], Callable[[Reading, Any, int], Typed]] = {
    ast.BoolOp: _joined,
    ast.UnaryOp: _not,
    ast.BinOp: _moved_day,
    ast.Compare: compare,
    ast.Call: call,
    ast.Name: _name,
    ast.Constant: _constant,
}
