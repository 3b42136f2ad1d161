"""Who may do what to which case now: one table, and one question over it. Every service and every command asks here.

table.py   acts, and which role may do each, under which condition, in which state of the case
facts.py   what of a case, and of the desk, the answer depends on
may.py     the question, and its answer as a value or as a typed refusal
"""

from station.acts.act import Act
from station.acts.errors import (
    BegunByOthers,
    MayNotAnswer,
    NotInThisState,
    NotOfThisService,
    NoVolunteersHere,
    OwnCapture,
    PracticeOnly,
    RoleMissing,
    TwoPeopleNeeded,
)
from station.acts.facts import NO_CASE, CaseFacts, CaseState, Now, facts_of, least_of, unreadable
from station.acts.may import ALLOWED, Allowed, Refused, Why, may, require, roles_text
from station.acts.table import is_shown_confidential, who_may

__all__ = [
    "ALLOWED",
    "NO_CASE",
    "Act",
    "Allowed",
    "BegunByOthers",
    "CaseFacts",
    "CaseState",
    "MayNotAnswer",
    "NoVolunteersHere",
    "NotInThisState",
    "NotOfThisService",
    "Now",
    "OwnCapture",
    "PracticeOnly",
    "Refused",
    "RoleMissing",
    "TwoPeopleNeeded",
    "Why",
    "facts_of",
    "is_shown_confidential",
    "least_of",
    "may",
    "require",
    "roles_text",
    "unreadable",
    "who_may",
]
