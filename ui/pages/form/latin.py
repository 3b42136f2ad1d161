"""A Latin name follows the Armenian one by the law's table until somebody spells it otherwise, and says why. No Qt."""

from collections.abc import Mapping

from station.domain.romanisation import romanise
from station.domain.subject import LatinSource

_LATIN, _ARMENIAN, _SOURCE, _EVIDENCE = "_latin", "_hy", "_latin_source", "_evidence"
TABLE = LatinSource.TABLE.value


def follows(field: str, text: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """What changes along when `text` is typed into a field of `values`, which still hold the former texts."""
    if field.endswith(_ARMENIAN):
        latin = field.removesuffix(_ARMENIAN) + _LATIN
        follows_table = values.get(latin, "") in ("", romanise(values.get(field, "")))
        return {latin: romanise(text)} if follows_table else {}
    stem = field.removesuffix(_LATIN)
    if stem != field and text.upper() == romanise(values.get(stem + _ARMENIAN, "")):
        return {stem + _SOURCE: TABLE, stem + _EVIDENCE: ""}
    return {}


def stem_of(field: str) -> str:
    """Of the name that a field belongs to: `surname` of its source and its proof; "" of any other field."""
    for end in (_SOURCE, _EVIDENCE):
        if field.endswith(end):
            return field.removesuffix(end)
    return ""


def of_source(field: str) -> str:
    """Of the name whose spelling a field gives the reason for; "" of any other field."""
    return field.removesuffix(_SOURCE) if field.endswith(_SOURCE) else ""


def by_table(stem: str, values: Mapping[str, str]) -> str:
    return romanise(values.get(stem + _ARMENIAN, ""))


def source(stem: str, values: Mapping[str, str], unsaid: str = TABLE) -> str | None:
    """TABLE while the spelling is the table's, a reason, "" while a reason is wanted, None where there is nothing to
    say: nothing is written, or no Armenian form from which it could deviate, or the service asks nobody why.

    unsaid: what the service takes for the reason while nobody says one."""
    latin = values.get(stem + _LATIN, "")
    if not values.get(stem + _ARMENIAN, ""):
        return None
    said = values.get(stem + _SOURCE, "").lower() or TABLE
    if said != TABLE:
        return said
    if not latin:
        return None
    if latin.upper() == by_table(stem, values):
        return TABLE
    return "" if unsaid == TABLE else None
