"""The packet format: compose, sign, freeze."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from textwrap import wrap

from crypto import cms, envelope
from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from station.domain.errors import Problem
from station.domain.outbox import PacketId, SealedPacket
from station.packet.archive import read_archive
from station.packet.errors import AgainNotCarried
from station.packet.format import Dossier, PacketFormat
from station.receivers.osia.form.compose import compose
from station.receivers.osia.form.members import SIGNED
from station.receivers.osia.integrity import entry, hash_of
from station.receivers.osia.options import read_options
from station.receivers.osia.scope import Json
from station.receivers.osia.submission import Submission, encode_submission
from station.settings import Settings

_NAME_BYTES = 16
_ENTRY = "station"
_PEM_LINE = 64


class OsiaEnrollment:
    """PacketFormat. p7m of the packet is `osia.submission`; p7s stays here, OSIA has no room for it."""

    def foresee(self, dossier: Dossier) -> tuple[Problem, ...]:
        """All that was signed is in it. Raises AgainNotCarried."""
        taken_back = dossier.enrollment.withdrawal
        if taken_back is None and dossier.enrollment.follows is not None:  # its servers answer nothing: none asked
            raise AgainNotCarried
        if taken_back is not None and not taken_back.enrollment_id:  # by that alone they know the other
            raise AgainNotCarried
        return ()

    def seal(
        self, dossier: Dossier, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime
    ) -> SealedPacket:
        """Raises ContainerMalformed, ContainerTooLarge, BadRecipient, KeyGone."""
        made = compose(read_archive(dossier.container), lambda data: envelope.encrypt(data, recipients))
        integrity = [signed_entry(made.value, station_key, at)]
        packet = encode_submission(Submission(made.enrollment_id, {**made.value, "integrity": integrity}, made.buffers))
        p7s = cms.sign_detached(packet, station_key, at)
        return SealedPacket(token_hex(_NAME_BYTES), PacketId(sha256(packet).hexdigest()), packet, p7s)


def signed_entry(value: Json, key: SigningKey, at: datetime) -> Json:
    """The member of `integrity` that the station signs: a detached CMS whose messageDigest is the hash."""
    signature = cms.sign_digest(hash_of(value, SIGNED), key, at)
    return {"id": _ENTRY, **entry(value, SIGNED), "type": "PKCS7", "signature": _pem(signature)}


def _pem(message: bytes) -> str:
    """RFC 7468, under the label of OSIA's word for it; `openssl cms -inform PEM` reads it."""
    lines = wrap(b64encode(message).decode(), _PEM_LINE)
    return "\n".join(("-----BEGIN PKCS7-----", *lines, "-----END PKCS7-----", ""))


def open_form(settings: Settings) -> PacketFormat:
    """Raises SettingsWrong: better before the first applicant than at the first packet."""
    read_options(settings)
    return OsiaEnrollment()
