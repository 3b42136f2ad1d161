"""Who came with whom."""

from enum import StrEnum


class Relation(StrEnum):
    """To the first of those who came together."""

    FIRST = "first"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    WARD = "ward"  # whose guardian or trustee the first is
    OTHER = "other"
