"""What each mode of work means, question by question."""

from dataclasses import replace

import pytest

from station.domain.modes import EARNEST, MODES, PRACTISED, UNORDERED, ModeForbids, ModeNotBuilt, WorkMode

TABLE = """
mode         begins applicants practises simulated volunteers ends
NORMAL       yes    yes        -         -         -          -
MOBILE       yes    yes        -         -         -          -
MASS_INFLUX  yes    yes        -         -         yes        yes
TRAINING     yes    yes        yes       yes       yes        -
EXAM         STN-444 yes       yes       yes       -          -
DIAGNOSTICS  STN-715 -         -         -         -          -
ARCHIVE      STN-444 yes       -         -         -          -
HAND_OVER    STN-444 yes       -         -         -          -
"""


def test_each_mode_each_question() -> None:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    assert [row[0] for row in rows] == list(WorkMode) == list(MODES)
    for row in rows:
        mode, asked = MODES[row[0]], dict(zip(head, row, strict=True))
        for question in ("applicants", "practises", "simulated", "volunteers", "ends"):
            assert getattr(mode, question) == (asked[question] == "yes"), (mode.name, question)
        if asked["begins"] == "yes":
            mode.admit()
        else:
            with pytest.raises((ModeForbids, ModeNotBuilt)) as refused:
                mode.admit()
            assert (refused.value.code, refused.value.params) == (asked["begins"], {"mode": mode.name})


def test_a_desk_on_the_road_carries_more_than_one_with_a_line() -> None:
    """Unless the order says how many; rules that allow more are not narrowed."""
    assert (MODES["NORMAL"].waiting(50), MODES["MOBILE"].waiting(50)) == (50, 500)
    assert MODES["MOBILE"].waiting(2000) == 2000
    assert replace(MODES["MOBILE"], most_waiting=20).waiting(50) == 20


def test_practice_and_earnest_share_no_mode() -> None:
    assert {"TRAINING", "EXAM"} == PRACTISED
    assert {"NORMAL", "MOBILE", "MASS_INFLUX"} == EARNEST


def test_a_service_begins_where_its_profile_and_the_order_let_it() -> None:
    normal = MODES["NORMAL"]
    assert normal.takes("id_card", ("NORMAL", "MOBILE"))
    assert not normal.takes("id_card", ("MOBILE",))
    assert UNORDERED.takes("id_card", ("MOBILE",)), "no policy, no mode"
