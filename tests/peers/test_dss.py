"""The European Commission's Digital Signature Service library judges our signatures under its default policy: roots and
lists are handed to it, nothing is fetched."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto import cms, envelope
from crypto.authority import load_authority, revocation_list
from crypto.demo_pki import AUTHORITIES
from intake.acceptance.augmenting import Authority, augment
from station.packet import asice, sealed
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from tests.peers import packets
from tests.peers.java import JavaPeer
from tests.support import policies
from tests.support.centre import Centre
from tests.support.clock import NOW
from tests.support.pki import Pki, other_pki, pki
from tests.support.released import READ_AT, unpacked
from tests.support.sealing import make_content, signed_container
from tests.support.time_stamping import Stamper, stamped_by, stamper

__all__ = ["other_pki", "pki"]

pytestmark = pytest.mark.peers

DSS = JavaPeer("dss", "Dss")
OPERATOR, OFFICER = "META-INF/signature001.p7s", "META-INF/signature002.p7s"
RECEIPT = "receipt.p7m"  # in a copy
BESIDE = ("warning BBB_CV_IAFS_ANS",)  # not all files are signed: receipt and sealing are not, by people
LATER = NOW.replace(microsecond=0) + timedelta(hours=1)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Verdict:
    """Of one signature, in DSS's words. messages: "error ...", "warning ...", "info ...", "structure ..."."""

    container: str
    file: str
    form: str
    indication: str
    because: str
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    trust: Path
    signed: bytes
    content: bytes | None = None
    at: datetime = LATER


def judged(cases: dict[str, Case], folder: Path) -> dict[str, list[Verdict]]:
    questions = []
    for name, case in cases.items():
        words = [_moment(case.at), str(case.trust), _kept(folder / f"{name}.signed", case.signed)]
        if case.content is not None:
            words.append(_kept(folder / f"{name}.content", case.content))
        questions.append(words)
    found: dict[str, list[Verdict]] = {name: [] for name in cases}
    for number, *answer, messages in DSS.ask(questions, folder):
        said = tuple(message for message in messages.split(", ") if message)
        found[list(cases)[int(number)]].append(Verdict(*answer, said))
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _kept(file: Path, data: bytes) -> str:
    file.write_bytes(data)
    return str(file)


def revoking(pki: Pki, folder: Path) -> Path:
    """Whom the intake believes, when the operator's certificate had been taken back an hour before it signed."""
    shutil.copytree(pki.trust_folder, folder)
    authorities = pki.intake_home / AUTHORITIES
    issuer = load_authority(authorities, authorities / "secret", "operators")
    since = NOW - timedelta(hours=1)
    entry = (pki.operator.certificate.serial, since, x509.ReasonFlags.cessation_of_operation)
    (folder / "crls" / "operators.crl").write_bytes(revocation_list(issuer, (entry,), since, timedelta(days=30)))
    return folder


def without_lists(pki: Pki, folder: Path) -> Path:
    shutil.copytree(pki.trust_folder, folder)
    for file in (folder / "crls").iterdir():
        file.unlink()
    return folder


def believing(pki: Pki, authority: Stamper, folder: Path) -> Path:
    """Whom the intake believes, and this authority of time-stamps."""
    shutil.copytree(pki.trust_folder, folder)
    (folder / "roots" / "timestamp.pem").write_text(authority.above.certificate.pem, encoding="ascii")
    nobody = revocation_list(authority.above, (), NOW, timedelta(days=30))
    (folder / "crls" / "timestamps.crl").write_bytes(nobody)
    return folder


@dataclass(frozen=True)
class Archive:
    """What the centre makes of a packet, in its envelope: opened. long_after: everybody's certificate has ended but the
    second authority's; trust then: roots, and that authority's list, for nobody publishes any other."""

    augmented: bytes
    renewed: bytes
    unstamped: bytes
    trust: Path
    long_after: datetime


def archived(pki: Pki, home: Path, authority: Stamper) -> Archive:
    centre = Centre(home, pki)
    shutil.copytree(pki.intake_home / "centre", home / "centre")
    trust = believing(pki, authority, home / "trust")
    next_one = stamper(above=authority.above, at=NOW + 4 * YEAR, days=4 * 365)

    def augmented(folder: Path, stamping: Stamper, at: datetime) -> bytes:
        asked = Authority(lambda request: stamping.reply(request, at), lambda: at)
        copy = augment(folder, centre.home, "production", asked).file
        return envelope.decrypt(copy.read_bytes(), *pki.receiver("production"))

    def received(container: bytes) -> Path:
        packet = sealed.seal(container, pki.recipients, pki.station, NOW)
        return centre.receive(packet, pki.station.certificate, NOW)

    folder = received(stamped_container(pki, authority))
    first = augmented(folder, authority, LATER)
    unstamped = augmented(received(signed_container(pki)), authority, LATER)
    for file in (trust / "crls").iterdir():
        file.unlink()
    nobody = revocation_list(authority.above, (), NOW + 4 * YEAR, timedelta(days=30))
    (trust / "crls" / "timestamps.crl").write_bytes(nobody)
    renewed = augmented(folder, next_one, NOW + 4 * YEAR)
    return Archive(first, renewed, unstamped, trust, NOW + 7 * YEAR)


def with_changed(container: bytes, path: str) -> bytes:
    files = read_archive(container)
    return write_archive(PacketFile(each.path, each.data + b"0" * (each.path == path)) for each in files)


def stamped_container(pki: Pki, authority: Stamper) -> bytes:
    """As a station makes it where policy names the authority."""

    def stamp(signature: bytes) -> bytes:
        return stamped_by(authority, signature, NOW)

    first = asice.stamped(asice.sign_operator(make_content(), pki.operator, NOW), stamp)
    return asice.stamped(asice.approve(first, pki.officer, NOW, pki.operator.certificate), stamp)


@pytest.fixture(scope="module")
def verdicts(pki: Pki, other_pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Verdict]]:
    """All of this page in one start of Java."""
    folder, trust = tmp_path_factory.mktemp("dss"), pki.trust_folder
    container = signed_container(pki)
    packet = sealed.seal(container, pki.recipients, pki.station, NOW)
    old = packets.sealed_under_transition(unpacked(folder / "released"), folder / "of-0.1.0")
    authority = stamper(days=5 * 365)
    archive = archived(pki, folder / "centre", authority)
    stamping = believing(pki, authority, folder / "stamping")
    cases = {
        "sealed": Case(trust, packet.p7s, packet.p7m),
        "sealed with rsa": Case(trust, cms.sign_detached(packet.p7m, packets.station_with_rsa(pki), NOW), packet.p7m),
        "time-stamped": Case(stamping, stamped_by(authority, packet.p7s, NOW), packet.p7m),
        "signed and time-stamped": Case(stamping, stamped_container(pki, authority)),
        "receipt": Case(trust, cms.sign_attached(b'{"result":"stored"}', pki.receipt_key, NOW)),
        "policy": Case(trust, cms.sign_attached(policies.document(policies.TRANSITION), pki.policy_key, NOW)),
        "signed": Case(trust, container),
        "countersigned": Case(trust, asice.countersign(container, pki.station_quantum, NOW)),
        "other kinds": Case(trust, packets.signed_by_other_kinds(pki)),
        "of 0.1.0": Case(old.trust, old.container, at=READ_AT),
        "changed": Case(trust, packets.with_another_file(container)),
        "sealed otherwise": Case(trust, packet.p7s, packet.p7m + b"\0"),
        "strangers": Case(other_pki.trust_folder, container),
        "revoked": Case(revoking(pki, folder / "revoking"), container),
        "augmented": Case(stamping, archive.augmented),
        "renewed": Case(archive.trust, archive.renewed, at=archive.long_after),
        "augmented without time-stamps before": Case(stamping, archive.unstamped),
        "not augmented": Case(archive.trust, stamped_container(pki, authority), at=archive.long_after),
        "not renewed": Case(archive.trust, archive.augmented, at=archive.long_after),
        "renewed, changed": Case(archive.trust, with_changed(archive.renewed, RECEIPT), at=archive.long_after),
        "no lists": Case(without_lists(pki, folder / "no-lists"), container),
    }
    found = judged(cases, folder)
    for name, signatures in found.items():
        for verdict in signatures:
            print(f"DSS {name}: {verdict}")
    return found


def passed(container: str, file: str) -> Verdict:
    return Verdict(container, file, "CAdES-BASELINE-B", "TOTAL_PASSED", "null", ())


@pytest.mark.parametrize("who", ["sealed", "sealed with rsa", "receipt", "policy"])
def test_what_station_intake_and_state_sign_passes(who: str, verdicts: dict[str, list[Verdict]]) -> None:
    assert verdicts[who] == [passed("null", f"{who}.signed")]


def test_both_peoples_signatures_pass_without_a_word(verdicts: dict[str, list[Verdict]]) -> None:
    assert verdicts["signed"] == [passed("ASiC-E", OPERATOR), passed("ASiC-E", OFFICER)]


def test_the_stations_post_quantum_signature_is_in_nobodys_way(verdicts: dict[str, list[Verdict]]) -> None:
    assert verdicts["countersigned"] == verdicts["signed"]


def test_rsa_and_p_384_pass_too(verdicts: dict[str, list[Verdict]]) -> None:
    assert verdicts["other kinds"] == verdicts["signed"]


def test_packets_of_0_1_0_pass_too_and_this_is_what_was_missing(verdicts: dict[str, list[Verdict]]) -> None:
    """The places of issuer and list; and the third signature, which DSS cannot know, bore the name of one."""
    *people, station = verdicts["of 0.1.0"]
    missing = ("warning BBB_XCV_AIA_PRES_ANS", "warning BBB_XCV_REVOC_PRES_ANS")
    assert people == [replace(passed("ASiC-E", file), messages=missing) for file in (OPERATOR, OFFICER)]
    assert (station.file, station.indication) == ("META-INF/signature003-pq.p7s", "INDETERMINATE")


@pytest.mark.parametrize(
    ("case", "indication", "because"),
    [
        ("changed", "TOTAL_FAILED", "HASH_FAILURE"),
        ("sealed otherwise", "TOTAL_FAILED", "HASH_FAILURE"),
        ("strangers", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND"),
        ("no lists", "INDETERMINATE", "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        ("revoked", "INDETERMINATE", "REVOKED_NO_POE"),
    ],
)
def test_what_should_fail_fails(case: str, indication: str, because: str, verdicts: dict[str, list[Verdict]]) -> None:
    """So that it did look at contents, roots and lists."""
    verdict = verdicts[case][0]
    assert (verdict.indication, verdict.because) == (indication, because)


def passed_in_copy(file: str, form: str) -> Verdict:
    return replace(passed("ASiC-E", file), form=form, messages=BESIDE)


@pytest.mark.parametrize("which", ["augmented", "renewed"])
def test_augmented_copies_pass_as_lta(which: str, verdicts: dict[str, list[Verdict]]) -> None:
    """The renewed one seven years later, when all but the last authority have ended, by the lists that it brings."""
    assert verdicts[which] == [passed_in_copy(each, "CAdES-BASELINE-LTA") for each in (OPERATOR, OFFICER)]


def test_one_whose_signatures_had_no_time_stamp_passes_too(verdicts: dict[str, list[Verdict]]) -> None:
    """DSS gives no level above B to a signature without one in it; what it judges by is the archive's."""
    people = [passed_in_copy(each, "CAdES-BASELINE-B") for each in (OPERATOR, OFFICER)]
    assert verdicts["augmented without time-stamps before"] == people


@pytest.mark.parametrize("which", ["not augmented", "not renewed", "renewed, changed"])
def test_seven_years_later_only_an_archive_that_is_whole_and_renewed_helps(
    which: str, verdicts: dict[str, list[Verdict]]
) -> None:
    assert {verdict.indication for verdict in verdicts[which]} == {"INDETERMINATE"}


def test_a_time_stamp_is_seen_for_one(verdicts: dict[str, list[Verdict]]) -> None:
    assert verdicts["time-stamped"] == [replace(passed("null", "time-stamped.signed"), form="CAdES-BASELINE-T")]
    people = [replace(passed("ASiC-E", each), form="CAdES-BASELINE-T") for each in (OPERATOR, OFFICER)]
    assert verdicts["signed and time-stamped"] == people
