"""Answers about a person, given as text, read into what conditions ask (`Visit`), each by the type of its field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from station.domain.papers import PAPERS
from station.profiles.condition import Range, Value, Visit
from station.profiles.condition.kinds import Kind, Sort
from station.profiles.condition.ranges import read_day
from station.profiles.condition.visit import on
from station.profiles.errors import AnswerUnusable
from station.profiles.names import kind_of
from station.profiles.service import Service
from station.profiles.words import CONSENT_FORMS, FINGER_STATES, FINGERS, GIVERS, MODES

_YES_NO: Mapping[str, bool] = {"yes": True, "no": False}


def visit_of(service: Service, answers: Mapping[str, str], day: date, issue: date | None = None) -> Visit:
    """answers: text by what is asked. That is a field (`sex`), a member of one person of a repeated group
    (`parents.1.role`: of the first parent), a paper (`doc.PASSPORT`: yes or no), a consent (`consent.FATHER`: its
    form), a finger (`finger.RIGHT_INDEX`), or `mode`. Several words have commas between them. Raises AnswerUnusable."""
    values: dict[str, Value] = {}
    people: dict[str, dict[int, dict[str, Value]]] = {}
    papers: dict[str, bool] = {}
    consents: dict[str, str] = {}
    fingers: dict[str, str] = {}
    mode = None
    for name, text in answers.items():
        first, _, rest = name.partition(".")
        if first == "doc" and rest:
            papers[_of(name, rest, PAPERS)] = _yes_no(name, text)
        elif first == "consent" and rest:
            consents[_of(name, rest, GIVERS)] = _of(name, text.upper(), CONSENT_FORMS)
        elif first == "finger" and rest:
            fingers[_of(name, rest, FINGERS)] = _of(name, text.upper(), FINGER_STATES)
        elif name == "mode":
            mode = _of(name, text.upper(), MODES)
        elif rest:
            _person(service, name, text, people)
        else:
            field = service.profile.fields.get(name)
            if field is None:
                raise AnswerUnusable(field=name[:40])
            values[name] = _value(name, kind_of(field), text)
    for name, each in people.items():
        values[name] = tuple(each[number] for number in sorted(each))
    visit = on(day, values, issue, service.profile.in_force.until)
    return replace(visit, mode=mode, papers=papers, consents=consents, fingers=fingers)


def _person(service: Service, name: str, text: str, people: dict[str, dict[int, dict[str, Value]]]) -> None:
    parts = name.split(".")
    field = service.profile.fields.get(parts[0])
    if field is None or len(parts) != 3 or not parts[1].isdecimal() or parts[2] not in field.members:
        raise AnswerUnusable(field=name[:40])
    person = people.setdefault(parts[0], {}).setdefault(int(parts[1]), {})
    person[parts[2]] = _value(name, kind_of(field.members[parts[2]]), text)


def _value(name: str, kind: Kind, text: str) -> Value:
    text = text.strip()
    if not text:
        return None
    if kind.sort is Sort.TRUTH:
        return _yes_no(name, text)
    if kind.sort is Sort.WORD:
        return _word(name, kind, text)
    if kind.sort is Sort.WORDS:
        return frozenset(_word(name, kind, each) for each in text.split(","))
    if kind.sort is Sort.DAY:
        day = read_day(text)
        if day is None:
            raise AnswerUnusable(field=name[:40])
        return day
    if kind.sort is Sort.NUMBER:
        if not (text.isascii() and text.isdecimal() and len(text) <= 12):
            raise AnswerUnusable(field=name[:40])
        return Range(int(text), int(text))
    if kind.sort is Sort.PEOPLE:
        raise AnswerUnusable(field=name[:40])
    return text


def _word(name: str, kind: Kind, text: str) -> str:
    word = text.strip().upper()
    if word not in kind.choices:
        raise AnswerUnusable(field=name[:40])
    return word


def _yes_no(name: str, text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise AnswerUnusable(field=name[:40])
    return _YES_NO[text.lower()]


def _of(name: str, word: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise AnswerUnusable(field=name[:40])
    return word
