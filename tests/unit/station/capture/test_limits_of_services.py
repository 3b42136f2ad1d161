"""A service may set the limits of a portrait's checks; every limit it may set is one of the rules, and is obeyed."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from tomllib import loads

import pytest

from station.capture.bands import Band, within
from station.capture.face_rules import RULES
from station.capture.guidance import HOLD, Guide
from station.capture.leeway import rules_for
from station.domain.face_measures import LIMITS
from station.domain.leeway import Leeway
from station.profiles.library import built_in, built_in_texts
from station.quality.face.analysis import Background, Pose
from tests.support.faces import GOOD

LAWS, ASKED_SINCE = ("foreigners_law_from", "id_law_from"), date(2026, 12, 15)
NAMES = [limit.name for rule in RULES for limit in rule.limits if limit.name]
PARTS = [file for file in files("station.profiles").joinpath("shared").iterdir() if file.name.startswith("portrait_")]


def test_the_names_are_those_of_the_rules_each_once() -> None:
    assert sorted(NAMES) == sorted(LIMITS)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(
    ("band", "set_to"),
    [
        (Band(low=3.0, margin=0.1), Band(low=7.0, margin=0.1)),
        (Band(high=3.0), Band(high=7.0)),
        (within(5, 1), within(7, 1)),
    ],
)
def test_a_limit_lies_where_it_lay(band: Band, set_to: Band) -> None:
    assert band.at(7.0) == set_to


def test_a_service_decides_by_its_own() -> None:
    coloured = replace(GOOD, background=Background(50, 2, 30))
    bent = replace(GOOD, pose=Pose(0.0, -7.0, 0.0))
    lax, strict = Leeway(limits=(("wall_chroma", 40.0), ("wall_lightness", 35.0))), Leeway(limits=(("pitch", 5.0),))
    assert Guide().advise(coloured, 0.0).advice == "FACE-BACKGROUND"
    assert Guide(rules_for(lax)).advise(coloured, 0.0).advice == HOLD
    assert Guide().advise(bent, 0.0).advice == HOLD
    assert Guide(rules_for(strict)).advise(bent, 0.0).advice == "FACE-CHIN-DOWN"


def test_the_parts_set_limits_that_there_are() -> None:
    assert len(PARTS) == 8
    for part in PARTS:
        said = loads(part.read_text(encoding="utf-8"))["samples"]["face"]["limits"]
        assert set(said) <= set(LIMITS), part.name
        rules = rules_for(Leeway(limits=tuple(said.items())))
        assert Guide(rules).advise(GOOD, 0.0).advice == HOLD


def test_a_passport_sets_every_limit_and_nobody_leaves_out_what_is_held_up() -> None:
    newest = {part.name: set(loads(part.read_text(encoding="utf-8"))["samples"]["face"]["limits"]) for part in PARTS}
    unset = {"zones", "lower_lip"}  # one follows beards and fringes, the other came after
    assert newest["portrait_icao_passport@2.toml"] == set(LIMITS) - unset
    assert all(
        {"dots", "sides", "one_way"} <= newest[f"portrait_{name}@2.toml"] for name in ("mosip", "ees", "generic")
    )


@pytest.mark.parametrize("laws", [LAWS[:1], LAWS], ids=("before the law of May", "all laws"))
def test_every_service_that_takes_a_portrait_asks_for_the_newest_limits(laws: tuple[str, ...]) -> None:
    newest = {part.name.removesuffix(".toml") for part in PARTS if part.name.endswith("@2.toml")}
    library = built_in().under(dict.fromkeys(laws, date(2026, 11, 1)))
    for service in library.ids:
        profile = library.profile(service, ASKED_SINCE)
        own = f"{service}@{profile.version}.toml"
        text = built_in_texts()[own if own in built_in_texts() else f"{service}.toml"].decode()
        asked = {part for part in loads(text)["include"] if part.startswith("portrait_")}
        assert len(asked) == any(step.kind == "face" for step in profile.steps), own
        assert asked <= newest, own


@pytest.mark.parametrize("name", sorted(set(LIMITS)))
def test_each_limit_is_obeyed(name: str) -> None:
    """Of a face that holds every limit, one beyond each that was moved over its value breaks a check."""
    limit = next(limit for rule in RULES for limit in rule.limits if limit.name == name)
    face = replace(GOOD, mouth_open=0.04) if name == "span" else GOOD
    value, band = limit.value(face), limit.band(face)
    assert value is not None
    if band.low is not None and band.high is not None:
        face, said = replace(face, pose=Pose(1.0, 1.0, 1.0), gaze=1.0 if name == "gaze" else 0.0), 0.5
    else:
        said = value + 1.0 if band.high is None else value - 1.0
    judged = [check.ok for check in Guide(rules_for(Leeway(limits=((name, said),)))).advise(face, 0.0).checks]
    assert judged.count(False) == 1
