"""The other side of `nfiq2`: a process of its own around the native library. Imports little, so that it starts fast."""

import signal
import sys
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

Answer: TypeAlias = tuple[int | None, dict[str, float]]
"""Score 0..100, or None where it cannot be computed; the native and actionable values by their names."""


def serve(connection: Connection) -> None:
    """Say True when ready, then answer each (width, height, grey bytes) with an Answer, until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the station, which ends this
    _no_core_dump()
    import nbis

    settings = nbis.NbisExtractorSettings(
        min_quality=1.0,  # minutiae of the library's other detector are not asked for
        get_center=False,
        check_fingerprint=False,
        compute_nfiq2=True,
        ppi=500.0,  # said explicitly: what a file claims does not count
    )
    extractor = nbis.new_nbis_extractor(settings)
    connection.send(True)
    while True:
        try:
            width, height, grey = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(_measure(nbis, extractor, b"P5\n%d %d\n255\n" % (width, height) + grey))


def _measure(nbis: Any, extractor: Any, image: bytes) -> Answer:
    try:
        result = extractor.extract_minutiae(image).quality()
    except (nbis.NbisError, nbis.InternalError):
        return None, {}
    return int(result.score), {item.name: float(item.value) for item in (*result.actionable, *result.features)}


def _no_core_dump() -> None:
    """A crash must not write a person's prints to disk."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
