"""Prism lets through what OSIA's own definition (../shared/data/osia) allows of what we send there, and no more."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from devices.api import CancelScope
from station.domain.outbox import Parcel, SealedPacket
from station.outbox.errors import ReceiverBusy
from station.packet.format import Dossier
from station.receivers.line import Answer
from station.receivers.osia.errors import EnrollmentForbidden, EnrollmentGone, EnrollmentMalformed
from station.receivers.osia.form.form import OsiaEnrollment
from station.receivers.osia.references import with_references
from station.receivers.osia.scope import Json
from station.receivers.osia.statement import decode_statement
from station.receivers.osia.submission import decode_submission
from station.receivers.osia.transport.client import OsiaClient, Visit, buffer_address
from station.receivers.osia.transport.token import BearerToken
from station.receivers.osia.transport.transport import OsiaTransport
from station.receivers.osia.transport.uploads import Uploads
from tests.peers.node import NodeServer
from tests.support.clock import NOW, FakeClock
from tests.support.osia_server import TOKEN
from tests.support.packets import parcel_of
from tests.support.people import Shelf, context, enrollment, given
from tests.support.pki import Pki, pki
from tests.support.released import packet, unpacked
from tests.support.sealing import signed_container
from tests.support.service_dossiers import dossier_for, services_for

__all__ = ["pki"]

pytestmark = pytest.mark.peers

PRISM = NodeServer("prism", "@stoplight/prism-cli/dist/index.js", "Prism is listening")
NONCE, BASE = "0f" * 16, "https://osia.example"


@dataclass(frozen=True)
class Verdict:
    """violations: what Prism found against the request, in its words; "" where nothing."""

    operation: str
    status: int
    violations: str


@dataclass
class Wire:
    """In the place of `Line`: Prism speaks no TLS. code: the status that it is asked to answer with."""

    port: int
    code: str = ""
    verdicts: list[Verdict] = field(default_factory=list)

    def ask(
        self, method: str, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], _: CancelScope
    ) -> Answer:
        wanted = {"Prefer": f"code={self.code}"} if self.code else {}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, b"".join(parts), {**headers, **wanted})
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        self.verdicts.append(Verdict(f"{method} {path}", answer.status, answer.headers.get("sl-violations", "")))
        return Answer(answer.status, answer.headers, body)

    def close(self) -> None: ...


@dataclass(frozen=True)
class Desk:
    wire: Wire
    client: OsiaClient
    home: Path

    def deliver(self, parcel: Parcel) -> bytes:
        uploads = Uploads(self.home / "uploads", BASE)
        return OsiaTransport(self.wire, self.client, BASE, uploads).send(parcel, CancelScope(300))  # type: ignore[arg-type]

    def visit(self, transaction_id: str = NONCE) -> Visit:
        return Visit("5c0ffee0-0000-4000-8000-000000000001", transaction_id, CancelScope(60))


@pytest.fixture(scope="module")
def port(shared_data: Path) -> Iterator[int]:
    arguments = ("mock", "--errors", "-h", "127.0.0.1", "-p", "{port}", str(shared_data / "osia" / "enrollment.yaml"))
    with PRISM.running(*arguments) as port:
        yield port


@pytest.fixture
def desk(port: int, tmp_path: Path) -> Desk:
    token = tmp_path / "osia.token"
    token.touch(mode=0o600)
    token.write_text(TOKEN, encoding="ascii")
    wire = Wire(port)
    return Desk(wire, OsiaClient(wire, BearerToken(token, FakeClock())), tmp_path)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sealed(pki: Pki) -> SealedPacket:
    shelf = Shelf()
    made = enrollment(shelf)
    dossier = Dossier(made, given(made), context(made), signed_container(pki), shelf.get)
    return OsiaEnrollment().seal(dossier, pki.recipients, pki.station, NOW)


@pytest.fixture(scope="module")
def whole(sealed: SealedPacket) -> Json:
    """The object as it stands at the server."""
    submission = decode_submission(sealed.p7m)
    return with_references(
        submission,
        {
            buffer.place: buffer_address(BASE, submission.enrollment_id, f"b-{number}", NONCE)
            for number, buffer in enumerate(submission.buffers)
        },
    )


def test_a_whole_enrollment_is_let_through(desk: Desk, sealed: SealedPacket, whole: Json) -> None:
    statement = decode_statement(desk.deliver(parcel_of(sealed, NONCE)))
    assert statement.packet_id == sealed.packet_id
    verdicts, buffers = desk.wire.verdicts, decode_submission(sealed.p7m).buffers
    passed = [verdict for verdict in verdicts if verdict.status in (201, 204) and not verdict.violations]
    print(f"Prism: {len(passed)} of {len(verdicts)} requests of an enrollment")
    assert passed == verdicts
    assert len(verdicts) == len(buffers) + 3


@pytest.mark.parametrize("service", services_for("osia"))
def test_the_form_of_every_service_is_let_through(service: str, desk: Desk, pki: Pki) -> None:
    made = OsiaEnrollment().seal(dossier_for(service, pki), pki.recipients, pki.station, NOW)
    statement = decode_statement(desk.deliver(parcel_of(made, NONCE)))
    assert statement.packet_id == made.packet_id
    buffers = decode_submission(made.p7m).buffers
    print(f"Prism: {len(desk.wire.verdicts)} requests of {service}")
    assert len(desk.wire.verdicts) == len(buffers) + 3
    assert {(verdict.status in (201, 204), verdict.violations) for verdict in desk.wire.verdicts} == {(True, "")}


def test_each_reference_leads_to_a_request_that_it_lets_through(desk: Desk, whole: Json) -> None:
    parts = [part for document in whole["documentData"] for part in document["parts"]]
    owners = [*whole["biometricData"], *parts]
    references = [owner[name] for owner in owners for name in ("imageRef", "templateRef", "dataRef") if name in owner]
    assert len(set(references)) == len(references) > 3
    head = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/*"}
    for reference in references:
        desk.wire.ask("GET", reference.removeprefix(BASE), (), head, CancelScope(60))
    assert {(verdict.status, verdict.violations) for verdict in desk.wire.verdicts} == {(200, "")}
    without = references[0].removeprefix(BASE).partition("?")[0]
    assert desk.wire.ask("GET", without, (), head, CancelScope(60)).status == 400


def test_a_packet_of_the_first_version_is_let_through(desk: Desk, tmp_path: Path) -> None:
    released, packet_id = unpacked(tmp_path / "released"), packet("osia", "waiting")
    kept = [file.read_bytes() for file in (released.osia / "data" / "outbox").glob("packet-*.p7m")]
    (old,) = (data for data in kept if sha256(data).hexdigest() == packet_id)
    assert desk.deliver(parcel_of(SealedPacket("old", packet_id, old, b""), NONCE))
    assert [verdict.violations for verdict in desk.wire.verdicts if verdict.violations] == []


def _without_hash(value: Json) -> Any:
    return {**value, "integrity": [{name: text for name, text in value["integrity"][0].items() if name != "hash"}]}


def _first_biometric(value: Json, **changes: Any) -> Any:
    first, *others = value["biometricData"]
    return {**value, "biometricData": [{**first, **changes}, *others]}


SPOILT: dict[str, Callable[[Json], Any]] = {
    "a member of our own": lambda value: {**value, "ours": 1},
    "an integrity without its hash": _without_hash,
    "a biometric of a type that there is not": lambda value: _first_biometric(value, biometricType="EAR"),
    "a biometric with a member of our own": lambda value: _first_biometric(value, sealed="AAAA"),
    "a reference that is no address": lambda value: _first_biometric(value, imageRef="not an address"),
    "a width in words": lambda value: _first_biometric(value, width="wide"),
    "an encryption without a scope": lambda value: {**value, "encryption": {"type": "PKCS7"}},
    "a list in a document's place": lambda value: {**value, "documentData": [[]]},
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_the_definition_forbids_it_refuses(name: str, desk: Desk, whole: Json) -> None:
    """So that its silence is approval; and its number for an error is the last of int32, which must end typed."""
    with pytest.raises(EnrollmentMalformed) as caught:
        desk.client.patch(desk.visit(), SPOILT[name](whole))
    assert caught.value.params == {"reason": f"OSIA {-(2**31)}"}
    (verdict,) = desk.wire.verdicts
    print(f"Prism, {name}: {json.loads(verdict.violations)[0]['message']}")
    assert verdict.status == 400


def test_a_visit_without_a_transaction_is_refused(desk: Desk, whole: Json) -> None:
    path = f"/v1/enrollments/{desk.visit().enrollment_id}"
    head = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert desk.wire.ask("PATCH", path, (json.dumps(whole).encode(),), head, CancelScope(60)).status == 400


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("400", EnrollmentMalformed),
        ("403", EnrollmentForbidden),
        ("404", EnrollmentGone),
        ("500", ReceiverBusy),
    ],
)
def test_each_documented_answer_ends_in_a_word_of_ours(
    code: str, error: type[Exception], desk: Desk, whole: Json
) -> None:
    desk.wire.code = code
    calls: list[Callable[[], object]] = [
        lambda: desk.client.buffer(desk.visit(), b"buffer"),
        lambda: desk.client.patch(desk.visit(), whole),
        lambda: desk.client.finalize(desk.visit()),
        lambda: desk.client.read(desk.visit()),
    ]
    for call in calls:
        with pytest.raises(error):
            call()
    assert {verdict.status for verdict in desk.wire.verdicts} == {int(code)}


def test_an_enrollment_that_is_there_already_is_no_fault(desk: Desk) -> None:
    desk.wire.code = "409"
    assert desk.client.create(desk.visit(), {"enrollmentType": "X"}) is False


def test_a_token_is_asked_for(desk: Desk) -> None:
    desk.wire.ask("PUT", f"/v1/enrollments/x/finalize?transactionId={NONCE}", (), {}, CancelScope(60))
    assert desk.wire.verdicts[0].status == 401
