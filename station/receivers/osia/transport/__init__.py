"""To an OSIA 7.1 enrollment server, by its enrollment interface 1.3.0: create, buffers, patch, finalize.

    POST  <url>/v1/enrollments/<id>             the enrollment without samples: 204, or 409 where it is there already
    GET   <url>/v1/enrollments/<id>             after a 409: is it ours, and how far did we come
    POST  <url>/v1/enrollments/<id>/buffer      each encrypted buffer: 201 {"bufferId"}
    PATCH <url>/v1/enrollments/<id>             all the rest, as a merge patch (RFC 7396): 204
    PUT   <url>/v1/enrollments/<id>/finalize    204

Each with ?transactionId=<the packet's nonce> and a bearer token. docs/osia.md says what each answer makes of a packet.
"""

from station.domain.clock import SystemClock
from station.receivers.api import Way
from station.receivers.line import Line
from station.receivers.osia.options import read_options
from station.receivers.osia.transport.client import OsiaClient
from station.receivers.osia.transport.token import BearerToken
from station.receivers.osia.transport.transport import OsiaTransport
from station.receivers.osia.transport.uploads import Uploads


def open_transport(way: Way) -> OsiaTransport:
    """Raises SettingsWrong."""
    url, settings = way.url.rstrip("/"), way.settings
    line, token = Line(url, way.context), BearerToken(read_options(settings).token_file, SystemClock())
    return OsiaTransport(line, OsiaClient(line, token), url, Uploads(settings.data / "osia", url))
