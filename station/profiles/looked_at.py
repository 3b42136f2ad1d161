"""What a profile says that may be meant, and mostly is a mistake: it is pointed at, and stops nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from re import findall

from station.domain.errors import Problem
from station.profiles.condition.kinds import BIRTH
from station.profiles.findings import Findings
from station.profiles.laws import LawsRead
from station.profiles.library import built_in
from station.profiles.load import Loaded
from station.profiles.naming import said_in
from station.profiles.reach import People
from station.profiles.schema import Rule
from station.profiles.service import Service
from station.profiles.slips import unusual
from station.toml import Step

_ASKED_BY = {"papers": "has_doc(", "consents": "consent(", "slaps": "finger("}
"""At which kind of step is learned what a function of conditions asks for."""
_OF_BIRTH = ("age(", "birthday(")


def to_look_at(loaded: Sequence[Loaded], laws: Iterable[LawsRead] = ()) -> tuple[Problem, ...]:
    """Of files without a fault: names that are the same in two languages, never translated perhaps; what is asked
    before the answer that decides about it for everybody, so that whoever answers must go back; numbers that are
    unusual; and days of laws for which no service waits."""
    found: list[Problem] = [*_waited_for_by_nobody(laws, loaded)]

    for each in loaded:
        if each.service is not None:
            findings = Findings(each.written)
            _same_words(each.service, findings)
            _too_early(each.service, findings)
            for way, number, usual in unusual(each.service, each.written):
                findings.add("PRF-090", *way, found=number, usual=usual)
            found += findings.by_line()
    return tuple(found)


def _waited_for_by_nobody(laws: Iterable[LawsRead], loaded: Iterable[Loaded]) -> Iterator[Problem]:
    """Neither one of the files nor one that comes with the program."""
    own = built_in()
    profiles = [each.service.profile for each in loaded if each.service is not None]
    profiles += [profile for service in own.ids for profile in own.versions(service)]
    named = {day for profile in profiles for day in (profile.in_force.day, profile.acts.sign.told_from)}
    for each in laws:
        for law in each.laws.days if each.laws is not None else ():
            if law not in named:
                place = each.written.place("days", law)
                yield Problem("PRF-123", {"law": law}, retryable=False, field=place)


def _same_words(service: Service, findings: Findings) -> None:
    for way, said in said_in(service):
        texts = list(said.by_language.values())
        if len(set(texts)) < len(texts):
            findings.add("PRF-113", *way)


def _too_early(service: Service, findings: Findings) -> None:
    steps = service.profile.steps
    place = {name: number for number, step in enumerate(steps) for name in step.fields}
    place |= {_ASKED_BY[step.kind]: number for number, step in enumerate(steps) if step.kind in _ASKED_BY}
    people = People(service)
    for way, rule, here in _rules(service, place):
        late = {at: name for at, name in _named(service, rule) if place.get(at, here) > here}
        if late and people.undecided(rule, late):
            at, name = next(iter(late.items()))
            findings.add("PRF-117", *way, field=name, step=steps[place[at]].id)


def _rules(service: Service, place: Mapping[str, int]) -> Iterator[tuple[tuple[Step, ...], Rule, int]]:
    """Each condition of a field or step, with the step at which it must be decided."""
    for name, field in service.profile.fields.items():
        for entry in ("when", "required"):
            yield ("fields", name, entry), getattr(field, entry), place.get(name, len(place))
    for number, step in enumerate(service.profile.steps):
        yield ("steps", number, "when"), step.when, number
        if step.kind in ("papers", "consents"):
            for row, rule in enumerate(getattr(service.profile, step.kind)):
                yield (step.kind, row, "when"), rule.when, number


def _named(service: Service, rule: Rule) -> Iterator[tuple[str, str]]:
    """What a condition asks for: where that is learned, as `place` has it, and how it is written."""
    for term in service.rules.conditions[rule].terms if isinstance(rule, str) else ():
        of_people = term.text.startswith(("any(", "all("))  # what follows them is of theirs
        for word in findall(r"[a-z_]\w*\(?", term.text.partition(",")[0] if of_people else term.text):
            if word in _OF_BIRTH:
                yield BIRTH, BIRTH
            else:
                yield word, term.text if word.endswith("(") else word
