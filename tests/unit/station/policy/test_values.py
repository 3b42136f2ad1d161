"""Registry and rules: what they say, what they refuse to be, and that no bytes surprise the parser."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.modes import MODES
from station.domain.sample import Finger
from station.policy import (
    DeskUnknown,
    PolicyTooBig,
    PolicyWrong,
    UnitClosed,
    UnitNotOpen,
    UnitShut,
    parse_registry,
    parse_rules,
)
from station.policy import registry as registry_module
from station.policy.from_toml import policy_files
from station.policy.registry import Registry, removed
from station.policy.rules import Rules
from station.policy.trusted import parse_trusted
from tests.support.policy import CERTIFICATE, OTHER_CERTIFICATE, names, registry_toml, rules_toml

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)


def registry(**changes: str) -> Registry:
    return parse_registry(made(registry_toml(**changes))["registry.json"])


def rules(more: str = "", **changes: int) -> Rules:
    return parse_rules(made(rules=rules_toml(more, **changes))["rules.json"])


def made(registry: str = "", rules: str = "") -> dict[str, bytes]:
    texts = {"registry.toml": registry or registry_toml(), "rules.toml": rules or rules_toml()}
    return policy_files(texts, {}, AT)


UNIT_B = f"""
[[units]]
id = "ashotsk"
names = {names("Ashotsk")}
marz = "shirak"
opens = 2020-01-01
open_days = ["mon"]
"""
MOVED = (
    UNIT_B
    + f"""
[[units.stations]]
id = "gyumri-1"
certificates = ["{CERTIFICATE}"]
since = 2026-06-01
[[units.stations.desks]]
id = "1"
name = "1"
"""
)


# --- registry ----------------------------------------------------------------------------------------------------


def test_the_place_of_a_desk() -> None:
    place = registry().place(CERTIFICATE, MONDAY, "3")
    assert place.unit.names.by_language() == {"hy": "Gyumri-hy", "ru": "Gyumri-ru", "en": "Gyumri-en"}
    assert place.desk is not None
    assert place.desk.name == "Window 3"


@pytest.mark.parametrize(("certificate", "desk"), [(OTHER_CERTIFICATE, "1"), (CERTIFICATE, "9")])
def test_an_unknown_desk(certificate: str, desk: str) -> None:
    with pytest.raises(DeskUnknown):
        registry().place(certificate, MONDAY, desk)


PERSON = f'[[people]]\nidentifier = "EX-1"\nnames = {names("Ani")}\n'


def test_desks_and_people_are_called_in_each_language_where_somebody_said_so() -> None:
    found = registry(more=f"names = {names('Window')}\n{PERSON}")
    desk = found.place(CERTIFICATE, date(2026, 3, 1), "3").desk
    assert desk is not None
    assert desk.names is not None
    assert desk.names.by_language()["ru"] == "Window-ru"
    assert [(each.identifier, each.names.hy) for each in found.people] == [("EX-1", "Ani-hy")]


def test_a_registry_that_names_nobody_is_published_as_older_stations_read_it() -> None:
    written = made()["registry.json"]
    assert b'"people"' not in written
    assert b"null" not in written.replace(b'"closes":null', b"").replace(b'"merged_into":null', b"").replace(
        b'"since":null', b""
    ).replace(b'"until":null', b"")


def test_a_closed_unit_admits_nobody_after_its_last_day_and_its_packets_stay_attributable() -> None:
    closing = registry(unit="closes = 2026-03-02")
    place = closing.place(CERTIFICATE, MONDAY, "1")
    place.unit.admit(MONDAY)
    with pytest.raises(UnitClosed) as refused:
        place.unit.admit(date(2026, 3, 3))
    assert refused.value.params == {"day": "02.03.2026"}
    assert closing.place(CERTIFICATE, date(2030, 1, 1)).unit.id == "gyumri"


def test_a_unit_that_opens_later() -> None:
    with pytest.raises(UnitNotOpen):
        registry(opens="2026-03-03").units[0].admit(MONDAY)


@pytest.mark.parametrize(
    ("unit", "day", "open_then"),
    [
        ('open_days = ["mon"]', MONDAY, True),
        ('open_days = ["mon"]', SATURDAY, False),
        ('open_days = ["mon"]\nalso_open = [2026-03-07]', SATURDAY, True),
        ('open_days = ["mon"]\nshut = [2026-03-02]', MONDAY, False),
    ],
)
def test_days(unit: str, day: date, open_then: bool) -> None:
    entry = registry(unit=unit).units[0]
    if open_then:
        entry.admit(day)
    else:
        with pytest.raises(UnitShut):
            entry.admit(day)


def test_a_station_that_moves_is_found_where_it_stood_on_the_day() -> None:
    text = registry_toml(more=MOVED).replace('id = "gyumri-1"', 'id = "gyumri-1"\nuntil = 2026-05-31', 1)
    moved = parse_registry(made(text)["registry.json"])
    assert moved.place(CERTIFICATE, date(2026, 5, 31)).unit.id == "gyumri"
    assert moved.place(CERTIFICATE, date(2026, 6, 1)).unit.id == "ashotsk"


@pytest.mark.parametrize(
    "text",
    [
        registry_toml(more=MOVED),  # at two places at once
        registry_toml(more=UNIT_B.replace("ashotsk", "gyumri")),
        registry_toml(more=UNIT_B.replace('marz = "shirak"', 'marz = "lori"')),
        registry_toml(unit='merged_into = "gyumri"'),
        registry_toml(unit='merged_into = "nowhere"'),
        registry_toml(unit="closes = 2019-01-01"),
        registry_toml().replace('id = "3"', 'id = "1"'),
        registry_toml(unit='open_days = ["monday"]'),
        registry_toml(unit='colour = "red"'),
        registry_toml(certificate="A" * 64),
        registry_toml().replace('id = "gyumri"', 'id = "gyumri\\n"'),
        registry_toml(unit="closes = 2026-02-30"),
        registry_toml(more=PERSON + PERSON),  # one person under two names
        "marzes = [",
        "",
    ],
)
def test_a_registry_that_cannot_be(text: str) -> None:
    with pytest.raises(PolicyWrong) as refused:
        parse_registry(policy_files({"registry.toml": text, "rules.toml": rules_toml()}, {}, AT)["registry.json"])
    assert refused.value.params["part"] == "registry.json"


def test_what_is_taken_out_is_noticed() -> None:
    before, after = registry(more=UNIT_B), registry(certificate=OTHER_CERTIFICATE)
    assert list(removed(before, after)) == [("gyumri", "gyumri-1"), ("ashotsk", "")]
    assert list(removed(after, after)) == []


def test_too_big() -> None:
    with pytest.raises(PolicyTooBig):
        parse_registry(b" " * (registry_module.MOST_BYTES + 1))


# --- rules -------------------------------------------------------------------------------------------------------

INFLUX = '[[modes]]\nmode = "MASS_INFLUX"\nsince = 2026-03-01\nuntil = 2026-03-05\nunits = ["gyumri"]\n'
EXERCISE = '[[modes]]\nmode = "TRAINING"\nsince = 2026-03-05\n'


@pytest.mark.parametrize(
    ("unit", "day", "mode"),
    [
        ("gyumri", date(2026, 2, 28), "NORMAL"),
        ("gyumri", date(2026, 3, 1), "MASS_INFLUX"),
        ("ashotsk", date(2026, 3, 1), "NORMAL"),
        ("gyumri", date(2026, 3, 5), "TRAINING"),
        ("ashotsk", date(2030, 1, 1), "TRAINING"),
    ],
)
def test_modes_by_unit_and_day(unit: str, day: date, mode: str) -> None:
    assert rules(INFLUX + EXERCISE).mode(unit, day).name == mode


def test_an_order_says_what_its_mode_means_there() -> None:
    more = 'services = ["id_card"]\nvolunteers = true\nmost_waiting = 500\noldest_days = 3\n'
    found = rules(INFLUX.rstrip() + f"\n{more}").mode("gyumri", date(2026, 3, 1))
    last = found.until
    assert last is not None
    assert found == replace(
        MODES["MASS_INFLUX"], services=frozenset({"id_card"}), until=last, most_waiting=500, oldest_days=3
    )


def test_volunteers_are_not_ordered_into_diagnostics() -> None:
    with pytest.raises(PolicyWrong, match="volunteers of mode 0"):
        rules('[[modes]]\nmode = "DIAGNOSTICS"\nsince = 2026-03-01\nvolunteers = true\n')


def test_thresholds_by_finger() -> None:
    found = rules("[thresholds]\nfinger = { right_index = 40 }\nface = { HeadPoseYaw = 50 }").thresholds
    assert found.of_fingers() == {Finger.RIGHT_INDEX: 40}
    assert found.face == {"HeadPoseYaw": 50}


def test_the_least_length_of_a_pin() -> None:
    assert rules().pins.shortest == 8
    assert rules("[pins]\nshortest = 12\n").pins.shortest == 12
    for wrong in (3, 65):
        with pytest.raises(PolicyWrong):
            rules(f"[pins]\nshortest = {wrong}\n")


def test_rules_that_name_no_pins_are_published_as_older_stations_read_them() -> None:
    assert b'"pins"' not in made()["rules.json"]
    assert b'"pins":{"shortest":10}' in made(rules=rules_toml("[pins]\nshortest = 10\n"))["rules.json"]


def halves(first: list[str], second: list[str]) -> str:
    one, other = (json.dumps([letter * 64 for letter in half]) for half in (first, second))
    return f"[recovery]\nfirst = {one}\nsecond = {other}\n"


@pytest.mark.parametrize(
    "text",
    [
        rules_toml('[[modes]]\nmode = "MASS_INFLUX"\nsince = 2026-03-01\n'),  # mass influx ends by itself
        rules_toml('[[modes]]\nmode = "TRAINING"\nsince = 2026-03-02\nuntil = 2026-03-01\n'),
        rules_toml('[[modes]]\nmode = "FREE"\nsince = 2026-03-02\n'),
        rules_toml("[thresholds]\nfinger = { sixth = 40 }"),
        rules_toml("[thresholds]\nfinger = { right_index = 101 }"),
        rules_toml("[thresholds]\nface = { HeadPoseYaw = 50.5 }"),
        rules_toml(grace_days=91),
        rules_toml(most_waiting=0),
        rules_toml(envelope='recipients = ["short"]'),
        rules_toml(halves(["a", "b"], ["c"])),
        rules_toml(halves(["a", "a"], ["b", "c"])),
        rules_toml(halves(["a", "b"], ["b", "c"])),
        "[offline]",
    ],
)
def test_rules_that_cannot_be(text: str) -> None:
    with pytest.raises(PolicyWrong) as refused:
        parse_rules(made(rules=text)["rules.json"])
    assert refused.value.params["part"] == "rules.json"


def test_halves_of_recovery_people_are_read_and_not_written_where_there_are_none() -> None:
    named = rules(halves(["a", "b"], ["c", "d"])).recovery
    assert named is not None
    assert (named.first, named.second) == (("a" * 64, "b" * 64), ("c" * 64, "d" * 64))
    assert b"recovery" not in made(rules=rules_toml())["rules.json"]


def test_an_authority_of_time_stamps_is_an_address_that_can_be_asked() -> None:
    named = rules('[time_stamps]\nauthority = "http://tsa.example:318/tsr"\n').time_stamps
    assert named is not None
    assert (named.authority, named.patience_s) == ("http://tsa.example:318/tsr", 3)
    assert rules('[time_stamps]\nauthority = "https://tsa.example"\npatience_s = 10\n').time_stamps is not None
    assert b"time_stamps" not in made(rules=rules_toml())["rules.json"], "older stations read it"
    for wrong in (
        "ftp://tsa.example/",
        "tsa.example",
        "http://",
        "http://tsa.example:port/",
        "http://tsa.example:99999/",
        "http://name:secret@tsa.example/",
        "http://tsa.example/?key=1",
        "http://tsa.example/a b",
        "http://[::1/",
        "http://" + "a" * 500,
    ):
        with pytest.raises(PolicyWrong):
            rules(f'[time_stamps]\nauthority = "{wrong}"\n')
    for seconds in (0, 11):
        with pytest.raises(PolicyWrong):
            rules(f'[time_stamps]\nauthority = "http://tsa.example/"\npatience_s = {seconds}\n')


# --- any bytes ---------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
GOOD = made()


@given(st.binary(max_size=300) | st.sampled_from([b"[" * 5000, b'{"units":' * 2000, b"\xff\xfe", b"1e999999", b"NaN"]))
def test_bytes_are_refused_by_their_type(data: bytes) -> None:
    for parse in (parse_registry, parse_rules, parse_trusted):
        with pytest.raises(PolicyWrong):
            parse(data)


@given(st.data())
def test_a_changed_document_is_parsed_or_refused(data: st.DataObject) -> None:
    """Bytes replaced anywhere: the answer is a value or a typed refusal."""
    for parse, name in ((parse_registry, "registry.json"), (parse_rules, "rules.json")):
        changed = bytearray(GOOD[name])
        for _ in range(data.draw(st.integers(1, 3))):
            changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
        with suppress(PolicyWrong):
            parse(bytes(changed))


@given(JSON)
def test_other_json_is_refused(value: object) -> None:
    with pytest.raises(PolicyWrong):
        parse_rules(msgspec.json.encode(value))


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 3000 + "]" * 3000], ids=["digits", "lists"])
def test_text_that_the_parser_gives_up_on_is_no_toml(text: str) -> None:
    """With errors that are not its own: numbers of thousands of digits, lists in lists."""
    with pytest.raises(PolicyWrong) as error:
        made(rules=text)
    assert error.value.params == {"part": "rules.json", "key": "TOML"}
