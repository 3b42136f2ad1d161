"""Checks of the document to be made: the code fits its machine readable zone, every age has an end of validity; and of
its terms: fee and working days."""

from datetime import date

from station.profiles.condition.kinds import BIRTH
from station.profiles.condition.ranges import Range, years_later
from station.profiles.condition.visit import Visit, on
from station.profiles.findings import Findings
from station.profiles.schema import DocumentMade, InForce, Subject, Terms
from station.profiles.service import Rulebook

OLDEST = 130
"""Completed years."""
_OPEN_YEARS = 50  # how long a version holds of which nobody has said so
_FIRST_LETTERS = {"TD1": "ACI", "TD2": "ACI", "TD3": "P"}  # ICAO Doc 9303-4, 9303-5, 9303-6


def check_zone(document: DocumentMade, findings: Findings) -> None:
    """That there is a code where there is a zone, and that it may stand in this kind of zone. A second letter V is kept
    for visas."""
    if document.mrz is None and document.code is None:
        return
    if document.mrz is None or document.code is None:
        findings.add("PRF-003", "document", entry="mrz" if document.mrz is None else "code")
    elif document.code[0] not in _FIRST_LETTERS[document.mrz] or document.code[1:] == "V":
        findings.add("PRF-068", "document", "code", letters=document.code, mrz=document.mrz)


def check_terms(terms: tuple[Terms, ...], findings: Findings) -> None:
    """The last terms must be without a condition, so that everybody has some; terms behind them would never be
    reached."""
    if terms[-1].when is not True:
        findings.add("PRF-069", "terms", len(terms) - 1)
    for place, each in enumerate(terms[:-1], 1):
        if each.when is True:
            findings.add("PRF-070", "terms", place)
            return


def check_validity(
    document: DocumentMade, subject: Subject, in_force: InForce, rules: Rulebook, findings: Findings
) -> None:
    """Every age from 0 to 130 must have an end of validity, not before its beginning; every entry must be reached by
    some age. Each age is tried with nothing but the birth date known: what holds then holds for everybody of that
    age."""
    if not any(_may_come(age, subject, in_force.since, rules) for age in range(OLDEST + 1)):
        findings.add("PRF-101", "subject", "who")
        return
    looked = _Ages(document, subject, in_force, rules)
    looked.look(0, OLDEST)
    if looked.uncovered is not None:
        findings.add("PRF-071", "document", "validity", age=looked.uncovered)
    elif looked.over is not None:
        place, age = looked.over
        findings.add("PRF-072", "document", "validity", place, "until", age=age)
    else:
        for place in sorted(set(range(len(document.validity))) - looked.reached):
            findings.add("PRF-073", "document", "validity", place)
        _last_days(document, in_force, rules, findings)


def _may_come(age: int, subject: Subject, day: date, rules: Rulebook) -> bool:
    visit = visit_at_ages(age, age, day)
    return visit is not None and rules.all_of(subject.who, visit) is not False


def _last_days(document: DocumentMade, in_force: InForce, rules: Rulebook, findings: Findings) -> None:
    """An end of validity may be a fixed calendar day. The profile must not be in force beyond that day."""
    last = in_force.until or years_later(in_force.since, _OPEN_YEARS)
    for place, each in enumerate(document.validity):
        end = rules.day(each.until, on(last, {}, last=in_force.until)) if last is not None else None
        if last is not None and end is not None and end.high < last.toordinal():
            findings.add("PRF-074", "document", "validity", place, "until")


class _Ages:
    """Tries a span of ages at once, as a birth date known only roughly; where the answer is not clear, tries each half.

    uncovered: the first age without an end of validity. over: the entry, and the first age, where the end is before the
    beginning. reached: entries that hold for some age.
    """

    def __init__(self, document: DocumentMade, subject: Subject, in_force: InForce, rules: Rulebook) -> None:
        self.reached: set[int] = set()
        self.uncovered: int | None = None
        self.over: tuple[int, int] | None = None
        self._document, self._subject, self._rules = document, subject, rules
        self._day, self._last = in_force.since, in_force.until

    def look(self, least: int, most: int) -> None:
        visit = visit_at_ages(least, most, self._day, self._last)
        if visit is None or self._rules.all_of(self._subject.who, visit) is False:
            return
        validity = self._document.validity
        possible = {validity.index(each): each for each in self._rules.possible(validity, visit)}
        certain = bool(possible) and self._rules.truth(validity[max(possible)].when, visit) is True
        over = [place for place, each in possible.items() if self._ends_early(each.until, visit)]
        known = len(possible) == 1 or possible.keys() <= self.reached
        if least < most and not (certain and known and not over):
            middle = (least + most) // 2
            self.look(least, middle)
            self.look(middle + 1, most)
            return
        self.reached.update(possible)
        if not certain and self.uncovered is None:
            self.uncovered = least
        if over and self.over is None:
            self.over = over[0], least

    def _ends_early(self, until: str, visit: Visit) -> bool:
        end = self._rules.day(until, visit)
        return end is not None and end.low < self._day.toordinal()


def visit_at_ages(least: int, most: int, day: date, last: date | None = None) -> Visit | None:
    """A visit on `day` of somebody of whom only this is known: they are at least `least` and at most `most` years
    old. last: as of `on`."""
    youngest, older = years_later(day, -least), years_later(day, -most - 1)
    if youngest is None or older is None:
        return None
    return on(day, {BIRTH: Range(older.toordinal() + 1, youngest.toordinal())}, last=last)
