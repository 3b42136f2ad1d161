"""What a field is, and what a type of field has to say: one value of FieldType a module, one line each in `table`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias

from station.domain.errors import Problem

Value: TypeAlias = Any
"""By type of the field: str, bool, int, date, PartialDate, a tuple, a mapping by part; None: not known."""
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"
Sort: TypeAlias = Literal["text", "day", "number", "truth", "word", "people", "other"]
"""As which kind of thing a condition may ask for it."""


@dataclass(frozen=True)
class Field:
    """id: what its text is kept under; of a part, the whole's before it: `parents.1.name`. longest: in characters where
    it is not the type's own. default: what an empty one means. needed: of a part, once anything of its whole is filled.
    members: parts of a type that has none of its own. called, help, choice_names: words of the service's own by
    language, of choices by the word that is chosen; empty where the program's words serve."""

    id: str
    type: str
    script: str | None = None
    choices: tuple[str, ...] = ()
    repeated: bool = False
    longest: int | None = None
    default: str = ""
    needed: bool = False
    members: Mapping[str, "Field"] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    help: Mapping[str, str] = field(default_factory=dict)
    choice_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def item(self) -> "Callable[[int], Field]":
        """Of a field that may stand several times, the one with a number. The first ones are made once."""
        return lru_cache(maxsize=64)(lambda number: replace(self, id=f"{self.id}.{number}", repeated=False))

    @cached_property
    def own_members(self) -> "tuple[Field, ...]":
        """The members, each with the id it has as a part of this field."""
        return tuple(replace(member, id=f"{self.id}.{name}") for name, member in self.members.items())

    @property
    def stem(self) -> str:
        """What fields that belong together begin with: `surname` of `surname_latin`."""
        return self.id.rpartition("_")[0]

    def beside(self, name: str) -> str:
        """Id of another field of the same whole: of the same person among several, or of the case."""
        return "".join((*self.id.rpartition(".")[:2], name))


@dataclass(frozen=True)
class FieldContext:
    """What reading and checking a field may look at beside its own text. day: today at the desk. texts: of the whole
    case, as typed, by id of the field. value: the value of another field; None while it is empty or wrong. fields: ids
    of those that `value` knows."""

    day: date
    texts: Mapping[str, str]
    value: Callable[[str], Value]
    fields: Collection[str] = ()

    def typed(self, field: Field) -> str:
        return self.texts.get(field.id, "")


@dataclass(frozen=True)
class Read:
    """value: None where nothing is filled in or nothing can be made of it."""

    value: Value = None
    problems: tuple[Problem, ...] = ()


def _right(_value: Value, _field: Field, _context: FieldContext) -> tuple[Problem, ...]:
    return ()


def _as_it_is(value: Value) -> Json:
    return value  # type: ignore[no-any-return] # text, number and truth are JSON already


def _no_parts(_field: Field) -> tuple[Field, ...]:
    return ()


@dataclass(frozen=True)
class FieldType:
    """read: a clean text, never empty, to its value. check: a value against others of the case. packed: as it stands
    in a packet. widget: the input that a form draws for it. parts: of a type made of others; it is not read itself.
    takes: what a profile may say of such a field. lines, joiners: as `clean` has them. bare: takes away what came along
    and belongs to no such text."""

    name: str
    sort: Sort
    widget: str
    read: Callable[[str, Field, FieldContext], Read]
    check: Callable[[Value, Field, FieldContext], tuple[Problem, ...]] = _right
    packed: Callable[[Value], Json] = _as_it_is
    parts: Callable[[Field], tuple[Field, ...]] = _no_parts
    takes: frozenset[Literal["script", "choices", "members"]] = frozenset()
    longest: int | None = 200
    lines: bool = False
    joiners: bool = False
    bare: Callable[[str], str] = str


def of_parts(_text: str, _field: Field, _context: FieldContext) -> Read:
    """In the place of `read` of a type that is made of others."""
    return Read()


def problem(code: str, field: Field, **params: int | str) -> tuple[Problem, ...]:
    return (Problem(code, params, field=field.id),)
