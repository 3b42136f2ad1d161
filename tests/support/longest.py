"""The longest that each field of a case accepts, in the letters that it is written with."""

from collections.abc import Iterator, Mapping

from station.domain.enrollment import Enrollment
from station.fields import Field, parts_of, type_of
from tests.support.clock import NOW
from tests.support.plans import PLANS

_HY, _LA = "Տերհովհաննիսյան-Մելիքշահնազարյան ", "HOVHANNISYAN-MELIKSHAHNAZARYAN "
_WRITTEN = dict.fromkeys(("name", "text", "text_long", "lines"), _HY)
_MOST = 300  # of what has no end of its own, or one that is a page


def longest(made: Enrollment) -> Enrollment:
    """Everything typed in words, as long as it may be: choices, days and zones stay, since they say what is asked."""
    fields = dict(_of(PLANS.plan(made.procedure, NOW.date()).service.asks))
    typed = {name: fields[_where(name)] for name in made.fields if _where(name) in fields}
    return made.with_fields({name: _long(field) for name, field in typed.items() if _typed(field)})


def _of(asks: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    left = list(asks.values())
    while left:
        each = left.pop()
        yield _where(each.id), each
        left += parts_of(each)


def _where(name: str) -> str:
    """Of one of several as of all of them."""
    return ".".join(part for part in name.split(".") if not part.isdecimal())


def _typed(field: Field) -> bool:
    return type_of(field.type).widget in ("line", "name", "lines") and type_of(field.type).sort == "text"


def _long(field: Field) -> str:
    most = min(field.longest or type_of(field.type).longest or _MOST, _MOST)
    if field.type == "email":
        return f"{'a' * (most - 11)}@example.am"
    letters = _WRITTEN.get(field.type, "AN0123456 ")
    return ((_LA if field.script == "la" else letters) * most)[:most].strip()
