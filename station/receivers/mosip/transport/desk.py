"""The four requests about one packet. Each signs in first, and once again when the token turns out to be spent."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from crypto.certificate import Certificate
from crypto.errors import CryptoError
from crypto.mosip import envelope
from crypto.mosip.machine import MosipMachine
from devices.api import CancelScope
from station.domain.clock import Clock
from station.formats.moment import moment_text
from station.outbox.errors import AnswerUnexpected
from station.receivers.line import Answer, Line
from station.receivers.mosip.announcement import APPROVED, Announcement
from station.receivers.mosip.errors import RequestRefused, SignInRefused
from station.receivers.mosip.kept import outcome_in, status_in
from station.receivers.mosip.transport.answers import (
    DUPLICATE,
    NOT_ANNOUNCED,
    admittance,
    errors_in,
    read_answer,
    refusal,
)
from station.receivers.mosip.transport.sign_in import MosipSignIn

STATUS = "/registrationprocessor/v1/registrationstatus/packetexternalstatus"
SYNC = "/registrationprocessor/v1/registrationstatus/syncV2"
UPLOAD = "/registrationprocessor/v1/packetreceiver/registrationpackets"
OUTCOME = "/registrationprocessor/v1/registrationstatus/externalstatus/search"
_JSON = "application/json"
_VERSION = "1.0"


@dataclass(frozen=True)
class DeskAnswer:
    """status: the receiver's word, None where it knows nothing. answer, signature: as they came."""

    status: str | None
    answer: bytes
    signature: str


class MosipDesk:
    """For the outbox thread. Each method raises SignInRefused, CredentialsMissing, ReceiverBusy, AnswerUnexpected, and
    as `Line.post`."""

    def __init__(
        self,
        line: Line,
        sign_in: MosipSignIn,
        machine: MosipMachine,
        reference: str,
        policy: Certificate,
        clock: Clock,
    ) -> None:
        self._line = line
        self._sign_in = sign_in
        self._machine = machine
        self._reference = reference
        self._policy = policy
        self._clock = clock

    def progress(self, announcement: Announcement, scope: CancelScope) -> DeskAnswer:
        """How far the upload is."""
        body = self._request("mosip.registration.packet.external.status", [{"packetId": announcement.packet_id}])
        return self._ask(STATUS, body, lambda answer: status_in(answer, announcement.packet_id), scope)

    def outcome(self, announcement: Announcement, scope: CancelScope) -> DeskAnswer:
        """What became of the registration."""
        body = self._request("mosip.registration.external.status", [{"registrationId": announcement.registration_id}])
        return self._ask(OUTCOME, body, lambda answer: outcome_in(answer, announcement.registration_id), scope)

    def _ask(self, path: str, body: bytes, read: Callable[[bytes], str | None], scope: CancelScope) -> DeskAnswer:
        answer = self._post(path, (body,), {"Content-Type": _JSON}, scope)
        value = read_answer(answer)
        try:
            status = read(answer.body)
        except ValueError:
            raise AnswerUnexpected(status=answer.status) from None
        if status is None and value.get("response") is None and "RPR-RGS-037" not in errors_in(value):
            raise refusal(errors_in(value), answer.retry_after_s)
        return DeskAnswer(status, answer.body, answer.headers.get("Response-Signature", ""))

    def announce(self, announcement: Announcement, scope: CancelScope) -> None:
        """Raises PacketRefused, RequestRefused."""
        plain = self._request("mosip.registration.sync", [sync_entry(announcement)])
        now = self._clock.now()
        try:
            sealed = envelope.seal(plain, self._policy, now)
        except CryptoError as error:
            raise RequestRefused(reason=error.code) from error
        body = json.dumps(urlsafe_b64encode(sealed).rstrip(b"=").decode()).encode()
        signature = urlsafe_b64encode(self._machine.sign(body)).rstrip(b"=").decode()
        headers = {
            "Content-Type": _JSON,
            "Center-Machine-RefId": self._reference,
            "timestamp": moment_text(now),
            "request-signature": f"Authorization:{signature}",
            "KeyIndex": self._machine.key_index,
        }
        answer = self._post(SYNC, (body,), headers, scope)
        value = read_answer(answer)
        accepted = value.get("response") or []
        if isinstance(accepted, list) and any(_is_success(item, announcement) for item in accepted):
            return
        raise refusal(errors_in(value), answer.retry_after_s)

    def upload(self, announcement: Announcement, packet: bytes, scope: CancelScope) -> bool:
        """False when the receiver says that the packet was never announced. Raises PacketRefused, RequestRefused."""
        boundary = token_hex(16)
        head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{announcement.file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        parts = (head, packet, f"\r\n--{boundary}--\r\n".encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        answer = self._post(UPLOAD, parts, headers, scope)
        codes = errors_in(read_answer(answer))
        if NOT_ANNOUNCED in codes:
            return False
        if codes and DUPLICATE not in codes:
            raise refusal(codes, answer.retry_after_s)
        return True

    def _post(self, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], scope: CancelScope) -> Answer:
        answer = self._once(path, parts, headers, scope)
        if admittance(answer) == "token refused":
            self._sign_in.forget()
            answer = self._once(path, parts, headers, scope)
        if admittance(answer) != "admitted":
            self._sign_in.forget()
            raise SignInRefused(reason=f"HTTP {answer.status}")
        return answer

    def _once(self, path: str, parts: tuple[bytes, ...], headers: Mapping[str, str], scope: CancelScope) -> Answer:
        cookie = f"Authorization={self._sign_in.token(scope)}"
        return self._line.post(path, parts, {**headers, "Cookie": cookie, "Accept": _JSON}, scope)

    def _request(self, name: str, request: list[dict[str, Any]]) -> bytes:
        at = moment_text(self._clock.now())
        return json.dumps({"id": name, "version": _VERSION, "requesttime": at, "request": request}).encode()


def sync_entry(announcement: Announcement) -> dict[str, Any]:
    """No name, no address: the receiver finds those in the packet. null, since an empty text counts as a way to reach
    somebody."""
    return {
        "registrationId": announcement.registration_id,
        "packetId": announcement.packet_id,
        "additionalInfoReqId": None,
        "registrationType": announcement.process,
        "langCode": announcement.language,
        "name": None,
        "email": None,
        "phone": None,
        "packetHashValue": announcement.packet_hash.upper(),
        "packetSize": announcement.packet_size,
        "supervisorStatus": APPROVED,
        "supervisorComment": "",
    }


def _is_success(item: object, announcement: Announcement) -> bool:
    return (
        isinstance(item, dict)
        and item.get("registrationId") == announcement.registration_id
        and item.get("status") == "SUCCESS"
    )
