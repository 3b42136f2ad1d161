"""A MOSIP registration processor, written from its specification and stricter than it: every header, form, hash and
signature is checked, in the order the specification gives. Faults can be put before or after any request."""

import json
import ssl
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import fullmatch
from secrets import token_hex
from threading import Thread
from typing import Any, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from station.domain.clock import Clock
from tests.support import mosip_layout
from tests.support.mosip_world import CENTRE, MACHINE, PASSWORD, USER, MosipWorld

TOKEN = "/v1/syncdata/authenticate/useridpwd"
SYNC = "/registrationprocessor/v1/registrationstatus/syncV2"
UPLOAD = "/registrationprocessor/v1/packetreceiver/registrationpackets"
STATUS = "/registrationprocessor/v1/registrationstatus/packetexternalstatus"
OUTCOME = "/registrationprocessor/v1/registrationstatus/externalstatus/search"
HEALTH = "/v1/syncdata/actuator/health"
REFERENCE = f"{CENTRE}_{MACHINE}"

Fault: TypeAlias = Literal["busy", "lose the answer", "hang up", "spend the token", "forbid", "refuse the token"]
Reply: TypeAlias = tuple[int, dict[str, Any]]

_SYNC_ENTRY = {
    "registrationId", "packetId", "additionalInfoReqId", "registrationType", "langCode", "name", "email", "phone",
    "packetHashValue", "packetSize", "supervisorStatus", "supervisorComment",
}  # fmt: skip


class Refusal(Exception):
    """The specification's code."""

    def __init__(self, code: str, status: int = 200) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass
class MosipServer:
    """log: path and code ("" for a good answer) of every request that was read whole. outcome: of every registration
    whose packet was accepted; None where nothing is known of it yet."""

    world: MosipWorld
    context: ssl.SSLContext
    clock: Clock
    largest: int = 5 * 1024 * 1024
    password: str = PASSWORD
    signs: bool = True
    tokens: set[str] = field(default_factory=set)
    synced: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: dict[str, list[bytes]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    status_after_upload: str = "ACCEPTED"
    outcome: str | None = "PROCESSED"
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator["MosipServer"]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server._serve(self)

            def do_GET(self) -> None:
                server._answer(self, *((200, {"status": "UP"}) if self.path == HEALTH else (404, {})))

            def log_message(self, *_: object) -> None: ...

        http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        http.socket = self.context.wrap_socket(http.socket, server_side=True)
        self.url = f"https://127.0.0.1:{http.server_address[1]}"
        thread = Thread(target=http.serve_forever, args=(0.02,), name="mosip")
        thread.start()
        try:
            yield self
        finally:
            http.shutdown()
            http.server_close()
            thread.join(10)

    def paths(self) -> list[str]:
        """What was asked, in order, by the last word of the path."""
        return [path.rsplit("/", 1)[1] for path, _ in self.log]

    # --- one request --------------------------------------------------------------------------------------------------

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        faults = self.faults.get(handler.path, [])
        fault = faults.pop(0) if faults else None
        handler.close_connection = True
        if fault == "hang up":
            return
        if fault == "busy":
            self._answer(handler, 503, {})
            return
        if fault == "forbid":
            self._answer(handler, 403, {"errors": [{"errorCode": "KER-ATH-403", "message": "no"}]})
            return
        if fault == "spend the token":
            self.tokens.clear()
        if fault == "refuse the token":
            self._answer(handler, 200, {"response": None, "errors": [{"errorCode": "KER-ATH-402", "message": "no"}]})
            return
        status, value = self._route(handler, body)
        if fault == "lose the answer":
            return
        self._answer(handler, status, value)

    def _route(self, handler: BaseHTTPRequestHandler, body: bytes) -> Reply:
        path, code = handler.path, ""
        try:
            forced = self.codes.get(path, [])
            if forced:
                raise Refusal(forced.pop(0))
            if path == TOKEN:
                return 200, self._token(body)
            self._require_token(handler)
            if path == SYNC:
                return 200, self._sync(handler, body)
            if path == UPLOAD:
                return 200, self._upload(handler, body)
            if path == STATUS:
                return 200, self._status(body)
            if path == OUTCOME:
                return 200, self._outcome(body)
            raise Refusal("RPR-XXX-404", 404)
        except Refusal as refusal:
            code = refusal.code
            errors = [{"errorCode": code, "message": "no", "status": "FAILURE"}]
            return refusal.status, {"response": None, "errors": errors}
        finally:
            self.log.append((path, code))

    def _answer(self, handler: BaseHTTPRequestHandler, status: int, value: dict[str, Any]) -> None:
        body = json.dumps({"id": "x", "version": "1.0", "responsetime": _text(self.clock.now()), **value}).encode()
        with suppress(OSError):
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            if self.signs:
                handler.send_header("Response-Signature", self.world.answers.jws(body))
            handler.end_headers()
            handler.wfile.write(body)

    # --- the five services --------------------------------------------------------------------------------------------

    def _token(self, body: bytes) -> dict[str, Any]:
        parts = json.loads(body)["request"].split(".")
        _require(len(parts) == 3, "KER-SNC-144")
        header, payload, signature = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
        sign_key = self.world.machine.sign_key
        _require(json.loads(header) == {"kid": _fingerprint(sign_key)}, "KER-SNC-155")
        _check_signature(sign_key, signature, payload, "KER-SNC-144")
        said = json.loads(payload)
        _require(said.keys() == {"userId", "password", "authType", "timestamp"}, "KER-SNC-144")
        self._require_time(said["timestamp"], timedelta(minutes=5), "KER-SNC-145")
        _require(said["authType"] == "NEW", "KER-SNC-144")
        _require((said["userId"], said["password"]) == (USER, self.password), "KER-ATH-008")
        token = token_hex(20)
        self.tokens.add(token)
        answer = {"token": token, "refreshToken": "r", "expiryTime": 3600, "refreshExpiryTime": 36000}
        sealed = mosip_layout.encrypt_to_machine(json.dumps(answer).encode(), _public(self.world.machine.encrypt_key))
        return {"response": urlsafe_b64encode(sealed).decode(), "errors": None}

    def _require_token(self, handler: BaseHTTPRequestHandler) -> None:
        name, _, token = (handler.headers["Cookie"] or "").partition("=")
        if name != "Authorization" or token not in self.tokens:
            raise Refusal("KER-ATH-401", 401)

    def _sync(self, handler: BaseHTTPRequestHandler, body: bytes) -> dict[str, Any]:
        _require(handler.headers["Content-Type"] == "application/json", "RPR-RGS-013")
        _require(handler.headers["Center-Machine-RefId"] == REFERENCE, "RPR-RGS-028")
        self._require_time(handler.headers["timestamp"], timedelta(hours=3), "RPR-RGS-023")
        _require(handler.headers["KeyIndex"] == _fingerprint(self.world.machine.encrypt_key), "RPR-RGS-028")
        scheme, _, signature = handler.headers["request-signature"].partition(":")
        _require(scheme == "Authorization", "RPR-RGS-013")
        _check_signature(self.world.machine.sign_key, _decode(signature), body, "RPR-RGS-028")
        try:
            sealed = _decode(json.loads(body))
            plain = mosip_layout.decrypt(sealed, self.world.policy.key, self.world.policy.der)
        except (AssertionError, ValueError, InvalidTag):
            raise Refusal("RPR-RGS-028") from None
        request = json.loads(plain)
        _require(request["id"] == "mosip.registration.sync", "RPR-RGS-019")
        _require(request["version"] == "1.0", "RPR-RGS-021")
        self._require_time(request["requesttime"], timedelta(seconds=10800), "RPR-RGS-024")
        (entry,) = request["request"]
        self._check_entry(entry)
        self.synced[entry["packetId"]] = entry
        return {"response": [{"registrationId": entry["registrationId"], "status": "SUCCESS"}], "errors": None}

    def _check_entry(self, entry: dict[str, Any]) -> None:
        rid = entry["registrationId"]
        _require(entry.keys() == _SYNC_ENTRY, "RPR-RGS-013")
        _require(bool(rid), "RPR-RGS-006")
        _require(rid.isdecimal(), "RPR-RGS-008")
        _require(len(rid) == 29, "RPR-RGS-009")
        _require(rid.startswith(CENTRE + MACHINE), "RPR-RGS-014")
        _require(_is_second(rid[15:]), "RPR-RGS-007")
        _require(fullmatch(rf"{rid}-{REFERENCE}-\d{{14}}", entry["packetId"]) is not None, "RPR-RGS-014")
        _require(entry["registrationType"] in ("NEW", "UPDATE", "LOST"), "RPR-RGS-003")
        _require(fullmatch(r"[a-z]{3}", entry["langCode"]) is not None, "RPR-RGS-004")
        _require(entry["supervisorStatus"] in ("APPROVED", "REJECTED"), "RPR-RGS-026")
        _require(fullmatch(r"[0-9A-F]{64}", entry["packetHashValue"]) is not None, "RPR-RGS-027")
        _require(isinstance(entry["packetSize"], int) and entry["packetSize"] > 0, "RPR-RGS-013")
        _require(entry["additionalInfoReqId"] is None, "RPR-RGS-036")
        _require([entry[name] for name in ("name", "email", "phone")] == [None] * 3, "RPR-RGS-014")

    def _upload(self, handler: BaseHTTPRequestHandler, body: bytes) -> dict[str, Any]:
        name, packet = _single_part(handler.headers["Content-Type"], body)
        packet_id = name.split(".")[0]
        entry = self.synced.get(packet_id)
        if entry is None:
            raise Refusal("RPR-PKR-001")
        _require(sha256(packet).hexdigest().upper() == entry["packetHashValue"], "RPR-PKR-009")
        _require(name.endswith(".zip"), "RPR-PKR-003")
        _require(len(packet) <= self.largest, "RPR-PKR-002")
        _require(len(packet) == entry["packetSize"], "RPR-PKR-013")
        _require(packet_id not in self.uploads or self.statuses.get(packet_id) == "RESEND", "RPR-PKR-005")
        self.uploads.setdefault(packet_id, []).append(packet)
        self.statuses[packet_id] = self.status_after_upload
        return {"response": {"status": "Packet has reached Packet Receiver"}, "errors": None}

    def _status(self, body: bytes) -> dict[str, Any]:
        request = json.loads(body)
        _require(request["id"] == "mosip.registration.packet.external.status", "RPR-RGS-019")
        _require(request["version"] == "1.0", "RPR-RGS-021")
        self._require_time(request["requesttime"], timedelta(seconds=10800), "RPR-RGS-024")
        _require(1 <= len(request["request"]) <= 5, "RPR-RGS-013")
        known, errors = [], []
        for item in request["request"]:
            packet_id = item["packetId"]
            if packet_id in self.synced or packet_id in self.statuses:
                known.append({"packetId": packet_id, "statusCode": self.statuses.get(packet_id, "UPLOAD_PENDING")})
            else:
                errors.append({"errorCode": "RPR-RGS-037", "message": "not found", "packetId": packet_id})
        return {"response": known, "errors": errors}

    def _outcome(self, body: bytes) -> dict[str, Any]:
        request = json.loads(body)
        _require(request["id"] == "mosip.registration.external.status", "RPR-RGS-019")
        _require(request["version"] == "1.0", "RPR-RGS-021")
        self._require_time(request["requesttime"], timedelta(seconds=10800), "RPR-RGS-024")
        (item,) = request["request"]
        _require(item.keys() == {"registrationId"}, "RPR-RGS-019")
        rid = item["registrationId"]
        if self.outcome is None or not any(packet_id.startswith(f"{rid}-") for packet_id in self.uploads):
            unknown = {"errorCode": "RPR-RGS-037", "message": "not found", "registrationId": rid}
            return {"response": [], "errors": [unknown]}
        return {"response": [{"registrationId": rid, "statusCode": self.outcome}], "errors": []}

    def _require_time(self, said: str, within: timedelta, code: str) -> None:
        _require(fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said) is not None, code)
        _require(abs(datetime.fromisoformat(said) - self.clock.now()) <= within, code)


def _single_part(content_type: str, body: bytes) -> tuple[str, bytes]:
    """File name and bytes of a multipart body with one part named "file"."""
    found = fullmatch(r"multipart/form-data; boundary=([0-9a-zA-Z]{1,70})", content_type)
    _require(found is not None, "RPR-PKR-003")
    assert found is not None
    boundary = f"--{found[1]}".encode()
    _require(body.startswith(boundary + b"\r\n") and body.endswith(b"\r\n" + boundary + b"--\r\n"), "RPR-PKR-003")
    head, _, rest = body[len(boundary) + 2 :].partition(b"\r\n\r\n")
    named = fullmatch(
        r'Content-Disposition: form-data; name="file"; filename="([0-9A-Za-z_.-]+)"\r\nContent-Type: \S+',
        head.decode("ascii"),
    )
    _require(named is not None, "RPR-PKR-003")
    assert named is not None
    return named[1], rest[: -len(boundary) - 6]


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise Refusal(code)


def _check_signature(key: bytes, signature: bytes, data: bytes, code: str) -> None:
    try:
        mosip_layout.verify(_public(key), signature, data)
    except InvalidSignature:
        raise Refusal(code) from None


def _public(der: bytes) -> rsa.RSAPublicKey:
    key = load_der_public_key(der)
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def _fingerprint(key: bytes) -> str:
    """As MOSIP's kernel writes it."""
    return ":".join(f"{byte:02x}" for byte in sha256(key).digest())


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_second(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
