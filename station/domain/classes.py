"""Classes of services: how confidential a case is, and how it is counted. A service's profile names its class."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CaseClass:
    """confidential: sealed to receivers of the class alone; a vendor's people see, count and report nothing of it, and
    no visit is told to anybody but who opens the packet. by_sex_and_age: whether it is counted by these; where there
    are few, nobody must be found by who they are. asks_nobody: nothing of a case comes from a register, whatever a
    profile says: whom somebody flees must not learn by a question where they are."""

    name: str
    confidential: bool = False
    by_sex_and_age: bool = False
    asks_nobody: bool = False

    def may_ask(self, source: str) -> bool:
        """source: from where fields may be filled before anybody types, as profiles name it."""
        return not self.asks_nobody or source in _AT_HAND


_AT_HAND = frozenset({"MRZ", "CHIP", "PRE_APPLICATION", "TABLE"})
"""What lies on the desk, what the person gave before, and tables of this program."""

ORDINARY = CaseClass("")
"""Of drafts of before, which say none: the services of then were civil."""

CLASSES: Mapping[str, CaseClass] = {
    each.name: each
    for each in (
        CaseClass("CIVIL", by_sex_and_age=True),
        CaseClass("FOREIGN", by_sex_and_age=True),
        CaseClass("ASYLUM", confidential=True, asks_nobody=True),
        CaseClass("PROTECTED", confidential=True),
        CaseClass("DISPLACED", by_sex_and_age=True),
        CaseClass("APPEAL"),
        CaseClass("VISA", confidential=True),
        CaseClass("RETURN"),
    )
}


def folder_of(case_class: str) -> str:
    """In a folder of trust, the folder of trust of a confidential class: its receivers lie there."""
    return f"classes/{case_class.lower()}"


def class_of(name: str) -> CaseClass:
    return CLASSES.get(name, ORDINARY)
