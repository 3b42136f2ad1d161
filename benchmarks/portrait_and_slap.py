"""Child of bench_memory: a portrait's guidance, assessment and crops, then a slap found, named, scored and matched, as
one desk does them for one person; prints the most memory that it and its workers had, in bytes.

Usage: python -m benchmarks.portrait_and_slap
"""

from pathlib import Path

from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.sensor import Sensor
from station.capture.judging import findings
from station.capture.matching import Matching, Print
from station.domain.finger_checks import Limits
from station.domain.sample import Slap
from station.formats.face_image import encode_jp2, encode_png
from station.formats.finger_image import encode_wsq
from station.quality.face.engine import FaceEngine
from station.quality.finger.nfiq2 import Nfiq2
from tests.support.hands import seen
from tests.support.scanners import slap_pixels

FRAMES = 60


def portrait() -> None:
    engine, sensor = FaceEngine(), Sensor()
    for _ in range(FRAMES):
        engine.analyse(sensor.expose(Look()))
    picture = sensor.expose(Look())
    face = engine.assess(picture)
    if face is None:
        raise RuntimeError("the drawn head was not found")
    encode_jp2(engine.crop(picture, face.geometry))
    encode_png(engine.crop(picture, face.geometry.original()))
    encode_png(picture)


def slap(scorer: Nfiq2) -> None:
    made = seen(slap_pixels("good", Slap.RIGHT_FOUR), Slap.RIGHT_FOUR)
    if made is None or findings(made):
        raise RuntimeError("the simulated hand was not taken")
    measured = scorer.measure(made.prints)
    fresh = [Print(finger, each.minutiae) for finger, each in zip(made.expected, measured, strict=True)]
    matching = Matching(fresh, fresh, Limits())
    scorer.match(matching.pairs)
    for print_ in made.prints:
        encode_wsq(print_)


def most(process: Path) -> int:
    """Bytes that a process had resident at once (VmHWM)."""
    line = next(each for each in (process / "status").read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def children() -> list[Path]:
    task = Path("/proc/self/task")
    ids = [one for each in task.iterdir() for one in (each / "children").read_text().split()]
    return [Path("/proc") / each for each in ids]


if __name__ == "__main__":
    portrait()
    scorer = Nfiq2()
    try:
        slap(scorer)
        print(most(Path("/proc/self")), *sorted(most(each) for each in children()))
    finally:
        scorer.close()
