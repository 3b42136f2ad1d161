"""A computer's keys: files of two folders that open only together, and TLS that speaks with them."""

import socket
import ssl
import threading
from pathlib import Path

import pytest

from crypto import envelope, issuing
from crypto.errors import BadRecipient, KeyDamaged, KeyFileMissing, NotARecipient
from crypto.keys import machine
from crypto.keys.machine import client_context, load_machine_key, server_context
from crypto.keys.receiver import load_receiver_key
from tests.support.pki import Pki, other_pki, pki

__all__ = ["other_pki", "pki"]


def test_the_plain_key_is_in_no_file(pki: Pki) -> None:
    text = (pki.keys / "station.key.pem").read_text()
    assert text.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert pki.secret.stat().st_mode & 0o777 == 0o600
    assert (pki.keys / "station.key.pem").stat().st_mode & 0o777 == 0o600
    assert not pki.secret.is_relative_to(pki.keys)


def test_another_machines_secret_opens_nothing(pki: Pki, other_pki: Pki) -> None:
    with pytest.raises(KeyDamaged):
        load_machine_key(pki.keys, other_pki.secret)
    with pytest.raises(KeyDamaged):
        client_context(pki.keys, other_pki.secret, pki.trust_folder / "roots" / "tls.pem")


def test_a_missing_file_is_a_missing_key(pki: Pki, tmp_path: Path) -> None:
    roots = pki.trust_folder / "roots" / "tls.pem"
    with pytest.raises(KeyFileMissing):
        load_machine_key(pki.keys, tmp_path / "secret")
    with pytest.raises(KeyFileMissing):
        load_machine_key(tmp_path, pki.secret)
    with pytest.raises(KeyFileMissing):
        client_context(pki.keys, tmp_path / "secret", roots)
    with pytest.raises(KeyFileMissing):
        client_context(pki.keys, pki.secret, tmp_path / "roots")


def test_files_of_two_keys_are_no_key(pki: Pki, tmp_path: Path) -> None:
    secret = machine.new_secret()
    files = machine.key_files(issuing.new_ec_key(), (pki.station.certificate,), secret, "mixed")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "secret").write_bytes(secret)
    with pytest.raises(KeyDamaged):
        load_machine_key(tmp_path, tmp_path / "secret", "mixed")
    (tmp_path / "mixed.pem").write_text("torn")
    with pytest.raises(KeyDamaged):
        load_machine_key(tmp_path, tmp_path / "secret", "mixed")


def test_a_receiver_opens_what_was_sealed_to_it(pki: Pki) -> None:
    centre = pki.intake_home / "centre"
    sealed = envelope.encrypt(b"content", pki.recipients)
    for name in ("production", "escrow"):
        assert envelope.decrypt(sealed, *load_receiver_key(centre, centre / "secret", name)) == b"content"


def test_a_signing_key_is_no_receivers(pki: Pki) -> None:
    certificate, key = load_receiver_key(pki.keys, pki.secret, "station")
    with pytest.raises(NotARecipient):
        envelope.decrypt(envelope.encrypt(b"content", pki.recipients), certificate, key)
    with pytest.raises(BadRecipient, match="key"):
        envelope.encrypt(b"content", [*pki.recipients, certificate])


def test_both_ends_prove_who_they_are(pki: Pki) -> None:
    subject, version = talk(pki, pki.client())
    assert version == "TLSv1.3"
    assert ((("commonName", "Demo Station 1"),)) in subject


def test_a_stranger_is_not_spoken_with(pki: Pki, other_pki: Pki) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        talk(pki, other_pki.client())  # the server is not ours
    roots = pki.trust_folder / "roots" / "tls.pem"
    foreign = client_context(other_pki.keys, other_pki.secret, roots)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        talk(pki, foreign)  # we are not the server's


def talk(pki: Pki, client: ssl.SSLContext) -> tuple[object, str | None]:
    """One byte through a handshake; returns the client's subject as the server saw it, and the TLS version."""
    gateway = pki.intake_home / "gateway"
    server = server_context(gateway, gateway / "secret", pki.intake_home / "trust" / "roots" / "station.pem", "tls")
    seen: list[object] = []
    near, far = socket.socketpair()

    def serve() -> None:
        try:
            with server.wrap_socket(far, server_side=True) as channel:
                peer = channel.getpeercert()
                seen.append(peer["subject"] if peer else None)
                channel.sendall(b"x")
        except OSError:
            far.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(near, server_hostname="localhost") as channel:
            if channel.recv(1) != b"x":
                raise ConnectionError
            return seen[0], channel.version()
    finally:
        near.close()
        thread.join()
