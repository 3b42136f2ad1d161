"""What a receiver is. With `line` and `health`, the outbox's errors and the values of `station.domain`, all that the
author of one imports."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ssl import SSLContext

from crypto.trust import TrustStore
from station.domain.clock import Clock
from station.domain.errors import Problem
from station.outbox.asking import AnswerSource
from station.outbox.proof import ReceiptCheck
from station.outbox.provenance import ReceiptClaims
from station.outbox.telling import ActivityWay
from station.outbox.transport import Transport
from station.packet.format import PacketFormat
from station.settings import Settings


@dataclass(frozen=True)
class Way:
    """To one receiver. url: its address without the name before the `+`. context: pinned authority, our certificate."""

    url: str
    context: SSLContext
    settings: Settings


@dataclass(frozen=True)
class Belief:
    """By what a receipt is judged. station_id: fingerprint of our own certificate; former: of those before it. mode: of
    the receiver that may sign. learn: is told of each receipt that holds when it says that it was given."""

    settings: Settings
    trust: TrustStore
    clock: Clock
    station_id: str
    former: frozenset[str] = frozenset()
    mode: str = ""
    learn: Callable[[datetime], object] = lambda _: None


@dataclass(frozen=True)
class Numbers:
    """For a receiver whose packets bear a number of this machine, given once: where it goes on after a repair.

    last: the one given last, as files, receipts and a person (None: says nothing) know it; raises SequenceNeeded.
    go_on: give that one and those before it no more.
    """

    last: Callable[[Settings, int | None], int]
    go_on: Callable[[Settings, int], None]


def _keeps(_: Settings) -> timedelta | None:
    return None


def _bears_our_signature(_: Settings) -> Callable[[bytes, bytes], bool]:
    return lambda packet, beside: False


@dataclass(frozen=True)
class Receiver:
    """scheme: of its address, `<name>+https` or whatever the way is; the name is that of its folder and its table in
    `station.toml`. Each `open_` reads what it needs of the settings, and raises SettingsWrong, KeyGone, KeyDamaged.

    open_form         what of an enrollment is sealed, and how
    open_transport    the way there; called for each address
    open_check        whether a receipt is believed; on less than what it lets pass nothing is erased. It returns
                      `Unsigned` where there is only our own word
    read_receipt      which packet a receipt speaks of, believed or not; raises ValueError or CryptoError for any other
    ask               whether it is there: what it calls itself, or raises as `Line.ask`. Second: patience in seconds
    refuse_options    raises SettingsWrong for an entry of its table that nobody reads, whoever receives; None: it has
                      no table
    open_mark         whether a packet and what lies beside it come from this station, where no signature of its says so
    erase_unsigned    how long what was delivered without a signed receipt stays; None: for good
    open_answers      what it decides about a packet once it has opened it, signed; None: it tells nobody
    open_activities   how it is told that a visit ended (station.formats.activity); None: it takes no such event
    takes_activities  whether it is told as it is set up here; where it is not, no event is made
    set_up            what a technician has done at this machine, once: lines to register there, sentences to read
    """

    scheme: str
    open_form: Callable[[Settings], PacketFormat]
    open_transport: Callable[[Way], Transport]
    open_check: Callable[[Belief], ReceiptCheck]
    read_receipt: Callable[[bytes], ReceiptClaims]
    ask: Callable[[Way, float], str]
    refuse_options: Callable[[Settings], None] | None = None
    open_mark: Callable[[Settings], Callable[[bytes, bytes], bool]] = _bears_our_signature
    erase_unsigned: Callable[[Settings], timedelta | None] = _keeps
    numbers: Numbers | None = None
    open_answers: Callable[[Way, Belief], AnswerSource] | None = None
    open_activities: Callable[[Way], ActivityWay] | None = None
    takes_activities: Callable[[Settings], bool] = lambda _: False
    set_up: Callable[[Settings], Iterable[str | Problem]] | None = None
