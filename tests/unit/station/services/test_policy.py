"""Signed policy at the desk: who may begin, what is finished all the same, what the packet says, what is warned of."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from station.domain.errors import Problem
from station.domain.modes import MODES, UNORDERED
from station.domain.sample import SLAPS, Finger, Slap
from station.policy import Drafts, PolicyStore, TimeStamping
from station.policy.in_force import ProfilesInForce
from station.profiles import built_in
from station.services.desk_policy import PolicyClient
from station.services.enroll import Enroll
from station.services.policy import PolicyService, PolicyVersions
from station.services.receivers import Receivers
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.steps.plans import Plans
from station.storage.signed_time import SignedTime, Source
from tests.support.applicants import WHOLE
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.policy import CERTIFICATE, SHORT, Office, keeper_of, names, open_office, registry_toml, rules_toml
from tests.unit.station.profiles.test_faults import PROFILE


@dataclass
class PolicyDesk:
    """A desk whose Enroll and Signing follow the policy that `office` publishes."""

    bench: Bench
    office: Office
    service: PolicyService
    client: PolicyClient
    waiting: list[int]
    refresh: Callable[[], bool]
    signed: SignedTime

    @property
    def enroll(self) -> Enroll:
        return self.bench.enroll

    def publish(self, registry: str = "", rules: str = "") -> None:
        self.office.publish(registry, rules)
        assert self.refresh()


def receivers_of(bench: Bench) -> Receivers:
    """As they are installed, and found once."""
    receivers = Receivers(bench.enroll._signing._sealing.receivers)
    receivers.now()
    return receivers


def desk_of(tmp_path: Path, settings: Settings, station_desk: str = "1") -> PolicyDesk:
    bench = open_desk(settings)
    office = open_office(tmp_path / "repository", bench.clock.at, SHORT)
    office.publish()
    waiting = [0]
    keeper = keeper_of(tmp_path, office, bench.clock)
    assert keeper.refresh()
    client = PolicyClient(CERTIFICATE, station_desk, receivers_of(bench), lambda: waiting[0])
    service = PolicyService(client, bench.clock, keeper)
    signing = bench.enroll._signing
    signing._identity = replace(
        signing._identity, policy_versions=PolicyVersions({"age": "1"}, service.versions), work_mode=service.mode
    )
    plans = Plans(built_in, service.fingers)
    signing._plans = plans
    bench.enroll = Enroll(bench.signed_in, bench.db, plans, bench.clock, lambda _: None, signing, service)
    bench.sign_in_as(OPERATOR)
    signed = SignedTime(tmp_path / "config" / "signed-time.json", bench.clock)
    return PolicyDesk(bench, office, service, client, waiting, keeper.refresh, signed)


@pytest.fixture
def desk(tmp_path: Path, demo_settings: Settings) -> PolicyDesk:
    return desk_of(tmp_path, demo_settings)


def begin(desk: PolicyDesk) -> EnrollmentView | Problem:
    return desk.enroll.start("biometric_passport")


def begun(desk: PolicyDesk) -> EnrollmentView:
    view = begin(desk)
    assert isinstance(view, EnrollmentView), view
    return view


def refused(desk: PolicyDesk) -> str:
    answer = begin(desk)
    assert isinstance(answer, Problem), answer
    return answer.code


def sign(desk: PolicyDesk, view: EnrollmentView) -> EnrollmentView:
    """Everything typed and taken, and the operator's signature."""
    enroll, at, which = desk.enroll, desk.bench.clock.now(), view.enrollment.enrollment_id
    enroll.set_fields(which, WHOLE)
    enroll.accept_portrait(which, portrait_candidate(at))
    for slap in SLAPS:
        enroll.accept_slap(which, slap_candidate(at, slap))
    enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)
    signed = enroll.sign(which)
    assert isinstance(signed, EnrollmentView), signed
    return signed


def finish(desk: PolicyDesk, view: EnrollmentView) -> SealedView | Problem:
    which = sign(desk, view).enrollment.enrollment_id
    desk.enroll.approve(which, desk.bench.credential(OFFICER), PINS[OFFICER])
    return desk.enroll.seal(which)


def day(desk: PolicyDesk, days: int = 0) -> str:
    return f"{desk.bench.clock.now().astimezone() + timedelta(days=days):%Y-%m-%d}"


# --- who may begin -----------------------------------------------------------------------------------------------


def test_under_a_fresh_policy_everybody_may_begin_and_nothing_is_warned_of(desk: PolicyDesk) -> None:
    begun(desk)
    view = desk.service.view()
    assert (view.state, view.mode, view.problem, view.desk) == ("fresh", "NORMAL", None, "1")
    assert view.unit["ru"] == "Gyumri-ru"
    assert view.versions == {"policyRoot": "1", "registry": "1", "rules": "1"}


def test_what_desk_and_people_are_called_comes_with_the_policy(desk: PolicyDesk) -> None:
    assert (desk.service.view().desk_names, desk.service.view().people) == ({}, {})
    people = f'[[people]]\nidentifier = "EX-1"\nnames = {names("Ani")}\n'
    desk.publish(registry_toml(more=people).replace('name = "1"', f'name = "1"\nnames = {names("Window")}'))
    view = desk.service.view()
    assert view.desk_names == {"hy": "Window-hy", "ru": "Window-ru", "en": "Window-en"}
    assert view.people["EX-1"]["hy"] == "Ani-hy"


def test_after_the_grace_nobody_begins_and_what_was_begun_is_finished(desk: PolicyDesk) -> None:
    draft = begun(desk)
    desk.bench.clock.forward(timedelta(days=8))
    warned = desk.service.view()
    assert (warned.state, warned.problem and warned.problem.code) == ("grace", "STN-711")
    begun(desk)
    desk.bench.clock.forward(timedelta(days=7))
    assert refused(desk) == "STN-710"
    assert desk.service.view().state == "expired"
    assert isinstance(finish(desk, draft), SealedView)


def test_the_unit_says_what_it_is_asked_for_most(desk: PolicyDesk) -> None:
    assert desk.service.favourites() == ()
    desk.publish(registry_toml(unit='favourites = ["id_card"]'))
    assert desk.service.favourites() == ("id_card",)
    assert desk.bench.enroll.procedures()[0] == "id_card"


def test_a_draft_says_in_which_unit_of_the_registry_it_was_begun(desk: PolicyDesk) -> None:
    begun(desk)
    (draft,) = desk.bench.enroll.drafts()
    unit, said = desk.service.unit_on(draft.started_at.date())
    assert (unit, said) == (desk.service.unit(), desk.service.view().unit) != ("", {})
    assert (draft.traits.unit, draft.traits.unit_names) == (unit, said)
    desk.bench.enroll._policy = None
    (draft,) = desk.bench.enroll.drafts()
    assert draft.traits.unit == desk.bench.signed_in.require().operator.organisation
    assert draft.traits.unit_names == {}


def test_a_closed_unit_takes_nobody_after_its_day_and_finishes_what_was_begun(desk: PolicyDesk) -> None:
    desk.publish(registry_toml(unit=f"closes = {day(desk)}"))
    draft = begun(desk)
    desk.bench.clock.forward(timedelta(days=1))
    assert refused(desk) == "STN-713"
    problem = desk.service.view().problem
    assert problem is not None
    assert problem.code == "STN-713"
    assert isinstance(finish(desk, draft), SealedView)


@pytest.mark.parametrize(
    ("registry", "rules", "code"),
    [
        (lambda desk: registry_toml(unit=f"shut = [{day(desk)}]"), None, "STN-714"),
        (lambda desk: registry_toml(opens=day(desk, 2)), None, "STN-722"),
        (None, lambda desk: rules_toml(f'[[modes]]\nmode = "DIAGNOSTICS"\nsince = {day(desk)}'), "STN-715"),
        (None, lambda _: rules_toml(envelope=f'recipients = ["{"d" * 64}"]'), "STN-720"),
        (None, lambda _: rules_toml(envelope="number = 2"), "STN-225"),
        (None, lambda _: rules_toml().replace("baseline", "post-quantum"), "STN-225"),
    ],
)
def test_what_policy_forbids_is_refused_and_warned_of(
    desk: PolicyDesk, registry: Callable[[PolicyDesk], str] | None, rules: Callable[[PolicyDesk], str] | None, code: str
) -> None:
    desk.publish(registry(desk) if registry else "", rules(desk) if rules else "")
    assert refused(desk) == code
    problem = desk.service.view().problem
    assert problem is not None
    assert problem.code == code


def test_a_desk_that_is_not_in_the_registry(tmp_path: Path, demo_settings: Settings) -> None:
    desk = desk_of(tmp_path, demo_settings, station_desk="7")
    assert refused(desk) == "STN-712"
    view = desk.service.view()
    assert (view.unit, view.desk) == ({}, "")
    assert [line.outcome for line in desk.service.doctor()][:2] == ["pass", "fail"]


def test_only_so_many_packets_may_wait(desk: PolicyDesk) -> None:
    desk.waiting[0] = 9
    begun(desk)
    desk.waiting[0] = 10
    assert refused(desk) == "STN-716"


def test_the_limits_of_an_order_end_with_it(desk: PolicyDesk) -> None:
    """A desk on the road carries more; an order may say how many, which services, and for how long."""
    desk.publish(rules=rules_toml(f'[[modes]]\nmode = "MOBILE"\nsince = {day(desk)}'))
    desk.waiting[0] = 499
    begun(desk)
    desk.waiting[0] = 500
    assert refused(desk) == "STN-716"
    order = f'[[modes]]\nmode = "MASS_INFLUX"\nsince = {day(desk)}\nuntil = {day(desk, 1)}\nmost_waiting = 20\n'
    desk.publish(rules=rules_toml(f'{order}services = ["displaced"]\noldest_days = 2'))
    desk.waiting[0] = 19
    assert refused(desk) == "STN-480", "the service is not among those of the order"
    desk.waiting[0] = 20
    assert refused(desk) == "STN-716"
    assert desk.service.drafts().oldest_days == 2
    desk.bench.clock.forward(timedelta(days=2))
    desk.waiting[0] = 9
    assert desk.service.mode().name == "NORMAL"
    assert desk.service.drafts().oldest_days == Drafts().oldest_days
    begun(desk)


@pytest.mark.parametrize("mode", ["EXAM", "ARCHIVE", "HAND_OVER"])
def test_a_mode_whose_work_is_not_built_lets_nobody_begin(desk: PolicyDesk, mode: str) -> None:
    desk.publish(rules=rules_toml(f'[[modes]]\nmode = "{mode}"\nsince = {day(desk)}'))
    assert refused(desk) == "STN-444"


def test_the_receivers_that_policy_names_are_installed(desk: PolicyDesk) -> None:
    named = sorted(desk.client.receivers.now().fingerprints)
    desk.publish(rules=rules_toml(envelope=f"recipients = {json.dumps(named)}"))
    begun(desk)


def test_a_station_that_never_received_a_policy(tmp_path: Path, demo_settings: Settings) -> None:
    bench = open_desk(demo_settings)
    office = open_office(tmp_path / "repository")
    service = PolicyService(
        PolicyClient(CERTIFICATE, "1", receivers_of(bench), int), bench.clock, keeper_of(tmp_path, office, bench.clock)
    )
    view = service.view()
    assert (view.state, view.problem and view.problem.code) == ("expired", "STN-709")
    assert [(line.outcome, line.measured) for line in service.doctor()][:1] == [("fail", "STN-709")]
    assert service.mode() is UNORDERED
    assert service.versions() == {}
    with pytest.raises(Exception, match="STN-709"):
        service.admit()


def test_without_a_policy_nothing_is_asked(desk: PolicyDesk) -> None:
    service = PolicyService(desk.client, desk.bench.clock)
    service.admit()
    service.check_portrait(())
    service.refresh()
    service.subscribe(lambda: None)()
    assert service.view().state == "none"
    assert service.time_stamps() is None
    assert [line.outcome for line in service.doctor()] == ["skip", "pass"]
    assert service.library().ids == built_in().ids


def test_the_authority_of_time_stamps_is_the_one_that_policy_names_now(desk: PolicyDesk) -> None:
    assert desk.service.time_stamps() is None
    desk.publish(rules=rules_toml('[time_stamps]\nauthority = "http://tsa.example/"'))
    assert desk.service.time_stamps() == TimeStamping("http://tsa.example/", patience_s=3)


# --- services ----------------------------------------------------------------------------------------------------


def test_wrong_profiles_are_said_and_work_goes_on(tmp_path: Path, desk: PolicyDesk) -> None:
    keeper = desk.service._keeper
    assert keeper is not None
    store = PolicyStore(tmp_path / "policy", desk.office.first_root)
    profiles = ProfilesInForce(
        tmp_path / "policy", store, lambda: keeper.held().policy, desk.bench.clock, lambda _: None
    )
    keeper.subscribe(profiles.follow)
    service = PolicyService(desk.client, desk.bench.clock, keeper, profiles=profiles)
    desk.office.publish_services(PROFILE)
    assert desk.refresh()
    assert service.view().problem is None
    desk.office.publish_services(PROFILE, PROFILE.replace("version = 1", "version = 2"))
    assert desk.refresh()
    assert (service.view().state, service.view().problem) == ("fresh", profiles.problem)
    service.admit()
    assert service.library().begun("library_card", 1)
    lines = {line.code: line for line in service.doctor()}
    assert "library_card 1" in lines["CHK-SERVICES"].measured
    assert lines["CHK-SERVICES-POLICY"].outcome == "pass"
    assert lines["CHK-SERVICES-TAKEN"].outcome == "fail"
    begins = PROFILE.splitlines().index("since = 2026-01-01") + 1
    assert lines["CHK-SERVICES-TAKEN"].measured == f"library_card@2.toml:{begins} PRF-061"


# --- thresholds --------------------------------------------------------------------------------------------------


def test_thresholds_of_fingers_are_those_of_policy(desk: PolicyDesk) -> None:
    view = begun(desk)
    assert view.slaps[0].thresholds[Finger.RIGHT_INDEX] == 30
    desk.publish(rules=rules_toml("[thresholds]\nfinger = { right_index = 80 }\nfinger_attempts = 1"))
    which = view.enrollment.enrollment_id
    after = desk.enroll.accept_slap(which, slap_candidate(desk.bench.clock.now(), Slap.RIGHT_FOUR, score=60))
    assert isinstance(after, EnrollmentView)
    slap = next(item for item in after.slaps if item.slap is Slap.RIGHT_FOUR)
    assert slap.thresholds[Finger.RIGHT_INDEX] == 80
    assert slap.thresholds[Finger.RIGHT_MIDDLE] == 20
    assert (slap.passed, slap.attempts_left) == (False, 0)


def test_a_portrait_below_policy_is_not_kept(desk: PolicyDesk) -> None:
    which = begun(desk).enrollment.enrollment_id
    desk.publish(rules=rules_toml("[thresholds]\nface = { HeadPoseYaw = 97 }"))
    answer = desk.enroll.accept_portrait(which, portrait_candidate(desk.bench.clock.now()))
    assert isinstance(answer, Problem)
    assert (answer.code, dict(answer.params)) == (
        "STN-718",
        {"measure": "HeadPoseYaw", "least": 97, "field": "portrait"},
    )
    desk.publish(rules=rules_toml("[thresholds]\nface = { HeadPoseYaw = 96 }"))
    assert isinstance(desk.enroll.accept_portrait(which, portrait_candidate(desk.bench.clock.now())), EnrollmentView)


# --- in the packet -----------------------------------------------------------------------------------------------


def application(desk: PolicyDesk, view: EnrollmentView) -> dict[str, object]:
    """What the operator signed, before it is sealed."""
    signed = sign(desk, view).enrollment
    assert signed.signed is not None
    container = desk.enroll.image(signed.enrollment_id, signed.signed.container.digest)
    assert isinstance(container, bytes)
    found: dict[str, object] = json.loads(ZipFile(BytesIO(container)).read("data/application.json"))
    return found


def test_the_packet_says_under_which_policy_it_was_made(desk: PolicyDesk) -> None:
    desk.publish(rules=rules_toml(f'[[modes]]\nmode = "MOBILE"\nsince = {day(desk)}'))
    view = begun(desk)
    made = application(desk, view)
    context, flags = made["contextualData"], made["enrollmentFlags"]
    assert isinstance(context, dict)
    assert isinstance(flags, dict)
    policy = {"age": "1", "policyRoot": "1", "registry": "1", "rules": "2"}
    assert context["policyVersions"] == {**policy, "biometric_passport": str(view.enrollment.version)}
    assert flags["mode"] == "demo", "a demonstration stays one, wherever its desk works"


@pytest.mark.parametrize(
    ("station_mode", "work_mode", "packet_mode"),
    [
        ("demo", "NORMAL", "demo"),
        ("demo", "TRAINING", "TRAINING"),
        ("production", "TRAINING", "TRAINING"),
        ("production", "", "production"),
    ],
)
def test_the_mode_in_the_packet(desk: PolicyDesk, station_mode: str, work_mode: str, packet_mode: str) -> None:
    ordered = MODES.get(work_mode, UNORDERED)
    identity = replace(desk.enroll._signing._identity, mode=station_mode, work_mode=lambda: ordered)
    assert identity.packet_mode == packet_mode


# --- warnings ----------------------------------------------------------------------------------------------------


def test_a_refused_policy_is_warned_of_while_the_old_one_holds(desk: PolicyDesk) -> None:
    (desk.office.metadata / "timestamp.json").write_bytes(b"{}")
    desk.refresh()
    view = desk.service.view()
    assert (view.state, view.problem and view.problem.code) == ("fresh", "STN-705")
    assert [line.outcome for line in desk.service.doctor()][:3] == ["pass", "pass", "fail"]
    begun(desk)


def test_a_clock_put_back_is_warned_of(desk: PolicyDesk) -> None:
    desk.bench.clock.forward(timedelta(hours=-2))
    problem = desk.service.view().problem
    assert problem is not None
    assert problem.code == "STN-717"


def test_a_clock_put_back_opens_no_closed_unit(desk: PolicyDesk) -> None:
    """The computer has counted the days since the policy was signed; so has whoever signed a receipt since."""
    closes = (desk.bench.clock.now() + timedelta(days=1)).date()
    desk.publish(registry=registry_toml(unit=f"closes = {closes}"))
    assert isinstance(desk.enroll.start("biometric_passport"), EnrollmentView)
    for restart in (False, True):
        desk.bench.clock.forward(timedelta(days=3))
        desk.signed.learn(Source.RECEIPT, desk.bench.clock.now())
        if restart:
            desk.bench.clock.restart()
        desk.bench.clock.at -= timedelta(days=3)
        assert refused_with(desk) == "STN-713"
    assert desk.service.view().problem == Problem("STN-717")


def refused_with(desk: PolicyDesk) -> str:
    answer = desk.enroll.start("biometric_passport")
    return answer.code if isinstance(answer, Problem) else ""
