"""What is pointed at and stops nothing; and receivers that nobody here knows."""

from station.profiles import load
from station.profiles.library import built_in_texts
from station.profiles.load import Loaded
from station.profiles.looked_at import to_look_at
from station.profiles.naming import receiver_faults
from tests.unit.station.profiles.test_faults import PROFILE

LATER = """
[[steps]]
id = "later"
kind = "form"
name = { hy = "Հետո", en = "Later", ru = "Позже" }
fields = ["hall"]

[[steps]]
id = "review"
"""


def loaded(*changes: tuple[str, str]) -> Loaded:
    """Of a file without a fault."""
    text = PROFILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found = load(text.encode(), "card.toml")
    assert found.problems == ()
    return found


def told(found: Loaded) -> list[tuple[str, object]]:
    return [(each.code, each.params.get("field")) for each in to_look_at([found])]


def test_what_is_in_order_is_not_spoken_of() -> None:
    assert told(loaded()) == []


def test_what_is_asked_before_what_decides_about_it_is_pointed_at() -> None:
    later = (('"hall", "kin"]', '"kin"]'), ('\n[[steps]]\nid = "review"\n', LATER))
    assert told(loaded(*later)) == []
    hanging = ('required = "age(application) >= 16"', 'required = "hall == ARM"')
    assert told(loaded(*later, hanging)) == [("PRF-117", "hall")]
    assert told(loaded(hanging)) == [], "on the same page it is seen at once"
    paper = ('when = "ground == STUDY"', 'when = "hall == ARM"')
    assert told(loaded(*later, paper)) == [("PRF-117", "hall")]


def test_what_is_known_of_some_without_it_is_not_pointed_at() -> None:
    """Children are asked whatever the later answer is; who is older is asked once it is there."""
    later = (('"hall", "kin"]', '"kin"]'), ('\n[[steps]]\nid = "review"\n', LATER))
    of_some = 'required = "age(application) < 16 or hall == ARM"'
    assert told(loaded(*later, ('required = "age(application) >= 16"', of_some))) == []
    unmeant = 'required = "age(application) >= 3 and hall == ARM"'
    assert told(loaded(*later, ('required = "age(application) >= 16"', unmeant))) == [("PRF-117", "hall")]


def test_papers_consents_and_fingers_are_asked_at_their_steps() -> None:
    condition = 'required = "age(application) >= 16"'
    for word in ("has_doc(PASSPORT)", "consent(MOTHER) == WRITTEN", "finger(RIGHT_THUMB) == MISSING"):
        assert told(loaded((condition, f'required = "{word}"'))) == [("PRF-117", word.split(" ==")[0])], word
    assert told(loaded(('when = "age(application) < 16"\n\n[samples', 'when = "has_doc(PASSPORT)"\n\n[samples'))) == []


def test_our_own_services_leave_nothing_to_be_pointed_at() -> None:
    texts = built_in_texts()
    assert len(texts) > 20
    found = [load(data, name) for name, data in texts.items()]
    assert [each.written.name for each in found if each.service is None] == []
    assert [(each.code, each.field) for each in to_look_at(found)] == []


def test_ages_hang_on_the_birth_date() -> None:
    moved = ('fields = ["surname", "birth_date", "ground"', 'fields = ["surname", "ground"')
    later = ('\n[[steps]]\nid = "review"\n', LATER.replace("hall", "birth_date"))
    assert ("PRF-117", "birth_date") in told(loaded(moved, later))


def test_a_receiver_that_is_not_there_is_named_with_those_that_are() -> None:
    (fault,) = receiver_faults([loaded(('receivers = ["intake"]', 'receivers = ["intake", "intakes"]'))])
    assert (fault.code, fault.params["receiver"], fault.field) == ("PRF-114", "intakes", "card.toml:8")
    assert "intake, mosip, osia" in str(fault.params["known"])
    assert receiver_faults([loaded()]) == ()
