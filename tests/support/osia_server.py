"""A strict OSIA 7.1 enrollment server, written from the specification (interface 1.3.0), with faults on demand.

Nothing is let in that the interface does not name: unknown members, unknown or missing parameters, other content types,
wrong digests, references to buffers that are not there, changes after finalizing.
"""

import hashlib
import json
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from re import fullmatch
from threading import Event, Thread
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.support.osia_schema import ENROLLMENT

TOKEN = "eyJhbGciOiJub25lIn0.e30.c2ln"  # {"alg":"none"}.{}.: opaque to the station, but for `exp`
SCOPES = frozenset({"enroll.write", "enroll.read", "enroll.buf.write", "enroll.buf.read"})
_DIGESTS = {"SHA": "sha1", "SHA-256": "sha256", "SHA-512": "sha512"}


@dataclass(frozen=True)
class Call:
    """operation: create, read, patch, finalize, buffer, read_buffer, ...; what came with it."""

    operation: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    kind: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    def __init__(self, status: int, code: int = 0, message: str = "no") -> None:
        self.reply = problem(status, code, message) if status != 403 else Reply(403)


Fault: TypeAlias = "Callable[[OsiaServer, Call], Reply | None]"
"""Stands between request and reply. None: hang up without a word."""


def problem(status: int, code: int = 1, message: str = "no") -> Reply:
    return Reply(status, json.dumps({"code": code, "message": message}).encode(), "application/json")


def answer(reply: Reply) -> Fault:
    """Say that, do nothing."""
    return lambda server, call: reply


def lose_the_reply(server: "OsiaServer", call: Call) -> Reply | None:
    """Do what was asked, and hang up."""
    server.handle(call)
    return None


def lose_the_request(server: "OsiaServer", call: Call) -> Reply | None:
    return None


def say_nothing(server: "OsiaServer", call: Call) -> Reply | None:
    server.stopping.wait(10)
    return None


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396 clause 2, as its pseudocode has it."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


@dataclass
class OsiaServer:
    """faults: by "operation" or "operation:number of that call", each met once.

    buffers_first: whether buffers are taken before the enrollment exists.
    """

    context: ssl.SSLContext
    scopes: frozenset[str] = SCOPES
    buffers_first: bool = False
    token: str = TOKEN
    faults: dict[str, Fault] = field(default_factory=dict)
    enrollments: dict[str, dict[str, Any]] = field(default_factory=dict)
    buffers: dict[str, dict[str, tuple[bytes, str]]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def operations(self) -> list[str]:
        return [call.operation for call in self.calls]

    @contextmanager
    def running(self) -> Iterator["OsiaServer"]:
        server = _TlsServer(("127.0.0.1", 0), _handler(self))
        server.context = self.context
        self.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.02,), name="osia-server")
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            server.shutdown()
            thread.join(10)
            server.server_close()

    def fetch(self, address: str) -> bytes:
        """What a centre gets for a reference in the object."""
        found = fullmatch(rf"{self.url}/v1/enrollments/([^/]+)/buffer/([^/?]+)\?transactionId=[^&]+", address)
        assert found, address
        return self.buffers[found[1]][found[2]][0]

    def take(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        operation, enrollment_id, buffer_id = _operation(method, parts.path)
        call = Call(operation, {**query, "_id": enrollment_id, "_buffer": buffer_id}, headers, body)
        self.calls.append(call)
        count = self.operations.count(operation)
        for name in (f"{operation}:{count}", operation):
            if name in self.faults:
                return self.faults.pop(name)(self, call)
        return self.handle(call)

    def handle(self, call: Call) -> Reply:
        try:
            return self._handle(call)
        except Refusal as refusal:
            return refusal.reply

    def _handle(self, call: Call) -> Reply:
        if call.operation not in _NEEDS:
            return Reply(404)
        scope, allowed, status = _NEEDS[call.operation]
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            return Reply(401)
        if scope not in self.scopes:
            return Reply(403)
        query = {name: value for name, value in call.query.items() if not name.startswith("_")}
        if not query.get("transactionId") or not query.keys() <= {"transactionId", *allowed}:
            raise Refusal(400, 2, "parameters")
        reply: Reply = getattr(self, f"_{call.operation}")(call) or Reply(status)
        if query.get("finalize") == "true":
            self._finalize(call)
        return reply

    def _create(self, call: Call) -> None:
        value = _json(call)
        if call.query["_id"] in self.enrollments:
            raise Refusal(409)
        self._put(call.query["_id"], value)

    def _update(self, call: Call) -> None:
        self._open(call)
        self._put(call.query["_id"], _json(call))

    def _patch(self, call: Call) -> None:
        found = self._open(call)
        self._put(call.query["_id"], merge_patch(found, _json(call)))

    def _finalize(self, call: Call) -> None:
        self._open(call)["status"] = "FINALIZED"

    def _read(self, call: Call) -> Reply:
        value = {**self._find(call), "enrollmentId": call.query["_id"]}
        return Reply(200, json.dumps(value).encode(), "application/json")

    def _buffer(self, call: Call) -> Reply:
        held = self.enrollments.get(call.query["_id"])
        if held is None and not self.buffers_first:
            raise Refusal(404, 4, "unknown record")
        if held is not None and held["status"] == "FINALIZED":
            raise Refusal(403)
        kind = call.headers.get("Content-Type", "")
        if not call.body or not kind.startswith(("image/", "application/")):
            raise Refusal(400, 5, "buffer")
        if (digest := call.headers.get("Digest")) is not None:
            name, _, expected = digest.partition("=")
            if name not in _DIGESTS:
                raise Refusal(400, 6, "digest algorithm")
            if b64encode(hashlib.new(_DIGESTS[name], call.body).digest()).decode() != expected:
                raise Refusal(400, 7, "digest")
        kept = self.buffers.setdefault(call.query["_id"], {})
        buffer_id = f"b-{len(kept) + 1}"
        kept[buffer_id] = (call.body, kind)
        return Reply(201, json.dumps({"bufferId": buffer_id}).encode(), "application/json")

    def _read_buffer(self, call: Call) -> Reply:
        found = self.buffers.get(call.query["_id"], {}).get(call.query["_buffer"])
        if found is None:
            raise Refusal(404, 4, "unknown record")
        digest = b64encode(hashlib.sha256(found[0]).digest()).decode()
        return Reply(200, found[0], found[1], (("Digest", f"SHA-256={digest}"),))

    def _find(self, call: Call) -> dict[str, Any]:
        if call.query["_id"] not in self.enrollments:
            raise Refusal(404, 4, "unknown record")
        return self.enrollments[call.query["_id"]]

    def _open(self, call: Call) -> dict[str, Any]:
        found = self._find(call)
        if found["status"] == "FINALIZED":
            raise Refusal(403)
        return found

    def _put(self, enrollment_id: str, value: dict[str, Any]) -> None:
        value = {name: member for name, member in value.items() if name != "status"}
        if ENROLLMENT.wrong(value):
            raise Refusal(400, 3, "schema")
        base = f"{self.url}/v1/enrollments/{enrollment_id}/buffer/"
        known = {f"{base}{name}" for name in self.buffers.get(enrollment_id, {})}
        references = [reference.partition("?transactionId=") for reference in _references(value)]
        if any(address not in known or not transaction for address, _, transaction in references):
            raise Refusal(400, 8, "reference")
        self.enrollments[enrollment_id] = {**deepcopy(value), "status": "IN_PROGRESS"}


_NEEDS: dict[str, tuple[str, frozenset[str], int]] = {
    "create": ("enroll.write", frozenset({"finalize"}), 204),
    "update": ("enroll.write", frozenset({"finalize"}), 204),
    "patch": ("enroll.write", frozenset({"finalize"}), 204),
    "finalize": ("enroll.write", frozenset(), 204),
    "read": ("enroll.read", frozenset({"attributes"}), 200),
    "buffer": ("enroll.buf.write", frozenset(), 201),
    "read_buffer": ("enroll.buf.read", frozenset(), 200),
}
_METHODS = {"POST": "create", "PUT": "update", "PATCH": "patch", "GET": "read"}


def _operation(method: str, path: str) -> tuple[str, str, str]:
    """(operation, enrollment id, buffer id)"""
    found = fullmatch(r"/v1/enrollments/([^/]+)(?:/(finalize|buffer)(?:/([^/]+))?)?", path)
    if found is None:
        return "unknown", "", ""
    enrollment_id, part, buffer_id = found.groups()
    if part is None:
        return _METHODS.get(method, "unknown"), enrollment_id, ""
    name = {("finalize", "PUT"): "finalize", ("buffer", "POST"): "buffer", ("buffer", "GET"): "read_buffer"}
    operation = name.get((part, method), "unknown")
    wanted = operation == "read_buffer"
    return (operation if wanted == (buffer_id is not None) else "unknown"), enrollment_id, buffer_id or ""


def _json(call: Call) -> dict[str, Any]:
    if call.headers.get("Content-Type", "").partition(";")[0] != "application/json":
        raise Refusal(400, 9, "content type")
    try:
        value = json.loads(call.body)
    except ValueError:
        raise Refusal(400, 10, "json") from None
    if not isinstance(value, dict) or value.keys() & {"enrollmentId", "status"}:
        raise Refusal(400, 3, "schema")
    return value


def _object(call: Call) -> dict[str, Any]:
    return _json(call)


def _references(value: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(value, dict):
        for name, member in value.items():
            found |= {member} if name in ("imageRef", "templateRef", "dataRef") else _references(member)
    elif isinstance(value, list):
        for item in value:
            found |= _references(item)
    return found


class _TlsServer(ThreadingHTTPServer):
    daemon_threads = False
    context: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(5)
        try:
            with self.context.wrap_socket(request, server_side=True) as connection:
                super().finish_request(connection, client_address)
        except OSError:  # the client hung up, or does not trust us
            return


def _handler(server: OsiaServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            self.close_connection = True
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = server.take(self.command, self.path, self.headers, body)  # type: ignore[arg-type]
            if reply is None:
                return
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.kind:
                self.send_header("Content-Type", reply.kind)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any

        def log_message(self, format: str, *args: Any) -> None: ...

    return Handler
