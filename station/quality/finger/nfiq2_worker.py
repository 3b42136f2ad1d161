"""The other side of `nfiq2`: the worker's program around the native library.

Questions are numbers and bytes, answers are JSON: a broken library can't make the station run code.
"""

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from workers.serving import Answering, serve

REQUEST = struct.Struct("<II")  # width, height; then one grey byte a pixel
PAIRS = REQUEST.pack(0, 0)
"""How a question begins that asks for matches: then JSON, a list of pairs of minutiae in hexadecimal."""
MEMORY_BYTES = 1 << 30  # it takes 80 million
Answer: TypeAlias = tuple[int | None, dict[str, float], str]
"""Score 0..100, or None where it cannot be computed; the native and actionable values by their names; the minutiae in
hexadecimal, in the library's own dialect of ISO/IEC 19794-2, empty where there is no score."""
Scorer: TypeAlias = Callable[[int, int, bytes], Answer]
Matcher: TypeAlias = Callable[[Sequence[tuple[bytes, bytes]]], list[int]]


def answering(score: Scorer, match: Matcher) -> Answering:
    """What `serve` asks, around a scorer of width, height and grey bytes, and a matcher of minutiae."""

    def answer(question: bytes) -> bytes:
        if question.startswith(PAIRS):
            pairs = json.loads(question[len(PAIRS) :])
            return json.dumps(match([(bytes.fromhex(one), bytes.fromhex(other)) for one, other in pairs])).encode()
        width, height = REQUEST.unpack_from(question)
        return json.dumps(score(width, height, question[REQUEST.size :])).encode()

    return answer


def _load() -> Answering:
    import nbis

    settings = nbis.NbisExtractorSettings(
        min_quality=0.2,  # minutiae at the rim of a print are none: straight rims alone match each other
        get_center=False,
        check_fingerprint=False,
        compute_nfiq2=True,
        ppi=500.0,  # said explicitly: what a file claims does not count
    )
    extractor = nbis.new_nbis_extractor(settings)
    return answering(
        lambda width, height, grey: _measure(nbis, extractor, b"P5\n%d %d\n255\n" % (width, height) + grey),
        lambda pairs: _match(extractor, pairs),
    )


def _measure(nbis: Any, extractor: Any, image: bytes) -> Answer:
    try:
        minutiae = extractor.extract_minutiae(image)
        result = minutiae.quality()
    except (nbis.NbisError, nbis.InternalError):
        return None, {}, ""
    values = {item.name: float(item.value) for item in (*result.actionable, *result.features)}
    return int(result.score), values, minutiae.to_iso_19794_2_2005().hex()


def _match(extractor: Any, pairs: Sequence[tuple[bytes, bytes]]) -> list[int]:
    """Bozorth3 of each pair."""
    read = {each: extractor.load_iso_19794_2_2005(each) for pair in pairs for each in pair}
    return [int(read[one].compare(read[other])) for one, other in pairs]


if __name__ == "__main__":
    serve(_load, MEMORY_BYTES)
