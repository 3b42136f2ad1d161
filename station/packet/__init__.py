"""The packet: what leaves the station. Content (OSIA 7.1 JSON and files), signed container (ASiC-E), sealed envelope.

Imports `domain`, `formats`, `storage`, `settings` and `crypto`; the intake uses it too, to open what the station built.
docs/open-a-packet.md shows how a stranger opens one with `openssl` and `unzip` alone.

What a packet becomes depends on who receives it. A new format is a module or folder here and a line in `FORMATS`.
"""

from station.packet.format import FormatFactory
from station.packet.mosip.form import open_mosip
from station.packet.osia_enrollment import open_osia
from station.packet.sealed import open_asice

FORMATS: dict[str, FormatFactory] = {
    "https": open_asice,
    "mosip+https": open_mosip,
    "osia+https": open_osia,
}
"""By the scheme of the receiver's address, the same as `station.outbox.transports.TRANSPORTS`."""
