"""Typed reading of an adapter's options. Every reader raises OptionInvalid naming the option."""

from collections.abc import Iterable, Mapping, Sequence

from devices.api import KnownOptions, OptionInvalid, Options, OptionValue


def known(*names: str, **tables: Iterable[str]) -> KnownOptions:
    """What an adapter declares as `options`: plain options by name, lists of tables with the names in each table."""
    return {**dict.fromkeys(names, frozenset()), **{name: frozenset(inside) for name, inside in tables.items()}}


def first_unknown(options: Options, declared: KnownOptions) -> tuple[str | int, ...] | None:
    """The way to the first option, or name within a list of tables, that the adapter does not know."""
    for name, value in options.items():
        if name not in declared:
            return (name,)
        inside = declared[name]
        if inside and isinstance(value, Sequence) and not isinstance(value, str):
            for index, table in enumerate(value):
                wrong = [key for key in table if key not in inside] if isinstance(table, Mapping) else []
                if wrong:
                    return name, index, wrong[0]
    return None


def number(family: str, options: Options, name: str, default: float, *, low: float, high: float) -> float:
    """A number within low..high."""
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise OptionInvalid(family, option=name, expected=f"{low:g}..{high:g}")
    return float(value)


def text(family: str, options: Options, name: str, default: str, *, choices: Sequence[str] = ()) -> str:
    """A text, one of `choices` where there are any."""
    value = options.get(name, default)
    if not isinstance(value, str) or (choices and value not in (*choices, default)):
        raise OptionInvalid(family, option=name, expected="|".join(choices) or "text")
    return value


def tables(family: str, options: Options, name: str) -> tuple[Mapping[str, OptionValue], ...]:
    """A list of tables; empty when the option is absent."""
    value = options.get(name, ())
    if isinstance(value, str | int | float | Mapping) or not all(isinstance(item, Mapping) for item in value):
        raise OptionInvalid(family, option=name, expected="a list of tables")
    return tuple(item for item in value if isinstance(item, Mapping))
