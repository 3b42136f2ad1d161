"""Whether everything a service asks has words: its own, or the program's.

What has none would be drawn as a field without a name. It is looked at when a profile is checked or published, never
at a desk: there a service goes on, whatever a later program calls things.
"""

from collections.abc import Iterable, Iterator

from station.domain.errors import Problem
from station.fields import Field, parts_of
from station.profiles import schema
from station.profiles.findings import Findings
from station.profiles.load import Loaded
from station.profiles.schema import Help, Member, Title
from station.profiles.service import Service
from station.roster import packages
from station.texts.fields import choice_key, label_key
from station.toml import Step

_Way = tuple[Step, ...]


def name_faults(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Each field, member and choice without words, of the files that have no other faults."""
    return tuple(fault for each in loaded if each.service is not None for fault in _faults(each.service, each))


def _faults(service: Service, of: Loaded) -> tuple[Problem, ...]:
    findings = Findings(of.written)
    for name, field in service.asks.items():
        if service.profile.fields[name].when is not False:  # nobody is asked
            _look(field, ("fields", name), findings)
    return findings.by_line()


def receiver_faults(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Each receiver that this program does not have: its own, or one that was installed beside it."""
    found: list[Problem] = []
    for each in loaded:
        if each.service is not None:
            findings = Findings(each.written)
            for place, name in enumerate(each.service.profile.receivers):
                if name not in packages():
                    findings.add("PRF-114", "receivers", place, receiver=name, known=", ".join(sorted(packages())))
            found += findings.by_line()
    return tuple(found)


def _look(field: Field, way: _Way, findings: Findings) -> None:
    if not field.called and not label_key(field.id):
        findings.add("PRF-110", *way, field=field.id)
    for word in field.choices:
        spelled_by_table = field.id.endswith("_latin_source") and word == "TABLE"  # a button says it, nobody chooses
        if word not in field.choice_names and not choice_key(field.id, field.type, word) and not spelled_by_table:
            findings.add("PRF-111", *way, "choices", field=field.id, word=word)
    for part in parts_of(field):
        member = part.id.rpartition(".")[2]
        _look(part, (*way, "members", member) if member in field.members else way, findings)


def said_in(service: Service) -> Iterator[tuple[_Way, Title | Help]]:
    """Everything that the profile says in words, with where."""
    profile = service.profile
    yield ("name",), profile.name
    for name, field in profile.fields.items():
        yield from _said_of(field, ("fields", name))
        for member, each in field.members.items():
            yield from _said_of(each, ("fields", name, "members", member))
    for part in ("steps", "papers", "consents"):
        for place, rule in enumerate(getattr(profile, part)):
            if rule.name is not None:
                yield (part, place, "name"), rule.name


def _said_of(field: schema.Field | Member, way: _Way) -> Iterator[tuple[_Way, Title | Help]]:
    for entry, said in (("name", field.name), ("help", field.help)):
        if said is not None:
            yield (*way, entry), said
    for word, title in field.choice_names.items():
        yield (*way, "choice_names", word), title
