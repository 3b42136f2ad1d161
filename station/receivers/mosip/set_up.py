"""This machine's keys for a MOSIP receiver, made once; what its administrator registers of them, the ID schema that he
publishes there, and the entries of the receiver's configuration that he looks after."""

from collections.abc import Iterator

from crypto.mosip.machine import create_mosip_machine, registration_text
from station.domain.errors import Problem
from station.receivers.mosip.configuration import receiver_properties
from station.receivers.mosip.form.id_schema import id_schema
from station.receivers.mosip.form.schema import load_schema
from station.receivers.mosip.options import read_place
from station.settings import Settings
from station.storage.files import durable_folder, durable_write


def set_up(settings: Settings) -> Iterator[str | Problem]:
    """Raises SettingsWrong, MappingWrong, KeyGone where the machine's secret is not there, KeyDamaged, DiskFull."""
    place = read_place(settings)
    machine = create_mosip_machine(settings.keys, settings.machine_secret)
    yield Problem("CLI-MOSIP-REGISTER", {"reference": place.reference})
    yield f"publicKey      {registration_text(machine.encrypt_key)}"
    yield f"signPublicKey  {registration_text(machine.sign_key)}"
    yield f"keyIndex       {machine.key_index}"
    yield f"signKeyIndex   {machine.sign_index}"
    folder = settings.data / "mosip"
    schema, properties = folder / "id-schema.json", folder / "receiver.properties"
    durable_folder(folder)
    durable_write(schema, id_schema(load_schema(place.schema)))
    durable_write(properties, receiver_properties(place.largest_packet_bytes))
    yield Problem("CLI-MOSIP-SCHEMA", {"path": str(schema)})
    yield Problem("CLI-MOSIP-PROPERTIES", {"path": str(properties)})
    for path in (place.policy_certificate, place.answer_certificate, place.credentials):
        if not path.is_file():
            yield Problem("CLI-MOSIP-MISSING", {"path": str(path)})
