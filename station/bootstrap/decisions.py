"""Where to ask what the centre decided: at the intake that gave the packet its receipt, in earnest or of training."""

from collections.abc import Callable
from threading import Lock

from crypto import cms
from crypto.errors import CryptoError
from devices.api import CancelScope
from station.bootstrap.identity import Identity
from station.bootstrap.practice import OF_TRAINING, belief_of_training, context_of_training
from station.bootstrap.refusals import IntakeSilent
from station.domain.answers import Answer
from station.domain.clock import Clock
from station.domain.outbox import OutboxRow
from station.formats.receipt import decode_receipt
from station.outbox.asking import AnswerSource
from station.outbox.errors import TransportDown
from station.receivers.api import Belief
from station.receivers.parts import open_answers
from station.settings import Settings


class Decisions:
    """AnswerSource. Each way is opened when it is asked first."""

    def __init__(self, settings: Settings, identity: Identity, clock: Clock, address: Callable[[], str]) -> None:
        """address: of the intake in earnest."""
        self._settings = settings
        self._identity = identity
        self._clock = clock
        self._address = address
        self._lock = Lock()
        self._asked: AnswerSource | None = None

    def ask(self, row: OutboxRow, receipt: bytes, scope: CancelScope) -> tuple[bytes, Answer] | None:
        source = self._of_training() if _mode(receipt) == OF_TRAINING else self._in_earnest()
        if source is None:
            return None
        with self._lock:
            self._asked = source
        return source.ask(row, receipt, scope)

    def close(self) -> None:
        with self._lock:
            asked = self._asked
        if asked is not None:
            asked.close()

    def _in_earnest(self) -> AnswerSource | None:
        try:
            address = self._address()
        except IntakeSilent:
            raise TransportDown(reason="IntakeSilent") from None
        belief = Belief(self._settings, self._identity.trust, self._clock, self._identity.station_id)
        return open_answers(address, self._identity.context, belief)

    def _of_training(self) -> AnswerSource | None:
        if not self._settings.training_intake:
            return None
        belief = belief_of_training(self._settings, self._clock)
        return open_answers(self._settings.training_intake, context_of_training(self._settings), belief)


def _mode(receipt: bytes) -> str:
    """As an intake of ours says it; "" in receipts of 0.1.0 and of other receivers."""
    try:
        return decode_receipt(cms.claimed_content(receipt)).mode
    except (CryptoError, ValueError):
        return ""
