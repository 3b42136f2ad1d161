"""Who may answer for a sample that a rule refused, and what the log says of it. Every way to settle one asks here."""

from collections.abc import Iterator

from station.acts import Act, Now, facts_of, require, who_may
from station.domain.enrollment import Enrollment
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.domain.override import Override, override_of
from station.domain.person import same_person


def require_settlers(officer: Operator, enrollment: Enrollment, now: Now) -> None:
    """Whoever approves says yes to all that is only proposed. Raises as `require_settler`."""
    for each in enrollment.overrides:
        if each.open:
            require_settler(officer, each, enrollment, now)


def require_settler(
    person: Operator, override: Override, enrollment: Enrollment, now: Now, *, answers: bool = True
) -> None:
    """Two people, unless who proposed it is of the State: a state officer who captures may answer for it. By whatever
    card they hold: the right is that of the card with which it was proposed.

    Raises as `station.acts.require`.
    """
    state = frozenset(who_may(Act.OVERRIDE, supervised=now.supervised))
    alone = same_person(person, override.proposed_by) and bool(state & override.proposed_by.roles)
    beside = None if alone else override.proposed_by
    require(person, Act.OVERRIDE, facts_of(enrollment), now, beside, answers=answers)


def proposed_event(override: Override, enrollment: Enrollment) -> AuditEvent:
    """What did not hold and the reason; never the words, never whose it is."""
    checks = " ".join(dict.fromkeys(each.code for each in override.checks))
    told: dict[str, str | int] = {"sample": override.sample, "reason": override.reason.value, "checks": checks}
    return AuditEvent(EventKind.OVERRIDE_PROPOSED, override.proposed_by.credential_id, enrollment.enrollment_id, told)


def approved_events(before: Enrollment, after: Enrollment) -> tuple[AuditEvent, ...]:
    """That it was approved, and what was settled by that."""
    if after.approved is None:
        return ()
    officer = after.approved.officer
    approved = AuditEvent(EventKind.CONTENT_APPROVED, officer.credential_id, after.enrollment_id)
    return (*settled_events(before, after, officer), approved)


def settled_events(before: Enrollment, after: Enrollment, by: Operator) -> Iterator[AuditEvent]:
    """One for each that was open before and is not any more: accepted where it stands, refused where it is gone."""
    for each in before.overrides:
        if not each.open:
            continue
        now = override_of(after.overrides, each.sample)
        if now is None or not now.open:
            told: dict[str, str | int] = {
                "sample": each.sample,
                "reason": each.reason.value,
                "verdict": "refused" if now is None else "accepted",
            }
            yield AuditEvent(EventKind.OVERRIDE_SETTLED, by.credential_id, before.enrollment_id, told)
