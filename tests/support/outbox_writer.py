"""Child processes for the crash test: each queues packets as fast as it can and says so, until it is killed.

    python -m tests.support.outbox_writer FOLDER SMALLEST LARGEST

starts one for each line it reads; all are forked from this process, which imported everything and opened nothing. It
prints "ready" and the child's number, then one line for each packet whose `seal_case` has returned, which is the
acknowledgement; every third case is a family of three; and once the child is dead a line "over" and its exit code.
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
from station.outbox.outgoing import Outgoing
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
            people = [EnrollmentId(str(uuid4())) for _ in range(1 if randbelow(3) else 3)]
            enrollments.register(db, people[0], "biometric_passport", datetime.now(UTC))
            packets = [
                Outgoing(each, a_packet(smallest, largest), token_hex(16), activity=token_bytes(2000))
                for each in people
            ]
            store.seal_case(people[0], packets, datetime.now(UTC))
            for each in packets:
                say(each.packet.packet_id)


def a_packet(smallest: int, largest: int) -> SealedPacket:
    p7m = token_bytes(smallest + randbelow(largest - smallest))
    return SealedPacket(token_hex(16), PacketId(sha256(p7m).hexdigest()), p7m, token_bytes(1500))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
