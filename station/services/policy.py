"""What signed policy means for this desk: may somebody begin, in which mode, by which thresholds; what to warn of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from station.domain.clock import Clock
from station.domain.errors import Problem, StationError
from station.domain.idle_lock import IdleLock
from station.domain.modes import UNORDERED, Mode
from station.domain.sample import QualityScore
from station.policy import (
    Drafts,
    Keeper,
    Pins,
    Place,
    PolicyExpired,
    PolicyMissing,
    PolicyStore,
    PortraitBelowPolicy,
    Recovery,
    TimeStamping,
    TooManyWaiting,
    Verified,
    Watcher,
)
from station.policy.in_force import ProfilesInForce
from station.policy.keeper import Held
from station.services.desk_policy import PolicyClient, day_text, mode_of, place_of, require_sealed_alike, warnings
from station.services.profiles import library_of, profile_lines
from station.services.views import DoctorLine, Outcome, PolicyView
from station.settings import Settings
from station.workflow.slaps import FingerRules

if TYPE_CHECKING:
    from station.profiles import Library


class PolicyService:
    """From any thread, but `admit` from the work thread; nothing here waits for the network.

    Without a keeper no policy is asked for: all is admitted.
    """

    def __init__(
        self,
        client: PolicyClient,
        clock: Clock,
        keeper: Keeper | None = None,
        watcher: Watcher | None = None,
        profiles: ProfilesInForce | None = None,
    ) -> None:
        """profiles: what describes services, by policy; None for the program's own."""
        self._client = client
        self._clock = clock
        self._keeper = keeper
        self._watcher = watcher
        self._profiles = profiles

    # --- for front ends ----------------------------------------------------------------------------------------

    def view(self) -> PolicyView:
        if self._keeper is None:
            return PolicyView("none")
        held, day = self._keeper.held(), self._today()
        if held.policy is None or held.validity is None:
            return PolicyView("expired", problem=held.refused or held.missing or PolicyMissing().problem())
        place = place_of(held.policy, self._client, day)
        mode = mode_of(held.policy, place, day)
        desk = place.desk if isinstance(place, Place) else None
        return PolicyView(
            state=held.validity.state,
            mode=mode.name,
            mode_until=mode.until,
            until=held.validity.until,
            unit=place.unit.names.by_language() if isinstance(place, Place) else {},
            desk=desk.name if desk is not None else "",
            desk_names=desk.names.by_language() if desk is not None and desk.names is not None else {},
            people={each.identifier: each.names.by_language() for each in held.policy.registry.people},
            problem=next(self._warnings(held, held.policy, place, day), None),
            versions=held.policy.versions,
            idle=IdleLock(held.policy.rules.idle.minutes, held.policy.rules.idle.volunteer_minutes),
        )

    def refresh(self) -> None:
        """Ask the source now; the answer comes to who subscribed."""
        if self._watcher is not None:
            self._watcher.wake()

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the policy thread when `view` may have changed. Returns the unsubscribe."""
        return self._keeper.subscribe(on_change) if self._keeper is not None else lambda: None

    def doctor(self) -> tuple[DoctorLine, ...]:
        return (*self._doctor(), *profile_lines(self._profiles, self._today()))

    def _doctor(self) -> tuple[DoctorLine, ...]:
        view = self.view()
        if view.state == "none":
            return (DoctorLine("services", "CHK-POLICY", "skip"),)
        if view.until is None:
            return (DoctorLine("services", "CHK-POLICY", "fail", view.problem.code if view.problem else ""),)
        numbers = " ".join(f"{name} {version}" for name, version in view.versions.items())
        measured = f"{numbers}, {_moment(view.until)}"
        lines = [DoctorLine("services", "CHK-POLICY", "pass" if view.state == "fresh" else "fail", measured)]
        known: Outcome = "pass" if view.unit else "fail"
        lines.append(DoctorLine("services", "CHK-POLICY-DESK", known, view.unit.get("en", "")))
        if view.problem is not None and view.state == "fresh" and view.unit:
            lines.append(DoctorLine("services", "CHK-POLICY-NOTE", "fail", view.problem.code))
        return tuple(lines)

    # --- for the other services --------------------------------------------------------------------------------

    def admit(self) -> None:
        """May somebody new begin now? What was begun may always be finished.

        Raises PolicyMissing, PolicyExpired, DeskUnknown, UnitNotOpen, UnitClosed, UnitShut, ModeForbids, ModeNotBuilt,
        EnvelopePolicyDiffers, RecipientsDiffer, TooManyWaiting, TrainingNotSetUp, and what stands in the way of
        sealing as it is installed.
        """
        if self._keeper is None:
            return
        held, day = self._keeper.held(), self._today()
        if held.policy is None or held.validity is None:
            raise PolicyMissing
        if held.validity.state == "expired":
            raise PolicyExpired(until=day_text(held.validity.until))
        place = held.policy.registry.place(self._client.certificate, day, self._client.desk)
        place.unit.admit(day)
        mode = mode_of(held.policy, place, day)
        mode.admit()
        if mode.practises:
            self._client.training()
        require_sealed_alike(held.policy.rules, self._client.receivers.now())
        most = mode.waiting(held.policy.rules.offline.most_waiting)
        if self._client.waiting() >= most:
            raise TooManyWaiting(most=most)

    def check_portrait(self, quality: Iterable[QualityScore]) -> None:
        """Raises PortraitBelowPolicy for the first measure that is below; one that could not be taken passes."""
        policy = self._policy()
        least = policy.rules.thresholds.face if policy is not None else {}
        for score in quality:
            if score.score is not None and score.score < least.get(score.algorithm, 0):
                raise PortraitBelowPolicy(measure=score.algorithm, least=least[score.algorithm], field="portrait")

    def library(self) -> "Library":
        """The services that may be had here, as they are described now. For the work thread: files are read when they
        are asked for. Raises DiskFull, DiskFailed, FileTrouble."""
        return library_of(self._profiles)

    def fingers(self) -> FingerRules:
        policy = self._policy()
        if policy is None:
            return FingerRules({})
        return FingerRules(policy.rules.thresholds.of_fingers(), policy.rules.thresholds.finger_attempts)

    def shortest_pin(self) -> int:
        """Characters; what the rules say by themselves where none are known."""
        policy = self._policy()
        return (policy.rules.pins if policy is not None else Pins()).shortest

    def drafts(self) -> Drafts:
        """How old a draft may become; what the rules say by themselves where none are known."""
        policy = self._policy()
        rules = policy.rules.drafts if policy is not None else Drafts()
        oldest = self.mode().oldest_days
        return rules if oldest is None else replace(rules, oldest_days=min(oldest, rules.oldest_days))

    def favourites(self) -> tuple[str, ...]:
        """Ids of the services that this unit asks for most, in its order."""
        policy = self._policy()
        place = place_of(policy, self._client, self._today()) if policy is not None else None
        return place.unit.favourites if isinstance(place, Place) else ()

    def recovery(self) -> Recovery | None:
        """Who opens copies of drafts; None where no policy asks for copies."""
        policy = self._policy()
        return policy.rules.recovery if policy is not None else None

    def time_stamps(self) -> TimeStamping | None:
        """Who is asked for time-stamps; None where no policy names anybody."""
        policy = self._policy()
        return policy.rules.time_stamps if policy is not None else None

    def mode(self) -> Mode:
        """The mode in force, with all that its order says."""
        policy, day = self._policy(), self._today()
        return UNORDERED if policy is None else mode_of(policy, place_of(policy, self._client, day), day)

    def unit(self) -> str:
        """Id of the unit where this desk stands; "" where no policy says."""
        return self.unit_on(self._today())[0]

    def unit_on(self, day: date) -> tuple[str, Mapping[str, str]]:
        """Id of the unit where this desk stood on `day`, and its names by language; both empty where no policy says."""
        policy = self._policy()
        place = place_of(policy, self._client, day) if policy is not None else None
        return (place.unit.id, place.unit.names.by_language()) if isinstance(place, Place) else ("", {})

    def person_scheme(self) -> str:
        """By which numbers people are told apart; "" where no policy says."""
        policy = self._policy()
        return policy.rules.people.scheme if policy is not None and policy.rules.people is not None else ""

    def versions(self) -> Mapping[str, str]:
        """For the packet: under which policy it is made."""
        policy = self._policy()
        return policy.versions if policy is not None else {}

    # --- inside ------------------------------------------------------------------------------------------------

    def _policy(self) -> Verified | None:
        return self._keeper.held().policy if self._keeper is not None else None

    def _today(self) -> date:
        """The day by which the registry and the rules are read."""
        at = self._keeper.judged() if self._keeper is not None else self._clock.now()
        return at.astimezone().date()

    def _warnings(self, held: Held, policy: Verified, place: Place | Problem, day: date) -> Iterator[Problem]:
        """The most pressing first; last what the descriptions of services warn of."""
        yield from warnings(held, policy, place, day, self._client)
        if self._profiles is not None and self._profiles.problem is not None:
            yield self._profiles.problem


def shortest_pin(settings: Settings) -> int:
    """For commands beside the station: by the policy proven last, else what the rules say by themselves."""
    root = settings.policy_root.read_bytes() if settings.policy_root.exists() else b""
    try:
        return PolicyStore(settings.policy_store, root).read().rules.pins.shortest
    except StationError:
        return Pins().shortest


class PolicyVersions(Mapping[str, str]):
    """The versions of what never changes while the station runs, and of the policy in force at each look."""

    def __init__(self, fixed: Mapping[str, str], in_force: Callable[[], Mapping[str, str]]) -> None:
        self._fixed = fixed
        self._in_force = in_force

    def __getitem__(self, name: str) -> str:
        return {**self._fixed, **self._in_force()}[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._fixed, **self._in_force()})

    def __len__(self) -> int:
        return len({**self._fixed, **self._in_force()})


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%d.%m.%Y %H:%M}"
