"""A profile with one fault is refused with its line and a reason of its own; all faults of a file are named at once."""

import pytest

from station.profiles import Library, ProfilesWrong, faults_in, load
from station.profiles.library import built_in_texts
from station.profiles.reach import reach_faults

PROFILE = """\
id = "library_card"
name = { hy = "Ընթերցողի քարտ", en = "Library card", ru = "Читательский билет" }
version = 1
law = "Rules of reading rooms"
class = "CIVIL"
modes = ["NORMAL"]
roles = ["VENDOR_OPERATOR", "STATE_OFFICER"]
receivers = ["intake"]
retention_days = 10

[in_force]
since = 2026-01-01
until = 2026-12-31

[subject]
who = ["age(application) >= 6"]

[fields.surname]
type = "name"
script = "hy"
required = true
name = { hy = "Ազգանուն", en = "Surname", ru = "Фамилия" }

[fields.birth_date]
type = "date_partial"
required = true

[fields.ground]
type = "choice"
choices = ["STUDY", "WORK"]
required = "age(application) >= 16"
name = { hy = "Ինչի՞ համար", en = "What for", ru = "Для чего" }

[fields.ground.choice_names]
STUDY = { hy = "Ուսում", en = "Study", ru = "Учёба" }
WORK = { hy = "Աշխատանք", en = "Work", ru = "Работа" }

[fields.hall]
type = "country"
name = { hy = "Սրահ", en = "Hall", ru = "Зал" }

[fields.kin]
type = "person"
repeated = true
name = { hy = "Հարազատներ", en = "Kin", ru = "Родные" }

[fields.kin.members]
role = { type = "choice", choices = ["MOTHER", "FATHER"] }

[[steps]]
id = "person"
kind = "form"
name = { hy = "Ընթերցող", en = "Reader", ru = "Читатель" }
fields = ["surname", "birth_date", "ground", "hall", "kin"]

[[steps]]
id = "shown"
kind = "papers"

[[steps]]
id = "agreed"
kind = "consents"

[[steps]]
id = "hands"
kind = "slaps"

[[steps]]
id = "review"
kind = "review"

[[papers]]
one_of = ["PASSPORT"]
when = "ground == STUDY"

[[consents]]
by = ["MOTHER"]
forms = ["WRITTEN"]
when = "age(application) < 16"

[samples.fingers]
slaps = ["THUMBS"]
attempts = 3
chip = 2

[samples.fingers.thresholds]
RIGHT_THUMB = 30
LEFT_THUMB = 30

[acts.sign]
by = ["VENDOR_OPERATOR"]

[acts.approve]
by = ["STATE_OFFICER"]
not_who = ["CAPTURED", "SIGNED"]

[document]
mrz = "TD1"
code = "ID"
issuer = "ARM"

[[document.validity]]
when = "age(issue) < 16"
until = "issue + years(2)"

[[document.validity]]
until = "issue + years(5)"

[[terms]]
when = "ground == WORK"
fee_amd = 1_000
working_days = 1

[[terms]]
fee_amd = 500
working_days = 5
"""


PAYS = 'name = { hy = "Վճար", en = "Fee", ru = "Сбор" }'


AFTER = '[[steps]]\nid = "after"\nkind = "signature"'


STEP = '[[steps]]\nid = "more"\n'


PAPERS = '\n\n[[steps]]\nid = "shown"\nkind = "papers"'


HALL = 'type = "country"\nwhen = "ground == WORK"\n'


MEMBERS = '\n[fields.kin.members]\nrole = { type = "choice", choices = ["MOTHER", "FATHER"] }\n'


NEXT = '[[steps]]\nid = "next"\n'


HELD = 'kind = "document"'


LONG = " or ".join(["ground == STUDY"] * 40)


ONE_FAULT = [
    # what stands there, what is written instead, the reason, what the named line holds
    ("version = 1", "version = = 1", "PRF-001", "version"),
    ("version = 1", "version = 1\ncolour = 3", "PRF-002", "colour"),
    ('script = "hy"', 'script = "hy"\nshoes = 44', "PRF-002", "shoes"),
    ('law = "Rules of reading rooms"\n', "", "PRF-003", "id ="),
    ('type = "country"', "", "PRF-003", "[fields.hall]"),
    (', ru = "Читательский билет"', "", "PRF-003", "name ="),
    ('name = { hy = "Ընթերցող", en = "Reader", ru = "Читатель" }\n', "", "PRF-003", "[[steps]]"),
    ('en = "Library card"', 'en = "Library card "', "PRF-006", "name ="),
    ("version = 1", 'version = "1"', "PRF-004", "version"),
    ("attempts = 3", "attempts = [3]", "PRF-004", "attempts"),
    ('modes = ["NORMAL"]', 'modes = "NORMAL"', "PRF-004", "modes"),
    ("required = true\n\n[fields.ground]", "required = 7\n\n[fields.ground]", "PRF-004", "required = 7"),
    ("since = 2026-01-01", "since = 5", "PRF-004", "since = 5"),
    ("since = 2026-01-01", "since = 0206-01-01", "PRF-006", "since = 0206"),
    ('class = "CIVIL"', 'class = "SECRET"', "PRF-005", "class"),
    ('kind = "papers"', 'kind = "sheets"', "PRF-057", "[[papers]]"),
    ('kind = "papers"', 'kind = "Sheets"', "PRF-006", "Sheets"),
    ('one_of = ["PASSPORT"]', 'one_of = ["LICENCE"]', "PRF-005", "LICENCE"),
    ('mrz = "TD1"', 'mrz = "TD9"', "PRF-005", "TD9"),
    ("RIGHT_THUMB = 30", "RIGHT_THUMB = 101", "PRF-006", "RIGHT_THUMB"),
    ('id = "library_card"', 'id = "Library Card"', "PRF-006", "Library"),
    ('receivers = ["intake"]', "receivers = []", "PRF-007", "receivers"),
    ('"ground == STUDY"', '"ground == (STUDY"', "PRF-020", "(STUDY"),
    ('"ground == STUDY"', f'"{LONG}"', "PRF-021", "ground == STUDY or"),
    ('"ground == STUDY"', '"ground.upper == STUDY"', "PRF-022", "upper"),
    ('"ground == STUDY"', '"age(issue) < 99999999999"', "PRF-023", "99999999999"),
    ('"ground == STUDY"', '"ground = STUDY"', "PRF-024", "ground = STUDY"),
    ('"ground == STUDY"', f'"{"(" * 21}ground == STUDY{")" * 21}"', "PRF-025", "((("),
    ('type = "date_partial"', 'type = "text"', "PRF-026", "who ="),
    ('"ground == STUDY"', '"grounds == STUDY"', "PRF-027", "grounds"),
    ('"ground == STUDY"', '"open(ground)"', "PRF-028", "open"),
    ('"ground == STUDY"', '"ground == STUDIES"', "PRF-029", "STUDIES"),
    ('"ground == STUDY"', "\"ground in {'STUDY'}\"", "PRF-030", "{'STUDY'}"),
    ('"ground == STUDY"', '"years(birth_date) > 2"', "PRF-031", "years(birth_date)"),
    ('"ground == STUDY"', '"birth_date < 16"', "PRF-032", "birth_date < 16"),
    ('"ground == STUDY"', '"ground"', "PRF-033", 'when = "ground"'),
    ('"issue + years(2)"', '"years(birth_date, issue)"', "PRF-034", "until = "),
    ('"issue + years(2)"', '"issue + 2"', "PRF-035", "issue + 2"),
    ("hall", "mode", "PRF-040", "[fields.mode]"),
    ('type = "country"', 'type = "choice"', "PRF-041", "[fields.hall]"),
    ('type = "country"', 'type = "text"\nchoices = ["A"]', "PRF-042", 'choices = ["A"]'),
    ('script = "hy"\n', "", "PRF-043", "[fields.surname]"),
    ('type = "country"', 'type = "country"\nscript = "la"', "PRF-044", 'script = "la"'),
    ('type = "person"', 'type = "address"', "PRF-046", "[fields.kin.members]"),
    ('role = { type = "choice", choices = ["MOTHER", "FATHER"] }', 'role = { type = "person" }', "PRF-047", "role"),
    ('"hall", "kin"]', '"kin"]', "PRF-048", "[fields.hall]"),
    ('"hall", "kin"]', '"hall", "kin", "hall"]', "PRF-049", "fields = ["),
    ('"hall", "kin"]', '"hall", "kin", "shoes"]', "PRF-050", "fields = ["),
    ('id = "shown"', 'id = "person"', "PRF-051", 'id = "person"'),
    ('kind = "review"', 'kind = "review"\n[[steps]]\nid = "after"\nkind = "interview"', "PRF-053", "[[steps]]"),
    ('fields = ["surname"', f'fields = []\n{STEP}{PAYS}\nkind = "form"\nfields = ["surname"', "PRF-054", "[[steps]]"),
    (f'"hall", "kin"]{PAPERS}', f'"kin"]{PAPERS}\nfields = ["hall"]', "PRF-055", 'fields = ["hall"]'),
    ('kind = "papers"', 'kind = "papers"\nwhen = "ground == WORK"', "PRF-056", 'when = "ground == WORK"'),
    ('[[steps]]\nid = "agreed"\nkind = "consents"\n', "", "PRF-057", "[[consents]]"),
    ('[acts.sign]', '[payment]\nrequired = true\n\n[acts.sign]', "PRF-057", "[payment]"),
    ('[[steps]]\nid = "hands"', f'{AFTER}\n[[steps]]\nid = "hands"', "PRF-058", "[[steps]]"),
    ('[[steps]]\nid = "hands"', f'{STEP}kind = "signature"\n[[steps]]\nid = "hands"', "PRF-058", "[[steps]]"),
    ("until = 2026-12-31", "until = 2025-12-31", "PRF-060", "until = 2025"),
    ("LEFT_THUMB = 30\n", "", "PRF-062", "[samples.fingers.thresholds]"),
    ("LEFT_THUMB = 30\n", "LEFT_THUMB = 30\nLEFT_RING = 10\n", "PRF-063", "LEFT_RING"),
    ("chip = 2", "chip = 3", "PRF-064", "chip"),
    ("chip = 2", 'chip = 2\nphoto = ["REFUSES"]', "PRF-075", "photo"),
    ("chip = 2", 'chip = 2\nsecond = ["UNABLE"]', "PRF-075", "second"),
    ("chip = 2", 'chip = 2\nexceptions_when = { REFUSES = "age(application) < 7" }', "PRF-075", "exceptions_when"),
    ("chip = 2", 'chip = 2\nexceptions_when = { INFANT = "age(application) < 7" }', "PRF-005", "exceptions_when"),
    ("chip = 2", 'chip = 2\nexceptions_when = { UNABLE = 7 }', "PRF-004", "exceptions_when"),
    ('chip = 2', 'chip = 2\nexceptions = ["UNABLE"]\nexceptions_when = { UNABLE = "age(issuing) < 7" }', "PRF-027",
     "exceptions_when"),
    ('by = ["STATE_OFFICER"]', 'by = ["VENDOR_OPERATOR"]', "PRF-065", 'by = ["VENDOR_OPERATOR"]'),
    ('roles = ["VENDOR_OPERATOR", ', "roles = [", "PRF-066", 'by = ["VENDOR_OPERATOR"]'),
    ('not_who = ["CAPTURED", "SIGNED"]', 'not_who = ["SIGNED"]', "PRF-067", "not_who"),
    ('code = "ID"', 'code = "PP"', "PRF-068", "code"),
    ("[[terms]]\nfee_amd = 500", '[[terms]]\nwhen = "ground == STUDY"\nfee_amd = 500', "PRF-069", "[[terms]]"),
    ('when = "ground == WORK"\nfee', "fee", "PRF-070", "[[terms]]"),
    ('until = "issue + years(5)"', 'when = "ground == WORK"\nuntil = "issue"', "PRF-071", "[[document.validity]]"),
    ('"issue + years(5)"', '"birthday(21)"', "PRF-072", 'until = "birthday(21)"'),
    ("\"issue + years(5)\"", "\"min(issue + years(5), date('2026-12-30'))\"", "PRF-074", "date('2026-12-30')"),
    ('"THUMBS"]', '"THUMBS", "LEFT_THUMB"]', "PRF-106", '"LEFT_THUMB"]'),
    ('"THUMBS"]', '"THUMBS", "THUMBS"]', "PRF-106", 'slaps = ["THUMBS", "THUMBS"]'),
    ('slaps = ["THUMBS"]', 'slaps = ["RIGHT_THUMB", "THUMBS"]', "PRF-106", "slaps"),
    ('receivers = ["intake"]', 'receivers = ["intake", "osia", "intake"]', "PRF-115", "receivers"),
    ('"ground == STUDY"', '"consent(MOTHER) == NOTARISED"', "PRF-116", "NOTARISED"),
    ('"ground == STUDY"', '"consent(MOTHER) in {WRITTEN, IN_PERSON}"', "PRF-116", "IN_PERSON"),
    ('[[papers]]', '[[papers]]\none_of = ["PASSPORT"]\nwhen = "ground == STUDY"\n[[papers]]', "PRF-118", "[[papers]]"),
    ("working_days = 5", "working_days = 0", "PRF-006", "working_days = 0"),
    ("since = 2026-01-01", 'since = "1.1.2026"', "PRF-004", "since"),
    ('when = "age(issue) < 16"', 'when = "age(issue) < 4"', "PRF-073", "[[document.validity]]"),
    ('who = ["age(application) >= 6"', 'who = ["age(application) >= 6", "age(application) < 3"', "PRF-101", "who"),
    ('"age(application) >= 16"', '"has_doc(ID_CARD)"', "PRF-102", "ID_CARD"),
    ('"age(application) >= 16"', '"not (consent( FATHER ) == WRITTEN)"', "PRF-102", "FATHER"),
    ('"age(application) >= 16"', '"finger(LEFT_RING) == MISSING"', "PRF-102", "LEFT_RING"),
    ('["STUDY", "WORK"]', '["STUDY", "WORK", "STUDY"]', "PRF-103", "choices"),
    ('["STUDY", "WORK"]', '["STUDY", "WORK"]\nbegins = "STUDI"', "PRF-104", "begins"),
    ('["STUDY", "WORK"]', '["STUDY", "WORK"]\ndefault = "NONE"', "PRF-104", "default"),
    (MEMBERS, "", "PRF-105", "[fields.kin]"),
    ("version = 1", "version = 1\napplication = false", "PRF-124", "application = false"),
    ("[acts.sign]", '[acts.sign]\ntold_from = "notice_from"', "PRF-125", "told_from"),
    ('id = "library_card"', 'id = "laws"', "PRF-122", 'id = "laws"'),
    ('type = "country"', 'type = "country"\nforget = true', "PRF-120", "forget = true"),
    ('["STUDY", "WORK"]', '["STUDY", "WORK"]\nwhen = "ground != WORK"', "PRF-107", "ground != WORK"),
    ('"hall", "kin"]', f']\n{STEP}{HELD}\nfields = ["hall"]\n{NEXT}{HELD}\nfields = ["kin"]', "PRF-052", "[[steps]]"),
]  # fmt: skip


CONTRADICTIONS = [
    # the same of conditions that do not agree: said to who writes, and no reason for a desk to refuse
    ('type = "country"', f'{HALL}required = "ground == STUDY"', "PRF-083", 'required = "ground == STUDY"'),
    ('type = "country"', f'{HALL}evidence = "age(application) < 30"', "PRF-083", 'evidence = "age(application) < 30"'),
    ('type = "country"', 'type = "country"\nwhen = false\nrequired = true', "PRF-083", "required = true"),
    ('"ground == STUDY"', '"ground == STUDY and ground == WORK"', "PRF-084", "and ground == WORK"),
    ('when = "age(application) < 16"', 'when = "age(application) < 6"', "PRF-084", 'when = "age(application) < 6"'),
    ('chip = 2', 'chip = 2\nwhen = "16 <= age(application) < 16"', "PRF-084", "16 <= age(application) < 16"),
    ('chip = 2', 'chip = 2\nexceptions = ["UNABLE"]\nexceptions_when = { UNABLE = "age(application) < 6" }', "PRF-084",
     "exceptions_when"),
    ('"age(application) >= 16"', '"65 <= age(application) < 16"', "PRF-084", "65 <="),
    ('"age(application) >= 16"', '"ground == STUDY and age(application) > 150"', "PRF-084", "> 150"),
    ('"age(application) < 16"', '"ground == WORK and 16 > age(application) > 20"', "PRF-084", "> 20"),
    ('required = "age(application) >= 16"', 'when = "age(application) >= 16"', "PRF-085", 'when = "ground == STUDY"'),
]  # fmt: skip


EVERY_FAULT = ONE_FAULT + CONTRADICTIONS


def faults(text: str, name: str = "library.toml") -> list[tuple[str, str]]:
    loaded = load(text.encode(), name)
    return [(problem.code, problem.field) for problem in (*loaded.problems, *reach_faults([loaded]))]


def test_without_a_fault_it_is_taken() -> None:
    assert faults(PROFILE) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "marker"), EVERY_FAULT, ids=[f"{f[2]}-{i}" for i, f in enumerate(EVERY_FAULT)]
)
def test_one_fault_has_its_reason_and_its_line(old: str, new: str, code: str, marker: str) -> None:
    assert old in PROFILE
    text = PROFILE.replace(old, new)
    found = faults(text)
    assert {each for each, _ in found} == {code}
    name, _, line = found[0][1].partition(":")
    assert name == "library.toml"
    assert marker in text.splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('type = "country"', f'{HALL}required = "ground == WORK and age(application) < 30"'),
        ('type = "country"', 'type = "country"\nwhen = "age(application) < 16"\nrequired = true'),
        ('required = "age(application) >= 16"', 'when = "age(application) < 90"\nrequired = true'),
        ('"ground == STUDY"', '"any(kin, role == MOTHER) and not any(kin, role == FATHER)"'),
        ('"ground == STUDY"', "\"birth_date > date('2099-01-01')\""),
        ('"ground == STUDY"', '"age(application) < 16 and age(issue) >= 16"'),  # it is made later
        ('type = "country"', 'type = "text"\nrequired = "hall == \'has_doc(ID_CARD)\'"'),
    ],
)
def test_what_agrees_or_cannot_be_told_is_no_fault(old: str, new: str) -> None:
    assert old in PROFILE
    text = PROFILE.replace(old, new)
    if "< 90" in new:  # who is older is asked for no paper
        text = text.replace('"ground == STUDY"', '"age(application) < 90 and ground == STUDY"')
    assert faults(text) == []


def test_a_finger_that_stands_in_for_one_is_asked_for_by_no_other_placement() -> None:
    text = PROFILE.replace('["THUMBS"]', '["RIGHT_INDEX", "LEFT_THUMB"]\nfallback = ["THUMB"]')
    text = text.replace("RIGHT_THUMB = 30", "RIGHT_THUMB = 30\nRIGHT_INDEX = 30")
    assert faults(text) == []  # of two hands
    both = text.replace('"LEFT_THUMB"]', '"LEFT_THUMB", "RIGHT_MIDDLE"]').replace(
        "RIGHT_T", "RIGHT_MIDDLE = 20\nRIGHT_T"
    )
    loaded = load(both.encode(), "library.toml")
    assert [each.code for each in loaded.problems] == ["PRF-106"]
    told = {"slap": "RIGHT_MIDDLE", "other": "RIGHT_INDEX", "finger": "RIGHT_THUMB"}
    assert loaded.problems[0].params == told
    assert [code for code, _ in faults(both.replace('fallback = ["THUMB"]\n', ""))] == ["PRF-063"]  # nobody's thumb


def test_who_may_come_by_a_word_is_somebody() -> None:
    """A word that only `who` names is tried, too: it is not one of the others."""
    text = PROFILE.replace('["STUDY", "WORK"]', '["AT_HOME", "STUDY", "WORK"]').replace(
        '"ground == STUDY"', '"ground != STUDY"'
    )
    assert faults(text.replace('>= 6"]', '>= 6", "ground == WORK"]')) == []


def test_what_hangs_on_a_field_that_hangs_on_another_is_told() -> None:
    """The paper names `ground` alone, and of whom `hall` is no nobody asks for a ground."""
    text = PROFILE.replace('type = "country"', 'type = "yes_no"')
    text = text.replace('required = "age(application) >= 16"', 'when = "hall"')
    assert {code for code, _ in faults(text)} == {"PRF-085"}
    assert faults(text.replace('"ground == STUDY"', '"hall and ground == STUDY"')) == []


def test_it_says_of_whom() -> None:
    text = PROFILE.replace('required = "age(application) >= 16"', 'when = "age(application) >= 16"')
    (fault,) = reach_faults([load(text.encode(), "library.toml")])
    assert fault.params == {"who": "age 6", "field": "ground"}


def test_nobody_may_come_is_said_where_no_document_is_made_too() -> None:
    text = PROFILE.replace(">= 6", ">= 6 and age(application) < 3")
    text = text[: text.index("[document]")] + text[text.index("[[terms]]") :]
    assert [code for code, _ in faults(text)] == ["PRF-101"]


def test_the_programs_own_have_none() -> None:
    loaded = [load(data, name) for name, data in built_in_texts().items()]
    assert len(loaded) >= 2
    assert (*faults_in(loaded), *reach_faults(loaded)) == ()


def test_there_are_more_than_thirty_and_each_reason_is_told_apart() -> None:
    assert len({code for _, _, code, _ in ONE_FAULT}) > 30


@pytest.mark.parametrize("fault", ONE_FAULT[::6], ids=lambda fault: fault[2])
def test_a_library_gives_nothing_of_a_wrong_file(fault: tuple[str, str, str, str]) -> None:
    old, new, _, _ = fault
    library = Library({"library_card.toml": PROFILE.replace(old, new).encode()})
    with pytest.raises(ProfilesWrong) as refused:
        library.begun("library_card", 1)
    assert str(refused.value.params["place"]).startswith("library_card.toml:")


def test_an_end_on_a_day_of_the_calendar_holds_to_that_day() -> None:
    fixed = PROFILE.replace('"issue + years(5)"', "\"date('2026-12-31')\"").replace(
        '"issue + years(2)"', '"issue + years(1)"'
    )
    assert faults(fixed) == []
    assert [code for code, _ in faults(fixed.replace("until = 2026-12-31\n", ""))] == ["PRF-074"]


def test_an_end_with_the_version_needs_one_that_ends() -> None:
    with_it = PROFILE.replace('"issue + years(5)"', '"last_day"').replace('"issue + years(2)"', '"issue + years(1)"')
    assert with_it != PROFILE
    assert faults(with_it) == []
    assert [code for code, _ in faults(with_it.replace("until = 2026-12-31\n", ""))] == ["PRF-027"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", 'version = 1\n"x\\u001b[2J" = 3'),
        ('class = "CIVIL"', 'class = "\\u001b[2J"'),
        ('"ground == STUDY"', "\"ground == '\\u001b[2J'\""),
        ('"ground == STUDY"', '"ground\\u202e"'),
        ("hall", '"\\u0007"'),
    ],
)
def test_what_a_file_says_moves_no_cursor(old: str, new: str) -> None:
    problems = load(PROFILE.replace(old, new).encode(), "library.toml").problems
    assert problems
    for problem in problems:
        assert all(str(value).isprintable() for value in problem.params.values())


def test_all_faults_of_a_file_are_named_at_once() -> None:
    text = PROFILE
    chosen = {"PRF-002", "PRF-005", "PRF-006", "PRF-029", "PRF-051", "PRF-064", "PRF-065", "PRF-067"}
    edits = [
        ("version = 1", "version = 1\ncolour = 3"),
        ('class = "CIVIL"', 'class = "SECRET"'),
        ('id = "library_card"', 'id = "Library Card"'),
        ('"ground == STUDY"', '"ground == STUDIES"'),
        ('id = "shown"', 'id = "person"'),
        ("chip = 2", "chip = 3"),
        ('by = ["STATE_OFFICER"]', 'by = ["AUDITOR"]'),
        ('not_who = ["CAPTURED", "SIGNED"]', 'not_who = ["SIGNED"]'),
    ]
    for old, new in edits:
        text = text.replace(old, new)
    found = faults(text)
    assert {code for code, _ in found} == chosen
    assert len(found) == len(edits)
    lines = [int(place.removeprefix("library.toml:")) for _, place in found]
    assert lines == sorted(lines)


def test_an_entry_that_is_wrong_hides_no_other_and_makes_none_up() -> None:
    """Fields that cannot be read: the conditions over them are not blamed; what leans on nothing is still looked at."""
    text = PROFILE.replace('type = "date_partial"', "type = 4").replace("chip = 2", "chip = 9")
    assert {code for code, _ in faults(text)} == {"PRF-004", "PRF-064"}
