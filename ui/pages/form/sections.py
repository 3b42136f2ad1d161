"""Which fields stand together on a form, and in which order they are read. What no section names stands in the last.
How well a field is proven stands below it, or beside it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """wide: across the whole page; others stand two beside each other."""

    title_key: str
    rows: Rows
    wide: bool = False


_KNOWN = (
    Section(
        "field.section.person",
        (
            ("surname_hy", "surname_latin"),
            ("surname_latin_source", "surname_evidence"),
            ("given_hy", "given_latin"),
            ("given_latin_source", "given_evidence"),
            ("patronymic_hy", "sex"),
            ("birth_date", "birth_place"),
        ),
    ),
    Section("field.section.civil", (("nationality", "psn_kind"), ("psn", "phone"), ("email",), ("address",))),
    Section("field.section.guardian", (("guardian_name", "guardian_relation", "guardian_document"),), wide=True),
    Section("", (("document_kind",),), wide=True),
    Section("", (("document_mrz",),), wide=True),
    Section(
        "field.section.held",
        (("document_number", "document_issuer", "document_expiry", "document_cancelled"),),
        wide=True,
    ),
)
_OTHERS = "field.section.others"
_GRADE = "_grade"


def arrange(fields: Sequence[str], alone: Collection[str] = ()) -> tuple[Section, ...]:
    """alone: fields that take a whole row. A form that no section knows is one wide section without a heading."""
    known = [Section(each.title_key, tuple(_with_grades(each.rows)), each.wide) for each in _KNOWN]
    left = [name for name in fields if not any(name in row for section in known for row in section.rows)]
    found = [
        Section(section.title_key, rows, section.wide)
        for section in known
        if (rows := tuple(row for each in section.rows if (row := tuple(name for name in each if name in fields))))
    ]
    if left:
        found.append(Section(_OTHERS if found else "", tuple(_rows(left, alone)), wide=True))
    return tuple(found)


def reading_order(sections: Sequence[Section]) -> tuple[str, ...]:
    return tuple(name for section in sections for row in section.rows for name in row)


def _with_grades(rows: Rows) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield row
        yield tuple(f"{name}{_GRADE}" for name in row)


def _rows(fields: Sequence[str], alone: Collection[str]) -> Iterator[tuple[str, ...]]:
    row: list[str] = []
    for name in fields:
        begins_pair = f"{name}{_GRADE}" in fields
        if name in alone or len(row) == 2 or begins_pair:
            if row:
                yield tuple(row)
            row = []
        if name in alone:
            yield (name,)
        else:
            row.append(name)
    if row:
        yield tuple(row)
