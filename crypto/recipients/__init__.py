"""One line of an envelope for each receiver: how the content key gets to who may open it (RFC 5652 clause 6.2).

    RSA-3072 or longer   key transport, RSAES-OAEP with SHA-256        every OpenSSL since 1.1
    P-256, P-384         key agreement, X9.63 KDF with SHA-256         every OpenSSL since 1.1
    ML-KEM-768           key encapsulation, HKDF with SHA-256          RFC 9936; older programs pass it over

The kind follows from the key of the receiver's certificate; nothing is chosen by a message.
"""

from collections.abc import Sequence
from typing import Protocol

from crypto import der
from crypto.certificate import Certificate
from crypto.errors import BadRecipient, NotARecipient
from crypto.keys.api import DecryptionKey
from crypto.recipients import agreement, encapsulation, transport


class _Kind(Protocol):
    """A module of this package."""

    TAG: int

    def write(self, receiver: Certificate, content_key: bytes, /) -> bytes: ...

    def line_of(self, receiver: Certificate, info: der.Element, /) -> object | None: ...

    def open_for(self, receiver: Certificate, key: DecryptionKey, info: der.Element, /) -> bytes | None: ...


def write(receiver: Certificate, content_key: bytes) -> bytes:
    """RecipientInfo. Raises BadRecipient(reason: key) where the certificate's key or key usage does not fit."""
    kind = _kind(receiver)
    if kind is None:
        raise BadRecipient(reason="key")
    return kind.write(receiver, content_key)


def open_for(receiver: Certificate, key: DecryptionKey, recipient_infos: Sequence[der.Element]) -> bytes:
    """The content key out of the receiver's own line; lines of other receivers and other kinds are passed over.

    Raises NotARecipient where there is none, BadEnvelope(reason: recipient | key), MalformedDer.
    """
    kind = _kind(receiver)
    for info in recipient_infos:
        if kind is not None and info.tag == kind.TAG:
            content_key = kind.open_for(receiver, key, info)
            if content_key is not None:
                return content_key
    raise NotARecipient


def has_line(receiver: Certificate, recipient_infos: Sequence[der.Element]) -> bool:
    """Whether one of the lines is the receiver's, in the form of its kind; told without its key. Lines in which it is
    not named are not looked into.

    Raises BadEnvelope(reason: recipient), MalformedDer.
    """
    kind, name = _kind(receiver), receiver.issuer_and_serial
    return kind is not None and any(
        info.tag == kind.TAG and name in info.encoded and kind.line_of(receiver, info) is not None
        for info in recipient_infos
    )


def _kind(receiver: Certificate) -> _Kind | None:
    algorithm = receiver.key_algorithm
    if algorithm.startswith("RSA-"):
        return transport
    if algorithm in agreement.CURVES:
        return agreement
    return encapsulation if algorithm == encapsulation.ALGORITHM else None
