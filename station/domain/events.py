"""What the audit log records. No personal data: ids, codes and counts only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    STATION_STARTED = "station_started"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    ACT_REFUSED = "act_refused"  # somebody had not the right, or a PIN was wrong: which act, why, whose credential
    ENROLLMENT_STARTED = "enrollment_started"
    ENROLLMENT_RESUMED = "enrollment_resumed"
    ENROLLMENT_DISCARDED = "enrollment_discarded"
    APPLICANT_WITHDREW = "applicant_withdrew"
    WITHDRAWAL_STARTED = "withdrawal_started"  # of what was sealed already: which packet
    DRAFT_TOO_OLD = "draft_too_old"  # wiped by the rule of age
    DRAFT_LEFT = "draft_left"  # of a sealed or discarded enrollment: it could not be wiped yet, and opens no more
    SAMPLE_ACCEPTED = "sample_accepted"
    CAPTURE_REFUSED = "capture_refused"
    PRINTS_VETOED = "prints_vetoed"  # every check took them, and an operator did not let them count: which, and why
    EXCEPTION_SET = "exception_set"
    EXCEPTION_SHOWN = "exception_shown"  # by a photograph: of what, and with which device
    EXCEPTION_CONFIRMED = "exception_confirmed"  # by a second person: of what, and whose credential
    OVERRIDE_PROPOSED = "override_proposed"  # a sample that a rule refused: of what, the codes of what failed, why
    OVERRIDE_SETTLED = "override_settled"  # by somebody of the State: of what, why, and what they said
    ITEM_KEPT = "item_kept"  # a paper, a consent, an answer of a register, a chip: of which kind, and how many files
    ITEM_TAKEN_AWAY = "item_taken_away"
    PERSON_TAKEN_AWAY = "person_taken_away"  # of those who came together: everything typed and captured of them went
    PAYMENT_BEGUN = "payment_begun"  # before a terminal hears of it: our reference, the sum
    PAYMENT_SETTLED = "payment_settled"  # what became of it: approved, nothing taken, or not known
    LINK_SET = "link_set"  # to something elsewhere: of which kind, never which
    NOTICE_GIVEN = "notice_given"  # of rights: which text, its version and language
    DRAFT_RECOVERED = "draft_recovered"  # from the copy that another desk had made, with the keys of two people
    CONTENT_SIGNED = "content_signed"
    CONTENT_APPROVED = "content_approved"
    LEFT_FOR_APPROVAL = "left_for_approval"
    TAKEN_BACK = "taken_back"  # by the operator, from where it waited for approval
    CASE_RETURNED = "case_returned"  # by an officer, for single items: which, and the codes of why
    CASE_REJECTED = "case_rejected"  # by an officer: the codes of why
    CASE_REOPENED = "case_reopened"  # it was rejected; who asked, and who answered for it
    TIME_STAMP_MISSED = "time_stamp_missed"  # policy names an authority, and it gave none that holds: the code of why
    ENROLLMENT_SEALED = "enrollment_sealed"  # who asked for it; the next event says which packet it became
    PACKET_SEALED = "packet_sealed"
    PACKET_RECEIPTED = "packet_receipted"
    PACKET_DELIVERED = "packet_delivered"  # without a signed receipt
    PACKET_REFUSED = "packet_refused"
    PACKET_PARKED = (
        "packet_parked"  # a person must look; details: the code, and the incident's number where it was a bug
    )
    PACKET_ANSWERED = "packet_answered"  # by the centre, once it had opened it: what it decided, and its codes
    CALLED_BACK = "called_back"  # about a packet that comes back: who called, and whether somebody was reached
    ANSWER_REJECTED = "answer_rejected"  # what came as such an answer is not to be believed
    RECEIPT_REJECTED = "receipt_rejected"
    RECEIPT_LOST = "receipt_lost"  # or not to be believed any more: before the payload was erased
    ACTIVITY_TOLD = "activity_told"  # the receiver knows that the visit of this packet ended
    ACTIVITY_REFUSED = "activity_refused"  # it said no, with this code; it is tried again
    PAYLOAD_ERASED = "payload_erased"
    PACKETS_ARCHIVED = "packets_archived"
    ORPHAN_SWEPT = "orphan_swept"  # our own temporary files, and nothing else
    PACKET_TAKEN_UP = "packet_taken_up"  # its files were there, its row was not, or knew less
    PUT_IN_QUARANTINE = "put_in_quarantine"
    POLICY_TAKEN = "policy_taken"
    POLICY_REFUSED = "policy_refused"
    PROFILES_TAKEN = "profiles_taken"  # what describes services, of signed policy: versions by service
    PROFILES_REFUSED = "profiles_refused"  # they have faults, and the former ones stay: how many, the first and where
    CLOCK_WENT_BACK = "clock_went_back"
    STATION_KEY_MADE = "station_key_made"
    STATION_CERTIFICATE_TAKEN = "station_certificate_taken"  # it came back for the key that waits
    STATION_KEY_REPLACED = "station_key_replaced"
    CARD_ADMITTED = "card_admitted"  # it opens the drafts of this station from now on
    PIN_RELEASED = "pin_released"  # all tries again, by an officer or by the person's PUK
    PIN_CHANGED = "pin_changed"
    PIN_REFUSED = "pin_refused"  # one of these two was asked for in vain
    LISTS_TAKEN = "lists_taken"  # of certificates taken back
    TRUST_TAKEN = "trust_taken"  # roots, issuers, lists, receivers, policy of sealing: as signed policy says
    AUTHORITIES_TAKEN = "authorities_taken"  # of States: whose list, its day, how many came, went and were renewed
    LOG_CONTINUED = "log_continued"  # first event of a log that another one of this station came before
    CAMERA_ZERO_FORGOTTEN = "camera_zero_forgotten"  # it was moved: which camera, of how many portraits it had been
    DATABASE_REBUILT = "database_rebuilt"  # from the files: stationctl repair
    BACKUP_RESTORED = "backup_restored"
    EVENT_FORGOTTEN = "event_forgotten"
    LOG_READ = "log_read"  # by whom: the part that is theirs
    CHECKPOINT_COSIGNED = "checkpoint_cosigned"  # by us, of another log
    CHECKPOINT_WITNESSED = "checkpoint_witnessed"  # of our log, by another


@dataclass(frozen=True)
class AuditEvent:
    kind: EventKind
    actor: str = ""  # credential id, or "" for the station itself
    subject: str = ""  # enrollment id, packet id, device id or a log's name
    details: Mapping[str, str | int] = field(default_factory=dict)
