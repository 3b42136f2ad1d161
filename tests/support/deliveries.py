"""A packet's delivery to the intake as bare bytes over TLS: for tests and benchmarks that send very many."""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from station.domain.outbox import PacketId, SealedPacket


@dataclass(frozen=True)
class Delivery:
    """request: head and body, as a station says them."""

    packet_id: PacketId
    request: bytes


def delivery_of(packet: SealedPacket, nonce: str) -> Delivery:
    length = len(packet.p7s) + len(packet.p7m)
    lines = (
        f"PUT /v1/packets/{packet.packet_id} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"X-Nonce: {nonce}",
        f"X-Signature-Length: {len(packet.p7s)}",
        "X-Receipt-Version: 2",
        f"Content-Length: {length}",
    )
    return Delivery(packet.packet_id, "\r\n".join((*lines, "", "")).encode() + packet.p7s + packet.p7m)


def deliver(port: int, client: ssl.SSLContext, delivery: Delivery) -> tuple[int, bytes]:
    """Status and body of the answer. Raises OSError where there is none that is whole."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=60)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as a station's line does
    with plain, client.wrap_socket(plain, server_hostname="localhost") as connection:
        with suppress(BrokenPipeError):  # refused before the end: the answer is there to read
            connection.sendall(delivery.request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end or f"content-length: {len(body)}".encode() not in head.lower():
        raise ConnectionResetError
    return int(head.split(b" ", 2)[1]), body
