"""`stationctl camera`: each camera's zero of pitch, and to begin anew with one that was moved. docs/technician"""

from station.commands.alone import alone
from station.commands.exits import Exit
from station.commands.words import Voice
from station.domain.errors import Problem
from station.domain.pitch import learnt
from station.settings import Settings
from station.storage import camera_pitch
from station.storage.database import connect, reading


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
    with alone(settings, "camera --forget"):
        db = connect(settings.database)
        try:
            count = camera_pitch.forget(db, camera)
        finally:
            db.close()
    if not count:
        voice.complain(Problem("CLI-CAMERA-UNKNOWN", {"camera": camera}))
        return Exit.FAILED
    voice.say("CLI-CAMERA-FORGOTTEN", camera=camera, count=count)
    return Exit.DONE
