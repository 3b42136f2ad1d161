"""Whose receipt it is decides how it is believed."""

from typing import Protocol

from crypto.keys.station import former_certificates
from crypto.trust import TrustStore
from station.domain.clock import Clock
from station.domain.outbox import OutboxRow
from station.formats.receipt import Receipt
from station.outbox.mosip_receipt import open_mosip_check
from station.outbox.osia_statement import open_osia_check
from station.outbox.proof import ReceiptCheck
from station.outbox.receipt import check_receipt
from station.settings import Settings
from station.storage.signed_time import SignedTime, Source


class ReceiptCheckFactory(Protocol):
    def __call__(self, settings: Settings, trust: TrustStore, station_id: str, clock: Clock, /) -> ReceiptCheck:
        """station_id: fingerprint of our own certificate. Raises what keeps it from being built: KeyGone, ..."""
        ...


def open_intake_check(settings: Settings, trust: TrustStore, station_id: str, clock: Clock) -> ReceiptCheck:
    """Each receipt that holds also says how late it is at least."""
    former = frozenset(each.fingerprint for each in former_certificates(settings.keys))
    signed = SignedTime(settings.signed_time, clock)

    def check(message: bytes, row: OutboxRow) -> Receipt:
        receipt = check_receipt(message, row, station_id, trust, clock.now(), former, mode=settings.mode)
        signed.learn(Source.RECEIPT, receipt.received_at)
        return receipt

    return check


RECEIPT_CHECKS: dict[str, ReceiptCheckFactory] = {
    "https": open_intake_check,
    "mosip+https": open_mosip_check,
    "osia+https": open_osia_check,
}
"""By the scheme of the receiver's address, the same as `station.outbox.transports.TRANSPORTS`."""
