"""What a profile may not say although its shape is right. One file a part of it; each fault goes to the findings.

A check looks at what could be read: it does not run where its part of the file is wrong already.
"""

from collections.abc import Mapping
from typing import Any

from station.profiles.checks.asked_for import check_asked_for
from station.profiles.checks.conditions import read_conditions
from station.profiles.checks.document import check_terms, check_validity, check_zone
from station.profiles.checks.fields import check_fields
from station.profiles.checks.people import check_acts
from station.profiles.checks.steps import check_samples, check_steps
from station.profiles.findings import Findings
from station.profiles.schema import InForce
from station.profiles.service import Rulebook

_FIRST_YEAR = 1900


def check(parts: Mapping[str, Any], findings: Findings) -> Rulebook | None:
    """parts: those that could be read, by attribute of Profile. None where a condition is wrong, or cannot be looked
    at because the fields are."""
    has = parts.keys()
    if "in_force" in has:
        _in_force(parts["in_force"], findings)
    if {"roles", "acts"} <= has:
        check_acts(parts["acts"], parts["roles"], findings)
    if {"fields", "steps"} <= has:
        check_steps(parts, findings)
    if "samples" in has:
        check_samples(parts["samples"], findings)
    if "terms" in has:
        check_terms(parts["terms"], findings)
    if parts.get("document") is not None:
        check_zone(parts["document"], findings)
    if "fields" not in has:
        return None
    check_fields(parts["fields"], findings)
    conditions = read_conditions(parts, findings)
    if conditions is None:
        return None
    rules = Rulebook(conditions)
    if {"papers", "consents", "samples"} <= has:
        check_asked_for(parts, findings)
    if {"document", "subject", "in_force"} <= has and parts["document"] is not None and _sound(parts["in_force"]):
        check_validity(parts["document"], parts["subject"], parts["in_force"], rules, findings)
    return rules


def _in_force(days: InForce, findings: Findings) -> None:
    if not _sound(days):
        findings.add("PRF-006", "in_force", "since", entry="since")
    if days.until is not None and days.until < days.since:
        findings.add("PRF-060", "in_force", "until")


def _sound(days: InForce) -> bool:
    """Ages are counted back from the first day; before this year it is a slip of the keyboard."""
    return days.since.year >= _FIRST_YEAR
