"""To a MOSIP registration processor: announce the packet, upload it, ask what became of it.

    POST <url>/v1/syncdata/authenticate/useridpwd                                   a token
    POST <url>/registrationprocessor/v1/registrationstatus/packetexternalstatus     how far the upload is
    POST <url>/registrationprocessor/v1/registrationstatus/externalstatus/search    what became of the registration
    POST <url>/registrationprocessor/v1/registrationstatus/syncV2                   announce: id, hash, size
    POST <url>/registrationprocessor/v1/packetreceiver/registrationpackets          the packet

docs/mosip.md says what each answer makes of the packet.
"""

from crypto.mosip.machine import load_mosip_machine
from station.domain.clock import SystemClock
from station.receivers.api import Way
from station.receivers.line import Line
from station.receivers.mosip.options import pinned_certificate, read_place
from station.receivers.mosip.transport.desk import MosipDesk
from station.receivers.mosip.transport.sign_in import MosipSignIn
from station.receivers.mosip.transport.transport import MosipTransport


def open_transport(way: Way) -> MosipTransport:
    """Raises SettingsWrong, KeyGone, KeyDamaged, MalformedDer."""
    settings, place = way.settings, read_place(way.settings)
    machine = load_mosip_machine(settings.keys, settings.machine_secret)
    line, clock = Line(way.url, way.context), SystemClock()
    sign_in = MosipSignIn(line, machine, place.credentials, clock)
    desk = MosipDesk(line, sign_in, machine, place.reference, pinned_certificate(place.policy_certificate), clock)
    return MosipTransport(line, desk)
