"""What is wrong in a profile of which every entry has the right type: contradictions, gaps, names that are not there.

A module for each part of a profile; every fault is added to the findings. The check of a part that could not be read
does not run.
"""

from collections.abc import Mapping
from typing import Any

from station.profiles.checks.asked_for import check_asked_for
from station.profiles.checks.conditions import read_conditions
from station.profiles.checks.document import check_terms, check_validity, check_zone
from station.profiles.checks.fields import check_fields, check_sources
from station.profiles.checks.people import check_acts
from station.profiles.checks.repeated import check_repeated
from station.profiles.checks.steps import check_samples, check_steps
from station.profiles.findings import Findings
from station.profiles.schema import InForce, Samples
from station.profiles.service import Rulebook

_FIRST_YEAR = 1900
_LAWS = "laws"  # the days of laws, `station.profiles.laws`, are published under this name


def check(parts: Mapping[str, Any], findings: Findings) -> Rulebook | None:
    """parts: the parts that could be read, by attribute of Profile. Returns the conditions, read; None where one of
    them is wrong, or where the fields, without which none can be read, are wrong."""
    has = parts.keys()
    if parts.get("application") is False and (parts.get("samples", Samples()) != Samples() or parts.get("document")):
        findings.add("PRF-124", "application")
    if parts.get("id") == _LAWS:
        findings.add("PRF-122", "id")
    if "in_force" in has:
        _in_force(parts["in_force"], findings)
    if {"roles", "acts"} <= has:
        check_acts(parts["acts"], parts["roles"], findings)
    if {"fields", "steps"} <= has:
        check_steps(parts, findings)
    check_repeated(parts, findings)
    if "samples" in has:
        check_samples(parts["samples"], findings)
    if "terms" in has:
        check_terms(parts["terms"], findings)
    if parts.get("document") is not None:
        check_zone(parts["document"], findings)
    if "fields" not in has:
        return None
    check_fields(parts["fields"], findings)
    if "case_class" in has:
        check_sources(parts["fields"], parts["case_class"], findings)
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
    """Whether the first day can be meant: a year before 1900 is a typing error, and ages could not be counted from
    it."""
    return days.since.year >= _FIRST_YEAR
