"""JMRTD reads EF.COM and the data groups without biometric records as we write them; we read those that it writes."""

from dataclasses import dataclass

import pytest

from crypto.emrtd.active_authentication import write_dg15
from crypto.emrtd.groups import EcGroup
from crypto.emrtd.parameters import group
from crypto.emrtd.public_key import EcKey, RsaKey
from station.formats.lds.com import Com, write_com
from station.formats.lds.details import Name
from station.formats.lds.displayed import write_dg5, write_dg7
from station.formats.lds.document_details import DocumentDetails, read_dg12, write_dg12
from station.formats.lds.personal_details import PersonalDetails, read_dg11, write_dg11
from station.formats.lds.zone import write_dg1
from station.formats.mrz import parse, split_lines
from tests.peers.java import JavaPeer
from tests.support import chips
from tests.support.chip_details import DOCUMENT, PERSON

pytestmark = pytest.mark.peers

JMRTD = JavaPeer("jmrtd", "JmrtdGroups")
TD1 = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD3 = "PSARMSARGSYAN<<LEVON<<<<<<<<<<<<<<<<<<<<<<<<\nST00000014XXA7003044M2811213<<<<<<<<<<<<<<<4"


def curve_key() -> EcKey:
    chosen = group(13)
    assert isinstance(chosen, EcGroup)
    return EcKey(chosen, chosen.public(chips.STATIC))


def rsa_key() -> RsaKey:
    numbers = chips.rsa_key().public_key().public_numbers()
    return RsaKey(numbers.n, numbers.e)


OURS = {
    "com": ("com", write_com(Com((1, 2, 3, 14)))),
    "td1": ("1", write_dg1(parse(split_lines(TD1)))),
    "td2": ("1", write_dg1(parse(split_lines(TD2)))),
    "td3": ("1", write_dg1(parse(split_lines(TD3)))),
    "portrait": ("5", write_dg5((b"\xff\xd8portrait",))),
    "signatures": ("7", write_dg7((b"\xff\xd8one", b"\xff\xd8two"))),
    "person": ("11", write_dg11(PERSON)),
    "name alone": ("11", write_dg11(PersonalDetails(name=Name("BROWN")))),
    "document": ("12", write_dg12(DOCUMENT)),
    "curve": ("15", write_dg15(curve_key())),
    "rsa": ("15", write_dg15(rsa_key())),
}


@dataclass(frozen=True)
class Heard:
    read: dict[str, list[str]]
    again: dict[str, list[str]]
    theirs: dict[str, bytes]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    home = tmp_path_factory.mktemp("groups")
    questions = []
    for name, (kind, data) in OURS.items():
        (home / name).write_bytes(data)
        questions += [["read", kind, str(home / name)], ["again", kind, str(home / name)]]
    questions += [["write", kind, str(home / f"their {kind}")] for kind in ("11", "12")]
    answers = iter(JMRTD.ask(questions, home))
    read, again = {}, {}
    for name in OURS:
        read[name], again[name] = next(answers), next(answers)
    assert list(answers) == [["written"], ["written"]]
    return Heard(read, again, {kind: (home / f"their {kind}").read_bytes() for kind in ("11", "12")})


def said(text: str) -> str:
    return text + "|"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("com", ["1.7", "4.0.0", "[97, 117, 99, 110]"]),
        ("td1", [said(TD1.replace("\n", "|")), "D23145890734", "STEVENSON", "PETER JOHN"]),
        ("td2", [said(TD2.replace("\n", "|")), "D23145890", "ERIKSSON", "ANNA MARIA"]),
        ("td3", [said(TD3.replace("\n", "|")), "ST0000001", "SARGSYAN", "LEVON"]),
        ("portrait", [b"\xff\xd8portrait".hex()]),
        ("signatures", [b"\xff\xd8one".hex(), b"\xff\xd8two".hex()]),
        ("name alone", ["BROWN", *["-"] * 12]),
        ("person", [
            "Տեր-Հովհաննիսյան<<Եղիսաբեթ<Մարիամ", "[Smith<<Anna, Մարիամ]", "5506901230", "19900615", "[Երևան, Armenia]",
            "[Մաշտոցի 1, Երևան]", "+374 10 000000", "Teacher", "Dr", "Tall", "ffd8ff", "[AX0000001, AX0000002]", "none",
        ]),
        ("document", [
            "001", "20261201", "[HOVHANNISYAN<<ANI]", "Seen", "None", "ffd8ff31", "ffd8ff32", "20261201093000", "P-17",
        ]),
    ],
)  # fmt: skip
def test_jmrtd_reads_ours(heard: Heard, name: str, fields: list[str]) -> None:
    assert heard.read[name] == fields


@pytest.mark.parametrize("name", OURS)
def test_jmrtd_writes_ours_again(heard: Heard, name: str) -> None:
    assert heard.again[name] == ["true"]


@pytest.mark.parametrize(("name", "key"), [("curve", curve_key), ("rsa", rsa_key)])
def test_jmrtd_reads_our_keys(heard: Heard, name: str, key: object) -> None:
    assert callable(key)
    assert heard.read[name] == [write_dg15(key())[OURS[name][1].index(b"\x30", 1) :].hex()]


def test_we_read_what_jmrtd_writes(heard: Heard) -> None:
    person, document = read_dg11(heard.theirs["11"]), read_dg12(heard.theirs["12"])
    assert person == PersonalDetails(
        Name("SMITH", "JOHN J"), (Name("BROWN", "JANE"), Name("JONES")), "550690 1230", "19900615", ("ANYTOWN", "MN"),
        ("123 MAPLE RD", "ANYTOWN"), "19525551212", "TEACHER", "DR", "TALL", b"\x01\x02", ("AX1", "AX2"), "NONE",
    )  # fmt: skip
    assert document == DocumentDetails(
        "AUTHORITY", "20261201", (Name("BROWN", "JANE"),), "SEEN", "NONE", b"\x01", b"\x02", "20261201093000", "P-17"
    )
