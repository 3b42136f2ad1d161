"""Where: an address in Armenia by marz and place, and a place anywhere in the world."""

import tomllib
from functools import cache
from importlib.resources import files

from station.fields.field import Field, FieldType, of_parts


@cache
def marzes() -> tuple[str, ...]:
    """Codes of the ten marzes and Yerevan, as ISO 3166-2 has them after the country."""
    text = files(__package__).joinpath("data", "marzes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["codes"])


def _address(field: Field) -> tuple[Field, ...]:
    return (
        Field(f"{field.id}.marz", "choice", choices=marzes(), needed=True),
        Field(f"{field.id}.place", "text", script="hy", longest=100, needed=True),
        Field(f"{field.id}.street", "text", script="hy", longest=100),
        Field(f"{field.id}.house", "text", longest=20),
        Field(f"{field.id}.flat", "text", longest=20),
        Field(f"{field.id}.postcode", "postcode"),
    )


def _place(field: Field) -> tuple[Field, ...]:
    return (
        Field(f"{field.id}.country", "country", needed=True),
        Field(f"{field.id}.hy", "text", script="hy", longest=100, needed=True),
        Field(f"{field.id}.latin", "text", script="la", longest=100),
    )


ADDRESS = FieldType("address", "other", "group", of_parts, parts=_address)
PLACE = FieldType("place", "other", "group", of_parts, parts=_place)
