"""`stationctl camera`: each camera's zero of pitch, and to begin anew with one that was moved. docs/technician"""

from contextlib import closing

from station.bootstrap import build
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.errors import Problem
from station.domain.pitch import learnt
from station.services.door import EXPECTED, problem_of
from station.settings import Settings
from station.storage import camera_pitch
from station.storage.database import reading


def run(settings: Settings, forget: str | None, voice: Voice) -> Exit:
    """forget: the id of a camera's device. Raises ProfileHeld, DatabaseMissing, DatabaseOlder, DatabaseFailed."""
    if forget is not None:
        return _forget(settings, forget, voice)
    with reading(settings.database) as db:
        known = camera_pitch.of_all(db)
    if not known:
        voice.say("CLI-CAMERA-NONE")
    for camera, measured in sorted(known.items()):
        zero = learnt(measured)
        if zero is not None:
            voice.say("CLI-CAMERA-ZERO", camera=camera, zero=str(zero), applied=f"{zero.offset:+.1f}")
    return Exit.DONE


def _forget(settings: Settings, camera: str, voice: Voice) -> Exit:
    try:
        with closing(build(settings, program="stationctl camera")) as station:
            count = station.work.call(station.zeros.forget, camera)
    except EXPECTED as error:
        voice.complain(problem_of(error))
        return Exit.FAILED
    if not count:
        voice.complain(Problem("CLI-CAMERA-UNKNOWN", {"camera": camera}))
        return Exit.FAILED
    voice.say("CLI-CAMERA-FORGOTTEN", camera=camera, count=count)
    return Exit.DONE
