"""Machine-readable zone: the specimens of ICAO Doc 9303, every kind of fault, and what must hold for any document."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.mrz import (
    Mrz,
    MrzCharacter,
    MrzCheckDigit,
    MrzDate,
    MrzError,
    MrzField,
    MrzFormat,
    MrzSize,
    PrintedNames,
    build,
    check_digit,
    fit_names,
    parse,
    print_names,
    split_lines,
)

TODAY = date(2026, 11, 24)
# Doc 9303-4 app. B, 9303-5 app. B (also with a long number), 9303-6 app. B, 9303-7 app. B (visas of both sizes); three
# Armenian ones computed for the project: of a citizen, a refugee, a stateless person.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
ARM = "PPARMHOVHANNISYAN<<ANI<<<<<<<<<<<<<<<<<<<<<<\nAX00000009ARM9006153F36091495506901230<<<<54"
REFUGEE = "PRARMPETROSYAN<<ARAM<<<<<<<<<<<<<<<<<<<<<<<<\nRT00000006XXB8501019M2811213<<<<<<<<<<<<<<<6"

STATELESS = "PSARMSARGSYAN<<LEVON<<<<<<<<<<<<<<<<<<<<<<<<\nST00000014XXA7003044M2811213<<<<<<<<<<<<<<<4"
VISA_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
VISA_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"


@pytest.mark.parametrize("text", [TD3, TD1, TD1_LONG, TD2, ARM, REFUGEE, STATELESS, VISA_A, VISA_B])
def test_specimens_are_read_and_written_back_alike(text: str) -> None:
    assert build(parse(split_lines(text))) == split_lines(text)


def test_what_a_passport_says() -> None:
    mrz = parse(split_lines(TD3))
    assert mrz == Mrz(
        MrzFormat.TD3, "P", "UTO", "L898902C3", "ERIKSSON", "ANNA MARIA", "UTO", "740812", "F", "120415", "ZE184226B"
    )
    assert mrz.birth_date(TODAY) == date(1974, 8, 12)
    assert mrz.expiry_date(TODAY) == date(2012, 4, 15)


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    mrz = parse(split_lines(TD1_LONG))
    assert (mrz.document_number, mrz.optional_1) == ("D23145890734", "")


def test_armenian_documents() -> None:
    assert parse(split_lines(ARM)).document_code == "PP"
    assert parse(split_lines(REFUGEE)).nationality == "XXB"
    assert (parse(split_lines(STATELESS)).document_code, parse(split_lines(STATELESS)).nationality) == ("PS", "XXA")


def test_visas_have_no_digit_over_all() -> None:
    large, small = (parse(split_lines(text)) for text in (VISA_A, VISA_B))
    assert (large.format, large.optional_1) == (MrzFormat.MRV_A, "6ZE184226B")
    assert (small.format, small.optional_1) == (MrzFormat.MRV_B, "")
    assert [parse(split_lines(text)).format.visa for text in (VISA_A, VISA_B, TD3, TD2)] == [True, True, False, False]
    with pytest.raises(MrzCheckDigit) as fault:
        parse(split_lines(VISA_A.replace("L8988901C4", "L8988901C5")))
    assert (fault.value.line, fault.value.position) == (2, 10)


def test_a_zone_of_neither_kind_is_told_against_the_documents() -> None:
    with pytest.raises(MrzField) as fault:
        parse(split_lines("X" + TD3[1:]))
    assert (fault.value.line, fault.value.position, fault.value.params["item"]) == (1, 1, "document_code")


@pytest.mark.parametrize("text", [TD1, TD2, TD3, VISA_A, VISA_B])
def test_a_reader_may_send_it_in_one_piece_with_tabs_or_twice(text: str) -> None:
    lines = text.splitlines()
    for sent in (
        "".join(lines),
        "\t".join(lines),
        "\r\n".join(lines),
        f"{text}\n{text}",
        "".join(lines * 2),
        "\t".join(lines * 2),
    ):
        assert split_lines(sent) == tuple(lines)


def test_two_zones_are_not_one() -> None:
    assert len(split_lines(f"{TD3}\n{TD3.replace('ANNA', 'ANNE')}")) == 4
    assert split_lines(TD3.replace("\n", "")[:-1]) == (TD3.replace("\n", "")[:-1],)


def test_check_digit_of_the_standard() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"


def test_the_digit_over_empty_optional_data_may_be_left_out() -> None:
    with_zero = REFUGEE.replace("<6", "06")
    line = split_lines(with_zero)[1]
    line = line[:42] + "0" + check_digit(line[0:10] + line[13:20] + line[21:42] + "0")
    assert parse((split_lines(REFUGEE)[0], line)) == parse(split_lines(REFUGEE))


# --- two-digit years ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("261124", date(2026, 11, 24)),
        ("261125", date(1926, 11, 25)),
        ("000229", date(2000, 2, 29)),
        ("990101", date(1999, 1, 1)),
        ("74<<<<", None),
        ("<<<<<<", None),
    ],
)
def test_nobody_is_born_in_the_future(birth: str, expected: date | None) -> None:
    assert replace(parse(split_lines(TD3)), birth=birth).birth_date(TODAY) == expected


@pytest.mark.parametrize(
    ("expiry", "expected"),
    [("360914", date(2036, 9, 14)), ("761231", date(2076, 12, 31)), ("770101", date(1977, 1, 1)), ("<<<<<<", None)],
)
def test_a_document_may_run_fifty_years(expiry: str, expected: date | None) -> None:
    assert replace(parse(split_lines(TD3)), expiry=expiry).expiry_date(TODAY) == expected


# --- faults -------------------------------------------------------------------------------------------------------


def put(text: str, line: int, position: int, new: str) -> tuple[str, ...]:
    lines = list(split_lines(text))
    lines[line - 1] = lines[line - 1][: position - 1] + new + lines[line - 1][position - 1 + len(new) :]
    return tuple(lines)


@pytest.mark.parametrize(
    ("lines", "error", "line", "position"),
    [
        ((), MrzSize, 0, 0),
        (("P<UTO",), MrzSize, 0, 0),
        (("A" * 44, "A" * 43), MrzSize, 2, 44),
        (("A" * 45, "A" * 44), MrzSize, 1, 45),
        (("A" * 30, "A" * 30, "A" * 29), MrzSize, 3, 30),
        (put(TD3, 1, 10, "É"), MrzCharacter, 1, 10),
        (put(TD3, 2, 3, " "), MrzCharacter, 2, 3),
        (put(TD3, 1, 1, "X"), MrzField, 1, 1),
        (put(TD1, 1, 1, "P"), MrzField, 1, 1),
        (put(TD3, 1, 2, "1"), MrzField, 1, 1),
        (put(TD3, 1, 3, "<TO"), MrzField, 1, 3),
        (put(TD3, 2, 11, "UT0"), MrzField, 2, 11),
        (put(TD3, 2, 1, "M"), MrzCheckDigit, 2, 10),
        (put(TD3, 2, 10, "7"), MrzCheckDigit, 2, 10),
        (put(TD3, 2, 14, "7A0812"), MrzDate, 2, 14),
        (put(TD3, 2, 14, "741312" + check_digit("741312")), MrzDate, 2, 14),
        (put(TD3, 2, 14, "740230" + check_digit("740230")), MrzDate, 2, 14),
        (put(TD3, 2, 14, "7<<<12"), MrzDate, 2, 14),
        (put(TD3, 2, 14, "74<<32" + check_digit("74<<32")), MrzDate, 2, 14),
        (put(TD3, 2, 20, "3"), MrzCheckDigit, 2, 20),
        (put(TD3, 2, 21, "A"), MrzField, 2, 21),
        (put(TD3, 2, 28, "8"), MrzCheckDigit, 2, 28),
        (put(TD3, 2, 43, "2"), MrzCheckDigit, 2, 43),
        (put(TD3, 2, 43, "<"), MrzCheckDigit, 2, 43),
        (put(TD3, 2, 44, "1"), MrzCheckDigit, 2, 44),
        (put(TD1, 2, 30, "7"), MrzCheckDigit, 2, 30),
        (put(TD2, 2, 36, "7"), MrzCheckDigit, 2, 36),
        (put(TD1, 1, 15, "<"), MrzCheckDigit, 1, 15),
        (put(TD1_LONG, 1, 19, "8"), MrzCheckDigit, 1, 15),
        (put(TD3, 2, 1, "<<<<<<<<<0"), MrzField, 2, 1),
        (put(TD3, 1, 14, "4"), MrzField, 1, 14),
        (put(TD3, 1, 6, "<"), MrzField, 1, 6),
    ],
)
def test_each_fault_says_where(lines: tuple[str, ...], error: type[MrzError], line: int, position: int) -> None:
    with pytest.raises(error) as caught:
        parse(lines)
    assert (caught.value.line, caught.value.position) == (line, position)
    assert caught.value.problem().params["position"] == position


@pytest.mark.parametrize(
    "changes",
    [
        {"document_number": "L898902C34"},
        {"document_number": "L89-902"},
        {"optional_1": "0" * 15},
        {"primary_identifier": "", "secondary_identifier": ""},
        {"primary_identifier": "ՀՈՎ"},
        {"secondary_identifier": "ANNA2"},
        {"issuing_state": "UTOP"},
    ],
)
def test_what_does_not_fit_is_not_written(changes: dict[str, str]) -> None:
    with pytest.raises(MrzField):
        build(replace(parse(split_lines(TD3)), **changes))


def test_a_number_too_long_for_td1_is_not_written() -> None:
    mrz = parse(split_lines(TD1))
    assert parse(build(replace(mrz, document_number="A" * 22))).document_number == "A" * 22
    with pytest.raises(MrzField):
        build(replace(mrz, document_number="A" * 23))


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("primary", "secondary", "width", "field"),
    [
        ("ERIKSSON", "ANNA MARIA", 39, "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("O'CONNOR", "ENYA SIOBHAN", 30, "OCONNOR<<ENYA<SIOBHAN<<<<<<<<<"),
        ("MARTIN", "VAN DER MUELLEN-SCHMIDT", 30, "MARTIN<<VAN<DER<MUELLEN<SCHMID"),
        ("ARKFREITH", "", 39, "ARKFREITH" + "<" * 30),
        # Doc 9303-4 section 4.2.3, where the standard cuts the same names
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", 39, "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "DINGO", 39, "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D"),
        ("PAPANDROPOULOUS" * 3, "JONATHON", 39, ("PAPANDROPOULOUS" * 3)[:36] + "<<J"),
        ("AB", "CDE F", 8, "AB<<CD<F"),
        ("AB", "C D EF", 8, "AB<<C<D<"),  # nothing left to shorten: the last position stays a filler
    ],
)
def test_long_names_end_in_a_letter(primary: str, secondary: str, width: int, field: str) -> None:
    assert fit_names(primary, secondary, width) == field


@pytest.mark.parametrize("names", [("ANI", ""), ("", "ANI")])
@pytest.mark.parametrize("width", [30, 39])
def test_the_only_name_is_the_primary_identifier(names: tuple[str, str], width: int) -> None:
    assert print_names(*names, width) == PrintedNames("ANI".ljust(width, "<"), cut=False)


def test_what_has_no_room_is_said_to_be_cut() -> None:
    assert not print_names("A" * 19, "B" * 18, 39).cut
    assert print_names("A" * 19, "B" * 18, 39).field == "A" * 19 + "<<" + "B" * 18, "full, and nothing is missing"
    assert print_names("A" * 19, "B" * 19, 39).cut
    assert print_names("A" * 39, "", 39) == PrintedNames("A" * 39, cut=False)
    assert print_names("A" * 39, "B" * 39, 39) == PrintedNames("A" * 36 + "<<B", cut=True)


@pytest.mark.parametrize(("zone", "line", "position"), [(TD3, 1, 6), (TD1, 3, 1)])
def test_a_zone_may_leave_the_surname_out(zone: str, line: int, position: int) -> None:
    """As India prints who has a given name only: no letter before the two fillers."""
    names = "<<ONLYNAME".ljust(30, "<") if line == 3 else "<<ONLYNAME".ljust(39, "<")
    read = parse(put(zone, line, position, names))
    assert (read.primary_identifier, read.secondary_identifier) == ("", "ONLYNAME")
    with pytest.raises(MrzField):
        parse(put(zone, line, position, "<" * len(names)))
    with pytest.raises(MrzField):
        parse(put(zone, line, position, names[1:] + "<"))


WORD = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=2, max_size=20)
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)


@given(WORDS, WORDS, st.sampled_from([30, 31, 39]))
def test_shortened_names_keep_what_the_standard_wants(primary: str, secondary: str, width: int) -> None:
    field = fit_names(primary, secondary, width)
    assert len(field) == width
    assert field.count("<<") >= 1
    head, _, tail = field.partition("<<")
    assert head
    assert tail.strip("<")
    assert primary.startswith(head[0])
    assert secondary.startswith(tail[0])
    fits = len(primary) + 2 + len(secondary) <= width
    if fits:
        assert field.rstrip("<") == f"{primary}<<{secondary}".replace(" ", "<")
    else:
        assert field[-1].isalpha()
        assert "<<" not in tail


# --- any document -------------------------------------------------------------------------------------------------

NUMBER = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), min_size=1, max_size=9)
DAY = st.dates(date(1930, 1, 1), date(2026, 11, 24)).map(lambda day: f"{day:%y%m%d}")
STATE = st.sampled_from(["ARM", "UTO", "D", "XXA", "GBD"])


CARDS = ("I", "ID", "AC", "C")
# Letters of the names, of the longest number, of the optional data; codes.
SIZES = {
    MrzFormat.TD1: (30, 22, 15, CARDS),
    MrzFormat.TD2: (31, 14, 7, CARDS),
    MrzFormat.TD3: (39, 9, 14, ("P", "PP", "PS")),
    MrzFormat.MRV_A: (39, 9, 16, ("V", "VB")),
    MrzFormat.MRV_B: (31, 9, 8, ("V", "VC")),
}


@st.composite
def documents(draw: st.DrawFn) -> Mrz:
    layout = draw(st.sampled_from(list(MrzFormat)))
    width, long_number, room, codes = SIZES[layout]
    names = draw(st.lists(WORD, min_size=2, max_size=2).filter(lambda both: len("".join(both)) + 2 < width))
    number = draw(NUMBER | st.text(st.sampled_from("ABC123"), min_size=1, max_size=long_number))
    if len(number) > 9:
        room -= len(number) - 9 + 2
    optional = st.text(st.sampled_from("ABC123"), max_size=max(0, room))
    return Mrz(
        layout,
        draw(st.sampled_from(codes)),
        draw(STATE),
        number,
        names[0],
        names[1],
        draw(STATE),
        draw(DAY),
        draw(st.sampled_from("FMX")),
        draw(DAY),
        draw(optional),
        draw(st.text(st.sampled_from("ABC123"), max_size=11)) if layout is MrzFormat.TD1 else "",
    )


@given(documents())
def test_what_is_written_is_read_back(mrz: Mrz) -> None:
    assert parse(build(mrz)) == mrz


@given(documents(), st.data())
def test_one_wrong_digit_is_always_found(mrz: Mrz, data: st.DataObject) -> None:
    """7, 3 and 1 have no factor in common with 10: one digit for another digit is always seen."""
    lines = build(mrz)
    guarded = 1 if mrz.format is not MrzFormat.TD1 else data.draw(st.sampled_from([0, 1]))
    last = 27 if mrz.format.visa else len(lines[guarded]) - 1  # no digit is over what a State adds to a visa
    position = data.draw(st.integers(0, last))
    digit = data.draw(st.sampled_from("0123456789"))
    line = lines[guarded]
    changed = line[:position] + digit + line[position + 1 :]
    if not line[position].isdigit() or changed == line:
        return
    broken = tuple(changed if index == guarded else each for index, each in enumerate(lines))
    with pytest.raises(MrzError):
        parse(broken)


@given(st.lists(st.text(max_size=50), max_size=4))
def test_nothing_read_breaks_it(lines: list[str]) -> None:
    with suppress(MrzError):
        parse(lines)


@given(st.text(st.sampled_from("AB<1 \n"), max_size=200))
def test_lines_are_taken_apart(text: str) -> None:
    assert all(line and line == line.upper() and " " not in line for line in split_lines(text))


def russian(first: str, number: str, birth: str, sex: str, series: str) -> tuple[str, ...]:
    """The zone of an internal passport. series: its last digit; issued on 1 January 2015."""
    further = f"{series}150101123456<"
    line = f"{number}{check_digit(number)}RUS{birth}{check_digit(birth)}{sex}<<<<<<<{further}{check_digit(further)}"
    return first.ljust(44, "<"), line + check_digit(line[:10] + line[13:20] + line[21:43])


def french(surname: str, given: str, number: str, birth: str, sex: str) -> tuple[str, ...]:
    """The zone of a card issued before 2021."""
    first = f"IDFRA{surname:<<25}750099"
    second = f"{number}{check_digit(number)}{given:<<14}{birth}{check_digit(birth)}{sex}"
    return first, second + check_digit(first + second)


def test_a_french_card_of_before_2021_is_read_by_the_rules_of_france() -> None:
    mrz = parse(french("MODELE<DURAND", "JEANNE<<LOUISE", "140875600188", "910704", "F"))
    assert (mrz.rules_of, mrz.issuing_state, mrz.nationality, mrz.sex) == ("FRA", "FRA", "FRA", "F")
    assert (mrz.primary_identifier, mrz.secondary_identifier) == ("MODELE DURAND", "JEANNE LOUISE")
    assert mrz.names_truncated  # no filler is behind the given names: more of them may be on the card
    assert not parse(french("MODELE", "JEANNE", "140875600188", "910704", "F")).names_truncated
    assert (mrz.document_number, mrz.birth_date(TODAY)) == ("140875600188", date(1991, 7, 4))
    assert mrz.expiry_date(TODAY) is None


def test_a_russian_internal_passport_is_read_by_the_rules_of_russia() -> None:
    mrz = parse(russian("PNRUSOBRAZCOVA<<9JQ6<7LI8<WUKAR9EVNA", "456123789", "800229", "F", "7"))
    assert (mrz.rules_of, mrz.issuing_state, mrz.nationality, mrz.sex) == ("RUS", "RUS", "RUS", "F")
    assert (mrz.primary_identifier, mrz.secondary_identifier) == ("ОБРАЗЦОВА", "ЬЖЙЭ ЮЛИЯ ЩУКАРЬЕВНА")
    assert mrz.document_number == "4567123789"  # the fourth digit of its series stands apart
    assert (mrz.birth_date(TODAY), mrz.expiry_date(TODAY)) == (date(1980, 2, 29), None)


@pytest.mark.parametrize(
    "whole",
    [french("MODELE", "JEANNE", "140875600188", "910704", "F"), russian("PNRUSA<<B", "1" * 9, "800229", "F", "7")],
)
def test_faults_of_national_zones_are_told_with_their_place(whole: tuple[str, ...]) -> None:
    for position, character in enumerate(whole[1], start=1):
        other = "7" if character != "7" else "8"
        with suppress(MrzError):
            misread = parse((whole[0], whole[1][: position - 1] + other + whole[1][position:]))
            # what no digit protects: the nationality of the one that says it, the fillers of an end it has not
            assert (misread.document_number, misread.birth) == (parse(whole).document_number, parse(whole).birth)
    with pytest.raises(MrzError):
        parse((whole[0].replace("RUS", "UTO", 1).replace("FRA", "UTO", 1), whole[1]))


def test_a_french_card_of_today_has_the_zone_of_the_standard() -> None:
    assert parse(split_lines(TD1.replace("UTO", "FRA"))).rules_of == ""


@pytest.mark.parametrize("text", [TD1, TD2, TD3])
def test_signs_that_frame_what_a_reader_sends_are_taken_off(text: str) -> None:
    assert split_lines(f"\x02{text}\r\n\x03") == tuple(text.splitlines())
    assert split_lines("\x02" + text.replace("\n", "\x1d") + "\x03\x04") == tuple(text.splitlines())


@given(st.binary(max_size=100))
def test_whatever_is_between_whole_lines_of_national_zones_ends_in_a_typed_fault(noise: bytes) -> None:
    text = noise.decode("latin-1")
    for begins, width in (("IDFRA", 36), ("PNRUS", 44)):
        with suppress(MrzError):
            parse((begins.ljust(width, "<"), (text + "0" * width)[:width]))
