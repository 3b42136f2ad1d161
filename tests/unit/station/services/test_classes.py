"""A confidential class is sealed to receivers of its own, or nobody begins; a vendor's people find nothing of it."""

import json
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from crypto.trust_folder import load_trust
from intake.acceptance import augmenting
from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from intake.errors import HeldForClass
from intake.gateway.addressed import Receivers
from intake.mode import Mode
from station.domain.classes import CLASSES
from station.domain.errors import Problem
from station.profiles import Library
from station.profiles.words import CLASSES as WORDS
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.steps.plans import Plans
from tests.support.answered import code
from tests.support.applicants import ADULT
from tests.support.class_cases import CARD, SECRET, begun, signed
from tests.support.desk import (
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    VOLUNTEER,
    Bench,
    open_desk,
)


@pytest.fixture
def at(demo_settings: Settings) -> Callable[[str], Bench]:
    def open_with(card: str) -> Bench:
        bench = open_desk(demo_settings, plans=Plans(lambda: Library({"id_card.toml": card.encode()})))
        bench.sign_in_as(OFFICER)
        return bench

    return open_with


def test_the_words_of_profiles_are_the_classes() -> None:
    assert tuple(CLASSES) == WORDS
    assert {each.name for each in CLASSES.values() if each.confidential} == {"ASYLUM", "PROTECTED", "VISA"}
    assert not any(each.by_sex_and_age for each in CLASSES.values() if each.confidential)


def test_nobody_begins_where_the_class_has_no_receivers_of_its_own(
    at: Callable[[str], Bench], demo_settings: Settings
) -> None:
    bench = at(SECRET)
    folder = demo_settings.trust / "classes" / "protected" / "recipients"
    away = folder.rename(folder.with_name("away"))
    refused = bench.enroll.start("id_card")
    assert isinstance(refused, Problem)
    assert (refused.code, refused.params["missing"]) == ("STN-446", "receivers")
    folder.mkdir()
    shutil.copy(away / "protected.pem", folder)
    assert code(bench.enroll.start("id_card")) == "STN-446", "one receiver is none"
    usual = demo_settings.trust / "recipients" / "production.pem"
    (folder / "production.pem").write_bytes(usual.read_bytes())
    refused = bench.enroll.start("id_card")
    assert isinstance(refused, Problem)
    assert refused.params["missing"] == "own", "who opens everything opens this too"
    (folder / "production.pem").unlink()
    shutil.copy(away / "protected-escrow.pem", folder)
    begun(bench)


def test_a_service_for_another_receiver_is_not_begun(at: Callable[[str], Bench]) -> None:
    bench = at(CARD.replace('receivers = ["intake", "mosip", "osia"]', 'receivers = ["osia"]'))
    refused = bench.enroll.start("id_card")
    assert isinstance(refused, Problem)
    assert (refused.code, refused.params["receivers"]) == ("STN-447", "osia")


def test_it_is_sealed_to_its_own_receivers_and_says_how_it_is_handled(
    at: Callable[[str], Bench], demo_settings: Settings
) -> None:
    bench, home = at(SECRET), demo_settings.intake_home
    which, container = signed(bench)
    application = ZipFile(BytesIO(container)).read("data/application.json")
    read_application(application)
    context = json.loads(application)["contextualData"]
    assert (context["format"], context["handling"]) == (6, {"class": "PROTECTED", "retentionDays": 7})
    assert isinstance(bench.enroll.approve(which, bench.credential(SUPERVISOR), PINS[SUPERVISOR]), EnrollmentView)
    sealed = bench.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    packet, now = Path(sealed.packet_path), bench.clock.now()
    for receiver in ("protected", "protected-escrow"):
        assert open_packet(packet, home, receiver, now).container
    opened = open_packet(packet, home, "protected", now)
    archived_to = augmenting._receivers(packet, home, opened, load_trust(home / "trust"), now)
    assert {each.common_name for each in archived_to} == {"Demo Receiver protected", "Demo Receiver protected-escrow"}
    assert {each.common_name for each in Receivers(home / "trust", Mode.PRODUCTION)() or ()} >= {
        "Demo Receiver protected"
    }
    for receiver in ("production", "escrow"):
        with pytest.raises(HeldForClass):
            open_packet(packet, home, receiver, now)


def test_a_vendors_people_find_nothing_of_it(at: Callable[[str], Bench]) -> None:
    bench = at(SECRET)
    which = begun(bench)
    bench.enroll.set_fields(which, ADULT)
    assert [each.enrollment_id for each in bench.enroll.drafts()] == [which]
    for who in (OPERATOR, VOLUNTEER):
        bench.sign_in_as(who)
        assert bench.enroll.drafts() == ()
        assert code(bench.enroll.view(which)) == code(bench.enroll.start("id_card")) == "STN-478"
        assert code(bench.enroll.set_fields(which, ADULT)) == "STN-478"
    bench.sign_in_as(OFFICER)
    assert isinstance(bench.enroll.resume(which), EnrollmentView)
    rows = bench.db.execute("SELECT json_extract(event, '$') FROM audit").fetchall()
    assert rows
    assert not [row for row in rows if "id_card" in row[0]], "the log does not say for what somebody came"
    assert bench.db.execute("SELECT procedure FROM enrollment").fetchall() == [("",)]
    counted = bench.db.execute("SELECT kind, service FROM visit_event WHERE kind <> 'refusal'").fetchall()
    assert counted == []
    assert bench.db.execute("SELECT count(*) FROM visit_open").fetchone() == (0,)


def test_the_same_of_a_civil_case_is_counted_and_listed(at: Callable[[str], Bench]) -> None:
    bench = at(CARD)
    which = begun(bench)
    bench.sign_in_as(OPERATOR)
    assert [each.enrollment_id for each in bench.enroll.drafts()] == [which]
    assert bench.db.execute("SELECT count(*) FROM visit_event").fetchone()[0] > 0
    assert bench.db.execute("SELECT procedure FROM enrollment").fetchall() == [("id_card",)]
