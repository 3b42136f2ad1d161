"""Checks of fields: no name that conditions use for something else, choices for a choice and for nothing else, a script
for names."""

import re
from collections.abc import Mapping

from station.domain.classes import class_of
from station.fields import type_of
from station.profiles.checks.conditions import unquoted
from station.profiles.findings import Findings
from station.profiles.names import is_taken
from station.profiles.schema import Field, Member
from station.toml import Step


def check_fields(fields: Mapping[str, Field], findings: Findings) -> None:
    for name, field in fields.items():
        way: tuple[Step, ...] = ("fields", name)
        _one(name, field, way, findings)
        _shown(name, field, way, findings)
        if field.forget and field.when is True:
            findings.add("PRF-120", *way, "forget", field=name)
        if not field.members and "members" in type_of(field.type).takes:
            findings.add("PRF-105", *way, field=name)
        if field.members and "members" not in type_of(field.type).takes:
            findings.add("PRF-046", *way, "members", field=name)
        for member, each in field.members.items():
            _one(member, each, (*way, "members", member), findings)
            if "members" in type_of(each.type).takes:
                findings.add("PRF-047", *way, "members", member, field=member)


def check_sources(fields: Mapping[str, Field], case_class: str, findings: Findings) -> None:
    for name, field in fields.items():
        for place, source in enumerate(field.prefill):
            if not class_of(case_class).may_ask(source):
                findings.add("PRF-145", "fields", name, "prefill", place, source=source, case_class=case_class)


def _shown(name: str, field: Field, way: tuple[Step, ...], findings: Findings) -> None:
    """Faults where the condition that shows a field names the field itself, and where the text it begins with, or its
    default, is none of its choices."""
    if isinstance(field.when, str) and name in re.findall(r"\w+", unquoted(field.when)):
        findings.add("PRF-107", *way, "when", field=name)
    for entry in ("begins", "default"):
        text = getattr(field, entry)
        if text and field.type == "choice" and text not in field.choices:
            findings.add("PRF-104", *way, entry, field=name, entry=entry)


def _one(name: str, field: Field | Member, way: tuple[Step, ...], findings: Findings) -> None:
    if is_taken(name):
        findings.add("PRF-040", *way, field=name)
    if field.type == "choice" and not field.choices:
        findings.add("PRF-041", *way, field=name)
    if len(set(field.choices)) < len(field.choices):
        findings.add("PRF-103", *way, "choices", field=name)
    if field.choices and "choices" not in type_of(field.type).takes:
        findings.add("PRF-042", *way, "choices", field=name)
    for word in field.choice_names:
        if word not in field.choices:
            findings.add("PRF-112", *way, "choice_names", word, field=name, word=word)
    if field.type == "name" and field.script is None:
        findings.add("PRF-043", *way, field=name)
    if field.script is not None and "script" not in type_of(field.type).takes:
        findings.add("PRF-044", *way, "script", field=name)
