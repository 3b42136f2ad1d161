"""One wrong letter or digit in a profile is loud: each with its line and reason, as a fault or pointed at."""

import pytest

from station.profiles import Library, faults_in, load
from station.profiles.library import built_in_texts
from station.profiles.looked_at import to_look_at
from station.profiles.slips import slip_faults
from tests.unit.station.profiles.test_faults import PROFILE

COUNTRY, YES_NO = 'type = "country"\n', 'type = "yes_no"\n'
FINGERS = "RIGHT_THUMB = 30\nLEFT_THUMB = 30"
SLIPS = [
    # what stands there, what is written instead, the reason, what the named line holds
    (COUNTRY, f'{COUNTRY}begins = "AMR"\n', "PRF-088", "AMR"),
    (COUNTRY, f'{COUNTRY}begins = "ARMM"\n', "PRF-088", "ARMM"),
    (COUNTRY, f'{YES_NO}default = "ON"\n', "PRF-088", "ON"),
    (COUNTRY, f'{YES_NO}begins = "YSE"\n', "PRF-088", "YSE"),
    (COUNTRY, 'type = "number"\ndefault = "1O"\n', "PRF-088", "1O"),
    ('kind = "papers"', 'kind = "appers"', "PRF-057", "[[papers]]"),
    ('id = "person"\nkind = "form"', 'id = "person"\nkind = "from"', "PRF-089", "from"),
    ('id = "person"\nkind = "form"', 'id = "person"\nkind = "forn"', "PRF-089", "forn"),
    ('issuer = "ARM"', 'issuer = "AMR"', "PRF-119", "AMR"),
    ('issuer = "ARM"', 'issuer = "AM"', "PRF-119", "AM"),
    ('issuer = "ARM"', 'issuer = "ARE"', "PRF-090", "ARE"),
    ('id = "library_card"', 'id = "id_crad"', "PRF-090", "id_crad"),
    ("until = 2026-12-31", "until = 2206-12-31", "PRF-006", "2206"),
    ("retention_days = 10", "retention_days = 110", "PRF-090", "110"),
    ("attempts = 3", "attempts = 8", "PRF-090", "attempts"),
    (FINGERS, FINGERS.replace("LEFT_THUMB = 30", "LEFT_THUMB = 3"), "PRF-090", "LEFT_THUMB"),
    ("fee_amd = 1_000", "fee_amd = 1_0000", "PRF-090", "1_0000"),
    ("fee_amd = 500", "fee_amd = 509", "PRF-090", "509"),
    ("working_days = 5", "working_days = 155", "PRF-090", "155"),
    ('script = "hy"', 'script = "hy"\nlongest = 3000', "PRF-090", "3000"),
    ('"age(application) >= 16"', '"age(application) >= 166"', "PRF-090", "166"),
    ('"age(application) >= 16"', '"166 > age(application)"', "PRF-090", "166"),
    ('"issue + years(5)"', '"issue + years(55)"', "PRF-090", "years(55)"),
    ('one_of = ["PASSPORT"]', 'one_of = ["PASSPORT"]\nlater = { days = 55 }', "PRF-090", "55"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "marker"), SLIPS, ids=[each[1].split("\n")[-1] for each in SLIPS])
def test_each_has_its_reason_and_its_line(old: str, new: str, code: str, marker: str) -> None:
    assert old in PROFILE
    text = PROFILE.replace(old, new)
    loaded = load(text.encode(), "library.toml")
    found = [*faults_in([loaded]), *slip_faults([loaded]), *to_look_at([loaded])]
    assert [each.code for each in found] == [code]
    name, _, line = found[0].field.partition(":")
    assert name == "library.toml"
    assert marker in text.splitlines()[int(line) - 1]


@pytest.mark.parametrize("slip", [each for each in SLIPS if each[2] in ("PRF-088", "PRF-089", "PRF-119")][::3])
def test_a_desk_goes_on_with_what_was_published_with_it(slip: tuple[str, str, str, str]) -> None:
    library = Library({"library_card.toml": PROFILE.replace(slip[0], slip[1]).encode()})
    assert library.begun("library_card", 1).profile.version == 1


def test_ours_have_none() -> None:
    loaded = [load(data, name) for name, data in built_in_texts().items()]
    assert len(loaded) > 15
    assert slip_faults(loaded) == ()


def test_a_kind_of_a_later_program_is_none() -> None:
    for kind in ("identity", "lookup", "chip", "interview", "iris"):
        text = PROFILE.replace('id = "person"\nkind = "form"', f'id = "person"\nkind = "{kind}"')
        loaded = load(text.encode(), "library.toml")
        assert loaded.service is not None
        assert slip_faults([loaded]) == (), kind
