"""`stationctl doctor`: what is there, what is missing, and what to do about it."""

import json
from contextlib import closing

from station.bootstrap import build, look_beside
from station.commands.exits import Exit
from station.commands.words import Voice
from station.profile import ProfileHeld
from station.services.door import EXPECTED, problem_of
from station.services.views import DoctorLine
from station.settings import Settings

_MARKS = {"pass": "ok  ", "fail": "FAIL", "skip": "-   "}


def run(settings: Settings, as_json: bool, voice: Voice) -> Exit:
    """FAILED when something that is needed is not there."""
    try:
        lines = _round(settings)
    except EXPECTED as error:
        problem = problem_of(error)
        lines = (DoctorLine("services", problem.code, "fail", params=problem.params),)
    voice.line(_json(lines, voice) if as_json else _table(lines, voice))
    return Exit.FAILED if any(line.outcome == "fail" for line in lines) else Exit.DONE


def _round(settings: Settings) -> tuple[DoctorLine, ...]:
    """By a station of our own; where one runs already, beside it and without changing anything."""
    try:
        station = build(settings, program="stationctl doctor")
    except ProfileHeld as held:
        beside = DoctorLine("services", "CHK-PROFILE", "pass", params=held.params)
        return (beside, *look_beside(settings))
    with closing(station):
        return station.work.call(station.diagnose.doctor)


def _table(lines: tuple[DoctorLine, ...], voice: Voice) -> str:
    rows = []
    for line in lines:
        happened, remedy = voice.words(line.code, line.params)
        rows.append(f"{_MARKS[line.outcome]}  {happened}  {line.measured}".rstrip())
        if line.outcome == "fail" and remedy:
            rows.append(f"      {remedy}")
    return "\n".join(rows)


def _json(lines: tuple[DoctorLine, ...], voice: Voice) -> str:
    def entry(line: DoctorLine) -> dict[str, object]:
        happened, remedy = voice.words(line.code, line.params)
        return {
            "area": line.area,
            "code": line.code,
            "outcome": line.outcome,
            "measured": line.measured,
            "text": happened,
            "remedy": remedy,
        }

    return json.dumps([entry(line) for line in lines], ensure_ascii=False, indent=1)
