"""The other side of `nfiq2`: a program of its own around the native library. Imports little, so that it starts fast.

Prints come on standard input, answers leave on what was standard output; ends when its input does, that is with the
station, however that ends. Requests and answers are numbers and JSON: a broken library can't make the station run code.
"""

import json
import os
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, TypeAlias

from station.process import no_core_dumps

REQUEST = struct.Struct("<II")  # width, height; then one grey byte a pixel
LENGTH = struct.Struct("<I")  # of an answer: JSON
Answer: TypeAlias = tuple[int | None, dict[str, float]]
"""Score 0..100, or None where it cannot be computed; the native and actionable values by their names."""
Scorer: TypeAlias = Callable[[int, int, bytes], Answer]


def serve(load: Callable[[], Scorer]) -> None:
    """Say `true` when loaded, then answer each print, until the other side closes."""
    no_core_dumps()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the station, which ends this
    requests, answers = sys.stdin.buffer, _answers()
    score = load()
    _send(answers, True)
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        width, height = REQUEST.unpack(head)
        _send(answers, score(width, height, requests.read(width * height)))


def _answers() -> BinaryIO:
    """What was standard output; whatever a library prints goes to standard error instead of between the answers."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb", buffering=0)


def _send(answers: BinaryIO, value: object) -> None:
    text = json.dumps(value).encode()
    answers.write(LENGTH.pack(len(text)) + text)


def _load() -> Scorer:
    import nbis

    settings = nbis.NbisExtractorSettings(
        min_quality=1.0,  # minutiae of the library's other detector are not asked for
        get_center=False,
        check_fingerprint=False,
        compute_nfiq2=True,
        ppi=500.0,  # said explicitly: what a file claims does not count
    )
    extractor = nbis.new_nbis_extractor(settings)
    return lambda width, height, grey: _measure(nbis, extractor, b"P5\n%d %d\n255\n" % (width, height) + grey)


def _measure(nbis: Any, extractor: Any, image: bytes) -> Answer:
    try:
        result = extractor.extract_minutiae(image).quality()
    except (nbis.NbisError, nbis.InternalError):
        return None, {}
    return int(result.score), {item.name: float(item.value) for item in (*result.actionable, *result.features)}


if __name__ == "__main__":
    serve(_load)
