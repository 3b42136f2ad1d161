"""Where a policy comes from: a folder (a USB stick) or an HTTPS server. This only carries; TUF proves the bytes."""

from collections.abc import Iterator
from pathlib import Path
from ssl import SSLContext
from time import monotonic
from urllib.parse import urlsplit

import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface

_CHUNK = 64 * 1024
_CONNECT_S, _READ_S = 5.0, 10.0
_FILE_S = 60.0  # a server that sends a byte now and then must not hold the station for ever


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
    """A repository behind HTTPS: no redirects, no retries, no compression; the caller decides when to try again."""

    def __init__(self, base: str, context: SSLContext) -> None:
        self.base = base.rstrip("/") + "/"
        self._pool = urllib3.PoolManager(ssl_context=context, num_pools=1)

    def _fetch(self, url: str) -> Iterator[bytes]:
        if urlsplit(url).scheme != "https":
            raise DownloadError("not HTTPS")
        answer = self._pool.request(
            "GET",
            url,
            headers={"Accept-Encoding": "identity"},
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECT_S, read=_READ_S),
        )
        if answer.status != 200:
            answer.release_conn()
            raise DownloadHTTPError("refused", answer.status)
        return self._chunks(answer)

    def close(self) -> None:
        """Forget idle connections."""
        self._pool.clear()

    def _chunks(self, answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        give_up_s = monotonic() + _FILE_S
        try:
            while chunk := answer.read1(_CHUNK, decode_content=False):  # what is there: a whole chunk may never be
                if monotonic() > give_up_s:
                    raise SlowRetrievalError
                yield chunk
        except urllib3.exceptions.HTTPError as error:
            raise DownloadError("broken off") from error
        finally:
            answer.close()
