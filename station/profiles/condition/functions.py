"""The functions that conditions may use, by name: what each takes, and what it answers for a visit."""

import ast
from collections.abc import Callable, Mapping
from functools import partial

from station.profiles.condition.kinds import (
    BIRTH,
    CONSENT_FORM,
    DAY,
    FINGER,
    FINGER_STATE,
    GIVER,
    NUMBER,
    PAPER,
    TRUTH,
    Kind,
    Sort,
)
from station.profiles.condition.ranges import (
    Range,
    Value,
    conjunction,
    days_between,
    days_later,
    disjunction,
    months_later,
    moved,
    read_day,
    truth,
    years_between,
    years_later,
)
from station.profiles.condition.reading import Ask, Change, Reading, Typed
from station.profiles.condition.text import ConditionFault, column_of
from station.profiles.condition.visit import Visit

_MOST_SPAN = 100_000
_LONGEST_LIFE = 200


def call(reading: Reading, node: ast.Call, depth: int) -> Typed:
    name = _name(node)
    function = FUNCTIONS.get(name)
    if function is None:
        raise ConditionFault("PRF-028", column_of(node), found=reading.written(node.func)[:40])
    if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
        raise _wrong(node, name)
    return function(reading, node, depth)


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _wrong(node: ast.Call, name: str) -> ConditionFault:
    return ConditionFault("PRF-031", column_of(node), name=name)


def _arguments(node: ast.Call, name: str, count: int) -> list[ast.expr]:
    if len(node.args) != count:
        raise _wrong(node, name)
    return node.args


def _birth(reading: Reading, node: ast.Call) -> Ask:
    kind = reading.names.fields.get(BIRTH)
    if kind is None or kind.sort is not Sort.DAY:
        raise ConditionFault("PRF-026", column_of(node), field=BIRTH)
    return lambda visit: visit.value(BIRTH)


def _age(reading: Reading, node: ast.Call, depth: int) -> Typed:
    (day,) = _arguments(node, "age", 1)
    birth, on = _birth(reading, node), reading.inside(reading.names).of_sort(day, Sort.DAY, depth).ask
    return reading.asks(node, Typed(NUMBER, _of_two(years_between, birth, on)))


def _birthday(reading: Reading, node: ast.Call, _: int) -> Typed:
    (number,) = _arguments(node, "birthday", 1)
    birth, years = _birth(reading, node), _whole_number(number, node, "birthday", _LONGEST_LIFE)

    def ask(visit: Visit) -> Value:
        day = birth(visit)
        return moved(day, lambda each: years_later(each, years)) if isinstance(day, Range) else None

    return reading.asks(node, Typed(DAY, ask))


def _span(
    change: Change, between: Callable[[Range, Range], Range] | None, reading: Reading, node: ast.Call, depth: int
) -> Typed:
    """`years(3)` is a span of time; `years(marriage, application)` is the number of full years between two days."""
    name = _name(node)
    if len(node.args) == 1 or between is None:
        (number,) = _arguments(node, name, 1)
        return Typed(Kind(Sort.SPAN), lambda _: None, span=(change, _whole_number(number, node, name, _MOST_SPAN)))
    begin, end = (reading.inside(reading.names).of_sort(day, Sort.DAY, depth).ask for day in _arguments(node, name, 2))
    return reading.asks(node, Typed(NUMBER, _of_two(between, begin, end)))


def _whole_number(number: ast.expr, node: ast.Call, name: str, most: int) -> int:
    if isinstance(number, ast.Constant) and type(number.value) is int and number.value <= most:
        return number.value
    raise _wrong(node, name)


def _date(_: Reading, node: ast.Call, __: int) -> Typed:
    (text,) = _arguments(node, "date", 1)
    day = read_day(text.value) if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
    if day is None or not day.exact:
        raise _wrong(node, "date")
    return Typed(DAY, lambda _: day)


def _extreme(pick: Callable[[int, int], int], reading: Reading, node: ast.Call, depth: int) -> Typed:
    """The earlier or later of days, the lower or higher of numbers: two or more, all of one kind."""
    name = _name(node)
    typed = [reading.expression(argument, depth) for argument in node.args]
    sorts = {each.kind.sort for each in typed}
    if len(typed) < 2 or len(sorts) != 1 or not sorts <= {Sort.DAY, Sort.NUMBER}:
        raise _wrong(node, name)

    def best(one: Range, other: Range) -> Range:
        return Range(pick(one.low, other.low), pick(one.high, other.high))

    ask = typed[0].ask
    for each in typed[1:]:
        ask = _of_two(best, ask, each.ask)
    return Typed(typed[0].kind, ask)


def _unsure(reading: Reading, node: ast.Call, depth: int) -> Typed:
    """`unsure(birth_date)`: whether a day or number is not known, or known only within a range. Its answer is always
    known."""
    (what,) = _arguments(node, "unsure", 1)
    typed = reading.inside(reading.names).expression(what, depth)
    if typed.kind.sort not in (Sort.DAY, Sort.NUMBER):
        raise _wrong(node, "unsure")
    ask = typed.ask
    return reading.asks(node, Typed(TRUTH, lambda visit: not (isinstance(value := ask(visit), Range) and value.exact)))


def _has_doc(reading: Reading, node: ast.Call, _: int) -> Typed:
    (paper,) = _arguments(node, "has_doc", 1)
    word = reading.word_of(paper, PAPER, "has_doc")
    return reading.asks(node, Typed(TRUTH, lambda visit: visit.papers.get(word)))


def _consent(reading: Reading, node: ast.Call, _: int) -> Typed:
    (giver,) = _arguments(node, "consent", 1)
    word = reading.word_of(giver, GIVER, "consent")
    return reading.asks(node, Typed(CONSENT_FORM, lambda visit: visit.consents.get(word)))


def _finger(reading: Reading, node: ast.Call, _: int) -> Typed:
    (finger,) = _arguments(node, "finger", 1)
    word = reading.word_of(finger, FINGER, "finger")
    return reading.asks(node, Typed(FINGER_STATE, lambda visit: visit.fingers.get(word)))


def _of_people(join: Callable[..., bool | None], reading: Reading, node: ast.Call, depth: int) -> Typed:
    """`any(parents, role == MOTHER)`: joins the answers for each person. Where it is not known which people there are,
    the answer is not known; where it is known that there are none, `any` is false and `all` is true."""
    name = _name(node)
    people, condition = _arguments(node, name, 2)
    of = reading.inside(reading.names).expression(people, depth)
    if of.kind.sort is not Sort.PEOPLE:
        raise _wrong(node, name)
    of_each = reading.inside(reading.names.of_each(of.kind)).of_sort(condition, Sort.TRUTH, depth).ask
    members, them = frozenset(of.kind.members), of.ask

    def ask(visit: Visit) -> Value:
        known = them(visit)
        if not isinstance(known, tuple):
            return None
        return join(truth(of_each(visit.with_person(person, members))) for person in known)

    return reading.asks(node, Typed(TRUTH, ask))


def _of_two(change: Callable[[Range, Range], Range], left: Ask, right: Ask) -> Ask:
    def ask(visit: Visit) -> Value:
        one, other = left(visit), right(visit)
        return change(one, other) if isinstance(one, Range) and isinstance(other, Range) else None

    return ask


FUNCTIONS: Mapping[str, Callable[[Reading, ast.Call, int], Typed]] = {
    "age": _age,
    "birthday": _birthday,
    "years": partial(_span, years_later, years_between),
    "months": partial(_span, months_later, None),
    "days": partial(_span, days_later, days_between),
    "date": _date,
    "min": partial(_extreme, min),
    "max": partial(_extreme, max),
    "unsure": _unsure,
    "any": partial(_of_people, disjunction),
    "all": partial(_of_people, conjunction),
    "has_doc": _has_doc,
    "consent": _consent,
    "finger": _finger,
}
