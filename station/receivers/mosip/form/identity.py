"""ID.json of one sub-packet: the fields of its categories. What is not known is left out."""

from collections.abc import Mapping
from typing import Any

from station.packet.format import Dossier
from station.receivers.mosip.form.documents import Document
from station.receivers.mosip.form.json_text import identity_text
from station.receivers.mosip.form.schema import Schema, SchemaField
from station.receivers.mosip.form.values import VALUES

CBEFF_VERSION = 1


def identity_json(schema: Schema, subpacket: str, dossier: Dossier, documents: Mapping[str, Document]) -> bytes:
    """documents: by field id."""
    identity: dict[str, Any] = {"IDSchemaVersion": schema.version}
    for item in schema.fields:
        if subpacket in item.subpackets:
            value = _value(item, dossier, documents)
            if value:
                identity[item.field_id] = value
    return identity_text(identity)


def cbeff_name(field_id: str) -> str:
    """The biometric file of a field, without `.xml`."""
    return f"{field_id}_bio_CBEFF"


def _value(item: SchemaField, dossier: Dossier, documents: Mapping[str, Document]) -> Any:
    if item.biometrics:
        return {"format": "cbeff", "version": CBEFF_VERSION, "value": cbeff_name(item.field_id)}
    if item.document:
        document = documents.get(item.field_id)
        if document is None:
            return None
        return {
            "format": document.suffix,
            "type": item.document_type,
            "value": item.field_id,
            "refNumber": None,
        }
    if item.languages:
        texts = {language: VALUES[name].text(dossier) for language, name in item.languages.items()}
        return [{"language": language, "value": text} for language, text in texts.items() if text]
    return VALUES[item.value].text(dossier)
