"""What a packet is made of: the whole of what was entered, and where it was. Nothing is left out in silence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.domain.item import Item, ItemKind
from station.domain.modes import UNORDERED, Mode
from station.packet import asice
from station.packet.application import PacketContext
from station.packet.format import Dossier
from station.packet.part import Part
from station.services.samples import kept
from station.services.session import Session
from station.workflow.engine import Walk


class NotComplete(StationError):
    """Something is still missing or wrong. `count` says how many things, `first` is the code of the first."""

    code, retryable = "STN-413", True


class SimulatedSample(StationError):
    """A sample came from a simulator: no packet for production is made of it."""

    code = "STN-414"


class ItemsLeftOut(StationError):
    """Something that belongs to the application would not be in its packet. `count` says how many things."""

    code = "STN-463"


@dataclass(frozen=True)
class StationIdentity:
    """Where this station stands: what of it goes into a packet. work_mode: of signed policy, asked at each
    signature."""

    mode: str
    station_id: str
    desk: str
    software_version: str
    policy_versions: Mapping[str, str]
    work_mode: Callable[[], Mode] = lambda: UNORDERED

    @property
    def packet_mode(self) -> str:
        """A demonstration stays one, whatever its policy says; but training is training everywhere."""
        work_mode = self.work_mode()
        if work_mode.practises:
            return work_mode.name
        return (self.mode == "production" and work_mode.name) or self.mode


def dossier_of(
    session: Session,
    enrollment: Enrollment,
    walk: Walk,
    identity: StationIdentity,
    proof: bytes = b"",
    container: bytes = b"",
) -> Dossier:
    """All that a packet is made of. proof: of the log, for what is signed or sealed. container: empty before the
    operator has signed. Raises NotComplete, SimulatedSample, ItemsLeftOut."""
    problems = walk.content_problems
    if problems:
        raise NotComplete(count=len(problems), first=problems[0].code)
    if enrollment.simulated and identity.mode == "production" and not identity.work_mode().simulated:
        raise SimulatedSample
    given = walk.content()
    forgotten = left_out(enrollment, walk, given)
    if forgotten:
        raise ItemsLeftOut(count=len(forgotten))
    context = PacketContext(
        procedure=enrollment.procedure,
        mode=identity.packet_mode,
        station_id=identity.station_id,
        desk=identity.desk,
        software_version=identity.software_version,
        policy_versions={**identity.policy_versions, **walk.plan.version},
        simulated=enrollment.simulated,
        audit_proof_json=proof,
        case_class=walk.plan.service.profile.case_class,
        retention_days=walk.plan.service.profile.retention_days,
        application=walk.plan.service.profile.application,
    )
    return Dossier(
        enrollment,
        given,
        context,
        container,
        get_blob=lambda digest: kept(session.vault, enrollment, digest),
        under_duress=bool(container) and asice.forced(container),
    )


def left_out(enrollment: Enrollment, walk: Walk, given: Part) -> list[Item]:
    """Items that would not be in the packet, and should. Why something cannot be taken says nothing where nobody asks
    for it any more."""
    taken = {step.takes.value for step in walk.wanted if step.takes is not None}
    return [
        item
        for item in enrollment.items
        if item.item_id not in given.items and (item.kind is not ItemKind.EXCEPTION or item.about in taken)
    ]
