"""What a desk is told about its drafts and packets, for pictures of days that no demonstration has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from station.acts import CaseState
from station.domain.answers import Answer, AnswerRow, Reason, Verdict
from station.domain.contact import CallOutcome, Contact
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.services.day import DayView, ToCall, Waits
from station.services.draft_summary import DraftSummary
from station.services.views import OutboxView


def drafts() -> tuple[DraftSummary, ...]:
    """One that does not open, one that was signed, one that is nearly too old."""
    now = datetime.now(UTC)
    plain = DraftSummary(EnrollmentId("plain"), "Ավագյան Նարեկ", "step.slaps.name", now, "biometric_passport")
    return (
        replace(plain, started_at=now - timedelta(days=25), ends_on=(now + timedelta(days=5)).date()),
        replace(
            plain, enrollment_id=EnrollmentId("signed"), step="step.review.name", state=CaseState.SIGNED, by_two=True
        ),
        replace(plain, enrollment_id=EnrollmentId("0a1b2c3d4e5f"), problem=Problem("STN-164"), by_two=True),
    )


def packets() -> tuple[OutboxView, ...]:
    """One packet in each state, as after a day with a bad line."""
    now = datetime.now(UTC)
    first = OutboxView(
        PacketId("0" * 64), EnrollmentId("e"), OutboxState.PENDING, now, 0, now + timedelta(minutes=4), 900_000, None,
        False,
    )  # fmt: skip
    why = {OutboxState.REFUSED: Problem("INT-012"), OutboxState.PARKED: Problem("STN-321")}
    return tuple(
        replace(
            first,
            packet_id=PacketId(f"{number:x}" * 64),
            state=state,
            queued_at=now - timedelta(minutes=7 * number),
            erased=state is OutboxState.RECEIPTED,
            problem=why.get(state),
        )
        for number, state in enumerate(OutboxState, start=1)
    )


def answered() -> tuple[OutboxView, ...]:
    """Three that the centre decided about: taken, refused, and one that it wants parts of once more."""
    base = next(packet for packet in packets() if packet.state is OutboxState.RECEIPTED)
    reasons = (
        Reason("ANSWER-QUALITY", "portrait"), Reason("INT-092", "right_index"),
        Reason("ANSWER-DATA-WRONG", "guardian_document"), Reason("ANSWER-QUALITY", "signature"),
        Reason("ANSWER-INCOMPLETE", "document"),
    )  # fmt: skip
    told = ((Verdict.ACCEPTED, ()), (Verdict.REJECTED, (Reason("ANSWER-NOT-ENTITLED"),)), (Verdict.AGAIN, reasons))
    return tuple(
        replace(
            base,
            packet_id=PacketId(f"{number:x}" * 64),
            queued_at=base.queued_at - timedelta(minutes=number),
            answer=AnswerRow(Answer(base.packet_id, verdict, base.queued_at, why), verdict is not Verdict.ACCEPTED),
        )
        for number, (verdict, why) in enumerate(told, start=1)
    )


def a_day() -> DayView:
    """A full one, with four to be called, of whom one was not reached."""
    now = datetime.now(UTC)
    whose = Contact("Տեր-Հովհաննիսյան Եղիսաբեթ-Մարիամ", "+374 91 000000")
    refused = [replace(each, contact=whose) for each in packets() if each.state is OutboxState.REFUSED]
    calls = [ToCall(each) for each in (*refused, *answered()[1:])]
    return DayView(
        now.astimezone().date(),
        begun=34,
        sealed=31,
        given_up=2,
        sent_back=1,
        by_check={("right_four", "STN-433"): 7, ("portrait", "FACE-OPEN-EYES"): 4},
        by_state={CaseState.OPEN: Waits(3, now - timedelta(days=2)), CaseState.WAITING: Waits(6, now)},
        on_the_way=Waits(4, now - timedelta(hours=2)),
        stuck=1,
        calls=(replace(calls[0], outcome=CallOutcome.NOT_REACHED, at=now), *calls[1:]),
    )
