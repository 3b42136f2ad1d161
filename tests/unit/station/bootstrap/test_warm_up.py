"""The first capture of the day loads nothing on the thread that asks for it: there it would freeze the window."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]

PROGRAM = """
import os
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event, current_thread, main_thread

from station.bootstrap import build
from station.domain.sample import Slap
from station.settings import load_settings

station = build(replace(load_settings(Path(sys.argv[1])), intake="https://127.0.0.1:9"))
station.work.call(str)  # what is queued is done
loaded = []

def hook(event, arguments):
    if event == "import" and current_thread() is main_thread():
        loaded.append(arguments[0])

sys.addaudithook(hook)
for begin in (
    lambda hear: station.capture.portrait(hear, "sim_camera"),
    lambda hear: station.capture.slap(Slap.THUMBS, Slap.THUMBS.fingers, hear, "sim_fingerprint"),
    lambda hear: station.capture.signature(hear, "sim_signature"),
):
    over = Event()
    session = begin(lambda event: over.set() if type(event).__name__ == "CaptureStopped" else None)
    session.stop()
    assert over.wait(60)
print(loaded, flush=True)
station.close()
os._exit(0)  # the interpreter's own end would stop a driver's thread in the middle of native code, which aborts
"""


def test_captures_import_nothing_on_the_asking_thread(demo_home: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(demo_home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
