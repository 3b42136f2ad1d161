"""To an OSIA 7.1 enrollment server, by its enrollment interface 1.3.0: create, buffers, patch, finalize.

    POST  <url>/v1/enrollments/<id>             the enrollment without samples: 204, or 409 where it is there already
    GET   <url>/v1/enrollments/<id>             after a 409: is it ours, and how far did we come
    POST  <url>/v1/enrollments/<id>/buffer      each encrypted buffer: 201 {"bufferId"}
    PATCH <url>/v1/enrollments/<id>             all the rest, as a merge patch (RFC 7396): 204
    PUT   <url>/v1/enrollments/<id>/finalize    204

Each with ?transactionId=<the packet's nonce> and a bearer token. docs/osia.md says what each answer makes of a packet.
"""

from ssl import SSLContext

from station.domain.clock import SystemClock
from station.formats.osia.options import read_options
from station.outbox.transports.line import Line
from station.outbox.transports.osia.client import OsiaClient
from station.outbox.transports.osia.token import BearerToken
from station.outbox.transports.osia.transport import OsiaTransport
from station.outbox.transports.osia.uploads import Uploads
from station.settings import Settings

PREFIX = "osia+"


def open_osia(url: str, context: SSLContext, settings: Settings) -> OsiaTransport:
    """Raises SettingsWrong."""
    url = url.removeprefix(PREFIX).rstrip("/")
    line, token = Line(url, context), BearerToken(read_options(settings).token_file, SystemClock())
    return OsiaTransport(line, OsiaClient(line, token), url, Uploads(settings.data / "osia", url))
