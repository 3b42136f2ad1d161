"""The other side of `nfiq2`: the worker's program around the native library.

Questions are numbers and grey bytes, answers are JSON: a broken library can't make the station run code.
"""

import json
import struct
from collections.abc import Callable
from typing import Any, TypeAlias

from workers.serving import Answering, serve

REQUEST = struct.Struct("<II")  # width, height; then one grey byte a pixel
MEMORY_BYTES = 1 << 30  # it takes 80 million
Answer: TypeAlias = tuple[int | None, dict[str, float]]
"""Score 0..100, or None where it cannot be computed; the native and actionable values by their names."""
Scorer: TypeAlias = Callable[[int, int, bytes], Answer]


def answering(score: Scorer) -> Answering:
    """What `serve` asks, around a scorer of width, height and grey bytes."""

    def answer(question: bytes) -> bytes:
        width, height = REQUEST.unpack_from(question)
        return json.dumps(score(width, height, question[REQUEST.size :])).encode()

    return answer


def _load() -> Answering:
    import nbis

    settings = nbis.NbisExtractorSettings(
        min_quality=1.0,  # minutiae of the library's other detector are not asked for
        get_center=False,
        check_fingerprint=False,
        compute_nfiq2=True,
        ppi=500.0,  # said explicitly: what a file claims does not count
    )
    extractor = nbis.new_nbis_extractor(settings)
    return answering(
        lambda width, height, grey: _measure(nbis, extractor, b"P5\n%d %d\n255\n" % (width, height) + grey)
    )


def _measure(nbis: Any, extractor: Any, image: bytes) -> Answer:
    try:
        result = extractor.extract_minutiae(image).quality()
    except (nbis.NbisError, nbis.InternalError):
        return None, {}
    return int(result.score), {item.name: float(item.value) for item in (*result.actionable, *result.features)}


if __name__ == "__main__":
    serve(_load, MEMORY_BYTES)
