"""A child process for the crash test: queues packets as fast as it can and says so, until it is killed.

    python -m tests.support.outbox_writer FOLDER SMALLEST LARGEST

Prints "ready", then one line for each packet whose `seal_and_queue` has returned: that is the acknowledgement.
"""

import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import randint
from secrets import token_bytes, token_hex
from uuid import uuid4

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import PacketId, SealedPacket
from station.outbox.store import OutboxStore
from station.storage import enrollments
from station.storage.database import connect


def main(folder: Path, smallest: int, largest: int) -> None:
    with closing(connect(folder / "station.db")) as db:
        store = OutboxStore(db, folder / "outbox")
        say("ready")
        while True:
            enrollment_id = EnrollmentId(str(uuid4()))
            enrollments.register(db, enrollment_id, "biometric_passport", datetime.now(UTC))
            p7m = token_bytes(randint(smallest, largest))
            packet = SealedPacket(token_hex(16), PacketId(sha256(p7m).hexdigest()), p7m, token_bytes(1500))
            say(store.seal_and_queue(enrollment_id, packet, token_hex(16), datetime.now(UTC)))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
