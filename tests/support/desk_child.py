"""Stations in processes of their own, to be killed: each does one thing, says how the draft stands, and waits.

    python -m tests.support.desk_child

reads a line of JSON for each: [HOME, ACTION, ENROLLMENT or ""]. All are forked from this one, which imported everything
and began nothing. It says the process's number first and, when it was killed, null.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec

from station.bootstrap import Station, build
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, SealedView
from station.settings import load_settings
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, ink, portrait_candidate, slap_candidate

Action = Callable[[Station, EnrollmentId], EnrollmentView | SealedView | Problem]
MISSING = (BiometricException(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED),)


def credential(station: Station, name: str) -> str:
    return next(each.credential_id for each in station.sign_in.credentials() if each.name == name)


def accept(slap: Slap) -> Action:
    fingers = tuple(finger for finger in slap.fingers if finger is not MISSING[0].finger)

    def do(station: Station, which: EnrollmentId) -> EnrollmentView | Problem:
        at = station.enroll._clock.now()
        return station.enroll.accept_slap(which, slap_candidate(at, slap, 60, fingers))

    return do


def go_to(step: str) -> Action:
    return lambda station, which: station.enroll.go_to(which, step)


ACTIONS: Mapping[str, Action] = {
    "start": lambda station, _: station.enroll.start("biometric_passport"),
    "type": lambda station, which: station.enroll.set_fields(which, {"surname_hy": "Հովհ", "psn": "12"}),
    "finish typing": lambda station, which: station.enroll.set_fields(which, ADULT),
    "to document": go_to("document"),
    "zone": lambda station, which: station.enroll.set_fields(which, {"document_mrz": PASSPORT_MRZ}),
    "to portrait": go_to("portrait"),
    "portrait": lambda station, which: station.enroll.accept_portrait(
        which, portrait_candidate(station.enroll._clock.now())
    ),
    "to fingerprints": go_to("fingerprints"),
    "missing": lambda station, which: station.enroll.set_exceptions(which, MISSING),
    **{slap.value: accept(slap) for slap in Slap},
    "to signature": go_to("signature"),
    "signature": lambda station, which: station.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE),
    "to review": go_to("review"),
    "sign": lambda station, which: station.enroll.sign(which),
    "approve": lambda station, which: station.enroll.approve(which, credential(station, OFFICER), PINS[OFFICER]),
    "seal": lambda station, which: station.enroll.seal(which),
}


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


def live(home: str, action: str, which: str) -> None:
    station = build(replace(load_settings(Path(home)), intake="https://127.0.0.1:9"))
    work = station.work
    work.call(lambda: station.sign_in.sign_in(credential(station, OPERATOR), PINS[OPERATOR]))
    if which:
        work.call(lambda: tell(station, station.enroll.resume(EnrollmentId(which))))
    if action == "keep typing":
        work.call(keep_typing, station, EnrollmentId(which))
    work.call(lambda: tell(station, ACTIONS[action](station, EnrollmentId(which))))
    signal.pause()


if __name__ == "__main__":
    main()
