"""Child processes for the crash test: each queues packets as fast as it can and says so, until it is killed.

    python -m tests.support.outbox_writer FOLDER SMALLEST LARGEST

starts one for each line it reads; all are forked from this process, which imported everything and opened nothing. It
prints "ready" and the child's number, then one line for each packet whose `seal_and_queue` has returned, which is the
acknowledgement; and once the child is dead a line "over" and its exit code.
"""

import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import randbelow, token_bytes, token_hex
from uuid import uuid4

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import PacketId, SealedPacket
from station.outbox.store import OutboxStore
from station.storage import enrollments
from station.storage.database import connect


def main(folder: Path, smallest: int, largest: int) -> None:
    for _ in sys.stdin:
        if number := os.fork():
            _, status = os.waitpid(number, 0)
            say(f"\nover {os.waitstatus_to_exitcode(status)}")  # its last line may be cut
        else:
            write(folder, smallest, largest)


def write(folder: Path, smallest: int, largest: int) -> None:
    with closing(connect(folder / "station.db")) as db:
        store = OutboxStore(db, folder / "outbox")
        say(f"ready {os.getpid()}")
        while True:
            enrollment_id = EnrollmentId(str(uuid4()))
            enrollments.register(db, enrollment_id, "biometric_passport", datetime.now(UTC))
            p7m = token_bytes(smallest + randbelow(largest - smallest))
            packet = SealedPacket(token_hex(16), PacketId(sha256(p7m).hexdigest()), p7m, token_bytes(1500))
            say(store.seal_and_queue(enrollment_id, packet, token_hex(16), datetime.now(UTC)))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
