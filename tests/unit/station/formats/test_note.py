"""Signed notes, checkpoints and cosignatures: a published vector, other people's keys, and hostile text."""

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from crypto.ed25519 import Ed25519Key, verifies
from station.formats.checkpoint import Checkpoint, cosign, cosigned_at, read_checkpoint
from station.formats.note import (
    COSIGNATURE,
    ED25519,
    MAX_NOTE_BYTES,
    Line,
    Note,
    Verifier,
    read_note,
    read_verifier,
)

# From the documentation of golang.org/x/mod/sumdb/note, the first implementation.
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
LOG, WITNESS = Ed25519Key.from_seed(bytes(32)), Ed25519Key.from_seed(bytes([1]) * 32)
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def signed(size: int = 5) -> tuple[Note, Verifier]:
    verifier = Verifier("example.org/log", ED25519, LOG.public)
    body = Checkpoint("example.org/log", size, bytes(range(32))).body
    return Note(body, (Line("example.org/log", verifier.key_id, LOG.sign(body.encode())),)), verifier


def test_published_note() -> None:
    verifier, note = read_verifier(KEY), read_note(NOTE)
    assert verifier.signed(note)
    assert (verifier.text, note.text) == (KEY, NOTE)
    assert not verifier.signed(Note(note.body + "x\n", note.lines))


def test_text_may_hold_empty_lines() -> None:
    note = Note("a\n\nb\n", (Line("k", b"1234", b"s"),))
    assert read_note(note.text) == note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n\n",
        "a\n\n— k\n",
        "a\n\n- k AAAAAAA=\n",
        "a\n\n— k AAAA\n",  # no signature behind the id
        "a\n\n— k AAAAAAB=\n",  # bits that say nothing must be zero
        "a\n\n— k+1 AAAAAAA=\n",
        "a\n\n— k AAAAAAA=",
        "a\t\n\n— k AAAAAAA=\n",
        "a\r\n\n— k AAAAAAA=\n",
        "a\n\n" + 17 * "— k AAAAAAA=\n",
        "a" * MAX_NOTE_BYTES + "\n\n— k AAAAAAA=\n",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_note(text)


@given(st.text(max_size=80) | st.text(alphabet="a\n—+ kA=", max_size=40))
def test_hostile_notes_and_keys(text: str) -> None:
    for read in (read_note, read_verifier):
        try:
            found = read(text)
        except ValueError:
            continue
        assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        KEY.replace("c74f20a3", "c74f20a4"),
        KEY.replace("PeterNeumann", "Peter Neumann"),
        KEY + "AA",
        "PeterNeumann+c74f20a3",
        "k+00000000+AA==",
    ],
)
def test_wrong_keys_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_verifier(text)


def test_changing_any_letter_of_a_checkpoint_is_noticed() -> None:
    note, verifier = signed()
    text = note.text
    for at in range(len(text)):
        changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
        try:
            assert not verifier.signed(read_note(changed)), at
        except ValueError:
            continue


@pytest.mark.parametrize(
    "body", ["x\n05\n" + "A" * 43 + "=\n", "x\n-1\nAA==\n", "x\n5\nAA==\n", "x\n5\n", "x y\n5\n", ""]
)
def test_text_that_is_no_checkpoint(body: str) -> None:
    with pytest.raises(ValueError):
        read_checkpoint(Note(body, ()))


def test_extension_lines_are_not_ours() -> None:
    note, _ = signed()
    with pytest.raises(ValueError):
        read_checkpoint(Note(note.body + "extension\n", ()))


def test_cosignature_is_that_of_c2sp() -> None:
    note, verifier = signed()
    witness = Verifier("example.org/witness", COSIGNATURE, WITNESS.public)
    cosigned = read_note(cosign(note, witness.name, WITNESS, AT).text)
    assert verifier.signed(cosigned), "the log's own line stays"
    assert cosigned_at(cosigned, witness) == AT
    line = b64decode(cosigned.text.splitlines()[-1].split(" ")[2])
    seconds = int(AT.timestamp())
    assert line[4:12] == seconds.to_bytes(8, "big")
    message = f"cosignature/v1\ntime {seconds}\n{note.body}".encode()
    Ed25519PublicKey.from_public_bytes(WITNESS.public).verify(line[12:], message)
    assert read_verifier(witness.text) == witness


def test_cosignature_of_another_moment_log_or_key_does_not_hold() -> None:
    note, _ = signed()
    witness = Verifier("example.org/witness", COSIGNATURE, WITNESS.public)
    line = cosign(note, witness.name, WITNESS, AT).lines[-1]
    later = (int(AT.timestamp()) + 1).to_bytes(8, "big") + line.signature[8:]
    never = (2**63).to_bytes(8, "big") + line.signature[8:]
    for signature in (later, never, line.signature[:-1], bytes(72)):
        assert cosigned_at(note.with_line(Line(line.name, line.key_id, signature)), witness) is None
    other, _ = signed(6)
    assert cosigned_at(other.with_line(line), witness) is None
    assert cosigned_at(note, witness) is None


def test_the_latest_cosignature_of_a_witness_stands() -> None:
    note, _ = signed()
    twice = cosign(cosign(note, "w", WITNESS, AT), "w", WITNESS, AT.replace(hour=10))
    assert len(twice.lines) == 2
    assert cosigned_at(twice, Verifier("w", COSIGNATURE, WITNESS.public)) == AT.replace(hour=10)


def test_signature_without_form_is_no_signature() -> None:
    assert not verifies(b"short", bytes(64), b"")
    assert not verifies(LOG.public, b"short", b"")
