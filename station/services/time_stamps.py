"""Time-stamps on the two people's signatures, where policy names an authority: asked for, verified, put beside them.

A signature holds without one, and so does the packet. Whatever the authority does, it costs a wait that policy bounds
and nothing else: what does not verify here is not put in, and the log says why (ADR 107).
"""

from collections.abc import Callable
from datetime import datetime
from secrets import token_bytes
from typing import Protocol

from crypto import cms
from crypto.time_stamp_request import TimeStampRequest
from crypto.trust import CLOCK_SKEW, TrustStore
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.domain.events import AuditEvent, EventKind
from station.packet import asice
from station.policy import TimeStamping
from station.services.door import answer_of
from station.services.views import DoctorLine

_PROBE_BYTES = 32


class StampTooEarly(StationError):
    """The authority's moment lies before the signature's by more than clocks may differ: it would witness nothing."""

    code, retryable = "STN-197", True


class Authority(Protocol):
    def ask(self, address: str, request: bytes, patience_s: float) -> bytes:
        """The answer to a TimeStampReq. Raises StationError."""
        ...


class TimeStamps:
    """For the work thread."""

    def __init__(
        self, rule: Callable[[], TimeStamping | None], authority: Authority, trust: TrustStore, clock: Clock
    ) -> None:
        """rule: of signed policy; None where it names no authority."""
        self._rule, self._authority, self._clock = rule, authority, clock
        self._trust = trust
        self._past = trust.in_the_past()

    def stamped(self, record: Callable[[AuditEvent], None], enrollment_id: EnrollmentId, container: bytes) -> bytes:
        """`container` with a time-stamp on its last signature; as it is where there is none to be had, which is
        recorded. Raises ContainerMalformed, ContainerTooLarge, and as `record`."""
        rule = self._rule()
        if rule is None:
            return container

        def stamp(signature: bytes) -> bytes:
            found = answer_of(lambda: self._stamp(rule, signature))
            if not isinstance(found, Problem):
                return found
            record(AuditEvent(EventKind.TIME_STAMP_MISSED, subject=enrollment_id, details={"code": found.code}))
            return signature

        return asice.stamped(container, stamp)

    def doctor(self) -> tuple[DoctorLine, ...]:
        """A line where policy names an authority: it is asked for a time-stamp of random bytes."""
        rule = self._rule()
        if rule is None:
            return ()
        found = answer_of(lambda: self._ask(rule, token_bytes(_PROBE_BYTES)))
        if isinstance(found, Problem):
            return (DoctorLine("services", "CHK-TIME-STAMPS", "fail", found.code),)
        return (DoctorLine("services", "CHK-TIME-STAMPS", "pass", f"{found[1]:%d.%m.%Y %H:%M:%S}Z"),)

    def _stamp(self, rule: TimeStamping, signature: bytes) -> bytes:
        """Raises StampTooEarly, and as `_ask`."""
        token, at = self._ask(rule, cms.signature_value(signature))
        if at + CLOCK_SKEW < cms.claimed_time(signature):
            raise StampTooEarly
        return cms.with_time_stamp(signature, token)

    def _ask(self, rule: TimeStamping, stamped: bytes) -> tuple[bytes, datetime]:
        """Raises what `Authority.ask` and `TimeStampRequest.token` raise."""
        request = TimeStampRequest(stamped)
        answer = self._authority.ask(rule.authority, request.der, rule.patience_s)
        return request.token(answer, self._past, self._trust.judged(self._clock.now()))
