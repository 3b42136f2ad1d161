"""Sealing and opening in one pass: the same message, whole or nothing, and memory that does not grow."""

import os
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import envelope
from crypto.envelope import structure
from crypto.errors import BadEnvelope, BadRecipient, ContentChanged, CryptoError, NotARecipient, TooLarge
from tests.unit.crypto.conftest import Receiver

CONTENT = os.urandom(300_000)
MIB = 1024 * 1024
Pair = tuple[Receiver, Receiver]


def parts(content: bytes, receivers: Pair, sizes: list[int] | None = None) -> Iterator[bytes]:
    """`content` sealed as a stream of chunks of `sizes`, over and over."""
    return envelope.encrypt_stream(cut(content, sizes or [70_000]), len(content), [r.certificate for r in receivers])


def cut(content: bytes, sizes: list[int]) -> Iterator[bytes]:
    at = turn = 0
    while at < len(content):
        size = sizes[turn % len(sizes)]
        yield content[at : at + size]
        at, turn = at + size, turn + 1


@pytest.fixture(scope="module")
def sealed(receivers: Pair) -> bytes:
    return b"".join(parts(CONTENT, receivers))


@given(content=st.binary(max_size=5000), sizes=st.lists(st.integers(1, 900), min_size=1, max_size=4))
def test_how_it_is_cut_does_not_matter(content: bytes, sizes: list[int], receivers: Pair) -> None:
    message = b"".join(parts(content, receivers, sizes))
    for receiver in receivers:
        assert envelope.decrypt(message, receiver.certificate, receiver.key) == content


@pytest.mark.parametrize("size", [0, 1, 90, 127, 128, 255, 256, 65_500, 65_536, 70_000])
def test_lengths_are_right_wherever_their_form_changes(size: int, receivers: Pair, tmp_path: Path) -> None:
    message = b"".join(parts(bytes(size), receivers))
    assert len(message) == len(envelope.encrypt(bytes(size), [r.certificate for r in receivers]))
    assert opened(message, receivers[0], tmp_path) == bytes(size)


def opened(message: bytes, receiver: Receiver, folder: Path) -> bytes:
    source, target = folder / "packet.p7m", folder / "opened"
    source.write_bytes(message)
    envelope.decrypt_file(source, target, receiver.certificate, receiver.key)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path for path in folder.iterdir() if path not in (source, target)] == []
    return target.read_bytes()


def test_from_file_to_file(sealed: bytes, receivers: Pair, tmp_path: Path) -> None:
    for receiver in receivers:
        assert opened(sealed, receiver, tmp_path) == CONTENT


def test_a_file_is_read_in_chunks() -> None:
    chunks = list(envelope.chunks_of(BytesIO(CONTENT)))
    assert b"".join(chunks) == CONTENT
    assert {len(chunk) for chunk in chunks[:-1]} == {envelope.CHUNK_BYTES}


@pytest.mark.parametrize("said", [len(CONTENT) - 1, len(CONTENT) + 1, 0])
def test_a_content_that_changes_meanwhile_gives_no_message(said: int, receivers: Pair) -> None:
    stream = envelope.encrypt_stream(cut(CONTENT, [70_000]), said, [r.certificate for r in receivers])
    made = BytesIO()
    with pytest.raises(ContentChanged):
        made.writelines(stream)
    with pytest.raises(CryptoError):
        envelope.decrypt(made.getvalue(), receivers[0].certificate, receivers[0].key)


def test_what_cannot_be_sealed_is_refused_before_the_first_byte(receivers: Pair) -> None:
    certificates = [receiver.certificate for receiver in receivers]
    with pytest.raises(BadRecipient, match="few"):
        envelope.encrypt_stream((), 0, certificates[:1])
    with pytest.raises(BadRecipient, match="many"):
        envelope.encrypt_stream((), 0, certificates * structure.MAX_RECIPIENTS)
    with pytest.raises(TooLarge):
        envelope.encrypt_stream((), envelope.MAX_STREAM_BYTES, certificates)


def not_opened(message: bytes, receiver: Receiver, folder: Path) -> None:
    """Refused by both ways of opening, and nothing of the content is left on the disk."""
    source, target = folder / "packet.p7m", folder / "opened"
    source.write_bytes(message)
    with pytest.raises(CryptoError):
        envelope.decrypt(message, receiver.certificate, receiver.key)
    with pytest.raises(CryptoError):
        envelope.decrypt_file(source, target, receiver.certificate, receiver.key)
    assert list(folder.iterdir()) == [source]


def body(sealed: bytes) -> int:
    """Where the ciphertext begins."""
    return structure.read_head(sealed, len(sealed), len(sealed)).start


def test_a_changed_bit_anywhere_in_the_content_or_the_tag(sealed: bytes, receivers: Pair, tmp_path: Path) -> None:
    start = body(sealed)
    for position in (start, start + 1, start + 65_536, len(sealed) - 19, *range(len(sealed) - 18, len(sealed))):
        changed = bytearray(sealed)
        changed[position] ^= 0x10
        not_opened(bytes(changed), receivers[0], tmp_path)


@pytest.mark.parametrize("keep", [0, 1, 30, 500, 5000, 100_000, -19, -18, -17, -1])
def test_a_cut_message(keep: int, sealed: bytes, receivers: Pair, tmp_path: Path) -> None:
    not_opened(sealed[:keep], receivers[0], tmp_path)


def test_a_longer_message(sealed: bytes, receivers: Pair, tmp_path: Path) -> None:
    not_opened(sealed + b"\0", receivers[0], tmp_path)
    not_opened(sealed + sealed, receivers[0], tmp_path)


def test_chunks_in_another_order(sealed: bytes, receivers: Pair, tmp_path: Path) -> None:
    """One tag covers all: there are no parts that could be exchanged."""
    start, size = body(sealed), 65_536
    first, second = sealed[start : start + size], sealed[start + size : start + 2 * size]
    not_opened(sealed[:start] + second + first + sealed[start + 2 * size :], receivers[0], tmp_path)


def test_parts_of_two_packets_mixed(sealed: bytes, receivers: Pair, tmp_path: Path) -> None:
    other = b"".join(parts(CONTENT, receivers))
    start = body(sealed)
    assert len(other) == len(sealed)
    not_opened(other[:start] + sealed[start:], receivers[0], tmp_path)
    not_opened(sealed[:-16] + other[-16:], receivers[0], tmp_path)


def test_a_file_that_shrinks_while_it_is_read(
    sealed: bytes, receivers: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "packet.p7m", tmp_path / "opened"
    source.write_bytes(sealed)
    read_head = structure.read_head

    def and_then_cut(head: bytes, size: int, max_size: int) -> structure.Head:
        os.truncate(source, size - 100_000)
        return read_head(head, size, max_size)

    monkeypatch.setattr(structure, "read_head", and_then_cut)
    with pytest.raises(BadEnvelope, match="cut"):
        envelope.decrypt_file(source, target, receivers[0].certificate, receivers[0].key)
    assert list(tmp_path.iterdir()) == [source]


def test_sealed_to_somebody_else(sealed: bytes, receivers: Pair, other_receiver: Receiver, tmp_path: Path) -> None:
    source = tmp_path / "packet.p7m"
    source.write_bytes(sealed)
    with pytest.raises(NotARecipient):
        envelope.decrypt_file(source, tmp_path / "opened", other_receiver.certificate, other_receiver.key)
    with pytest.raises(BadEnvelope, match="key"):
        envelope.decrypt_file(source, tmp_path / "opened", receivers[0].certificate, other_receiver.key)


def test_a_message_larger_than_any_is_refused_unread(receivers: Pair, tmp_path: Path) -> None:
    source = tmp_path / "packet.p7m"
    with source.open("wb") as file:
        file.truncate(envelope.MAX_STREAM_BYTES + 1)  # a hole: it takes no room
    with pytest.raises(TooLarge):
        envelope.decrypt_file(source, tmp_path / "opened", receivers[0].certificate, receivers[0].key)


def test_a_head_larger_than_any_is_refused(receivers: Pair, sealed: bytes, tmp_path: Path) -> None:
    """One receiver's line of a megabyte: what follows it is never looked at."""
    head = structure.read_head(sealed, len(sealed), len(sealed))
    lines = [line.encoded for line in head.recipient_infos]
    with pytest.raises(TooLarge):
        structure.write_head([*lines, b"\x30\x83\x10\x00\x00" + bytes(0x100000)], bytes(12), 10)
    with pytest.raises(TooLarge):
        structure.read_head(sealed[:100], len(sealed), len(sealed))
    with pytest.raises(TooLarge):
        structure.read_head(sealed[:10], len(sealed), len(sealed))


def test_too_many_lines_are_refused(sealed: bytes) -> None:
    line = structure.read_head(sealed, len(sealed), len(sealed)).recipient_infos[0].encoded
    many = structure.write_head([line] * (structure.MAX_RECIPIENTS + 1), bytes(12), 0) + structure.write_tail(bytes(16))
    with pytest.raises(TooLarge):
        structure.read_head(many, len(many), len(many))


def test_memory_does_not_grow_with_the_size(receivers: Pair, tmp_path: Path) -> None:
    source, target = tmp_path / "packet.p7m", tmp_path / "opened"
    chunk = bytes(envelope.CHUNK_BYTES)
    size = 24 * MIB
    certificates = [receiver.certificate for receiver in receivers]
    tracemalloc.start()
    try:
        with source.open("wb") as file:
            for part in envelope.encrypt_stream((chunk for _ in range(size // len(chunk))), size, certificates):
                file.write(part)
        envelope.decrypt_file(source, target, receivers[1].certificate, receivers[1].key)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert target.stat().st_size == size
    assert most < MIB


def test_an_envelope_is_known_by_its_head(sealed: bytes) -> None:
    assert envelope.is_envelope(sealed[:100])
    assert not envelope.is_envelope(sealed[:10])
    assert not envelope.is_envelope(b"\x30\x03\x06\x01\x01")
    assert not envelope.is_envelope(b"")
