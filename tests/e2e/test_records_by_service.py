"""What each service of the program asks for beside the pictures: the example of every one is run to the sealed packet,
the packet opened by stock `openssl`, and every biometric record in it read."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from re import findall, fullmatch

import pytest

from station.bootstrap import Station, build
from station.commands.enroll import Enrolling
from station.commands.words import Voice
from station.domain.classes import class_of
from station.domain.clock import SystemClock
from station.domain.record import RecordKind
from station.domain.sample import Finger
from station.formats.iso19794.finger_2005 import read_finger_record_2005
from station.formats.iso19794.finger_2011 import read_finger_record
from station.formats.records import faces_in, fingers_in, kind_of
from station.profiles import built_in
from station.settings import load_settings
from tests.support.at_once import AtOnce
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.desk import DEVICE
from tests.support.examples import example
from tests.support.once import copy_of

pytestmark = needs_openssl

IN_FORCE = date(2026, 12, 1)
EU, AFIS = RecordKind.ISO_19794_2005, RecordKind.ISO_19794_2011
KINDS = {
    "biometric_passport": EU,
    "id_card": EU,
    "refugee_travel_document": EU,
    "residence_card": EU,
    "stateless_travel_document": EU,
    "work_residence": EU,
    "asylum": AFIS,
    "displaced": AFIS,
    "stateless_status": AFIS,
    "visa": AFIS,
}
"""Of which kind; a service that is not here asks for none."""
SCANNER = replace(DEVICE, technology=2, registered_vendor=0x001D, registered_device=0x0107)


class Then(SystemClock):
    """The clock of the machine, set to the day from which the versions hold, where that has not come."""

    def __init__(self) -> None:
        first = datetime.combine(IN_FORCE, time(9), UTC)
        self._ahead = max(timedelta(0), first - datetime.now(UTC))

    def now(self) -> datetime:
        return super().now() + self._ahead


@pytest.fixture(scope="module")
def station(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    home, clock = copy_of(demo_keys, tmp_path_factory.mktemp("records") / "home"), Then()
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "station.toml").write_text('intake = "https://127.0.0.1:9"\n', encoding="utf-8")
    with closing(build(load_settings(home), clock)) as built:
        yield replace(built, capture=AtOnce(clock.now, SCANNER))  # type: ignore[arg-type]


def sealed(station: Station, service: str, out: Path) -> dict[str, bytes]:
    """The files of the packet that comes of the service's example."""
    said, wrong = StringIO(), StringIO()
    Enrolling(station, example(service), Voice("en", said, wrong)).enroll(0)
    assert wrong.getvalue() == ""
    packet = Path(findall(r"Packet: (\S+\.p7m) ", said.getvalue())[0])
    of = class_of(built_in().profile(service, IN_FORCE).case_class)
    receiver = of.name.lower() if of.confidential else "production"
    return files_by_openssl(packet, station.settings.intake_home, out, receiver)


def numbers_of(record: bytes) -> tuple[int, int, int]:
    """Technology, vendor and type of the scanner, as a record of a finger says them."""
    view = (read_finger_record_2005 if kind_of(record) is EU else read_finger_record)(record)[0]
    return view.technology, view.vendor, view.device


@pytest.mark.drawn(4)
@pytest.mark.parametrize("service", [*KINDS, "ordinary_passport", "citizenship"])
def test_each_sample_lies_there_as_the_record_that_the_service_asks_for(
    service: str, station: Station, tmp_path: Path
) -> None:
    files = sealed(station, service, tmp_path / "out")
    context = json.loads(files["data/application.json"])["contextualData"]
    records = {path: data for path, data in files.items() if path.endswith(".bdb")}
    taken = {path for path in files if fullmatch(r"biometrics/(face/portrait.jp2|fingers/\w+.wsq)", path)}
    if service not in KINDS:
        assert (records, "records" in context) == ({}, False)
        return
    assert context["format"] == 13
    assert {str(Path(path).with_suffix("")) for path in records} == {str(Path(path).with_suffix("")) for path in taken}
    assert {each["ref"] for each in context["records"].values()} == records.keys()
    for record in context["records"].values():
        data, path = records[record["ref"]], Path(record["ref"])
        assert RecordKind(record["kind"]) is kind_of(data) is KINDS[service]
        (picture,) = faces_in(data) if path.stem == "portrait" else fingers_in(data)
        assert picture.data == files[str(path.with_suffix(".jp2" if path.stem == "portrait" else ".wsq"))]
        if path.stem != "portrait":
            assert picture.position == Finger[path.stem.upper()]
            assert numbers_of(data) == ((0, 0, 0x0107) if KINDS[service] is EU else (2, 0x001D, 0x0107))


def test_every_service_that_holds_says_how_its_samples_are_judged() -> None:
    """What is asked for stands in the description, so that whoever signs it sees it."""
    days = {"id_law_from": date(2026, 5, 11), "foreigners_law_from": date(2026, 11, 1)}
    for laws in (days, {"foreigners_law_from": days["foreigners_law_from"]}):
        for service in built_in().ids:
            samples = built_in().under(laws).profile(service, IN_FORCE).samples
            kind = KINDS.get(service)
            if samples.face is not None:
                assert samples.face.limits
                assert (samples.face.record, samples.fingers and samples.fingers.record) == (kind, kind), service
            else:
                assert kind is None
