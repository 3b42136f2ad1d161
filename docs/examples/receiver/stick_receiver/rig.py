"""The other end, for the contract suite: somebody at the centre who acknowledges what lies on the stick."""

from collections.abc import Iterator
from contextlib import contextmanager

from crypto import cms
from station.settings import Settings
from tests.support.rigs import Rig, Side


@contextmanager
def rig(side: Side) -> Iterator[Rig]:
    place = side.home / "stick"
    (place / "from-centre").mkdir(parents=True)

    def acknowledge() -> None:
        for slip in (place / "to-centre").glob("*.json"):
            signed = cms.sign_attached(slip.read_bytes(), side.pki.receipt_key, side.clock.now())
            (place / "from-centre" / f"{slip.stem}.ack").write_bytes(signed)

    yield Rig(
        settings=Settings(side.home / "data", side.home / "config", intake=f"stick+{place.as_uri()}"),
        nowhere=f"stick+{(side.home / 'no stick').as_uri()}",
        finish=acknowledge,
        arrived=lambda: len(list((place / "to-centre").glob("*.json"))) if (place / "to-centre").is_dir() else 0,
    )
