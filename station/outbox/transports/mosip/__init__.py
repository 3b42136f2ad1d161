"""To a MOSIP registration processor: announce the packet, upload it, ask what became of it.

    POST <url>/v1/syncdata/authenticate/useridpwd                                   a token
    POST <url>/registrationprocessor/v1/registrationstatus/packetexternalstatus     what is known of the packet
    POST <url>/registrationprocessor/v1/registrationstatus/syncV2                   announce: id, hash, size
    POST <url>/registrationprocessor/v1/packetreceiver/registrationpackets          the packet

docs/mosip.md says what each answer makes of the packet.
"""

from ssl import SSLContext

from crypto.mosip.machine import load_mosip_machine
from station.domain.clock import SystemClock
from station.formats.mosip.place import pinned_certificate, read_place
from station.outbox.transports.line import Line
from station.outbox.transports.mosip.desk import MosipDesk
from station.outbox.transports.mosip.sign_in import MosipSignIn
from station.outbox.transports.mosip.transport import MosipTransport
from station.settings import Settings

PREFIX = "mosip+"


def open_mosip(url: str, context: SSLContext, settings: Settings) -> MosipTransport:
    """Raises SettingsWrong, KeyGone, KeyDamaged, MalformedDer."""
    place = read_place(settings)
    machine = load_mosip_machine(settings.keys, settings.machine_secret)
    line, clock = Line(url.removeprefix(PREFIX), context), SystemClock()
    sign_in = MosipSignIn(line, machine, place.credentials, clock)
    desk = MosipDesk(line, sign_in, machine, place.reference, pinned_certificate(place.policy_certificate), clock)
    return MosipTransport(line, desk)
