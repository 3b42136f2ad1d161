"""Where a policy comes from: a folder (a USB stick) or an HTTPS server. This only carries; TUF proves the bytes."""

from collections.abc import Iterator
from http.client import HTTPException
from math import inf
from pathlib import Path
from ssl import SSLContext
from time import monotonic
from urllib.parse import urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from station.cut import Cut

_CHUNK = 64 * 1024
_CONNECT_S, _READ_S = 5.0, 10.0
_FILE_S = 60.0  # a server that sends a byte now and then must not hold the station for ever,
_ASK_S = 300.0  # nor one that offers root after root and takes its time with each


class FolderFetcher(FetcherInterface):
    """A repository in a folder. Its base is `base`; names below it are file names."""

    base = "folder:///"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        parts = Path(url.removeprefix(self.base)).parts
        if not url.startswith(self.base) or ".." in parts:
            raise DownloadError("outside the folder")
        file = self._folder.joinpath(*parts)
        if not file.is_file():
            raise DownloadHTTPError("not there", 404)
        return self._chunks(file)

    def begin(self) -> None:
        """A folder has no deadline: what it holds is there, or it is not."""

    def close(self) -> None:
        """Nothing is held open."""

    def _chunks(self, file: Path) -> Iterator[bytes]:
        try:
            with file.open("rb") as opened:
                while chunk := opened.read(_CHUNK):
                    yield chunk
        except OSError as error:  # the stick was pulled
            raise DownloadError("not readable") from error


class HttpsFetcher(FetcherInterface):
    """A repository behind HTTPS: no redirects, no retries, no compression; the caller decides when to try again. For
    one thread at a time, `close` from any."""

    def __init__(self, base: str, context: SSLContext) -> None:
        self.base = base.rstrip("/") + "/"
        self._context = context
        self._cut = Cut("policy-deadline")
        self._ask_ends_s = inf

    def begin(self) -> None:
        """What is fetched from here on belongs to one ask, which has a deadline."""
        self._ask_ends_s = monotonic() + _ASK_S

    def close(self) -> None:
        """Break off what is under way."""
        self._cut.now()

    def _fetch(self, url: str) -> Iterator[bytes]:
        if urlsplit(url).scheme != "https":
            raise DownloadError("not HTTPS")
        return self._chunks(url)

    def _chunks(self, url: str) -> Iterator[bytes]:
        place, ends_s = urlsplit(url), min(monotonic() + _FILE_S, self._ask_ends_s)
        left_s = ends_s - monotonic()
        if left_s <= 0:
            raise SlowRetrievalError
        connection = HTTPSConnection(
            place.hostname or "", place.port or 443, timeout=min(_CONNECT_S, left_s), ssl_context=self._context
        )
        try:
            with self._cut.after(left_s):
                connection.connect()  # its own patience covers the whole of the greeting
                connection.sock.settimeout(min(_READ_S, left_s))
                self._cut.holds(connection.sock)
                connection.request("GET", place.path, headers={"Accept-Encoding": "identity"}, preload_content=False)
                answer = connection.getresponse()
                if answer.status != 200:
                    raise DownloadHTTPError("refused", answer.status)
                while chunk := answer.read1(_CHUNK, decode_content=False):  # what is there: a whole chunk may never be
                    yield chunk
        except (OSError, HTTPError, HTTPException) as error:
            raise (SlowRetrievalError() if monotonic() >= ends_s else DownloadError("broken off")) from error
        finally:
            connection.close()
        if monotonic() >= ends_s:  # an answer without a length ends where the connection was cut
            raise SlowRetrievalError
