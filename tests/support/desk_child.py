"""Stations in processes of their own, to be killed: each does some things, says after each how the draft stands, and
waits.

    python -m tests.support.desk_child

reads a line of JSON for each: [HOME, [ACTION, ...], ENROLLMENT or ""]. All are forked from this one, which imported
everything and began nothing. It says the process's number first and, when it was killed, null.
"""

import json
import os
import signal
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec

from station.bootstrap import Station, build
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView, SealedView
from station.settings import load_settings
from tests.support.enrolling import ACTIONS, sign_in


def report(station: Station, answer: EnrollmentView | SealedView | Problem) -> dict[str, str]:
    """Step, digest of the whole draft with all its samples; or the packet; or the problem's code."""
    if isinstance(answer, Problem):
        return {"problem": answer.code}
    if isinstance(answer, SealedView):
        return {"packet": answer.packet_id}
    enrollment = answer.enrollment
    digest = sha256(msgspec.json.encode(enrollment, order="deterministic"))
    samples = enrollment.samples
    blobs = [each.image for slap in samples.slaps for each in slap.fingers] + [slap.source for slap in samples.slaps]
    blobs += [samples.portrait.source, samples.portrait.image] if samples.portrait else []
    blobs += [samples.signature.strokes, samples.signature.image] if samples.signature else []
    for blob in blobs:
        data = station.enroll.image(enrollment.enrollment_id, blob.digest)
        digest.update(data if isinstance(data, bytes) else data.code.encode())
    address = enrollment.fields.get("address", "")
    return {"id": enrollment.enrollment_id, "step": enrollment.step, "address": address, "digest": digest.hexdigest()}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(station: Station, answer: EnrollmentView | SealedView | Problem) -> None:
    say(json.dumps(report(station, answer)))


def keep_typing(station: Station, which: EnrollmentId) -> None:
    """Types on and on, and says each text that was saved."""
    for number in range(100_000):
        station.enroll.set_fields(which, {"address": f"{number}"})
        say(str(number))


def main() -> None:
    for line in sys.stdin:
        if number := os.fork():
            os.waitpid(number, 0)
            say("null")
        else:
            say(str(os.getpid()))
            live(*json.loads(line))


def live(home: str, actions: list[str], which: str) -> None:
    station = build(replace(load_settings(Path(home)), intake="https://127.0.0.1:9"))
    work = station.work
    work.call(sign_in, station)
    if which:
        work.call(lambda: tell(station, station.enroll.resume(EnrollmentId(which))))
    if actions == ["keep typing"]:
        work.call(keep_typing, station, EnrollmentId(which))
    for action in actions:
        answer = work.call(ACTIONS[action], station, EnrollmentId(which))
        which = which or answer.enrollment.enrollment_id  # type: ignore[union-attr]
        work.call(tell, station, answer)
    signal.pause()


if __name__ == "__main__":
    main()
