"""A referral is sealed as it is kept: nobody at the desk reads it again, and those who protect open it with openssl."""

import json
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from intake.acceptance.declared import read_application
from intake.acceptance.findings import _content
from station.domain.errors import Problem
from station.domain.item import ItemKind
from station.domain.referral import MOST_CHARACTERS, Indicator, Referral, number_of
from station.services.referrals import Referrals, find_protectors
from station.services.tokens import open_trust
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.desk import OPERATOR, SUPERVISOR, TECHNICIAN, VOLUNTEER, Bench, complete_draft, open_desk

CANARY = "she whispered the blue-heron sentence"
SEEN = Referral(frozenset({Indicator.AFRAID, Indicator.PAPERS_HELD_BY_OTHERS}), CANARY)


def referrals_of(bench: Bench, settings: Settings) -> Referrals:
    trust = open_trust(settings, bench.clock)
    return Referrals(bench.enroll, bench.clock, lambda: find_protectors(settings, trust, bench.clock))


def opened(settings: Settings, sealed: bytes, tmp_path: Path) -> dict[str, object]:
    """With stock openssl, by the protection key."""
    centre = settings.intake_home / "centre"
    (tmp_path / "sealed.p7m").write_bytes(sealed)
    passphrase = (centre / "secret").read_text(encoding="ascii").strip()
    found = subprocess.run(
        [
            *("openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", str(tmp_path / "sealed.p7m")),
            *("-recip", str(centre / "protection.pem"), "-inkey", str(centre / "protection.key.pem")),
            *("-passin", f"pass:{passphrase}"),
        ],
        capture_output=True,
        check=True,
    )
    read: dict[str, object] = json.loads(found.stdout)
    return read


def test_it_is_sealed_at_once_and_travels_in_the_packet(demo_settings: Settings, tmp_path: Path) -> None:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    which = complete_draft(bench)
    events = bench.db.execute("SELECT count(*) FROM audit").fetchone()
    view = referrals_of(bench, demo_settings).refer(which, SEEN)
    assert isinstance(view, EnrollmentView), view
    assert bench.db.execute("SELECT count(*) FROM audit").fetchone() == events, "no event tells of it"
    (item,) = [each for each in view.enrollment.items if each.kind is ItemKind.REFERRAL]
    assert {name: said.text for name, said in item.values.items()} == {"referred": "YES"}
    session = bench.signed_in.session
    assert session is not None
    draft = session.vault.load(which)
    assert "blue-heron" not in repr(draft)
    assert Indicator.AFRAID.value not in repr(draft)
    assert not [line for step in view.steps for line in step.lines if "eferr" in repr(line)]
    sealed = session.vault.get(which, item.files[0].digest, which)
    for needle in (b"blue-heron", b"papers_held_by_others"):
        assert needle not in sealed
        for file in demo_settings.data.rglob("*"):
            assert not file.is_file() or needle not in file.read_bytes(), file
    signed = bench.enroll.sign(which)
    assert isinstance(signed, EnrollmentView), signed
    assert signed.enrollment.signed is not None
    container = bench.enroll.image(which, signed.enrollment.signed.container.digest)
    assert isinstance(container, bytes)
    files = {name: ZipFile(BytesIO(container)).read(name) for name in ZipFile(BytesIO(container)).namelist()}
    assert files["referral/1.p7m"] == sealed
    assert not [name for name, data in files.items() if b"blue-heron" in data or b"referred" in data]
    content = {name: data for name, data in files.items() if not name.startswith(("META-INF/", "mimetype"))}
    assert list(_content(read_application(content["data/application.json"]), content)) == [], "the centre takes it"
    read = opened(demo_settings, sealed, tmp_path)
    assert (read["text"], read["indicators"]) == (CANARY, ["afraid", "papers_held_by_others"])
    assert read["enrollmentId"] == which
    assert (read["number"], read["unfinished"]) == (number_of(item.item_id), False)


def test_its_size_says_nothing(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    view = bench.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which, referrals = view.enrollment.enrollment_id, referrals_of(bench, demo_settings)
    for referral in (
        Referral(frozenset({Indicator.AFRAID})),
        Referral(frozenset(Indicator), "\N{EGYPTIAN HIEROGLYPH A001}" * MOST_CHARACTERS, unfinished=True),
        Referral(frozenset(), "\x01" * MOST_CHARACTERS),
    ):
        kept = referrals.refer(which, referral)
        assert isinstance(kept, EnrollmentView), kept
    sealed = kept.enrollment.items
    assert len(sealed) == 3
    session = bench.signed_in.session
    assert session is not None
    sizes = {len(session.vault.get(which, item.files[0].digest, which)) for item in sealed}
    assert len(sizes) == 1


def test_who_may_not_write_into_the_case_refers_nobody_in_it(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    view = bench.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which, referrals = view.enrollment.enrollment_id, referrals_of(bench, demo_settings)
    assert referrals.require_ready(which) is None
    for who in (SUPERVISOR, TECHNICIAN, VOLUNTEER):
        bench.sign_in_as(who)
        for answer in (referrals.require_ready(which), referrals.refer(which, SEEN)):
            assert isinstance(answer, Problem), who


def test_without_the_protection_keys_or_words_nothing_is_kept(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    view = bench.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which, referrals = view.enrollment.enrollment_id, referrals_of(bench, demo_settings)
    folder = demo_settings.trust / "protection" / "recipients"
    away = folder.rename(folder.with_name("away"))
    refused = referrals.refer(which, SEEN)
    assert isinstance(refused, Problem)
    assert (refused.code, refused.params["missing"]) == ("STN-448", "receivers")
    away.rename(folder)
    empty = referrals.refer(which, Referral(frozenset(), "  "))
    assert isinstance(empty, Problem)
    assert empty.code == "STN-449"
    long = referrals.refer(which, Referral(frozenset(), "x" * 4001))
    assert isinstance(long, Problem)
    assert long.code == "STN-464"
    after = bench.enroll.view(which)
    assert isinstance(after, EnrollmentView)
    assert after.enrollment.items == ()
