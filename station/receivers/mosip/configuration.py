"""What a receiver's own configuration must say, so that its stages read our packets as they are: entries of
`registration-processor-*.properties` and `packet-manager-*.properties` there."""

CLIENT = "enrollment-station-1"
"""How our packets call the client that made them: the form of the packet, not the version of the program. The receiver
names it in a list, and an update of the stations must not make it refuse everything."""

_MIB = 1024 * 1024
_UNSIGNED = "mosip.regproc.common.before-cbeff-others-attibute.reg-client-versions"
"""Clients whose biometric records no device signed; spelled as MOSIP spells it."""
_MOSIPS_OWN = ("1.1.3", "1.1.4", "1.1.5")
"""What stands in that list in MOSIP's own configuration."""


def receiver_properties(largest_packet_bytes: int) -> bytes:
    """The entries, as a properties file. largest_packet_bytes: what this station sends at most."""
    return f"""\
# To be added: no device signs our biometric records, and the stages that ask for such signatures let this client pass.
{_UNSIGNED}={",".join((*_MOSIPS_OWN, CLIENT))}
# As in MOSIP's own configuration; what else stands there is not read as we write it.
mosip.commons.packetnames=id,evidence,optional
packet.default.source=id
schema.default.fieldCategory=pvt,none
# At least, in MB: what this station sends at most.
registration.processor.max.file.size={largest_packet_bytes // _MIB}
""".encode()
