"""The citizen's receipt: the code on the page is read from a picture of it, and its verifier takes no other."""

import json
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest
import zxingcpp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crypto.ed25519 import Ed25519Key
from crypto.keys.log import LogKeys
from crypto.trust import TrustStore
from station.audit import AuditLog, log_verifier
from station.audit.errors import WitnessUnusable
from station.audit.evidence import read_evidence
from station.domain.events import AuditEvent, EventKind
from station.formats.checkpoint import Checkpoint
from station.formats.citizen_receipt import PREFIX, CitizenReceipt, base45, read_citizen_receipt
from station.formats.merkle import tree_root
from station.printing.receipt_page import ReceiptFacts, receipt_page
from station.storage.database import connect
from tests.support.clock import FakeClock
from tests.support.draws import Places
from tests.support.programs import need
from tests.support.tools import tool

KEYS = LogKeys(Ed25519Key.from_seed(bytes(32)), Ed25519Key.from_seed(bytes([1]) * 32), bytes(32))
PACKET = "5e" * 32
AT = datetime(2026, 11, 24, 9, 30, 0, 125_000, UTC)
WORDS = {"hy": "Դիմումի ընդունման ստացական", "ru": "Расписка о приёме заявления", "en": "Receipt of your application"}


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    return tool("verify_receipt")


@pytest.fixture(scope="module")
def receipt(tmp_path_factory: pytest.TempPathFactory) -> CitizenReceipt:
    """A packet sealed as event 78 of 100, read from a real log."""
    with closing(connect(tmp_path_factory.mktemp("log") / "station.db")) as db:
        log = AuditLog(db, FakeClock(AT), KEYS.salt_key)
        for number in range(100):
            sealed = AuditEvent(EventKind.PACKET_SEALED, subject=PACKET, details={"size": 4_912_345})
            log.append(sealed if number == 77 else AuditEvent(EventKind.SIGNED_OUT, "op"))
        own = log_verifier(KEYS)
        body = Checkpoint(own.name, 100, tree_root(100, log.node)).body
        return CitizenReceipt(
            bytes.fromhex(PACKET),
            4_912_345,
            AT,
            log.opening(78).salt,
            77,
            100,
            log.path(78, 100),
            own.name,
            own.key_id,
            KEYS.log.sign(body.encode()),
        )


@pytest.fixture
def keys(verifier: ModuleType) -> dict[tuple[str, bytes], Ed25519PublicKey]:
    found: dict[tuple[str, bytes], Ed25519PublicKey] = verifier.read_keys(f"{log_verifier(KEYS).text}\n")
    return found


Keys = dict[tuple[str, bytes], Ed25519PublicKey]


def accepted(verifier: ModuleType, code: str, keys: Keys) -> bool:
    try:
        verifier.verify(code, keys)
    except (ValueError, OverflowError, InvalidSignature):
        return False
    return True


def test_a_true_receipt_is_accepted(verifier: ModuleType, receipt: CitizenReceipt, keys: Keys) -> None:
    said = verifier.verify(receipt.text, keys)
    assert PACKET in said
    assert "2026-11-24T09:30:00.125Z" in said
    assert "78 of 100" in said


def test_no_flipped_bit_of_the_code_is_accepted(
    verifier: ModuleType, receipt: CitizenReceipt, keys: Keys, places: Places
) -> None:
    """Every bit of the letters."""
    code = receipt.text
    for at in places(len(code)):
        for bit in range(8):
            flipped = code[:at] + chr(ord(code[at]) ^ 1 << bit) + code[at + 1 :]
            assert not accepted(verifier, flipped, keys), (at, bit)


def test_no_flipped_bit_of_the_content_is_accepted(
    verifier: ModuleType, receipt: CitizenReceipt, keys: Keys, places: Places
) -> None:
    """Every bit of the bytes that the code stands for."""
    data = verifier.base45(receipt.text.removeprefix(PREFIX))
    for at in places(len(data)):
        for bit in range(8):
            flipped = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            assert not accepted(verifier, PREFIX + base45(flipped), keys), (at, bit)


def test_nothing_cut_or_added_is_accepted(verifier: ModuleType, receipt: CitizenReceipt, keys: Keys) -> None:
    code = receipt.text
    assert not any(accepted(verifier, code[:length], keys) for length in range(len(code)))
    for longer in (f"{code}0", f"{code}00", f"{code} ", f" {code}", code.lower(), f"{code}\n"):
        assert not accepted(verifier, longer, keys)


def test_other_values_and_keys_are_not_accepted(verifier: ModuleType, receipt: CitizenReceipt, keys: Keys) -> None:
    for other in (
        replace(receipt, index=76),
        replace(receipt, log_size=101),
        replace(receipt, path=receipt.path[:-1]),
        replace(receipt, path=(*receipt.path, bytes(32))),
        replace(receipt, origin="enrollment-station/0000000000000000"),
        replace(receipt, index=2**40 - 1),
        replace(receipt, sealed_at=datetime(1970, 1, 1, tzinfo=UTC)),
    ):
        assert not accepted(verifier, other.text, keys)
    assert not accepted(verifier, receipt.text, {})
    stranger = Ed25519PublicKey.from_public_bytes(KEYS.witness.public)
    assert not accepted(verifier, receipt.text, dict.fromkeys(keys, stranger))


def test_base45_is_that_of_the_standard(verifier: ModuleType) -> None:
    """RFC 9285 clause 4.3."""
    for data, text in (
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
    ):
        assert base45(data) == text
        assert verifier.base45(text) == data
    for wrong in ("GGW", "::", ":::", "A", "ab8"):
        with pytest.raises(ValueError):
            verifier.base45(wrong)


def test_the_program_itself(receipt: CitizenReceipt, tmp_path: Path) -> None:
    """As an ombudsman runs it; a key that does not fit its id is no key."""
    program = Path(__file__).parents[3] / "tools" / "verify_receipt.py"
    assert len(program.read_text(encoding="utf-8").splitlines()) < 120
    imports = set(re.findall(r"^(?:import|from) (\w+)", program.read_text(encoding="utf-8"), re.MULTILINE))
    assert imports - set(sys.stdlib_module_names) == {"cryptography"}
    published, code = tmp_path / "keys", tmp_path / "code"
    published.write_text(f"{log_verifier(KEYS).text}\n")
    code.write_text(f"{receipt.text}\n")

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(program), *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)

    done = run(str(published), str(code))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("PROVEN: the station sealed this packet, and its log holds it.\n")
    assert run(str(published), stdin=receipt.text).returncode == 0
    refused = run(str(published), stdin=receipt.text.replace(receipt.text[9], "%", 1))
    assert refused.returncode == 1
    assert refused.stderr.startswith("NOT PROVEN")
    assert run().returncode == 1


def test_the_station_reads_it_as_a_witness(receipt: CitizenReceipt) -> None:
    """A second reading of the same bytes: it takes the true code and none with a flipped letter."""
    own = log_verifier(KEYS)
    assert read_citizen_receipt(receipt.text) == receipt
    assert own.signed(receipt.note)
    found = read_evidence(f"{receipt.text}\n".encode(), "paper", (own,), TrustStore({}), AT)
    assert found.checkpoint.size == 100
    for at in range(len(receipt.text)):
        flipped = receipt.text[:at] + chr(ord(receipt.text[at]) ^ 1) + receipt.text[at + 1 :]
        with pytest.raises(WitnessUnusable):
            read_evidence(flipped.encode(), "paper", (own,), TrustStore({}), AT)


@given(st.text(max_size=200) | st.binary(max_size=300).map(lambda data: PREFIX + base45(data)))
def test_hostile_codes(text: str) -> None:
    try:
        read = read_citizen_receipt(text)
    except ValueError:
        return
    assert read.text == text


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["hy", "ru", "en"])
def page(request: pytest.FixtureRequest, receipt: CitizenReceipt, tmp_path: Path) -> tuple[str, Path]:
    language: str = request.param
    facts = ReceiptFacts(PACKET, AT, "Երևան 1", "2", 78, 100, receipt.origin, receipt.text, demo=True)
    file = tmp_path / "receipt.pdf"
    file.write_bytes(receipt_page(facts, language))
    return language, file


def test_the_code_is_read_from_a_picture_of_the_page(
    page: tuple[str, Path], receipt: CitizenReceipt, tmp_path: Path
) -> None:
    """At 150 dots an inch, which any office scanner has."""
    need("pdftoppm")
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(page[1]), str(tmp_path / "page")], check=True)
    (picture,) = tmp_path.glob("page*.png")
    with Image.open(picture) as opened:
        found = zxingcpp.read_barcodes(opened)
    assert [item.text for item in found] == [receipt.text]


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_the_page_of_a_withdrawal_says_which_application_it_takes_back(
    language: str, receipt: CitizenReceipt, tmp_path: Path
) -> None:
    need("pdftotext")
    facts = ReceiptFacts(
        PACKET, AT, "A", "2", 78, 100, receipt.origin, receipt.text, demo=False, takes_back="beef" * 16
    )
    file = tmp_path / "receipt.pdf"
    file.write_bytes(receipt_page(facts, language))
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    assert "beef beef" in text
    assert WORDS[language] not in text, "nothing was applied for"


def test_the_page_says_it_in_the_applicants_language(page: tuple[str, Path]) -> None:
    need("pdftotext")
    language, file = page
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    text = done.stdout.decode()
    assert WORDS[language] in text
    assert "Երևան 1" in text
    assert "24.11.2026" in text
    assert PACKET[:8] in text
    info = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages: +1\n", info)
    assert "(A4)" in info


def test_an_unknown_language(receipt: CitizenReceipt) -> None:
    facts = ReceiptFacts(PACKET, AT, "A", "2", 78, 100, receipt.origin, receipt.text, demo=False)
    with pytest.raises(KeyError):
        receipt_page(facts, "fr")


def test_long_names_of_offices_are_fitted(receipt: CitizenReceipt) -> None:
    facts = ReceiptFacts(PACKET, AT, "Երևանի " * 9, "2", 78, 100, receipt.origin, receipt.text, demo=False)
    assert receipt_page(facts, "hy").startswith(b"%PDF-1.7")


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_the_page_says_until_when_papers_are_brought_and_fits(
    receipt: CitizenReceipt, tmp_path: Path, language: str
) -> None:
    need("pdftotext")
    facts = ReceiptFacts(PACKET, AT, "A", "2", 78, 100, receipt.origin, receipt.text, demo=True)
    found = []
    for due in (date(2026, 12, 7), None):
        file = tmp_path / "receipt.pdf"
        file.write_bytes(receipt_page(replace(facts, papers_due=due), language))
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
        found.append("07.12.2026" in done.stdout.decode())
    assert found == [True, False]


@pytest.mark.parametrize("language", ["hy", "ru", "en"])
def test_the_page_names_the_copies_where_the_centre_did(receipt: CitizenReceipt, tmp_path: Path, language: str) -> None:
    need("pdftotext")
    facts = ReceiptFacts(PACKET, AT, "A", "2", 78, 100, receipt.origin, receipt.text, demo=False)
    places = ("Երևան, Building 1, Архив", "Gyumri " * 6 + "end", "Ванадзор", "Kapan")
    found = []
    for copies in (places, ()):
        file = tmp_path / "receipt.pdf"
        file.write_bytes(receipt_page(replace(facts, copies=copies), language))
        done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
        told = done.stdout.decode()
        found.append([place for place in places if place in told])
    assert found == [list(places), []]


def test_a_decade_of_events_fits_one_code(receipt: CitizenReceipt, tmp_path: Path) -> None:
    """2^24 events: 24 hashes."""
    need("pdftoppm")
    long = replace(receipt, path=tuple(bytes([n]) * 32 for n in range(24)), log_size=2**24)
    facts = ReceiptFacts(PACKET, AT, "A", "2", 78, 2**24, receipt.origin, long.text, demo=False)
    (tmp_path / "long.pdf").write_bytes(receipt_page(facts, "en"))
    subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", "-png", str(tmp_path / "long.pdf"), str(tmp_path / "page")], check=True
    )
    (picture,) = tmp_path.glob("page*.png")
    with Image.open(picture) as opened:
        assert [item.text for item in zxingcpp.read_barcodes(opened)] == [long.text]


def test_the_event_is_the_one_the_log_writes(receipt: CitizenReceipt, tmp_path: Path) -> None:
    """The verifier writes the event from values; were the log's form to change, receipts would stop to verify."""
    with closing(connect(tmp_path / "station.db")) as db:
        log = AuditLog(db, FakeClock(AT), KEYS.salt_key)
        log.append(AuditEvent(EventKind.PACKET_SEALED, subject=PACKET, details={"size": 1}))
        event = json.loads(log.opening(1).event)
    assert sorted(event) == ["actor", "at", "details", "kind", "subject"]
