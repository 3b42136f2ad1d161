"""One sub-packet: a ZIP file of its own, signed in clear and then encrypted, with a clear description beside it.

Order in the ZIP file: biometrics and documents as the schema has them, ID.json, audit.json and its hash (in `id` only),
the data hash, the meta file last.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from crypto.certificate import Certificate
from crypto.mosip import envelope
from crypto.mosip.machine import MosipMachine
from station.formats.moment import moment_text
from station.packet.format import Dossier
from station.receivers.mosip.form.biometrics import Sample
from station.receivers.mosip.form.cbeff import cbeff_xml
from station.receivers.mosip.form.documents import Document
from station.receivers.mosip.form.hashes import BIOMETRIC, DEMOGRAPHIC, OTHER, hash_text
from station.receivers.mosip.form.hashes import Sequence as HashSequence
from station.receivers.mosip.form.identity import cbeff_name, identity_json
from station.receivers.mosip.form.json_text import json_text
from station.receivers.mosip.form.meta import PROCESS, Meta
from station.receivers.mosip.form.schema import Schema

SOURCE = "REGISTRATION_CLIENT"
DEFAULT = "id"
"""The sub-packet that also holds what was done: audit and its hash."""
_DATE = (1980, 1, 1, 0, 0, 0)  # the first that ZIP can write: the true times are in the meta file
_FILE_MODE = 0o100644


@dataclass(frozen=True)
class Entry:
    """steady: the same bytes each time that the packet of one enrollment is made."""

    name: str
    data: bytes
    steady: bool = False


def subpacket_entries(
    name: str,
    dossier: Dossier,
    schema: Schema,
    samples: Sequence[Sample],
    documents: Mapping[str, Document],
    audit: bytes,
    meta: Meta,
) -> list[Entry]:
    """The files of the plain ZIP file. documents: by field id. audit: audit.json, taken up by `id` only."""
    biometric, demographic, entries = [], [], []
    for item in schema.fields:
        if name not in item.subpackets:
            continue
        if item.biometrics:
            xml = cbeff_xml(samples)
            entries.append(Entry(f"{cbeff_name(item.field_id)}.xml", xml, steady=True))
            biometric.append((cbeff_name(item.field_id), xml))
        elif item.field_id in documents:
            document = documents[item.field_id]
            entries.append(Entry(f"{item.field_id}.{document.suffix}", document.data, steady=True))
            demographic.append((item.field_id, document.data))
    identity = identity_json(schema, name, dossier, documents)
    entries.append(Entry("ID.json", identity))
    demographic.append(("ID", identity))
    data = [HashSequence(label, tuple(files)) for label, files in _labelled(biometric, demographic)]
    operations = [HashSequence(OTHER, (("audit", audit),))] if name == DEFAULT else []
    if operations:
        entries += [Entry("audit.json", audit), Entry("packet_operations_hash.txt", hash_text(operations))]
    entries.append(Entry("packet_data_hash.txt", hash_text(data)))
    entries.append(Entry("packet_meta_info.json", meta.text(data, operations)))
    return entries


@dataclass(frozen=True)
class Names:
    """What the files of one packet are called, and what says so in clear beside each."""

    rid: str
    packet_id: str
    reference: str
    version: float

    def path(self, name: str) -> str:
        """Of a sub-packet in the outer ZIP file, without suffix."""
        return f"{SOURCE}/{PROCESS}/{self.rid}_{name}"

    def description(self, name: str, signature: bytes, digest: bytes, at: datetime) -> bytes:
        """signature: over the plain sub-packet. digest: SHA-256 of the encrypted one."""
        return json_text(
            {
                "id": self.packet_id,
                "packetname": f"{self.rid}_{name}",
                "source": SOURCE,
                "process": PROCESS,
                "refid": self.reference,
                "schemaversion": str(self.version),
                "signature": _base64(signature),
                "encryptedhash": _base64(digest),
                "providername": "PacketWriterImpl",
                "providerversion": "v1.0",
                "creationdate": moment_text(at),
            }
        )


def seal_subpacket(
    plain: bytes, name: str, names: Names, machine: MosipMachine, policy: Certificate, at: datetime
) -> tuple[Entry, Entry]:
    """The encrypted sub-packet and its clear description, as they lie in the outer ZIP file.

    Raises BadRecipient, CertificateExpired.
    """
    sealed = envelope.seal(plain, policy, at)
    description = names.description(name, machine.sign(plain), sha256(sealed).digest(), at)
    path = names.path(name)
    return Entry(f"{path}.zip", sealed), Entry(f"{path}.json", description)


def write_zip(entries: Sequence[Entry]) -> bytes:
    """Deflated, no folders, fixed dates."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for entry in entries:
            info = ZipInfo(entry.name, _DATE)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = _FILE_MODE << 16
            archive.writestr(info, entry.data)
    return buffer.getvalue()


def _labelled(
    biometric: list[tuple[str, bytes]], demographic: list[tuple[str, bytes]]
) -> list[tuple[str, list[tuple[str, bytes]]]]:
    return [pair for pair in ((BIOMETRIC, biometric), (DEMOGRAPHIC, demographic)) if pair[1]]


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
